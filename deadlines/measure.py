"""How much of a period is left, in the clock's own unit: the one measure of lists, pages, exports and the API.

Working days for a clock that counts working days, by the calendar of the case's organ; calendar days for any other.
What is overdue is told in calendar days (accounts.wording.due_words).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Literal, NamedTuple

from django.db.models.fields.json import KeyTextTransform, KeyTransform

from accounts.wording import Tone, due_words
from deadlines.basis import Basis, basis_in_force
from deadlines.engine import Calendar

Unit = Literal["day", "working_day"]
CalendarSource = Callable[[], Calendar]

# The unit of the clock by which a deadline was reckoned, read out of its derivation without the rest of it: a clock
# that is put right later does not change it.
CLOCK_UNIT = KeyTextTransform("unit", KeyTransform("data", KeyTransform("0", "derivation")))


class Left(NamedTuple):
    """Days to a due date (today is 0, overdue is negative) and what they are counted in."""

    days: int
    unit: Unit


def counted_in(clock_unit: str | None) -> Unit:
    """What the days of a clock of this unit are counted in; months and years end on a day and are told in days."""
    return "working_day" if clock_unit == "working_day" else "day"


def days_left(unit: Unit, due_on: dt.date, day: dt.date, calendar: CalendarSource) -> Left:
    """What is left of a period on `day`. `calendar` is asked only for working days that are still to come.

    Where no working day lies before the due date (a calendar that was changed later), calendar days are told.
    """
    if due_on > day and unit == "working_day":
        working = calendar().assumed.working_days_between(day, due_on)
        if working:
            return Left(working, "working_day")
    return Left((due_on - day).days, "day")


def due_said(
    unit: Unit, due_on: dt.date | None, day: dt.date, calendar: CalendarSource, state: str = "running"
) -> tuple[Tone, str]:
    """The tone and the words for a period: 余 2 个工作日, 余 26 日, 今日到期, 逾期 2 日.

    `state` is what due_words takes.
    """
    if due_on is None or state in {"paused", "done", "done_late"}:
        return due_words(due_on, day, state=state)
    left = days_left(unit, due_on, day, calendar)
    working = left.days if left.unit == "working_day" else None
    return due_words(due_on, day, working, left.unit, state)


class Calendars:
    """The calendars of organs, read by one query when the first is asked for: of the `organs` given, or of all."""

    def __init__(self, organs: Iterable[int] | None = None) -> None:
        self._organs = None if organs is None else sorted(set(organs))

    @cached_property
    def _basis(self) -> Basis:
        return basis_in_force(self._organs)

    def of(self, organ: int | None) -> Calendar:
        """The calendar of one of the organs; None: the one that is the same everywhere."""
        return self._basis.calendar(organ)
