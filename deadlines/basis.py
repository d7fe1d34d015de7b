"""What deadlines are reckoned by, as it is in force: the calendar of each organ and the clocks as corrected.

The shipped data come first, then what the changes say, newer ones going before older ones; a local day goes before a
nationwide one. A basis is read from the database at once and is pure from then on, so that what a change would do can
be worked out beside what is in force.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    IntegerField,
    JSONField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

from accounts.models import Organ
from deadlines.engine import Calendar, Clock, ClockBook, Correction, clocks, official_calendar
from deadlines.engine.calendar import Kind
from deadlines.models import CalendarDay, CalendarYear, Change, ChangeKind

# (day, kind) in the order in which they were entered.
Days = tuple[tuple[dt.date, Kind], ...]
# What not every table has from which a basis is read.
_COLUMNS: dict[str, Any] = {
    "year": IntegerField,
    "date": DateField,
    "kind": CharField,
    "organ_id": BigIntegerField,
    "clock": CharField,
    "cells": JSONField,
    "since": DateField,
    "confirmed_at": DateTimeField,
}
# What only a corrected clock has.
_CORRECTION = ("clock", "cells", "since", "confirmed_at")


@lru_cache(maxsize=64)
def _merged(years: tuple[int, ...], days: Days) -> Calendar:
    return official_calendar().with_days(dict(days), years=list(years))


@lru_cache(maxsize=16)
def _corrected(corrections: tuple[Correction, ...]) -> ClockBook:
    return clocks().corrected(corrections)


@dataclass(frozen=True)
class Basis:
    """Calendars and clocks: `years` with a notice of their own, `days` nationwide, `local` by organ, `corrections`."""

    years: tuple[int, ...] = ()
    days: Days = ()
    local: tuple[tuple[int, dt.date, Kind], ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def book(self) -> ClockBook:
        """The clocks as corrected. Raises DataError where a correction cannot be read."""
        return _corrected(self.corrections) if self.corrections else clocks()

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

    The local days are those of `organs`, or of all.
    """
    return _read(organs, without, _corrections())


def calendars_in_force(organs: Sequence[int] | None = None, *, without: Change | None = None) -> Basis:
    """The calendars alone, with the local days of `organs` or of all; one query."""
    return _read(organs, without)


def _corrections() -> QuerySet:
    """The corrected clocks in force as rows of `_read`."""
    return (
        Change.objects.in_force()
        .filter(kind=ChangeKind.CLOCK)
        .order_by()
        .values_list("pk", "pk", _none("year"), _none("date"), _none("kind"), _none("organ_id"), *_CORRECTION)
    )


def _none(name: str) -> Cast:
    # Cast, since two columns that are both nothing would be text to the UNION.
    return Cast(Value(None), _COLUMNS[name]())


def _read(organs: Sequence[int] | None, without: Change | None, *more: QuerySet) -> Basis:
    """The basis from the tables of the calendar and from `more` of the same columns, in one statement."""
    not_corrected = [_none(name) for name in _CORRECTION] if more else []
    noticed = CalendarYear.objects.in_force().values_list(
        "pk", "change_id", "year", _none("date"), _none("kind"), _none("organ_id"), *not_corrected
    )
    entered = CalendarDay.objects.in_force().values_list(
        "pk", "change_id", _none("year"), "date", "kind", "organ_id", *not_corrected
    )
    if organs is not None:
        entered = entered.filter(Q(organ=None) | Q(organ__in=organs))
    # The order in which days were entered decides which of several counts.
    rows = sorted(noticed.order_by().union(entered.order_by(), *more, all=True), key=lambda row: row[0])
    left_out = without.pk if without is not None else 0
    kept = [row[2:] for row in rows if row[1] != left_out]
    days = [row[:4] for row in kept if not any(row[4:])]
    # A later confirmation goes over an earlier one.
    corrected = sorted((row[4:] for row in kept if any(row[4:])), key=lambda row: row[3])
    return Basis(
        years=tuple(sorted(year for year, _date, _kind, _organ in days if year is not None)),
        days=tuple((date, kind) for year, date, kind, organ in days if year is None and organ is None),
        local=tuple((organ, date, kind) for year, date, kind, organ in days if year is None and organ is not None),
        corrections=tuple(
            Correction(clock, tuple(sorted(cells.items())), since) for clock, cells, since, _at in corrected
        ),
    )


def calendar_for(organ: Organ | None) -> Calendar:
    """The shipped calendar with the years and days recorded here, those of `organ` above those for everybody."""
    pk = organ.pk if organ else None
    return calendars_in_force([] if pk is None else [pk]).calendar(pk)


def clock_on(clock_id: str, start: dt.date) -> Clock:
    """The clock that holds for a period starting on that day. Raises UnknownClock."""
    return basis_in_force().book.holding(clock_id, start)
