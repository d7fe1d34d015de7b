"""Times of reckoning in bulk: a million due dates beside numpy's business days; a notice that moves all that runs."""

import datetime as dt
import json
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from django.db import connection

from accounts.actors import SYSTEM
from deadlines.basis import basis_in_force
from deadlines.changes import services
from deadlines.changes.reading import read_lines
from deadlines.engine import Calendar, Clock, clocks, due_dates, official_calendar
from deadlines.models import Change, MovedDeadline
from deadlines.rules import outcome_of
from deadlines.services import refresh_next_due
from tests.benchmarks.data import World
from tests.deadlines.notices import MADE_UP_2027

DATES = 1_000_000
ROUNDS = 5
# The mix of a reconsideration office: working days, calendar days that roll, months, a fixed day, reckoned backward.
MIXED = (
    *("fy_review_5wd", "fy_reply_10wd", "fy_send_copy_7wd", "fy_decide_60d", "fy_decide_30d_simplified"),
    *(
        "xs_sue_after_fy_15d",
        "fy_apply_60d",
        "fy_hearing_notice_5wd_before",
        "fy_apply_not_informed_cap_1y",
        "xs_sue_direct_6m",
    ),
)
RUNNING = 100_000
TABLES = ("deadlines_deadline", "dossiers_dossier")


def bulk() -> Iterator[str]:
    """A million due dates of mixed clocks on one core, and numpy.busday_offset over the same dates."""
    book, calendar = clocks(), official_calendar()
    chosen = [book[name] for name in MIXED if name in book]
    draw = random.Random(1)
    first, last = dt.date(2024, 1, 1).toordinal(), dt.date(2026, 6, 30).toordinal()
    each = DATES // len(chosen)
    events = {clock.id: [dt.date.fromordinal(draw.randint(first, last)) for _ in range(each)] for clock in chosen}
    arrays = {name: np.array(days, dtype="datetime64[D]") for name, days in events.items()}
    week = _as_numpy(calendar)

    def ours() -> None:
        for clock in chosen:
            due_dates(clock, events[clock.id], calendar)

    def ours_cold() -> None:
        # A calendar of its own: the table of answers is made in the measured time.
        fresh = calendar.with_days({})
        for clock in chosen:
            due_dates(clock, events[clock.id], fresh)

    def theirs() -> None:
        for clock in chosen:
            np.busday_offset(arrays[clock.id], clock.length, roll="backward", busdaycal=week)

    here, cold, there = _median(ours), _median(ours_cold), _median(theirs)
    count = each * len(chosen)
    yield f"{count:,} due dates of {len(chosen)} clocks: {here:.0f} ms, {cold:.0f} ms with a calendar just loaded"
    yield f"  numpy.busday_offset over the same dates: {there:.0f} ms; ratio {here / there:.1f} ({cold / there:.1f})"


def _as_numpy(calendar: Calendar) -> np.busdaycalendar:
    """Days off of the calendar; make-up days it cannot know."""
    off = [day for day, kind in calendar.exceptions().items() if kind == "holiday"]
    return np.busdaycalendar(holidays=np.array(off, dtype="datetime64[D]"))


def _median(act: Callable[[], None]) -> float:
    act()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


# --- a notice for everything that runs -------------------------------------------------------------------------

FILL = """
    UPDATE deadlines_deadline d SET clock = v.clock, key = v.clock || '/-/1', state = v.state, starts_on = v.starts_on,
        due_on = v.due_on, nominal_on = v.nominal_on, provisional_year = v.provisional_year, ended_on = NULL,
        events = v.events, derivation = v.derivation
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::date[], %s::date[], %s::smallint[],
        %s::jsonb[], %s::jsonb[]) AS v (id, clock, state, starts_on, due_on, nominal_on, provisional_year, events,
        derivation)
    WHERE d.id = v.id
"""


REOPEN = """
    UPDATE dossiers_dossier SET status = 'open', closed_on = NULL
    WHERE id IN (SELECT dossier_id FROM deadlines_deadline WHERE state = 'running')
"""


def recomputation(world: World) -> Iterator[str]:
    """A notice for 2027 (made up) over RUNNING clocks that reach into it: previewed, carried out, withdrawn."""
    count = _let_run()
    notice = read_lines(MADE_UP_2027)
    times = {}
    change = services.draw_up_notice(actor=SYSTEM, notice=notice, basis="编造的2027年放假安排（量测）", year=2027)
    memory = _peak()
    times["preview"], change = _timed(lambda: services.work_out(change.pk))
    services.confirm(actor=SYSTEM, change=change, digest=change.digest)
    times["carry out"], change = _timed(lambda: services.carry_out(change.pk))
    listed = MovedDeadline.objects.unscoped("the measurement counts").filter(change=change, phase="made").count()
    services.ask_withdrawal(actor=SYSTEM, change=change, reason="量测")
    times["withdraw"], change = _timed(lambda: services.withdraw(change.pk))
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in times.items())
    yield f"{count:,} running clocks, {listed:,} on the list ({change.moved:,} moved): {told}"
    yield f"  memory grew by {(_peak() - memory) / 1024:.0f} MB"


def _let_run() -> int:
    """Make RUNNING of the world's deadlines clocks that start late in 2026, each as the engine gives it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM deadlines_deadline ORDER BY id LIMIT %s", [RUNNING])
        ids = [pk for (pk,) in cursor.fetchall()]
    book, calendar = clocks(), basis_in_force().calendar(None)
    chosen: list[Clock] = [book[name] for name in ("fy_decide_60d", "fy_review_5wd", "fy_reply_10wd")]
    first = dt.date(2026, 11, 20)
    with connection.cursor() as cursor:
        # What a case's list shows is kept by triggers; here its cases are only opened again.
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for portion in range(0, len(ids), 5000):
            columns: list[list] = [[] for _ in range(9)]
            for pk in ids[portion : portion + 5000]:
                clock = chosen[pk % len(chosen)]
                on = first + dt.timedelta(days=pk % 40 + (0 if clock.id == "fy_decide_60d" else 20))
                events = [{"kind": "start", "on": on.isoformat(), "fact": "accepted"}]
                made = outcome_of(clock, events, calendar)
                values = (
                    *(pk, clock.id, str(made.state), on, made.due_on, made.nominal_on, made.provisional_year),
                    *(json.dumps(events), json.dumps(made.derivation, ensure_ascii=False)),
                )
                for column, value in zip(columns, values, strict=True):
                    column.append(value)
            cursor.execute(FILL, columns)
        cursor.execute(REOPEN)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    # A case's next day and the lists stand as its deadlines now say, as they would where cases were handled.
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT dossier_id FROM deadlines_deadline WHERE id = ANY(%s)", [ids])
        refresh_next_due(pk for (pk,) in cursor.fetchall())
        for table in (*TABLES, "dossiers_dossieraccess"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    return len(ids)


def _timed(act: Callable[[], Change]) -> tuple[float, Change]:
    start = time.perf_counter()
    made = act()
    return time.perf_counter() - start, made


def _peak() -> int:
    """The most memory this process has taken, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(world: World) -> Iterator[str]:
    """Both, as lines of the report."""
    yield from bulk()
    yield from recomputation(world)
