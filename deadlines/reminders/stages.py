"""When a deadline is told of: working days before its due date, on it, and after it.

A stage is a whole number of working days from the due date: -3 is three before, 0 the day itself, 1 one after. Which
stages a clock has is data: an office's own (ClockSetting), else what its length suggests.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deadlines.engine import Calendar, clocks
from deadlines.models import ClockSetting

# The longest length of a clock in working days, and how many before the end it is told of.
BEFORE: tuple[tuple[int, tuple[int, ...]], ...] = (
    (3, (1,)),
    (7, (2,)),
    (15, (3, 1)),
    (35, (5, 2)),
    (70, (10, 3)),
)
BEFORE_LONG = (20, 5)
# Of a period that a document lays down, whatever its length.
BEFORE_AS_SET = (5, 2)
AFTER = (1, 5)
WORKING_DAYS_IN: Mapping[str, float] = {
    "working_day": 1,
    "calendar_day": 5 / 7,
    "month": 21,
    "year": 250,
    "same_day": 1,
    "fixed_date": 250,
}
LONGEST = 60


@dataclass(frozen=True)
class Stage:
    """One stage: its working days from the due date, and its level: 0 who must act, 1 the director, 2 leaders."""

    days: int
    level: int


@dataclass(frozen=True)
class Reach:
    """A stage of a clock in one organ with the due dates that it takes in on a day: after `above`, up to `reached`."""

    organ_id: int
    clock: str
    stage: Stage
    above: dt.date
    reached: dt.date
    # Set by the office itself: then it holds for periods, too, that the worklist does not count.
    chosen: bool
    # A later stage has come up for these due dates: it is written down and not told.
    overtaken: bool = False


def default_before(clock: str) -> tuple[int, ...]:
    """How many working days before the end of a clock it is told of, where the office says nothing."""
    found = clocks()[clock]
    if found.unit == "as_set":
        return BEFORE_AS_SET
    length = found.length * WORKING_DAYS_IN[found.unit]
    return next((days for longest, days in BEFORE if length <= longest), BEFORE_LONG)


def stages_of(clock: str, setting: ClockSetting | None = None) -> tuple[Stage, ...]:
    """The stages of a clock, the most pressing first."""
    before = default_before(clock) if setting is None or setting.before is None else tuple(setting.before)
    after = AFTER if setting is None or setting.after is None else tuple(setting.after)
    late = [Stage(days, min(place, 2)) for place, days in enumerate(sorted(set(after)), start=1)]
    ahead = [Stage(-days, 0) for days in sorted(set(before))]
    return (*reversed(late), Stage(0, 0), *ahead)


def stage_day(due_on: dt.date, days: int, calendar: Calendar) -> dt.date:
    """The day on which a stage of a deadline is reached. Years without their holiday notice are taken as plain."""
    if not days:
        return due_on
    return dt.date.fromordinal(calendar.assumed.shift(due_on.toordinal(), days))


def reached_until(day: dt.date, days: int, calendar: Calendar) -> dt.date:
    """The latest due date whose stage is reached on `day`: the same rule as `stage_day`, asked the other way round."""
    if not days:
        return day
    ordinal = day.toordinal()
    if days < 0:
        return dt.date.fromordinal(calendar.assumed.shift(ordinal, -days))
    return dt.date.fromordinal(calendar.assumed.shift(ordinal + 1, -days) - 1)


def reaches(
    organs: Mapping[int, Calendar],
    names: Iterable[str],
    settings: Mapping[tuple[int, str], ClockSetting],
    day: dt.date,
) -> tuple[list[Reach], list[Reach]]:
    """For each organ and clock (the most pressing stage by due date, the stages that it overtakes) on `day`."""
    pressing, overtaken = [], []
    names = list(names)
    for organ_id, calendar in organs.items():
        until: dict[int, dt.date] = {}
        for clock in names:
            setting = settings.get((organ_id, clock))
            above = dt.date.min
            for stage in stages_of(clock, setting):
                reached = until.get(stage.days)
                if reached is None:
                    reached = until[stage.days] = reached_until(day, stage.days, calendar)
                chosen = setting is not None
                pressing.append(Reach(organ_id, clock, stage, above, reached, chosen))
                if above > dt.date.min:
                    overtaken.append(Reach(organ_id, clock, stage, dt.date.min, above, chosen, overtaken=True))
                above = reached
    return pressing, overtaken


def everything(organ_id: int, clock: str, setting: ClockSetting | None) -> list[Reach]:
    """All stages of a clock whatever the due date: what a deadline has before it and behind it."""
    return [
        Reach(organ_id, clock, stage, dt.date.min, dt.date.max, setting is not None)
        for stage in stages_of(clock, setting)
    ]
