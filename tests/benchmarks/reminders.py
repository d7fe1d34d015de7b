"""The sweep with a million running deadlines, beside the bare SQL that selects the same rows."""

import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from accounts.timekeeping import at
from deadlines.engine import official_calendar
from deadlines.reminders.stages import reaches
from deadlines.reminders.sweep import Swept, sweep
from tests.benchmarks.measuring import database_process, work_of
from tests.factories import make_organ, make_user

DAY = dt.date(2026, 10, 14)
ORGANS = 10
OFFICERS = 20
CLOCKS = ("fy_decide_60d", "fy_review_5wd", "fy_send_copy_7wd")
# Deadlines that are due on the day, and the days over which the others are spread: from long overdue to far ahead.
DUE = 10_000
OVERDUE, SPREAD = 20, 300
ROUNDS = 5


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Milliseconds of a sweep by the clock and of work by the processors, here and in the database; its queries; what it
    wrote; the same two figures of the bare SQL.
    """

    name: str
    sweep: float
    work: float
    queries: int
    reminders: int
    sql: float
    sql_work: float
    note: str = ""


DOSSIERS = """
INSERT INTO dossiers_dossier (organ_id, kind, title, cause, officer_id, status, stage, opened_on, next_due_on, source,
    version, search_text, created_at, void_reason)
SELECT organs[1 + n %% cardinality(organs)], 'reconsideration', '', '',
    officers[1 + n %% cardinality(organs) + cardinality(organs) * (n / cardinality(organs) %% %(each)s)], 'open',
    'handling', %(day)s::date - 40,
    CASE WHEN n <= %(due)s THEN %(day)s::date ELSE %(day)s::date - %(overdue)s + n %% %(spread)s END,
    'entered', 1, '', now(), ''
FROM (SELECT n, %(organs)s::bigint[] AS organs, %(officers)s::bigint[] AS officers
    FROM generate_series(1, %(deadlines)s) AS n) AS drawn
"""

DEADLINES = """
INSERT INTO deadlines_deadline (dossier_id, key, clock, owner, tracked, state, run, starts_on, due_on, nominal_on,
    events, derivation, computed_at)
SELECT id, 'k', (%(clocks)s::text[])[1 + id %% 3], 'office', true, 'running', '2026-09-04', opened_on, next_due_on,
    next_due_on, '[]', '[{}]', now()
FROM dossiers_dossier
"""

# Told is the most pressing stage of each deadline; of those that are due on the day the stages before it.
TOLD = """
INSERT INTO deadlines_reminder (deadline_id, run, stage, due_on, role, user_id, overtaken, made_at, withdrawn_because)
SELECT d.id, d.run, s.stage, d.due_on, p.role, p.user_id, false, now(), ''
FROM deadlines_deadline d
JOIN unnest(%(names)s::text[], %(stages)s::int[], %(levels)s::int[], %(above)s::date[], %(reached)s::date[])
    AS s(clock, stage, level, above, reached)
    ON s.clock = d.clock AND CASE WHEN d.due_on = %(day)s THEN s.stage < 0
        ELSE d.due_on > s.above AND d.due_on <= s.reached END
JOIN dossiers_dossier o ON o.id = d.dossier_id
CROSS JOIN LATERAL (
    SELECT 'officer' AS role, o.officer_id AS user_id
    UNION ALL SELECT 'director', a.user_id FROM accounts_roleassignment a JOIN accounts_organ g ON g.id = o.organ_id
        WHERE s.level >= 1 AND a.organisation_id = g.office_id AND a.role = 'director'
) AS p
"""

# The deadlines, stages and officers that were not told: what the sweep has to find, written as one statement by hand
# for the officer alone.
BARE = """
SELECT d.id, d.run, d.due_on, s.stage, o.officer_id
FROM deadlines_deadline d
JOIN dossiers_dossier o ON o.id = d.dossier_id
JOIN unnest(%(names)s::text[], %(stages)s::int[], %(above)s::date[], %(reached)s::date[])
    AS s(clock, stage, above, reached) ON s.clock = d.clock AND d.due_on > s.above AND d.due_on <= s.reached
WHERE d.state = 'running' AND d.tracked AND d.due_on <= %(horizon)s AND NOT EXISTS (
    SELECT 1 FROM deadlines_reminder r WHERE r.deadline_id = d.id AND r.run = d.run AND r.stage = s.stage
    AND r.user_id = o.officer_id AND r.withdrawn_at IS NULL)
"""


def measure(deadlines: int, say: Callable[[str], None]) -> list[Row]:
    """A sweep with DUE deadlines due among `deadlines` that run, and the runs after it; each beside its bare SQL."""
    # A worker has loaded its modules and addresses once and for all; this sweep of an empty table loads them here.
    sweep()
    reverse("home")
    start = time.perf_counter()
    given = _make(deadlines)
    say(f"{deadlines:,} running deadlines made in {time.perf_counter() - start:.0f} s")
    # Else the work of the bare SQL would be done by processes that are not counted.
    _execute("SET max_parallel_workers_per_gather = 0")
    with at(dt.datetime.combine(DAY, dt.time(9))), override_settings(MAIL_ENABLED=True):
        selects = _bare(given)
        with CaptureQueriesContext(connection) as captured:
            taken, work, first = _swept()
        note = f"{first.deadlines:,} deadlines, {first.messages:,} messages"
        name = f"{first.deadlines:,} due: everything written"
        rows = [Row(name, taken, work, len(captured), first.reminders, *selects, note)]
        _execute("VACUUM ANALYZE deadlines_reminder")
        selects = _bare(given)
        again = [_swept() for _ in range(ROUNDS)]
        written = sum(row[2].reminders + row[2].overtaken for row in again)
        rows.append(
            Row(
                "nothing due: the second run",
                statistics.median(row[0] for row in again),
                statistics.median(row[1] for row in again),
                _queries(),
                written,
                *selects,
            )
        )
    return rows


def _make(deadlines: int) -> dict[str, Any]:
    organs = [make_organ(f"量测{number}区") for number in range(ORGANS)]
    officers = [
        make_user(Role.OFFICER, organ.office, email=f"o{number}.{organ.pk}@example.test")
        for number in range(OFFICERS)
        for organ in organs
    ]
    for organ in organs:
        make_user(Role.DIRECTOR, organ.office)
    pressing, _overtaken = reaches({1: official_calendar()}, CLOCKS, {}, DAY)
    given: dict[str, Any] = {
        "organs": [organ.pk for organ in organs],
        "officers": [user.pk for user in officers],
        "each": OFFICERS,
        "deadlines": deadlines,
        "due": DUE,
        "overdue": OVERDUE,
        "spread": SPREAD,
        "day": DAY,
        "clocks": list(CLOCKS),
        "names": [row.clock for row in pressing],
        "stages": [row.stage.days for row in pressing],
        "levels": [row.stage.level for row in pressing],
        "above": [row.above for row in pressing],
        "reached": [row.reached for row in pressing],
        "horizon": max(row.reached for row in pressing),
    }
    # What the triggers keep is so by the way the rows are made.
    tables = ("dossiers_dossier", "deadlines_deadline", "deadlines_reminder")
    for table, statement in zip(tables, (DOSSIERS, DEADLINES, TOLD), strict=True):
        _execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        _execute(statement, given)
        _execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    _execute("VACUUM ANALYZE")
    return given


def _execute(statement: str, given: dict[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def _timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    """Milliseconds of `act` by the clock, and of work by the processors here and in the database; what it gave."""
    database = database_process()
    start, work = time.perf_counter(), time.process_time() + work_of(database)
    given = act()
    taken = time.perf_counter() - start
    return taken * 1000, (time.process_time() + work_of(database) - work) * 1000, given


def _bare(given: dict[str, Any]) -> tuple[float, float]:
    """Milliseconds by the clock and of work of the bare SQL: the median of ROUNDS."""

    def select() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, given)
            cursor.fetchall()

    select()
    rounds = [_timed(select) for _ in range(ROUNDS)]
    return statistics.median(row[0] for row in rounds), statistics.median(row[1] for row in rounds)


def _swept() -> tuple[float, float, Swept]:
    return _timed(sweep)


def _queries() -> int:
    with CaptureQueriesContext(connection) as captured:
        sweep()
    return len(captured)
