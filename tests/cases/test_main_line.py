"""The main line of a case under each law and procedure, with the clocks at each point of it."""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from cases.reading import views_left
from tests import factories as make
from tests.cases.lines import clock, day, due, messages, respondent
from tests.factories import Office
from workflow.queries import options
from workflow.services import context_for
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


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
        "register", "accept", "send_copy", "reply", "hear_views", "draft_opinion", "decide", "serve", "serve", "close",
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
        office.take(case, "add_party", role="applicant", kind="natural", name="吴某")
        office.take(case, "add_party", role="third_party", kind="natural", name="郑某")
        one, other = case.dossier.parties.filter(role="applicant").order_by("position")
        third = case.dossier.parties.get(role="third_party")
        with pytest.raises(StepRefused, match=r"views.*周某、吴某、郑某"):
            office.decide(case)
        office.take(case, "hear_views", party=one, manner="view_manner.telephone", content="坚持请求")
        with pytest.raises(StepRefused, match=r"views.*: 吴某、郑某"):
            office.decide(case)
        with pytest.raises(ValidationError) as error:
            office.take(case, "views_not_heard", reason="联系不上")
        assert "required" in messages(error, "parties")
        noted = office.take(case, "views_not_heard", parties=[other, third], reason="联系不上")
        # A reason that was noted of one too many is put right, and that one is still to be heard.
        make.correct(office.director, case, noted, parties=[other], reason="联系不上")
        with pytest.raises(StepRefused, match=r"views.*: 郑某"):
            office.decide(case)
        office.take(case, "hear_views", party=third, manner="view_manner.internet", content="无意见")
        office.decide(case)


def test_a_decision_needs_the_opinion_of_the_office(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        with pytest.raises(StepRefused, match="61①"):
            office.take(case, "decide", outcome="outcome.uphold", document_number="1", summary="x")
        office.decide(case)


def test_of_a_large_group_those_are_heard_whom_it_elected(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
        one = case.dossier.parties.get(role="applicant")
        for name in ("吴某", "郑某"):
            office.take(case, "add_party", role="applicant", kind="natural", name=name)
        elected = {"role": "representative", "kind": "natural", "name": "吴某", "represents": one}
        office.take(case, "add_party", **elected, empowered_on="2026-03-05")
        context = context_for(office.officer, case.dossier)
        assert [(party.name, party.role) for party in views_left(context)] == [("吴某", "representative")]
        # At a hearing whoever acts for a party speaks for it.
        third = {"role": "third_party", "kind": "natural", "name": "孙某"}
        office.take(case, "add_party", **third)
        neighbour = case.dossier.parties.get(role="third_party")
        office.take(case, "add_party", role="agent", kind="natural", name="华某", represents=neighbour)
        office.order_hearing(case, "2026-03-16")
    with at("2026-03-16"):
        agent, police = case.dossier.parties.get(role="agent"), respondent(case)
        heads = make.rows({"respondent": police.pk, "head": "came", "people": "王局长"})
        came = {"came": [agent, police], "signed": [agent, police], "heads": heads, "points": "x"}
        office.take(case, "hold_hearing", **came, absence="excused")
        context = context_for(office.officer, case.dossier)
        assert [party.name for party in views_left(context)] == ["吴某"]
        speaker = case.dossier.parties.get(role="representative")
        office.take(case, "hear_views", party=speaker, manner="view_manner.in_person", content="坚持请求")
        assert views_left(context_for(office.officer, case.dossier)) == []


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
