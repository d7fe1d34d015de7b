"""When a stage is reached: two ways of asking agree, and the defaults follow from a clock's length."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.engine import clocks, official_calendar
from deadlines.models import ClockSetting
from deadlines.reminders.stages import (
    Stage,
    everything,
    reached_until,
    reaches,
    stage_day,
    stages_of,
)

CALENDAR = official_calendar()
DAYS = st.dates(dt.date(2025, 9, 1), dt.date(2027, 3, 1))


@given(day=DAYS, due_on=DAYS, days=st.integers(-12, 12))
def test_the_two_ways_of_asking_agree(day: dt.date, due_on: dt.date, days: int) -> None:
    assert (due_on <= reached_until(day, days, CALENDAR)) == (stage_day(due_on, days, CALENDAR) <= day)


@pytest.mark.parametrize(
    ("due_on", "days", "expected"),
    [
        # 2026-10-09 is the second working day after the National Day holiday of 1 to 7 October.
        ("2026-10-09", -1, "2026-10-08"),
        ("2026-10-09", -2, "2026-09-30"),
        ("2026-10-09", -3, "2026-09-29"),
        ("2026-09-30", 1, "2026-10-08"),
        # Saturday 10 October is worked to make up.
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-10-09", 2, "2026-10-12"),
        ("2026-10-09", 0, "2026-10-09"),
    ],
)
def test_stages_over_the_national_holiday(due_on: str, days: int, expected: str) -> None:
    assert stage_day(dt.date.fromisoformat(due_on), days, CALENDAR) == dt.date.fromisoformat(expected)


def test_stages_follow_from_the_length_unless_the_office_sets_them() -> None:
    def days(*args: object) -> list[tuple[int, int]]:
        return [(stage.days, stage.level) for stage in stages_of(*args)]

    assert days("fy_send_copy_3wd_simplified") == [(5, 2), (1, 1), (0, 0), (-1, 0)]
    assert days("fy_review_5wd") == [(5, 2), (1, 1), (0, 0), (-2, 0)]
    assert days("fy_reply_10wd") == [(5, 2), (1, 1), (0, 0), (-1, 0), (-3, 0)]
    assert days("fy_decide_60d") == [(5, 2), (1, 1), (0, 0), (-3, 0), (-10, 0)]
    setting = ClockSetting(clock="fy_decide_60d", before=[15, 7], after=[2, 6, 9])
    assert days("fy_decide_60d", setting) == [(9, 2), (6, 2), (2, 1), (0, 0), (-7, 0), (-15, 0)]
    assert days("fy_decide_60d", ClockSetting(before=[], after=[])) == [(0, 0)]
    # Every clock has its stages, also those that no proceeding uses yet.
    assert all(Stage(0, 0) in stages_of(clock) for clock in clocks())


def test_each_due_date_is_in_one_pressing_stage_and_in_all_that_it_overtook() -> None:
    day = dt.date(2026, 10, 9)
    pressing, overtaken = reaches({1: CALENDAR}, ["fy_decide_60d"], {}, day)
    for offset in range(-40, 40):
        due_on = day + dt.timedelta(days=offset)
        told = [row.stage.days for row in pressing if row.above < due_on <= row.reached]
        passed = [row.stage.days for row in overtaken if row.above < due_on <= row.reached]
        reached = [days for days in (5, 1, 0, -3, -10) if stage_day(due_on, days, CALENDAR) <= day]
        assert told == reached[:1]
        assert passed == reached[1:]
    assert [row.stage.days for row in everything(1, "fy_decide_60d", None)] == [5, 1, 0, -3, -10]
