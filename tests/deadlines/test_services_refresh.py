"""Deadlines are what facts and calendar give; a second refresh writes nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.timekeeping import at
from deadlines.basis import calendar_for
from deadlines.models import CalendarDay, CalendarYear, Deadline
from deadlines.services import refresh, refresh_next_due
from tests.database import forget
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


def test_a_second_refresh_writes_nothing(office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        office.suspend(case)
    with at("2026-04-05"):
        rows = list(Deadline.objects.unscoped("a test").order_by("pk").values())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert refresh(case.dossier) == []
        assert not [q for q in queries if q["sql"].startswith(("INSERT", 'UPDATE "deadlines'))]
        assert list(Deadline.objects.unscoped("a test").order_by("pk").values()) == rows


def test_a_holiday_announced_late_moves_what_runs_and_is_taken_back_without_trace(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        due = case.dossier.next_due_on
        assert due == dt.date(2026, 3, 9)
        day = CalendarDay.objects.create(date=dt.date(2026, 3, 4), kind="holiday", basis="通知")
        (moved,) = refresh(case.dossier)
        assert (moved.due_on, case.dossier.next_due_on) == (dt.date(2026, 3, 10), dt.date(2026, 3, 10))
        forget(CalendarDay.objects.filter(pk=day.pk))
        refresh(case.dossier)
        assert case.dossier.next_due_on == due


def test_a_local_holiday_concerns_its_organ_alone_and_goes_before_the_nations(
    office: Office, other_office: Office
) -> None:
    day = dt.date(2026, 3, 4)
    CalendarDay.objects.create(date=day, kind="working_day", basis="x", organ=None)
    CalendarDay.objects.create(date=day, kind="holiday", basis="自治县条例", organ=office.organ)
    assert not calendar_for(office.organ).is_working_day(day)
    assert calendar_for(other_office.organ).is_working_day(day)
    assert calendar_for(None).is_working_day(day)


def test_a_years_notice_settles_what_was_provisional(office: Office) -> None:
    with at("2026-12-29"):
        case = office.register()
        deadline = case.dossier.deadlines.get()
        assert (deadline.provisional_year, deadline.due_on) == (2027, dt.date(2027, 1, 5))
        CalendarYear.objects.create(year=2027, notice="国办发明电〔2026〕1号")
        CalendarDay.objects.create(date=dt.date(2027, 1, 1), kind="holiday", basis="国办发明电〔2026〕1号")
        refresh(case.dossier)
        deadline.refresh_from_db()
        assert (deadline.provisional_year, deadline.due_on) == (None, dt.date(2027, 1, 6))


def test_the_next_due_date_is_the_earliest_that_is_tracked(office: Office) -> None:
    with at("2026-03-05"):
        first, second = office.register(), office.register(applicant="吴某")
        office.accept(first)
        ids = [second.pk, first.pk]
        assert refresh_next_due(ids) == 0
        type(first.dossier).objects.unscoped("a test").filter(pk__in=ids).update(next_due_on=None)
        assert refresh_next_due(ids) == 2
        first.dossier.refresh_from_db()
        assert first.dossier.next_due_on == dt.date(2026, 3, 16)


def test_days_skipped_and_the_article_are_kept_with_the_date(office: Office) -> None:
    with at("2026-09-24"):
        case = office.register()
        steps = case.dossier.deadlines.get().derivation
        assert steps[0]["kind"] == "start"
        assert any("30" in step["article"] for step in steps)
        assert any(step["data"].get("skipped") or step["data"] for step in steps)
