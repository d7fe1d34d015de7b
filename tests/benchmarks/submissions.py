"""python -m tests.benchmarks.submissions workbook|bulk: one process that hands in appearance records.

What is to be handed in comes by the standard input; the megabytes before go out, and for each number of rows
that is asked for the megabytes at the peak until then and the seconds.
"""

# Django is set up before anything is imported that needs it.
# ruff: noqa: PLC0415

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

# A program sends its list in requests of so many rows.
ROWS = 500


def main(way: str, asked: dict[str, Any]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # Everything that the work needs is there before it is measured.
    act = {"workbook": workbook, "bulk": bulk}[way](asked)
    before, start, reached = peak(), time.perf_counter(), []

    def done(rows: int) -> None:
        if rows in asked["marks"]:
            reached.append([rows, peak(), time.perf_counter() - start])

    act(done)
    print(json.dumps([before, reached]), flush=True)


# Is told how many rows are handed in by now.
Done = Callable[[int], None]


def workbook(asked: dict[str, Any]) -> Callable[[Done], None]:
    """A workbook: taken in, read for the preview, confirmed and written, as the pages and their tasks do it."""
    from django.core.files import File

    from accounts.actors import actor_for
    from accounts.models import Organ, User
    from hearings.records import RECORDS
    from workflow.ledger import services

    actor = actor_for(User.objects.get(pk=asked["liaison"]))
    organ = Organ.objects.get(pk=asked["organ"])

    def act(done: Done) -> None:
        with Path(asked["file"]).open("rb") as file:
            given = File(file, "records.xlsx")
            run = services.hand_in(actor=actor, ledger=RECORDS, organ=organ, file=given, start=NotSent())
        _whole(services.read_run(run.pk), asked)
        services.confirm(actor=actor, run=run, start=NotSent())
        _whole(services.import_run(run.pk), asked)
        done(len(asked["rows"]))

    return act


class NotSent:
    """In the place of a task: what it would do is done here."""

    def delay(self, run: int) -> None:
        """Leave it."""


def _whole(run: Any, asked: dict[str, Any]) -> None:
    if run.created != len(asked["rows"]):
        raise RuntimeError(f"{run.status}: {run.created} of {len(asked['rows'])}, {run.problem}")


def bulk(asked: dict[str, Any]) -> Callable[[Done], None]:
    """Requests of ROWS rows each, as one worker of the application answers them."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client, rows = Client(), asked["rows"]
    size = min(ROWS, *asked["marks"])

    def act(done: Done) -> None:
        for first in range(0, len(rows), size):
            body = json.dumps({"rows": rows[first : first + size]})
            answer = client.post(
                "/api/v1/appearances/bulk/", body, content_type="application/json", headers=asked["headers"]
            )
            refused = [row for row in answer.json().get("results", [{}]) if row.get("status") != 201]
            if refused:
                raise RuntimeError(f"{answer.status_code}: {refused[:3]}")
            done(min(first + size, len(rows)))

    return act


def peak() -> float:
    """The most megabytes that this process has had in memory until now.

    What getrusage tells would be that of the process which started this one, where that had more.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], json.load(sys.stdin))
