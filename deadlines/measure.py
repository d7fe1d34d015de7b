"""How much of a period is left, in the clock's own unit: the one measure of lists, pages, exports and the API.

Working days for a clock that counts working days, by the calendar of the case's organ; calendar days for any other.
What is overdue is told in calendar days (accounts.wording.due_words).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

from django.db.models import BigIntegerField, CharField, DateField, IntegerField, Q, Value

from accounts.wording import Tone, due_words
from deadlines.engine import Calendar, clocks, official_calendar
from deadlines.models import CalendarDay, CalendarYear

Unit = Literal["day", "working_day"]
CalendarSource = Callable[[], Calendar]


class Left(NamedTuple):
    """Days to a due date (today is 0, overdue is negative) and what they are counted in."""

    days: int
    unit: Unit


def unit_of(clock: str | None) -> Unit:
    """What the days of a clock are counted in; months, years and hours end on a day and are told in days."""
    return "working_day" if clock and clocks()[clock].unit == "working_day" else "day"


def days_left(clock: str | None, due_on: dt.date, day: dt.date, calendar: CalendarSource) -> Left:
    """What is left of a period on `day`. `calendar` is asked only for working days that are still to come.

    Where no working day lies before the due date (a calendar that was changed later), calendar days are told.
    """
    if due_on > day and unit_of(clock) == "working_day":
        working = calendar().assumed.working_days_between(day, due_on)
        if working:
            return Left(working, "working_day")
    return Left((due_on - day).days, "day")


def due_said(
    clock: str | None, due_on: dt.date | None, day: dt.date, calendar: CalendarSource, state: str = "running"
) -> tuple[Tone, str]:
    """The tone and the words for a period: 余 2 个工作日, 余 26 日, 今日到期, 逾期 2 日.

    `state` is what due_words takes.
    """
    if due_on is None or state in {"paused", "done", "done_late"}:
        return due_words(due_on, day, state=state)
    left = days_left(clock, due_on, day, calendar)
    working = left.days if left.unit == "working_day" else None
    return due_words(due_on, day, working, left.unit, state)


class Calendars:
    """The calendars of organs: the shipped one with what is recorded here, an organ's own days above all others'.

    They are read by one query, when the first is asked for: those of the `organs` given, or of all.
    """

    def __init__(self, organs: Iterable[int] | None = None) -> None:
        self._organs = None if organs is None else sorted(set(organs))

    def of(self, organ: int | None) -> Calendar:
        """The calendar of one of the organs; None: the one that is the same everywhere."""
        years, everywhere, own = self._recorded
        days = everywhere | own.get(organ, {}) if organ is not None else everywhere
        if not years and not days:
            return official_calendar()
        return _merged(years, tuple(sorted(days.items())))

    @cached_property
    def _recorded(self) -> tuple[tuple[int, ...], dict[dt.date, str], dict[int, dict[dt.date, str]]]:
        """The years with a notice, the days that hold everywhere, and those of each organ."""
        no_day, no_kind = Value(None, output_field=DateField()), Value(None, output_field=CharField())
        no_organ, no_year = Value(None, output_field=BigIntegerField()), Value(None, output_field=IntegerField())
        rows = (
            CalendarYear.objects.order_by()
            .values_list("year", no_day, no_kind, no_organ)
            .union(
                CalendarDay.objects.order_by()
                .filter(Q() if self._organs is None else Q(organ=None) | Q(organ__in=self._organs))
                .values_list(no_year, "date", "kind", "organ_id"),
                all=True,
            )
        )
        years: list[int] = []
        everywhere: dict[dt.date, str] = {}
        own: dict[int, dict[dt.date, str]] = {}
        for year, date, kind, organ in rows:
            if date is None:
                years.append(year)
            elif organ is None:
                everywhere[date] = kind
            else:
                own.setdefault(organ, {})[date] = kind
        return tuple(sorted(years)), everywhere, own


@lru_cache(maxsize=64)
def _merged(years: tuple[int, ...], days: tuple[tuple[Any, Any], ...]) -> Calendar:
    return official_calendar().with_days(dict(days), years=list(years))
