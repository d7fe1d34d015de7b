"""The main line of a case under each law and procedure, with the clocks at each point of it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Organisation
from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from cases.services import enter_running_case
from deadlines.models import Deadline
from dossiers.models import Code, Party
from tests import factories as make
from tests.factories import Office
from workflow.models import Approval
from workflow.queries import options
from workflow.services import context_for
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def clock(case: ReconsiderationCase, name: str, party: Party | None = None) -> Deadline:
    deadlines = case.dossier.deadlines.filter(clock=name)
    return (deadlines.filter(party=party) if party else deadlines).get()


def due(case: ReconsiderationCase, name: str, party: Party | None = None) -> tuple[str, dt.date | None]:
    found = clock(case, name, party)
    return found.state, found.due_on


def applicant(case: ReconsiderationCase) -> Party:
    return case.dossier.parties.filter(role="applicant").first()


def respondent(case: ReconsiderationCase) -> Party:
    return case.dossier.parties.filter(role="respondent").first()


def messages(error: pytest.ExceptionInfo[ValidationError], field: str = "on_date") -> str:
    return " ".join(str(e) for e in error.value.message_dict.get(field, []))


# --- ordinary and simplified -----------------------------------------------------------------------------------


def test_an_ordinary_case_from_receipt_to_closing(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        assert due(case, "fy_review_5wd") == ("running", day("2026-03-09"))
        assert case.dossier.next_due_on == day("2026-03-09")
        assert case.dossier.number is None
    with at("2026-03-05"):
        office.accept(case)
        assert due(case, "fy_review_5wd")[0] == "met"
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-06"))  # the 60th day falls in the May holiday
        assert due(case, "fy_send_copy_7wd") == ("running", day("2026-03-16"))
        assert case.dossier.number == "甲区府复〔2026〕1号"
    with at("2026-03-10"):
        office.send_copies(case)
        assert due(case, "fy_reply_10wd") == ("running", day("2026-03-24"))
        assert due(case, "fy_send_copy_7wd")[0] == "met"
    with at("2026-03-20"):
        office.reply(case)
        assert due(case, "fy_reply_10wd")[0] == "met"
        assert case.dossier.next_due_on == day("2026-05-06")
        office.hear(case)
    with at("2026-04-20"):
        office.decide(case, "revoke")
        assert (case.state, case.concluded_on, case.outcome_id) == ("decided", day("2026-04-20"), "outcome.revoke")
        assert due(case, "fy_decide_60d")[0] == "met"
        assert case.dossier.next_due_on is None
    with at("2026-04-22"):
        office.serve(case, "respondent")
        assert case.state == "decided"
    with at("2026-04-24"):
        office.serve(case, "applicant")
        assert case.state == "served"
        assert due(case, "xs_sue_after_fy_15d") == ("running", day("2026-05-09"))
        assert not clock(case, "xs_sue_after_fy_15d").tracked
    with at("2026-05-20"):
        office.take(case, "close", papers_complete="on")
        assert (case.dossier.status, case.dossier.closed_on) == ("closed", day("2026-05-20"))
    assert [entry.step for entry in case.dossier.timeline.order_by("pk")] == [
        "register", "accept", "send_copy", "reply", "hear_views", "decide", "serve", "serve", "close",
    ]  # fmt: skip


def test_a_simplified_case_has_its_own_periods_and_needs_no_hearing_of_views(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case, "simplified")
        assert due(case, "fy_decide_30d_simplified") == ("running", day("2026-04-07"))
        assert due(case, "fy_send_copy_3wd_simplified") == ("running", day("2026-03-10"))
        assert not case.dossier.deadlines.filter(clock="fy_decide_60d").exists()
        office.send_copies(case)
        assert due(case, "fy_reply_5wd_simplified") == ("running", day("2026-03-12"))
        office.reply(case)
        office.decide(case)
        assert case.state == "decided"


def test_the_simplified_procedure_needs_its_ground(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        with pytest.raises(ValidationError) as error:
            office.take(case, "accept", procedure="simplified")
        assert "53" in messages(error, "ground")


def test_conversion_on_the_29th_day_counts_sixty_days_from_the_acceptance(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case, "simplified")
        office.send_copies(case)
        office.reply(case)
    with at("2026-04-03"):
        office.approved(case, "convert", reason="案情复杂")
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-06"))
        assert due(case, "fy_decide_30d_simplified")[0] == "ended"
        assert case.procedure == "ordinary"
        office.hear(case)
        office.approved(case, "extend", days=10, reason="x")


def test_conversion_is_refused_after_the_30th_day(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case, "simplified")
    with at("2026-04-07"):  # the last day, rolled over the festival
        assert "convert" in {o.step.code for o in options(context_for(office.officer, case.dossier)) if o.open}
    with at("2026-04-08"), pytest.raises(StepRefused, match="run out"):
        office.take(case, "convert", reason="案情复杂")


def test_a_decision_waits_for_the_reply_or_the_end_of_its_period(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
        with pytest.raises(StepRefused, match="copy"):
            office.decide(case)
        office.send_copies(case, received=False)
        office.hear(case)
        with pytest.raises(StepRefused, match="received the copy"):
            office.decide(case)
        office.take(case, "copy_received", party=respondent(case))
    with at("2026-03-19"), pytest.raises(StepRefused, match="still running"):
        office.decide(case)
    with at("2026-03-20"):
        with pytest.raises(ValidationError) as error:
            office.decide(
                case, "revoke", failing="deemed", on_date="2026-03-18"
            )  # dated back into the respondent's period
        assert "still running" in messages(error)
        with pytest.raises(ValidationError) as error:
            office.decide(case, failing="deemed")
        assert "art. 70" in messages(error, "outcome")
        office.decide(case, "revoke", failing="deemed")
        assert due(case, "fy_reply_10wd")[0] == "ended"


def test_a_decision_needs_the_views_in_the_ordinary_procedure(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        with pytest.raises(StepRefused, match="views"):
            office.decide(case)
        office.take(case, "views_not_heard", reason="申请人联系不上")
        office.decide(case)


def test_a_decision_is_not_dated_before_what_it_rests_on(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
    with at("2026-03-12"):
        office.reply(case)
        office.hear(case)
        with pytest.raises(ValidationError) as error:
            office.decide(case, on_date="2026-03-11")
        assert "2026年3月12日" in messages(error)


# --- the review: supplement, decline, lapse --------------------------------------------------------------------


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


# --- suspension and extension ----------------------------------------------------------------------------------


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
    from cases.clocks import SIXTY_DAY_GROUNDS  # noqa: PLC0415 - the one test that needs it

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


# --- the law of 2017 -------------------------------------------------------------------------------------------


def test_a_case_of_the_law_of_2017(office: Office) -> None:
    with at("2023-12-28"):
        case = office.register()
        assert case.law == "2017"
        assert due(case, "fy17_decide_60d") == ("running", day("2024-02-26"))
        with pytest.raises(ValidationError):
            office.accept(case, "simplified")
    with at("2024-01-03"):
        office.accept(case)
        assert case.accepted_on == day("2023-12-28")
        assert case.dossier.timeline.get(step="accept").on_date == day("2024-01-03")
        assert case.dossier.timeline.get(step="accept").article == "第17条"
        assert case.dossier.number == "甲区府复〔2023〕1号"
        office.send_copies(case)
        # ten calendar days (R10): 13 January is a Saturday, so the 15th
        assert due(case, "fy17_reply_10d") == ("running", day("2024-01-15"))
        office.reply(case)
    with at("2024-02-20"):
        approval = office.take(case, "extend", days=30, reason="复杂")
        assert approval.permission == "approve.organ_leader"
        with pytest.raises(Exception, match=r"approve\.organ_leader"):
            make.services.decide(actor=office.director, approval=approval, approve=True)
        make.services.decide(actor=office.leader, approval=approval, approve=True)
        assert due(case, "fy17_decide_60d") == ("running", day("2024-03-27"))
        office.decide(case)  # without views heard: the law of 2017 did not ask for it
        assert not case.dossier.deadlines.filter(clock__startswith="fy_").exists()
        with pytest.raises(ValidationError):
            office.take(case, "decide", outcome="outcome.confirm_void", document_number="1", summary="x")


def test_the_supplement_of_the_law_of_2017_does_not_count(office: Office) -> None:
    with at("2023-12-01"):
        case = office.register()
        office.take(case, "supplement", matters=["supplement_reason.identity"], served_on="2023-12-01")
        assert due(case, "fy17_decide_60d")[0] == "paused"
    with at("2023-12-11"):
        office.take(case, "supplement_received")
        assert due(case, "fy17_decide_60d") == ("running", day("2024-02-09"))
        office.accept(case)


# --- several parties -------------------------------------------------------------------------------------------


def _two_respondents(office: Office) -> ReconsiderationCase:
    second = make.make_organisation("甲区市场监督管理局", parent=office.organ.organisation)
    return office.register(respondents=[make.agency_of(office.organ), second])


def test_each_respondent_has_its_own_clock_and_the_copies_are_complete_with_the_last(office: Office) -> None:
    with at("2026-03-05"):
        case = _two_respondents(office)
        office.accept(case)
        first, second = case.dossier.parties.filter(role="respondent").order_by("position")
        office.take(case, "send_copy", party=first, manner="post.ems", received_on="2026-03-05")
        assert due(case, "fy_send_copy_7wd")[0] == "running"
        with pytest.raises(ValidationError):
            office.take(case, "send_copy", party=first, manner="post.ems")
    with at("2026-03-09"):
        office.take(case, "send_copy", party=second, manner="post.ems", received_on="2026-03-09")
        assert (due(case, "fy_send_copy_7wd")[0], clock(case, "fy_send_copy_7wd").ended_on) == (
            "met",
            day("2026-03-09"),
        )
        assert due(case, "fy_reply_10wd", first) == ("running", day("2026-03-19"))
        assert due(case, "fy_reply_10wd", second) == ("running", day("2026-03-23"))
        assert {d.organisation_id for d in case.dossier.deadlines.filter(clock="fy_reply_10wd")} == {
            first.organisation_id,
            second.organisation_id,
        }
        office.take(case, "reply", party=first, opinion="x", with_evidence="yes")
        with pytest.raises(ValidationError):
            office.take(case, "reply", party=first, opinion="again", with_evidence="yes")
        assert due(case, "fy_reply_10wd", second)[0] == "running"
        office.hear(case)
        with pytest.raises(StepRefused, match="still running"):
            office.decide(case)


def test_the_reply_comes_from_the_respondents_own_liaison(office: Office) -> None:
    with at("2026-03-05"):
        case = _two_respondents(office)
        office.accept(case)
        office.send_copies(case)
        first, second = case.dossier.parties.filter(role="respondent").order_by("position")
        with pytest.raises(ValidationError):
            make.take(office.liaison, case, "reply", party=second, opinion="x", with_evidence="yes")
        entry = make.take(
            office.liaison, case, "reply", party=first, opinion="x", with_evidence="yes", reply=make.pdf("答复.pdf")
        )
        assert entry.taken_by == office.liaison.user
        file = case.dossier.files.get()
        assert (file.party, file.visibility, file.paper_id) == (first, "parties", "paper.reply")


def test_a_reply_does_not_come_before_the_copy(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
    with at("2026-03-09"):
        office.take(case, "send_copy", party=respondent(case), manner="post.ems")
        with pytest.raises(ValidationError) as error:
            office.reply(case, on_date="2026-03-06")
        assert "copy" in messages(error)
        office.reply(case)
    with at("2026-03-11"):
        with pytest.raises(ValidationError) as error:
            office.take(case, "copy_received", party=respondent(case))
        assert "2026年3月9日" in messages(error)
        office.take(case, "copy_received", party=respondent(case), on_date="2026-03-09")
        assert due(case, "fy_reply_10wd")[0] == "met"


def test_service_on_several_parties_each_with_its_own_period_for_suing(office: Office) -> None:
    with at("2026-03-02"):
        case = make.make_case(office.organ, actor=office.officer)
        from dossiers.services import refresh_search  # noqa: PLC0415 - the search follows the added party

        third = Party.objects.create(dossier=case.dossier, role="third_party", kind="natural", name="王某")
        refresh_search(case.dossier)
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        office.decide(case)
    with at("2026-03-10"):
        office.serve(case, "applicant", "respondent")
        assert case.state == "decided"
        with pytest.raises(ValidationError):
            office.serve(case, "applicant")  # a second time
        notice = {"manner": "service_manner.public_notice", "unsealed_reason": "x"}
        with pytest.raises(ValidationError) as error:
            office.take(case, "serve", party=third, **notice, effective_on="2026-03-10")
        assert messages(error, "effective_on")
        office.take(case, "serve", party=third, **notice)
        # thirty days after the notice, not rolled (R13), and fifteen days from then
        assert case.dossier.facts.get(kind="served", party=third).on_date == day("2026-04-09")
        assert due(case, "xs_sue_after_fy_15d", third) == ("running", day("2026-04-24"))
        assert due(case, "xs_sue_after_fy_15d", applicant(case)) == ("running", day("2026-03-25"))
        assert not case.dossier.deadlines.filter(clock="xs_sue_after_fy_15d", party=respondent(case)).exists()
        assert case.state == "served"
        with pytest.raises(ValidationError):
            office.take(case, "close", papers_complete="on")  # the notice has not taken effect yet
        office.take(case, "sued", party=applicant(case), court="甲区人民法院")
        assert due(case, "xs_sue_after_fy_15d", applicant(case))[0] == "met"
        assert due(case, "xs_sue_after_fy_15d", third)[0] == "running"
    with at("2026-04-10"):
        office.take(case, "close", papers_complete="on")


def test_electronic_service_needs_the_partys_consent(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case)
        with pytest.raises(ValidationError) as error:
            office.serve(case, "applicant", manner="service_manner.electronic")
        assert "agreed" in messages(error, "manner")
        case.dossier.parties.filter(role="applicant").update(electronic_service=True)
        office.serve(case, "applicant", manner="service_manner.electronic")


def test_several_applicants_with_those_who_act_for_them(office: Office) -> None:
    people = [
        {"role": "applicant", "kind": "natural", "name": "周某"},
        {"role": "agent", "kind": "natural", "name": "华某", "agent_kind": Code.objects.get(pk="agent_kind.lawyer")},
        {"role": "applicant", "kind": "legal", "name": "某某有限公司", "group_size": 1},
        {"role": "third_party", "kind": "natural", "name": "王某"},
    ]
    with at("2026-03-02"):
        case = make.register_application(
            actor=office.officer, organ=office.organ, received_on=day("2026-03-02"), case=make.case_fields(),
            parties=people, respondents=[make.agency_of(office.organ)], officer=office.officer.user,
        )  # fmt: skip
        assert case.dossier.title.startswith("周某、某某有限公司 不服 甲区公安局")
        assert case.dossier.parties.get(role="agent").represents.name == "周某"
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        office.decide(case)
        office.serve(case)  # those who act for others are not served on their own
        assert case.dossier.facts.filter(kind="served").count() == 4
        assert case.state == "served"


@pytest.mark.parametrize("missing", ["applicant", "respondent"])
def test_an_application_has_an_applicant_and_a_respondent(office: Office, missing: str) -> None:
    people = [{"role": "third_party" if missing == "applicant" else "applicant", "kind": "natural", "name": "周某"}]
    against: list[Organisation] = [] if missing == "respondent" else [make.agency_of(office.organ)]
    with at("2026-03-02"), pytest.raises(ValidationError):
        make.register_application(
            actor=office.officer, organ=office.organ, received_on=day("2026-03-02"), case=make.case_fields(),
            parties=people, respondents=against,
        )  # fmt: skip


# --- voiding, amending, assigning, running cases ---------------------------------------------------------------


def test_a_voided_case_keeps_its_number_for_ever(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.approved(case, "void", reason="重复登记")
        assert (case.state, case.dossier.status, case.dossier.void_reason) == ("void", "void", "重复登记")
        assert not case.dossier.deadlines.alive().exists()
        another = office.heard(applicant="吴某")
        assert another.dossier.number == "甲区府复〔2026〕2号"


def test_voiding_after_service_ends_the_period_for_suing(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case)
        office.serve(case)
        office.approved(case, "void", reason="重复登记")
        assert due(case, "xs_sue_after_fy_15d")[0] == "ended"


def test_what_the_application_says_is_put_right(office: Office) -> None:
    data = {"matter": "matter.punishment", "domain": "domain.public_security", "requests": "撤销"}
    with at("2026-03-02"):
        case = office.register()
        with pytest.raises(ValidationError) as error:
            office.take(case, "amend", act_name="拘留决定", act_on="2026-03-01", known_on="2026-02-20", **data)
        assert messages(error, "known_on")
        office.take(case, "amend", act_name="拘留决定", act_number="甲公〔2026〕9号", **data)
        assert case.act_name == "拘留决定"
        assert case.dossier.title == "周某 不服 甲区公安局 拘留决定"
        found = type(case.dossier).objects.visible_to(office.officer).containing("留决")
        assert [dossier.pk for dossier in found] == [case.pk]


def test_assigning_hands_the_case_over(office: Office) -> None:
    from accounts.models import Role  # noqa: PLC0415 - the one test that needs it

    another = make.make_actor(Role.OFFICER, office.organ)
    with at("2026-03-02"):
        case = office.register()
        make.take(office.director, case, "assign", officer=another.user)
        assert case.dossier.officer == another.user
        with pytest.raises(Exception, match=r"dossier\.handle"):
            office.accept(case)
        make.take(another, case, "accept", procedure="ordinary")


def test_an_acceptance_corrected_later_leaves_the_case_with_its_officer(office: Office) -> None:
    from accounts.models import Role  # noqa: PLC0415 - the one test that needs it

    another = make.make_actor(Role.OFFICER, office.organ)
    with at("2026-03-02"):
        case = office.register()
        office.accept(case, officer=office.officer.user)
        make.take(office.director, case, "assign", officer=another.user)
        entry = case.dossier.timeline.get(step="accept")
        make.correct(office.director, case, entry, procedure="ordinary", officer=office.officer.user)
        assert case.dossier.officer == another.user


def _running(office: Office, **fields: object) -> ReconsiderationCase:
    return enter_running_case(
        actor=office.officer, organ=office.organ, case=make.case_fields(),
        parties=[{"role": "applicant", "kind": "natural", "name": "周某"}],
        respondents=[make.agency_of(office.organ)], officer=office.officer.user,
        **{
            "number": "甲区府复〔2026〕17号", "received_on": day("2026-03-02"), "accepted_on": day("2026-03-05"),
            "procedure": "ordinary", **fields,
        },
    )  # fmt: skip


def test_a_running_case_is_entered_where_it_stands(office: Office) -> None:
    with at("2026-03-30"):
        case = _running(
            office,
            copy_received_on=day("2026-03-10"),
            reply_received_on=day("2026-03-20"),
            suspended_on=day("2026-03-24"),
            suspend_ground=Code.objects.get(pk="suspend_ground.g8"),
            extension_days=10,
            extended_on=day("2026-03-23"),
        )
        assert (case.state, case.dossier.status, case.dossier.number) == (
            "handling",
            "suspended",
            "甲区府复〔2026〕17号",
        )
        assert due(case, "fy_decide_60d")[0] == "paused"
        assert due(case, "fy_review_5wd")[0] == "met"
        assert due(case, "fy_reply_10wd")[0] == "met"
        office.take(case, "resume", reason="x")
        # 60 + 10 days from 5 March and six given back: 20 May
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-20"))
        new = office.register(applicant="吴某")
        office.accept(new)
        assert new.dossier.number == "甲区府复〔2026〕18号"


@pytest.mark.parametrize("number", ["乙区府复〔2026〕1号", "〔2026〕1号", "甲区府复2026年1号", "甲区府复〔2026〕0号",
                                    "甲区府复〔2026〕99999999999号", "甲区府复〔2099〕1号"])  # fmt: skip
def test_a_number_that_cannot_be_is_refused(office: Office, number: str) -> None:
    with at("2026-03-30"), pytest.raises(ValidationError):
        _running(office, number=number)


def test_a_number_is_taken_once(office: Office) -> None:
    with at("2026-03-30"):
        _running(office)
        with pytest.raises(ValidationError, match="already given"):
            _running(office)


def test_only_the_office_registers(office: Office, other_office: Office) -> None:
    with at("2026-03-30"):
        for actor in (other_office.officer, office.leader, office.liaison):
            with pytest.raises(Exception, match=r"case\.register"):
                make.make_case(office.organ, actor=actor)
