"""What deadlines are reckoned by, as it is in force: the calendar of each organ and the clocks as corrected.

The shipped data come first, then what the changes say, newer ones going before older ones; a local day goes before a
nationwide one. A basis is read from the database at once and is pure from then on, so that what a change would do can
be worked out beside what is in force.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db import connection

from accounts.models import Organ
from deadlines.engine import Calendar, Clock, ClockBook, Correction, clocks, official_calendar
from deadlines.engine.calendar import Kind
from deadlines.models import Change, ChangeKind

# (day, kind) in the order in which they were entered.
Days = tuple[tuple[dt.date, Kind], ...]
# One statement, written out: it is asked at every step of every case, and to build it costs more than to run it.
_IN_FORCE = """
    SELECT y.id, y.change_id, y.year, NULL::date, NULL::text, NULL::bigint,
           NULL::text, NULL::jsonb, NULL::date, NULL::timestamptz
    FROM deadlines_calendaryear y LEFT JOIN deadlines_change c ON c.id = y.change_id
    WHERE y.change_id IS NULL OR c.status IN ('in_force', 'withdrawing')
    UNION ALL
    SELECT d.id, d.change_id, NULL, d.date, d.kind, d.organ_id, NULL, NULL, NULL, NULL
    FROM deadlines_calendarday d LEFT JOIN deadlines_change c ON c.id = d.change_id
    WHERE (d.change_id IS NULL OR c.status IN ('in_force', 'withdrawing'))
      AND (%(organs)s::bigint[] IS NULL OR d.organ_id IS NULL OR d.organ_id = ANY(%(organs)s))
    UNION ALL
    SELECT c.id, c.id, NULL, NULL, NULL, c.organ_id, c.clock, c.cells, c.since, c.confirmed_at
    FROM deadlines_change c
    WHERE c.kind = 'clock' AND c.status IN ('in_force', 'withdrawing')
      AND (%(organs)s::bigint[] IS NULL OR c.organ_id IS NULL OR c.organ_id = ANY(%(organs)s))
    ORDER BY 1
"""


@lru_cache(maxsize=64)
def _merged(years: tuple[int, ...], days: Days) -> Calendar:
    return official_calendar().with_days(dict(days), years=list(years))


@lru_cache(maxsize=16)
def _corrected(corrections: tuple[Correction, ...]) -> ClockBook:
    return clocks().corrected(corrections)


@dataclass(frozen=True)
class Basis:
    """Calendars and clocks: `years` with a notice of their own, `days` nationwide, `local` by organ, `corrections`.

    `own` are the corrections that an organ has made of a period of the house for itself.
    """

    years: tuple[int, ...] = ()
    days: Days = ()
    local: tuple[tuple[int, dt.date, Kind], ...] = ()
    corrections: tuple[Correction, ...] = ()
    own: tuple[tuple[int, Correction], ...] = ()

    @property
    def book(self) -> ClockBook:
        """The clocks as corrected for everybody. Raises DataError where a correction cannot be read."""
        return self.book_of(None)

    def book_of(self, organ_id: int | None) -> ClockBook:
        """The clocks of an organ: with its own periods of the house, which go before what holds for everybody."""
        corrections = (*self.corrections, *(one for organ, one in self.own if organ == organ_id))
        return _corrected(corrections) if corrections else clocks()

    def calendar(self, organ_id: int | None) -> Calendar:
        """The calendar of an organ, or with None the nationwide one."""
        local = tuple((date, kind) for organ, date, kind in self.local if organ == organ_id)
        if not self.years and not self.days and not local:
            return official_calendar()
        # The last entry of a day counts; sorted, equal calendars are made once.
        merged = {**dict(self.days), **dict(local)}
        return _merged(tuple(sorted(set(self.years))), tuple(sorted(merged.items())))

    def with_change(self, change: Change) -> "Basis":
        """This basis with what `change` says on top."""
        if change.kind == ChangeKind.CLOCK and change.organ_id is not None:
            return replace(self, own=(*self.own, (change.organ_id, correction_of(change))))
        if change.kind == ChangeKind.CLOCK:
            return replace(self, corrections=(*self.corrections, correction_of(change)))
        days = tuple((dt.date.fromisoformat(date), kind) for date, kind in change.days)
        if change.organ_id is not None:
            return replace(self, local=(*self.local, *((change.organ_id, date, kind) for date, kind in days)))
        years = self.years if change.year is None else (*self.years, change.year)
        return replace(self, years=years, days=(*self.days, *days))


def correction_of(change: Change) -> Correction:
    """The correction that a change of a clock is."""
    return Correction(change.clock, tuple(sorted(change.cells.items())), change.since)


def basis_in_force(organs: Sequence[int] | None = None, *, without: Change | None = None) -> Basis:
    """What is in force, or what would be if the change `without` were not; one query.

    Local days and periods of the house are those of `organs`, or of all.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, {"organs": None if organs is None else list(organs)})
        rows = cursor.fetchall()
    left_out = without.pk if without is not None else 0
    # In the order in which they were entered, which decides which of several counts.
    kept = [row[2:] for row in rows if row[1] != left_out]
    days = [row[:4] for row in kept if not any(row[4:])]
    # A later confirmation goes over an earlier one.
    corrected = sorted((row[3:] for row in kept if any(row[4:])), key=lambda row: row[4])
    put_right = [
        (organ, Correction(clock, tuple(sorted(json.loads(cells).items())), since))
        for organ, clock, cells, since, _at in corrected
    ]
    return Basis(
        years=tuple(sorted(year for year, _date, _kind, _organ in days if year is not None)),
        days=tuple((date, kind) for year, date, kind, organ in days if year is None and organ is None),
        local=tuple((organ, date, kind) for year, date, kind, organ in days if year is None and organ is not None),
        corrections=tuple(one for organ, one in put_right if organ is None),
        own=tuple((organ, one) for organ, one in put_right if organ is not None),
    )


def calendar_for(organ: Organ | None) -> Calendar:
    """The shipped calendar with the years and days recorded here, those of `organ` above those for everybody."""
    pk = organ.pk if organ else None
    return basis_in_force([] if pk is None else [pk]).calendar(pk)


def clock_on(clock_id: str, start: dt.date) -> Clock:
    """The clock that holds for a period starting on that day. Raises UnknownClock."""
    return basis_in_force().book.holding(clock_id, start)
