"""Suspension and its end, mediation, termination: each ground with what it needs and what follows."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.timekeeping import at
from cases.clock_parts import SIXTY_DAY_GROUNDS
from cases.forms import SuspendForm
from dossiers.models import Code
from tests import factories as make
from tests.cases.ways import clock, day, due, errors, fact, page, party, reading, second_agency
from tests.factories import Office
from workflow import services
from workflow.models import Approval
from workflow.services import context_for
from workflow.steps import APPROVERS, StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]

END = {"document_number": "复终1号", "summary": "终止"}


def test_each_ground_of_suspension_says_what_becomes_of_the_case(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        form = SuspendForm(context=context_for(office.officer, case.dossier))
        labels = {str(key): label for key, label in form.fields["ground"].choices if key}
        assert len(labels) == 10
        assert {key for key, label in labels.items() if "ends the case after sixty days" in label} == SIXTY_DAY_GROUNDS
        assert "no lapse of time" in str(form.fields["ground"].help_text)


def test_a_suspension_for_mediation_needs_the_consent_of_both_sides(office: Office) -> None:
    ask = {"ground": "suspend_ground.g6", "reason": "双方正在协商"}
    with at("2026-03-02"):
        case = office.heard()
        for given in ({}, {"applicant_agrees": "on"}, {"respondent_agrees": "on"}):
            with pytest.raises(ValidationError) as error:
                office.take(case, "suspend", **ask, **given)
            missing = {"applicant_agrees", "respondent_agrees"} - set(given)
            assert set(error.value.message_dict) == missing
            assert "both sides agree" in errors(error, next(iter(missing)))
        office.suspend(case, "g6")
        assert fact(case, "suspended").value == {"ground": "suspend_ground.g6", "agreed": True}
        assert clock(case, "fy_terminate_after_suspension_60d") is None
        text = page(office.officer, case)
        assert "No lapse of time ends the case under this ground." in text
        assert "Both sides agree to the suspension." in text


def test_the_parties_are_told_of_a_suspension_and_of_a_resumption(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        with pytest.raises(StepRefused, match="have been told"):
            office.take(case, "tell")
        with pytest.raises(ValidationError) as error:
            office.take(case, "suspend", ground="suspend_ground.g1", reason="x", told_on="2026-03-01")
        assert errors(error, "told_on")
        office.suspend(case, "g1")
        text = page(office.officer, case)
        assert "not entered when the parties were told" in text
        assert "the case is terminated (art. 41(5))" in text
        assert due(case, "fy_terminate_after_suspension_60d") == ("running", day("2026-05-06"))
    with at("2026-03-04"):
        with pytest.raises(ValidationError) as error:
            office.take(case, "tell", on_date="2026-03-01")
        assert errors(error)
        told = office.take(case, "tell", on_date="2026-03-03")
        assert fact(case, "told").value == {"of": "suspended", "on": "2026-03-02"}
        text = page(office.officer, case)
        assert "not entered when the parties" not in text
        assert "Parties told in writing on" in text
        assert "Parties told in writing on" in page(office.liaison, case)
        with pytest.raises(StepRefused, match="have been told"):
            office.take(case, "tell")
        make.correct(office.director, case, told, on_date="2026-03-04")
        assert fact(case, "told").on_date == day("2026-03-04")
    with at("2026-03-20"):
        office.take(case, "resume", reason="近亲属参加", told_on="2026-03-20")
        assert case.dossier.facts.current().filter(kind="told").count() == 2
        assert case.dossier.status == "open"


def test_an_extension_is_refused_after_the_sixtieth_day_and_from_the_wrong_approver(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-06"))
    with at("2026-05-06"):
        approval = office.take(case, "extend", days=30, reason="案情复杂")
        assert isinstance(approval, Approval)
        assert approval.permission == "approve.director"
        for stranger in (office.leader, office.officer, office.liaison):
            with pytest.raises(PermissionDenied, match=r"approve\.director"):
                services.decide(actor=stranger, approval=approval, approve=True)
        # The page says whose it is, before and after the button that it does not show is pressed all the same.
        url, leader = reverse("workflow:approval", args=[approval.pk]), reading(office.leader)
        whose = office.director.user.display_name
        assert f"Waits for: {whose}" in " ".join(leader.get(url).content.decode().split())
        answer = leader.post(url, {"decision": "approve"})
        assert answer.status_code == 403
        assert f"This is approved by: {APPROVERS['approve.director']} ({whose})" in answer.content.decode()
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-06"))
    with at("2026-05-07"):
        with pytest.raises(StepRefused, match="The period for the decision has run out"):
            office.take(case, "extend", days=30, reason="案情复杂")
        with pytest.raises(StepRefused, match="The period for the decision has run out"):
            services.decide(actor=office.director, approval=approval, approve=True)


# --- mediation -------------------------------------------------------------------------------------------------


def test_mediation_that_fails_and_then_succeeds_is_concluded_on_the_last_signature(office: Office) -> None:
    session = {"present": "申请人、被申请人", "proposal": "减轻罚款"}
    with at("2026-03-02"):
        case = office.heard()
        office.take(case, "mediation_session", **session, result="mediation_result.failed")
        assert case.state == "handling"
        assert fact(case, "mediated").value == {"result": "mediation_result.failed"}
    with at("2026-03-10"):
        office.take(case, "mediation_session", **session, result="mediation_result.agreed")
        assert "Mediation failed" in page(office.officer, case)
        assert "Mediation failed" not in page(office.liaison, case)
        applicant, respondent = party(case, "applicant"), party(case)
        one = make.rows({"party": applicant.pk, "day": "2026-03-09"})
        both = make.rows({"party": applicant.pk, "day": "2026-03-09"}, {"party": respondent.pk, "day": "2026-03-10"})
        for signatures, on, field, words in (
            ([], "2026-03-10", "signatures", "required"),
            (one, "2026-03-10", "signatures", "Not signed yet: 甲区公安局"),
            (one + one, "2026-03-10", "signatures", "twice"),
            (make.rows({"party": applicant.pk}), "2026-03-10", "signatures", "Row 1, Signed by the party on"),
            (both, "2026-03-09", "on_date", "2026年3月10日"),
        ):
            with pytest.raises(ValidationError) as error:
                office.take(
                    case, "mediate",
                    **make.mediation_of(case, signatures=signatures or None, on_date=on, sealed_on="2026-03-09"),
                )  # fmt: skip
            assert words in errors(error, field)
        office.approved(case, "mediate", **make.mediation_of(case, signatures=both, sealed_on="2026-03-09"))
        assert (case.state, case.concluded_on) == ("decided", day("2026-03-10"))
        signed = {f.party_id: f.on_date for f in case.dossier.facts.current().filter(kind="signed")}
        assert signed == {applicant.pk: day("2026-03-09"), respondent.pk: day("2026-03-10")}
        value = {"outcome": "outcome.mediation", "article": "第73条", "number": "复调1号"}
        assert fact(case, "concluded").value == value
        entry = case.dossier.timeline.get(step="mediate")
        make.correct(
            office.director, case, entry,
            **make.mediation_of(case, signatures=make.rows(
                {"party": applicant.pk, "day": "2026-03-10"}, {"party": respondent.pk, "day": "2026-03-10"}),
                sealed_on="2026-03-10"),
        )  # fmt: skip
        assert case.dossier.facts.current().get(kind="signed", party=applicant).on_date == day("2026-03-10")
        office.serve(case)
        # a mediation statement leaves nothing to sue against
        assert not case.dossier.deadlines.filter(clock__startswith="xs_sue").exists()
        text = page(office.officer, case)
        assert "周某 Tue 10 March" in text
        assert "Signatures of the parties" in text


# --- termination -----------------------------------------------------------------------------------------------


def test_a_withdrawal_needs_leave_and_bars_the_same_application(office: Office) -> None:
    withdraw = {"outcome": "outcome.terminate_withdraw", "ground": "terminate_ground.withdraw", **END}
    with at("2026-03-02"):
        case = office.heard()
        with pytest.raises(ValidationError) as error:
            office.take(case, "terminate", **withdraw)
        assert "free will" in errors(error, "voluntary")
        office.approved(case, "terminate", **withdraw, voluntary="on")
        assert fact(case, "concluded").value["article"] == "第41条第1项"
        for reader in (office.officer, office.liaison):
            assert "cannot apply again on the same facts and grounds" in page(reader, case)


def test_a_withdrawal_after_the_agency_changed_its_act_says_what_and_when(office: Office) -> None:
    data = {
        "outcome": "outcome.terminate_withdraw_changed", "ground": "terminate_ground.withdraw", "voluntary": "on", **END
    }  # fmt: skip
    with at("2026-03-10"):
        case = office.heard()
        with pytest.raises(ValidationError) as error:
            office.take(case, "terminate", **data)
        assert set(error.value.message_dict) == {"changed_what", "changed_on"}
        office.approved(case, "terminate", **data, changed_what="撤销原罚款", changed_on="2026-03-10")
        value = fact(case, "concluded").value
        assert (value["changed_on"], value["changed_what"]) == ("2026-03-10", "撤销原罚款")
        assert case.outcome_id == "outcome.terminate_withdraw_changed"


@pytest.mark.parametrize(
    ("ground", "needs", "article"),
    [
        ("death", {"successors": "none"}, "第41条第2项"),
        ("ended", {"successors": "waived"}, "第41条第3项"),
        ("criminal", {"measure": "刑事拘留", "measure_on": "2026-03-02"}, "第41条第4项"),
    ],
)
def test_each_ground_of_termination_has_what_it_needs_and_its_article(
    office: Office, ground: str, needs: dict[str, str], article: str
) -> None:
    data = {"outcome": "outcome.terminate_other", "ground": f"terminate_ground.{ground}", **END}
    with at("2026-03-02"):
        case = office.heard()
        with pytest.raises(ValidationError) as error:
            office.take(case, "terminate", **data)
        # no leave is asked for where nothing is withdrawn
        assert set(error.value.message_dict) == set(needs)
        office.approved(case, "terminate", **data, **needs)
        assert fact(case, "concluded").value["article"] == article
        assert "cannot apply again" not in page(office.officer, case)


def test_what_can_be_settled_and_mediated_under_the_law_of_2017(office: Office) -> None:
    data = {
        "outcome": "outcome.terminate_settle", "ground": "terminate_ground.settle", "voluntary": "on", **END
    }  # fmt: skip
    with at("2026-03-02"):
        case = office.heard()
        office.approved(case, "terminate", **data, settled_on="2026-03-02", settlement=make.pdf("和解协议.pdf"))
        assert case.dossier.files.standing().filter(name="和解协议.pdf", visibility="parties").exists()
    with at("2023-12-01"):
        old = office.heard()
        with pytest.raises(ValidationError) as error:
            office.take(old, "terminate", **data)
        assert "2007" in errors(error, "settlement")
        assert "art. 40" in errors(error, "discretion")
        with pytest.raises(ValidationError) as error:
            office.take(old, "mediate", **make.mediation_of(old, mediable=None))
        assert errors(error, "mediable")
        office.approved(old, "mediate", **make.mediation_of(old, mediable="compensation"))
        assert "administrative compensation or indemnity" in page(office.liaison, old)


def test_only_three_grounds_end_a_case_by_lapse_of_time(office: Office) -> None:
    data = {"outcome": "outcome.terminate_other", "ground": "terminate_ground.suspended_60d", **END}
    with at("2026-03-02"):
        lasting, passing = office.heard(), office.register(respondents=[second_agency(office)])
        office.accept(passing)
        office.suspend(lasting, "g4")
        office.suspend(passing, "g10")
    with at("2026-05-06"), pytest.raises(ValidationError):  # the sixtieth day
        office.take(lasting, "terminate", **data)
    with at("2026-05-07"):
        with pytest.raises(ValidationError) as error:
            office.take(passing, "terminate", **data)
        assert "sixty days" in errors(error, "ground")
        office.approved(lasting, "terminate", **data, persists="已函询登记机关")
        assert fact(lasting, "concluded").value["article"] == "第41条第5项"
        assert Code.objects.get(pk="terminate_ground.suspended_60d").mapping["article"] == "41(五)"
