"""What background work came to: who carries it out writes a run, the status page shows the last of each.

Work that is expected regularly says so (`expect`) from the app that owns it; a run that is overdue is then told.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils.functional import Promise

from accounts.timekeeping import now
from notices.models import RunState, TaskRun


@dataclass(frozen=True)
class Expected:
    """Work that is carried out regularly: its words, and the time after which a run of it is overdue."""

    name: str
    title: str | Promise
    within: dt.timedelta


@dataclass(frozen=True)
class Last:
    """The last run of expected work (None when there was none yet) and the last one that ended well.

    `since` is when the installation was last changed: from then on a first run is waited for.
    """

    expected: Expected
    run: TaskRun | None
    done: TaskRun | None
    since: dt.datetime | None

    @property
    def overdue(self) -> bool:
        """Whether no run has ended, in whatever way, within the time in which one is expected."""
        ended = self.ended.finished_at if self.ended else self.since
        return ended is None or now() - ended > self.expected.within

    @property
    def ended(self) -> TaskRun | None:
        """The last run that has ended, in whatever way."""
        return self.run if self.run and self.run.finished_at else self.done

    @property
    def sound(self) -> bool:
        """Whether it was carried out in time and came to nothing that somebody must look at."""
        return not self.overdue and self.run is not None and self.run.state in {RunState.DONE, RunState.RUNNING}


_expected: dict[str, Expected] = {}


def expect(name: str, title: str | Promise, *, within: dt.timedelta) -> None:
    """Say that work of this name is carried out at least once in `within`. Raises ValueError for a name taken."""
    if name in _expected:
        raise ValueError(f"The work {name} is expected twice.")
    _expected[name] = Expected(name, title, within)


def last_runs() -> list[Last]:
    """The last run of each work that is expected, in the order of their names; three queries."""
    rows = TaskRun.objects.filter(name__in=_expected).order_by("name", "-pk").distinct("name")
    last = {run.name: run for run in rows}
    well = {run.name: run for run in rows.filter(state=RunState.DONE)}
    changed = MigrationRecorder(connection).migration_qs.aggregate(at=Max("applied"))["at"]
    return [Last(expected, last.get(name), well.get(name), changed) for name, expected in sorted(_expected.items())]


def last_run(name: str) -> TaskRun | None:
    """The last run of this name that has ended; None when there was none."""
    return TaskRun.objects.filter(name=name).exclude(state=RunState.RUNNING).first()


@contextmanager
def task_run(name: str, *, one_row: bool = False) -> Iterator[TaskRun]:
    """Write down a run while it is carried out; the work fills `counts` and `detail` and may set `state` to PROBLEM.

    An exception is written down by its class, for its words may hold personal data, and goes on. Work that is done
    every few seconds keeps one row (`one_row`), written over at its end. Call it outside of the work's own transaction,
    or a run that fails is lost with it.
    """
    run = (TaskRun.objects.filter(name=name).first() if one_row else None) or TaskRun(name=name)
    run.started_at, run.finished_at, run.state = now(), None, RunState.RUNNING
    run.counts, run.detail = {}, {}
    if not one_row:
        run.save()
    try:
        yield run
    except BaseException as error:
        run.state, run.detail = RunState.FAILED, {"error": type(error).__name__}
        raise
    else:
        if run.state == RunState.RUNNING:
            run.state = RunState.DONE
    finally:
        run.finished_at = now()
        run.save()
