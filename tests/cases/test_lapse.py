"""Acceptance by the clock alone (art. 30③): the task makes it, and the clock holds even where the task has not run."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from cases.tasks import lapse_reviews
from deadlines.models import CalendarDay
from deadlines.services import refresh
from tests import factories as make
from tests.factories import Office
from workflow.models import ApprovalStatus
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def _registered(office: Office, day: str = "2026-09-24") -> ReconsiderationCase:
    with at(day):
        return office.register()


def test_a_review_that_runs_over_the_national_holiday(office: Office) -> None:
    case = _registered(office)
    assert case.dossier.next_due_on == dt.date(2026, 10, 9)
    for day in ("2026-09-30", "2026-10-01", "2026-10-08", "2026-10-09"):
        with at(day):
            assert lapse_reviews() == 0
    with at("2026-10-10T00:01"):
        assert lapse_reviews() == 1
        assert lapse_reviews() == 0
    make.reload(case)
    assert (case.state, case.deemed_accepted, case.accepted_on) == ("handling", True, dt.date(2026, 10, 9))
    assert case.procedure == "ordinary"
    assert case.dossier.number == "甲区府复〔2026〕1号"
    decision = case.dossier.deadlines.get(clock="fy_decide_60d")
    assert (decision.starts_on, decision.due_on) == (dt.date(2026, 10, 9), dt.date(2026, 12, 8))
    entry = case.dossier.timeline.get(step="deem_accepted")
    assert (entry.taken_by, entry.on_date, entry.article) == (None, dt.date(2026, 10, 9), "第30条第3款")
    assert case.dossier.trail.get(action="step.take").user is None


def test_a_night_that_was_missed_is_made_up(office: Office) -> None:
    cases = [_registered(office), _registered(office, "2026-09-28")]
    with at("2026-11-20"):
        assert lapse_reviews() == 2
    for case in cases:
        make.reload(case)
    assert [case.accepted_on for case in cases] == [dt.date(2026, 10, 9), dt.date(2026, 10, 10)]


def test_the_clock_alone_closes_the_review(office: Office) -> None:
    case = _registered(office)
    with at("2026-10-09"):
        office.take(case, "decline", reason="decline_reason.out_of_time", explanation="x")
    with at("2026-10-10"):
        for code, data in {
            "accept": {"procedure": "ordinary"},
            "decline": {"reason": "decline_reason.out_of_time", "explanation": "x"},
            "supplement": {"matters": ["supplement_reason.identity"]},
        }.items():
            with pytest.raises(StepRefused, match="counts as accepted"):
                office.take(case, code, on_date="2026-10-09", **data)
        approval = case.dossier.approvals.get()
        with pytest.raises(StepRefused, match="counts as accepted"):
            make.services.decide(actor=office.director, approval=approval, approve=True)


def test_what_waits_for_approval_falls_away_when_the_review_lapses(office: Office) -> None:
    case = _registered(office)
    with at("2026-10-09"):
        approval = office.take(case, "decline", reason="decline_reason.out_of_time", explanation="x")
    with at("2026-10-10"):
        lapse_reviews()
    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.WITHDRAWN
    assert office.officer.user.notices.get(key=f"approval:{approval.pk}:stranded")
    with at("2026-10-12"):
        make.reload(case)
        data = {"outcome": "outcome.dismiss_application", "reason": "decline_reason.out_of_time"}
        office.approved(case, "dismiss", document_number="1", summary="x", **data)
        assert case.state == "decided"


def test_the_review_after_a_supplement_lapses_too(office: Office) -> None:
    case = _registered(office, "2026-09-01")
    with at("2026-09-02"):
        office.take(case, "supplement", matters=["supplement_reason.identity"], served_on="2026-09-02")
    with at("2026-09-24"):
        assert lapse_reviews() == 0
        office.take(case, "supplement_received")
    with at("2026-10-10"):
        assert lapse_reviews() == 1
    make.reload(case)
    assert case.accepted_on == dt.date(2026, 10, 9)


def test_the_law_of_2017_knows_no_lapse(office: Office) -> None:
    case = _registered(office, "2023-12-20")
    with at("2024-01-20"):
        assert lapse_reviews() == 0
        office.accept(case)
        assert case.accepted_on == dt.date(2023, 12, 20)


def test_a_local_holiday_moves_the_lapse(office: Office, other_office: Office) -> None:
    CalendarDay.objects.create(organ=office.organ, date=dt.date(2026, 10, 9), kind="holiday", basis="区政府通知")
    here, there = _registered(office), _registered(other_office)
    with at("2026-10-10"):
        assert lapse_reviews() == 1
    make.reload(here)
    make.reload(there)
    assert (here.state, there.state) == ("review", "handling")
    with at("2026-10-11"):
        assert lapse_reviews() == 1
    make.reload(here)
    assert here.accepted_on == dt.date(2026, 10, 10)


def test_a_year_without_its_notice_decides_nothing(office: Office) -> None:
    case = _registered(office, "2026-12-29")
    deadline = case.dossier.deadlines.get()
    assert deadline.provisional_year == 2027
    with at("2027-01-20"):
        assert lapse_reviews() == 0
        office.accept(case, on_date="2027-01-04")  # nobody is kept from deciding by a day that is not certain
    assert case.state == "handling"


def test_one_case_that_fails_keeps_none_of_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from cases import tasks  # noqa: PLC0415 - patched here

    first, second = _registered(office), _registered(office)
    real = tasks.take_by_clock

    def failing(**kwargs: object) -> object:
        if kwargs["dossier"].pk == first.pk:
            raise RuntimeError("broken")
        return real(**kwargs)

    monkeypatch.setattr(tasks, "take_by_clock", failing)
    with at("2026-10-10"):
        assert lapse_reviews() == 1
    make.reload(second)
    assert second.state == "handling"
    assert str(first.pk) in caplog.text


def test_the_receipt_corrected_while_the_task_looks_at_the_case(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day is worked out for the locked case, not from what the task read before."""
    from cases import tasks  # noqa: PLC0415 - patched here

    case = _registered(office)
    real = tasks.take_by_clock

    def corrected_just_before(**kwargs: object) -> object:
        entry = case.dossier.timeline.get(step="register")
        make.correct(office.director, case, entry, on_date="2026-09-30", channel="channel.mail")
        return real(**kwargs)

    monkeypatch.setattr(tasks, "take_by_clock", corrected_just_before)
    with at("2026-10-10"):
        assert lapse_reviews() == 0
    make.reload(case)
    assert case.state == "review"


def test_the_receipt_of_a_case_accepted_by_the_clock_is_corrected(office: Office) -> None:
    case = _registered(office)
    with at("2026-10-15"):
        lapse_reviews()
        make.reload(case)
        entry = case.dossier.timeline.get(step="register")
        make.correct(office.director, case, entry, on_date="2026-09-22", channel="channel.mail")
        assert case.accepted_on == dt.date(2026, 9, 30)
        assert case.dossier.deadlines.get(clock="fy_decide_60d").due_on == dt.date(2026, 11, 30)
        make.correct(office.director, case, entry, on_date="2026-09-28", channel="channel.mail")
        assert case.accepted_on == dt.date(2026, 10, 10)
        with pytest.raises(ValidationError, match="still be running"):
            make.correct(office.director, case, entry, on_date="2026-10-10", channel="channel.mail")
        office.send_copies(case, on_date="2026-10-12", received=False)
        refresh(case.dossier)
