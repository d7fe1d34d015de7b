"""The review of an application: supplement, refusal, withdrawal before acceptance."""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from tests.cases.lines import clock, day, due, messages
from tests.factories import Office
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def test_a_supplement_is_asked_for_once_and_the_review_begins_anew(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        office.take(case, "supplement", matters=["supplement_reason.identity"])
        assert due(case, "fy_review_5wd")[0] == "met"
        assert not case.dossier.deadlines.filter(clock="fy_supplement_submit_10wd").exists()
    with at("2026-03-04"):
        office.take(case, "supplement_served")
        assert due(case, "fy_supplement_submit_10wd") == ("running", day("2026-03-18"))
        assert clock(case, "fy_supplement_submit_10wd").owner == "applicant"
    with at("2026-03-16"):
        office.take(case, "supplement_extend", days=3, reason="取证需要")
        assert due(case, "fy_supplement_submit_10wd") == ("running", day("2026-03-23"))
    with at("2026-03-23"):
        with pytest.raises(StepRefused, match="still running"):
            office.take(case, "abandon")
        office.take(case, "supplement_received")
        assert case.state == "review"
        assert due(case, "fy_review_after_supplement_5wd") == ("running", day("2026-03-30"))
        with pytest.raises(StepRefused, match="once only"):
            office.take(case, "supplement", matters=["supplement_reason.identity"])
        office.accept(case)
        assert due(case, "fy_review_after_supplement_5wd")[0] == "met"


def test_an_application_is_abandoned_only_when_the_period_is_over(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        office.take(case, "supplement", matters=["supplement_reason.identity"])
        with pytest.raises(StepRefused, match="received the notice"):
            office.take(case, "abandon")
        office.take(case, "supplement_served")
    with at("2026-03-16"), pytest.raises(StepRefused):
        office.take(case, "abandon")
    with at("2026-03-17"):
        with pytest.raises(ValidationError):
            office.take(case, "abandon", on_date="2026-03-16")
        office.take(case, "abandon")
        assert case.state == "abandoned"
        assert case.dossier.next_due_on is None
        office.take(case, "close", papers_complete="on")


def test_a_supplement_does_not_come_before_its_notice(office: Office) -> None:
    with at("2026-03-04"):
        case = office.register(received_on=day("2026-03-02"))
        office.take(case, "supplement", matters=["supplement_reason.identity"], served_on="2026-03-04")
        with pytest.raises(ValidationError) as error:
            office.take(case, "supplement_received", on_date="2026-03-03")
        assert "before" in messages(error)


def test_declining_names_the_competent_organ(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        with pytest.raises(ValidationError) as error:
            office.take(case, "decline", reason="decline_reason.other_organ", explanation="不属本机关管辖")
        assert "competent" in messages(error, "competent")
        office.approved(case, "decline", reason="decline_reason.other_organ", explanation="x", competent="某市人民政府")
        assert case.state == "declined"
        fact = case.dossier.facts.get(kind="declined")
        assert fact.value == {"reason": "decline_reason.other_organ", "item": "6", "competent": "某市人民政府"}
        assert case.dossier.number is None
        office.serve(case, "applicant")
        assert case.state == "served"
        assert due(case, "xs_sue_after_fy_15d")[0] == "running"
        office.take(case, "close", papers_complete="on")


def test_a_withdrawal_before_acceptance_ends_the_review(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        office.take(case, "withdraw_before")
        assert due(case, "fy_review_5wd")[0] == "ended"
        office.take(case, "close", papers_complete="on")
        assert case.dossier.status == "closed"
