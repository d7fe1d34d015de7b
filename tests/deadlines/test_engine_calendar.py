"""The working-day calendar against two independent packages, and what it says of years it does not know."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.engine import Calendar, DataError, UncoveredYear, load_calendar, official_calendar

FIRST, LAST = 2004, 2026
# Saturday 2005-12-31: worked for the New Year of 2006 by `holidays`, a day off by `chinesecalendar` and the data.
KNOWN_DIFFERENCE = {dt.date(2005, 12, 31)}

covered_days = st.dates(dt.date(FIRST, 1, 1), dt.date(LAST, 12, 31))


def every_day(first: int = FIRST, last: int = LAST) -> Iterator[dt.date]:
    day = dt.date(first, 1, 1)
    while day.year <= last:
        yield day
        day += dt.timedelta(days=1)


def test_it_covers_the_years_of_the_data() -> None:
    calendar = official_calendar()
    assert calendar.years == frozenset(range(FIRST, LAST + 1))
    assert official_calendar() is calendar
    assert not calendar.covers(LAST + 1)
    assert not calendar.covers(FIRST - 1)


def test_every_day_agrees_with_chinesecalendar() -> None:
    calendar = official_calendar()
    wrong = [day for day in every_day() if calendar.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


def test_every_day_agrees_with_holidays() -> None:
    calendar = official_calendar()
    china = holidays.country_holidays("CN", years=range(FIRST, LAST + 1))
    wrong = {day for day in every_day() if calendar.is_working_day(day) != china.is_working_day(day)}
    assert wrong == KNOWN_DIFFERENCE


def test_new_years_eve_of_2024_was_a_working_day_and_that_of_2025_a_holiday() -> None:
    calendar = official_calendar()
    assert calendar.kind(dt.date(2024, 2, 9)) == "working_day"
    assert calendar.kind(dt.date(2025, 1, 28)) == "holiday"


def test_kinds_of_days() -> None:
    calendar = official_calendar()
    assert calendar.kind(dt.date(2026, 10, 1)) == "holiday"
    assert calendar.kind(dt.date(2026, 10, 4)) == "weekend"
    assert calendar.kind(dt.date(2026, 10, 10)) == "make_up_working_day"
    assert calendar.kind(dt.date(2026, 10, 12)) == "working_day"


@pytest.mark.parametrize("day", [dt.date(2027, 1, 1), dt.date(2027, 3, 3), dt.date(2003, 12, 31)])
def test_a_year_without_notice_is_refused(day: dt.date) -> None:
    calendar = official_calendar()
    with pytest.raises(UncoveredYear) as caught:
        calendar.is_working_day(day)
    assert caught.value.year == day.year
    with pytest.raises(UncoveredYear):
        calendar.kind(day)
    assert calendar.assumed.is_working_day(day) == (day.weekday() < 5)
    assert not calendar.assumed.covers(day.year)


def test_a_new_years_notice_can_be_added() -> None:
    calendar = official_calendar().with_days({dt.date(2027, 1, 1): "holiday"}, years=[2027])
    assert calendar.covers(2027)
    assert not calendar.is_working_day(dt.date(2027, 1, 1))
    assert calendar.is_working_day(dt.date(2027, 1, 4))
    assert calendar.working_days_between(dt.date(2026, 12, 31), dt.date(2027, 1, 4)) == 1
    assert not official_calendar().covers(2027)


def test_a_year_apart_does_not_cover_those_between() -> None:
    calendar = official_calendar().with_days({}, years=[2030])
    assert calendar.is_working_day(dt.date(2030, 1, 1))
    with pytest.raises(UncoveredYear) as caught:
        calendar.working_days_between(dt.date(2026, 12, 1), dt.date(2030, 1, 10))
    assert caught.value.year == 2027


@given(covered_days, st.sampled_from(["holiday", "make_up_working_day", "working_day"]))
def test_setting_a_day_and_taking_it_back_changes_nothing(day: dt.date, kind: str) -> None:
    calendar = official_calendar()
    changed = calendar.with_days({day: kind})  # type: ignore[dict-item]
    assert changed.is_working_day(day) == (kind != "holiday")
    assert changed.with_days({day: calendar.kind(day)}) == calendar


@given(covered_days, covered_days)
def test_working_days_between_counts_day_by_day(a: dt.date, b: dt.date) -> None:
    calendar = official_calendar()
    first, last = min(a, b), max(a, b)
    span = (first + dt.timedelta(days=n + 1) for n in range((last - first).days))
    naive = sum(calendar.is_working_day(day) for day in span)
    assert calendar.working_days_between(a, b) == (naive if a <= b else -naive)


def test_a_weekday_cannot_be_a_weekend() -> None:
    with pytest.raises(ValueError, match="weekday"):
        official_calendar().with_days({dt.date(2026, 10, 12): "weekend"})
    with pytest.raises(ValueError, match="unknown kind"):
        official_calendar().with_days({dt.date(2026, 10, 12): "closed"})  # type: ignore[dict-item]


def test_calendars_with_the_same_days_are_equal() -> None:
    calendar = official_calendar()
    again = Calendar(calendar.exceptions(), calendar.years)
    assert again == calendar
    assert hash(again) == hash(calendar)
    assert calendar != calendar.assumed
    assert calendar != "calendar"


def test_far_years_are_reckoned_only_when_assumed() -> None:
    assumed = official_calendar().assumed
    assert assumed.working_days_between(dt.date(2060, 1, 1), dt.date(2060, 1, 8)) == 5
    with pytest.raises(ValueError, match="beyond"):
        assumed.shift(dt.date(9999, 12, 30).toordinal(), 5)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("2026-01-01,holyday", "line 2, column kind: 'holyday'"),
        ("2026-13-01,holiday", "line 2, column date: '2026-13-01' is not a date"),
        ("2026-10-10,holiday", "weekend day"),
        ("2026-10-12,make_up_working_day", "weekday"),
        ("2026-10-01,holiday\n2026/10/1,holiday", "line 3, column date: 2026-10-01 stands there twice"),
        ("2027-01-01,holiday", "2027 has only 1 holidays"),
        ("2026-10-01", "1 columns instead of 2"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, rows: str, complaint: str) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(f"date,kind\n{rows}\n", encoding="utf-8")
    with pytest.raises(DataError, match=complaint):
        load_calendar(path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_bytes("date,kind\n2026-01-01,放假\n".encode("gb18030"))
    with pytest.raises(DataError, match="not UTF-8"):
        load_calendar(path)


def test_the_file_may_have_a_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    days = "\r\n".join(f"2026/1/{n},holiday" for n in (1, 2, 5, 6, 7))
    path = tmp_path / "calendar.csv"
    path.write_bytes(f"\ufeffdate 日期,kind 类别\r\n{days}\r\n".encode())
    assert not load_calendar(path).is_working_day(dt.date(2026, 1, 7))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text("day,kind\n2026-01-01,holiday\n", encoding="utf-8")
    with pytest.raises(DataError, match="column date is missing"):
        load_calendar(path)
