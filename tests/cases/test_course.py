"""What stops, lengthens and ends a case that is being heard: suspension, extension, termination."""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from dossiers.models import Code
from tests import factories as make
from tests.cases.lines import clock, day, due, messages
from tests.factories import Office
from workflow.models import Approval
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def test_a_suspension_gives_its_days_back(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-06"))
    with at("2026-03-20"):
        office.suspend(case)
        assert case.dossier.status == "suspended"
        assert due(case, "fy_decide_60d") == ("paused", None)
        assert clock(case, "fy_decide_60d").paused_since == day("2026-03-20")
        assert case.dossier.next_due_on is None
        with pytest.raises(StepRefused, match="suspended"):
            office.decide(case)
        with pytest.raises(StepRefused, match="suspended"):
            office.suspend(case)
    with at("2026-03-30"):
        office.take(case, "resume", reason="另案审结")
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-11"))
    with at("2026-04-10"):
        with pytest.raises(ValidationError):
            office.suspend(case, on_date="2026-03-25")  # within the first one
        office.suspend(case)
    with at("2026-04-20"):
        office.take(case, "resume", reason="x")
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-21"))
        assert len(clock(case, "fy_decide_60d").events) == 3


@pytest.mark.parametrize(("ground", "runs"), [("g1", True), ("g2", True), ("g4", True), ("g3", False), ("g8", False)])
def test_some_suspensions_end_the_case_after_sixty_days(office: Office, ground: str, runs: bool) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.suspend(case, ground)
        sixty = case.dossier.deadlines.filter(clock="fy_terminate_after_suspension_60d")
        assert sixty.exists() == runs
    end = {
        "outcome": "outcome.terminate_other",
        "ground": "terminate_ground.suspended_60d",
        "document_number": "1号",
        "summary": "x",
    }
    with at("2026-05-06"), pytest.raises(ValidationError) as error:
        office.take(case, "terminate", **end)
    assert "sixty" in messages(error, "ground")
    with at("2026-05-07"):
        if runs:
            assert sixty.get().due_on == day("2026-05-06")
            office.approved(case, "terminate", **end)
            assert (case.state, case.dossier.status) == ("decided", "open")
            assert sixty.get().state == "ended"
            assert due(case, "fy_decide_60d")[0] == "met"
        else:
            with pytest.raises(ValidationError):
                office.take(case, "terminate", **end)


def test_grounds_of_sixty_days_are_those_of_the_code_list(db: None) -> None:
    from cases.clock_parts import SIXTY_DAY_GROUNDS  # noqa: PLC0415 - the one test that needs it

    listed = Code.objects.filter(list="suspend_ground", mapping__sixty_days=1)
    assert {code.pk for code in listed} == SIXTY_DAY_GROUNDS


def test_an_extension_is_approved_before_the_sixtieth_day_and_is_thirty_days_at_most(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
    with at("2026-04-20"):
        office.approved(case, "extend", days=20, reason="复杂")
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-21"))
        with pytest.raises(ValidationError) as error:
            office.take(case, "extend", days=11, reason="x")
        assert "20" in messages(error, "days")
        office.approved(case, "extend", days=10, reason="仍复杂")
        assert due(case, "fy_decide_60d") == ("running", day("2026-06-01"))


def test_an_extension_asked_in_time_and_approved_too_late_is_refused(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
    with at("2026-05-06"):
        approval = office.take(case, "extend", days=20, reason="复杂")
        assert isinstance(approval, Approval)
    with at("2026-05-07"):
        with pytest.raises(StepRefused, match="run out"):
            make.services.decide(actor=office.director, approval=approval, approve=True)
        with pytest.raises(StepRefused, match="run out"):
            office.take(case, "extend", days=20, reason="复杂")
    assert due(case, "fy_decide_60d") == ("running", day("2026-05-06"))


def test_a_simplified_case_cannot_be_extended(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case, "simplified")
        with pytest.raises(StepRefused, match="simplified"):
            office.take(case, "extend", days=10, reason="x")


def test_mediation_and_withdrawal_while_suspended_end_the_suspension(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.suspend(case, "g6")
    with at("2026-03-12"):
        with pytest.raises(ValidationError):
            office.mediate(case, on_date="2026-03-01")
        office.mediate(case)
        assert (case.state, case.dossier.status, case.concluded_on) == ("decided", "open", day("2026-03-12"))
        office.serve(case)
        assert case.state == "served"


@pytest.mark.parametrize(
    ("ground", "outcome", "fits"),
    [
        ("withdraw", "terminate_withdraw", True),
        ("withdraw", "terminate_withdraw_changed", True),
        ("withdraw", "terminate_settle", False),
        ("settle", "terminate_settle", True),
        ("settle", "terminate_other", False),
        ("death", "terminate_other", True),
        ("death", "terminate_withdraw", False),
        ("criminal", "terminate_other", True),
        ("suspended_60d", "terminate_other", False),
    ],
)
def test_the_outcome_of_a_termination_fits_its_ground(office: Office, ground: str, outcome: str, fits: bool) -> None:
    data = {
        "outcome": f"outcome.{outcome}", "ground": f"terminate_ground.{ground}", "voluntary": "on",
        "document_number": "1", "summary": "x", "changed_what": "重新作出", "changed_on": "2026-03-02",
        "successors": "none", "measure": "刑事拘留", "measure_on": "2026-03-02",
    }  # fmt: skip
    with at("2026-03-02"):
        case = office.heard()
        if fits:
            office.approved(case, "terminate", **data)
            assert case.outcome_id == data["outcome"]
        else:
            with pytest.raises(ValidationError):
                office.take(case, "terminate", **data)


def test_a_withdrawal_must_be_voluntary(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        with pytest.raises(ValidationError) as error:
            office.take(
                case,
                "terminate",
                outcome="outcome.terminate_withdraw",
                ground="terminate_ground.withdraw",
                document_number="1",
                summary="x",
            )
        assert messages(error, "voluntary")
