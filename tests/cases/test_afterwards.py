"""After the conclusion: each party's period for suing, suits and results, publication, closing and opening again."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.timekeeping import at
from cases import closing
from cases.models import ReconsiderationCase
from dossiers.services import refresh_search
from tests import factories as make
from tests.cases.ways import clock, day, due, errors, fact, page, party, reading
from tests.factories import Office
from workflow import services
from workflow.models import Approval
from workflow.services import context_for
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def checks(office: Office, case: ReconsiderationCase) -> dict[str, str]:
    """The closing check-list: how each item stands."""
    return {check.code: check.state for check in closing.checks(context_for(office.officer, case.dossier))}


def test_what_was_served_says_which_period_for_suing_runs(office: Office) -> None:
    with at("2026-06-01"):
        declined, dismissed, decided, prior = (
            office.register(applicant=name) for name in ("赵某", "钱某", "孙某", "李某")
        )
        for case in (declined, prior):
            office.approved(case, "decline", reason="decline_reason.out_of_time", explanation="逾期")
        for case in (dismissed, decided):
            office.accept(case)
            office.send_copies(case)
            office.reply(case)
            office.hear(case)
        office.approved(
            dismissed, "dismiss", outcome="outcome.dismiss_application", reason="decline_reason.no_interest",
            document_number="1", summary="x",
        )  # fmt: skip
        assert fact(dismissed, "concluded").value["article"] == "第33条"
        office.decide(decided)
        for case in (declined, dismissed, decided):
            office.serve(case, "applicant")
        office.serve(prior, "applicant", prior="on")
    names = {
        declined: "xs_sue_after_fy_refusal_15d",
        dismissed: "xs_sue_after_fy_refusal_15d",
        decided: "xs_sue_after_fy_15d",
        prior: "fy_sue_after_refusal_15d",
    }
    for case, name in names.items():
        suing = case.dossier.deadlines.filter(clock__contains="_sue_")
        assert [row.clock for row in suing] == [name]
        assert due(case, name) == ("running", day("2026-06-16"))
    with at("2026-04-01"):  # before 1 May 2026 there was no such article
        case = office.register()
        office.approved(case, "decline", reason="decline_reason.out_of_time", explanation="逾期")
        office.serve(case, "applicant")
        assert clock(case, "xs_sue_after_fy_15d") is not None


def test_several_suits_of_several_parties_with_their_results(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        office.take(case, "add_party", role="third_party", kind="natural", name="王某")
        refresh_search(case.dossier)
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        office.decide(case)
        office.serve(case)
        applicant, third = party(case, "applicant"), party(case, "third_party")
        with pytest.raises(StepRefused, match="No suit is entered"):
            office.take(case, "suit_result", party=applicant)
    with at("2026-03-12"):
        suit = {"party": applicant, "court": "甲区人民法院", "suit_number": "（2026）渝0101行初8号"}
        entry = office.take(case, "sued", **suit)
        with pytest.raises(ValidationError) as error:
            office.take(case, "sued", **suit)
        assert "already" in errors(error, "court")
        office.take(case, "sued", **suit | {"suit_number": "（2026）渝0101行初9号"}, on_date="2026-03-10")
        assert (case.sued, case.sued_on) == (True, day("2026-03-10"))
        assert due(case, "xs_sue_after_fy_15d", applicant)[0] == "met"
        assert due(case, "xs_sue_after_fy_15d", third)[0] == "running"
        assert checks(office, case)["suing"] == "missing"
        make.correct(office.director, case, entry, **suit, on_date="2026-03-09")
        assert case.sued_on == day("2026-03-09")
        with pytest.raises(StepRefused, match="run out without a suit"):
            office.take(case, "not_sued", party=third)
    with at("2026-03-17"), pytest.raises(StepRefused, match="run out without a suit"):
        office.take(case, "not_sued", party=third)  # its last day
    with at("2026-03-18"):
        with pytest.raises(ValidationError) as error:
            office.take(case, "not_sued", party=applicant)
        assert "A suit of this party" in errors(error, "party")
        office.take(case, "not_sued", party=third, how="向法院核实")
        assert checks(office, case)["suing"] == "done"
        result = {"instance": "suit_instance.first", "court": "甲区人民法院", "number": "（2026）渝0101行初8号"}
        with pytest.raises(ValidationError):
            office.take(case, "suit_result", party=third, result="suit_result.withdrawn", **result)
        office.take(case, "suit_result", party=applicant, result="suit_result.claims_dismissed", **result)
        second = result | {"instance": "suit_instance.second", "number": "（2026）渝01行终3号"}
        office.take(case, "suit_result", party=applicant, result="suit_result.affirmed", final="on", **second)
        assert case.dossier.facts.current().filter(kind="suit_result").count() == 2
        text = page(office.officer, case)
        for words in ("渝0101行初9号", "Judgment: claims dismissed", "Second instance", "no suit, found on"):
            assert words in text
        theirs = page(office.liaison, case)
        for words in ("渝0101行初9号", "claims dismissed", "Closing check-list"):
            assert words not in theirs


def test_a_decision_is_published_or_it_is_said_why_not(office: Office) -> None:
    with at("2026-03-02"):
        case, mediated = office.heard(), office.heard(applicant="吴某")
        office.decide(case)
        office.mediate(mediated)
        with pytest.raises(StepRefused, match="not concluded by a decision"):
            office.take(mediated, "publish", how="published", where="网站")
        for how, field in (("published", "where"), ("withheld", "why_not")):
            with pytest.raises(ValidationError) as error:
                office.take(case, "publish", how=how)
            assert errors(error, field)
        assert checks(office, case)["published"] == "missing"
        assert checks(office, mediated)["published"] == "not_needed"
        office.take(case, "publish", how="withheld", why_not="涉及个人隐私")
        assert fact(case, "published").value == {"published": False}
        assert checks(office, case)["published"] == "done"
        assert "涉及个人隐私" in page(office.officer, case)
        assert "涉及个人隐私" not in page(office.liaison, case)


def test_the_closing_check_list_shows_what_is_open_and_what_bars(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        assert checks(office, case) == {}
        office.decide(case, "revoke_redo")
        assert checks(office, case) == {
            "opinion": "done", "served": "missing", "sealed": "missing", "suing": "missing", "copied": "missing",
            "performed": "missing", "letter": "not_needed", "published": "missing", "papers": "missing",
        }  # fmt: skip
        assert "the case cannot be closed before" in page(office.officer, case)
        with pytest.raises(StepRefused):
            office.take(case, "close", papers_complete="on")
        office.serve(case)
        form = make.form_for(office.officer, case, "close")
        assert "Copied to the superior department" in str(form.fields["note"].help_text)
        assert checks(office, case)["served"] == "done"
        assert "the case cannot be closed before" not in page(office.officer, case)
        office.take(case, "close", papers_complete="on")  # what is open does not bar
        assert checks(office, case)["papers"] == "done"
    with at("2026-03-02"):
        case = office.register()
        office.take(case, "withdraw_before")
        assert checks(office, case) == {"papers": "missing"}
        declined = office.register()
        office.approved(declined, "decline", reason="decline_reason.out_of_time", explanation="逾期")
        assert checks(office, declined) == {
            "served": "missing", "sealed": "missing", "suing": "missing", "papers": "missing"
        }  # fmt: skip


def test_a_closed_case_is_opened_again_by_the_leader_alone(office: Office) -> None:
    why = {"why": "superior", "reason": "上级机关责令纠正"}
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case)
        office.serve(case)
        with pytest.raises(StepRefused, match="not at this stage"):
            office.take(case, "reopen", **why)
    with at("2026-04-01"):
        closed = office.take(case, "close", papers_complete="on")
    with at("2026-04-10"):
        with pytest.raises(ValidationError) as error:
            office.take(case, "reopen", why="superior")
        assert errors(error, "reason")
        with pytest.raises(ValidationError) as error:
            office.take(case, "reopen", **why, on_date="2026-03-31")
        assert errors(error)
        approval = office.take(case, "reopen", **why)
        assert isinstance(approval, Approval)
        with pytest.raises(PermissionDenied, match=r"approve\.organ_leader"):
            services.decide(actor=office.director, approval=approval, approve=True)
        services.decide(actor=office.leader, approval=approval, approve=True)
        make.reload(case)
        assert (case.state, case.dossier.status, case.dossier.closed_on) == ("served", "open", None)
        assert not case.dossier.facts.current().filter(kind="closed").exists()
        # putting the old closing right does not close the case
        make.correct(office.director, case, closed, papers_complete="on", on_date="2026-04-02")
        assert case.dossier.closed_on is None
        office.take(case, "close", papers_complete="on")
        assert fact(case, "closed").on_date == day("2026-04-10")
    with at("2026-04-10"):
        case = office.register()
        office.take(case, "withdraw_before")
        office.take(case, "close", papers_complete="on")
        office.approved(case, "reopen", **why)
        assert case.state == "withdrawn"


def test_the_page_of_a_case_in_which_all_this_happened_costs_no_more(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        respondent, applicant = party(case), party(case, "applicant")
        office.take(case, "mediation_session", present="双方", result="mediation_result.failed")
        office.take(case, "draft_opinion", proposed="outcome.revoke_redo", opinion="建议撤销")
        office.suspend(case, "g1", told_on="2026-03-02")
        office.take(case, "resume", reason="x")
        office.decide(case, "revoke_redo", redo_days=30, ground="decision_ground.revoke_facts")
        office.take(case, "seal", kind="paper.decision", copies=3, sealed_by="陈某")
        office.serve(case)
        letter = {"party": respondent, "number": "意1号", "problems": "整改", "received_on": "2026-03-02"}
        office.approved(case, "opinion_letter", **letter)
        office.take(case, "sued", party=applicant, court="甲区人民法院")
        office.take(
            case, "suit_result", party=applicant, instance="suit_instance.first", court="甲区人民法院",
            result="suit_result.rejected",
        )  # fmt: skip
        office.take(case, "copy_to_superior", party=respondent, document="decision", superior="某市公安局")
        office.take(case, "publish", how="published", where="网站")
        office.approved(case, "demand", party=respondent, until="2026-04-20", content="重作")
        for reader in (office.officer, office.director, office.liaison):
            client, address = reading(reader), reverse("cases:detail", args=[case.pk])
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            assert len(asked) <= 15, "\n".join(query["sql"] for query in asked.captured_queries)


def test_an_agency_appeals_to_the_organ_above_and_is_answered(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        with pytest.raises(StepRefused):
            office.take(case, "appeal_above", party=party(case), superior="某市人民政府", reason="x")
        office.decide(case, "revoke")
        office.serve(case)
        office.take(case, "appeal_above", party=party(case), superior="某市人民政府", reason="适用依据有误")
        assert fact(case, "appealed_above").value == {"superior": "某市人民政府"}
        with pytest.raises(ValidationError) as error:
            office.take(case, "appeal_above", party=party(case), superior="某市人民政府", reason="再次")
        assert "waits for its answer already" in errors(error, "party")
        text = page(office.officer, case)
        assert "Internal appeals" in text
        assert "waiting for the answer" in text
        assert "Internal appeals" not in page(office.liaison, case)
        with pytest.raises(ValidationError):
            office.take(case, "answered_above", party=party(case, "applicant"), result="rejected", content="决定正确")
    with at("2026-03-20"):
        answer = {"party": party(case), "result": "correct", "number": "渝府〔2026〕3号", "content": "依据有误"}
        entry = office.take(case, "answered_above", **answer)
        assert "to be put right · 渝府〔2026〕3号" in page(office.officer, case)
        with pytest.raises(StepRefused, match="No internal appeal"):
            office.take(case, "answered_above", **answer)
        make.correct(office.director, case, entry, **answer | {"result": "rejected"})
        assert "not upheld" in page(office.officer, case)
        assert case.state == "served"


def test_a_case_that_ended_without_a_document_is_closed_and_opened_where_it_was(office: Office) -> None:
    with at("2026-07-02"):
        case = office.register()
        office.approved(case, "no_further", earlier="甲区府复〔2025〕1号", explanation="同一事实和理由")
        assert checks(office, case) == {"papers": "missing"}
        office.take(case, "close", papers_complete="on")
        assert checks(office, case) == {"papers": "done"}
        office.approved(case, "reopen", why="unfinished", reason="尚需补送")
        assert case.state == "not_handled"
