"""What is left of a period is the same everywhere: in the clock's own unit, by the calendar of the case's organ."""

import datetime as dt
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.timekeeping import at
from cases.listing import lines
from cases.worklists import CASES
from deadlines.engine import clocks, official_calendar
from deadlines.measure import Calendars, Left, counted_in, days_left, due_said
from deadlines.models import CalendarDay, CalendarYear
from tests import factories as make
from workflow.display import show_clocks
from workflow.panels import my_periods
from workflow.saved.exports import header, rows

DAY = dt.timedelta(days=1)


def said(clock: str, due_on: dt.date, day: dt.date) -> str:
    with translation.override("zh-hans"):
        return due_said(counted_in(clocks()[clock].unit), due_on, day, official_calendar)[1]


@pytest.mark.parametrize(
    ("clock", "due_on", "day", "left", "words"),
    [
        # Working days, over the weekend before Friday 27 November 2026.
        ("fy_review_5wd", "2026-11-27", "2026-11-20", Left(5, "working_day"), "余 5 个工作日"),
        ("fy_review_5wd", "2026-11-27", "2026-11-26", Left(1, "working_day"), "余 1 个工作日"),
        ("fy_review_5wd", "2026-11-27", "2026-11-27", Left(0, "day"), "今日到期"),
        ("fy_review_5wd", "2026-11-27", "2026-11-28", Left(-1, "day"), "逾期 1 日"),
        ("fy_review_5wd", "2026-11-27", "2026-11-29", Left(-2, "day"), "逾期 2 日"),
        # Over the National Day holiday: 1 to 7 October 2026 are no working days, 10 October is a make-up one.
        ("fy_review_5wd", "2026-10-08", "2026-09-30", Left(1, "working_day"), "余 1 个工作日"),
        ("fy_review_5wd", "2026-10-12", "2026-09-30", Left(4, "working_day"), "余 4 个工作日"),
        # Calendar days.
        ("fy_decide_60d", "2026-12-16", "2026-11-20", Left(26, "day"), "余 26 日"),
        ("fy_decide_60d", "2026-11-21", "2026-11-20", Left(1, "day"), "余 1 日"),
        ("fy_decide_60d", "2026-11-20", "2026-11-20", Left(0, "day"), "今日到期"),
        ("fy_decide_60d", "2026-11-18", "2026-11-20", Left(-2, "day"), "逾期 2 日"),
    ],
)
def test_what_is_left_around_the_due_date(clock: str, due_on: str, day: str, left: Left, words: str) -> None:
    due, now = dt.date.fromisoformat(due_on), dt.date.fromisoformat(day)
    assert days_left(counted_in(clocks()[clock].unit), due, now, official_calendar) == left
    assert said(clock, due, now) == words


def test_the_calendar_is_asked_for_working_days_to_come_alone() -> None:
    def never() -> None:
        raise AssertionError("asked")

    day = dt.date(2026, 11, 20)
    assert days_left("day", day + 9 * DAY, day, never).unit == "day"  # type: ignore[arg-type]
    assert days_left("working_day", day, day, never).days == 0  # type: ignore[arg-type]
    assert due_said("working_day", day + DAY, day, never, "paused")[0] == "paused"  # type: ignore[arg-type]
    assert counted_in(None) == counted_in("month") == "day"


@pytest.mark.django_db
def test_home_list_case_page_and_export_say_the_same(office: make.Office, other_office: make.Office) -> None:
    """Received on a Thursday before a local holiday of one organ, which the other does not have."""
    CalendarDay.objects.create(organ=office.organ, date=dt.date(2026, 11, 24), kind="holiday", basis="通知")
    for there in (office, other_office):
        with at("2026-11-19"):
            case = there.register()
        with at("2026-11-20"), translation.override("zh-hans"):
            day = dt.date(2026, 11, 20)
            (line,) = lines([case.pk], there.officer, day)
            due = case.dossier.next_due_on
            calendars = Calendars([there.organ.pk])
            left = calendars.of(there.organ.pk).working_days_between(day, due)
            assert left == 4
            words = f"余 {left} 个工作日"
            assert line.due is not None
            assert line.due[1] == words
            (clock,) = show_clocks(case.dossier.deadlines.all(), {}, partial(calendars.of, there.organ.pk), day)[0]
            assert clock["words"] == words
            (period,) = [row for panel in my_periods(there.officer, day) for row in panel.todo]
            assert period["words"] == words
            columns = [column for column in CASES.columns if column.code == "due"]
            (row,) = rows(CASES, [case.pk], there.officer, columns)
            assert dict(zip(header(columns), row, strict=True))["余日"] == left
            assert row[-1] == "工作日"
    # The holiday moved the one due date and not the other: the same day of receipt, a day between them.
    with at("2026-11-20"):
        ours, theirs = (o.organ.dossiers.unscoped("a test").get().next_due_on for o in (office, other_office))
    assert ours == theirs + DAY


@pytest.mark.django_db
def test_the_calendars_of_all_organs_are_one_query(office: make.Office, other_office: make.Office) -> None:
    CalendarYear.objects.create(year=2027, notice="通知")
    monday = dt.date(2027, 3, 1)
    CalendarDay.objects.create(organ=None, date=monday, kind="holiday", basis="通知")
    CalendarDay.objects.create(organ=office.organ, date=monday, kind="working_day", basis="通知")
    for calendars in (Calendars([office.organ.pk, other_office.organ.pk]), Calendars()):
        with CaptureQueriesContext(connection) as queries:
            open_here = calendars.of(office.organ.pk).is_working_day(monday)
            open_there = calendars.of(other_office.organ.pk).is_working_day(monday)
            everywhere = calendars.of(None).is_working_day(monday)
        assert (open_here, open_there, everywhere) == (True, False, False)
        assert len(queries) == 1
