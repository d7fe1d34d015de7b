"""A conclusion that was set aside: what warrants hearing the case anew, its period to the day, what stays on record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.timekeeping import at
from cases import closing
from cases.models import ReconsiderationCase
from dossiers.decisions import decision_in
from reports.models import Entry
from tests import factories as make
from tests.cases.ways import clock, day, due, errors, fact, page, party
from tests.factories import Office
from workflow import services
from workflow.services import context_for
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]

ORDER = {
    "occasion": "superior",
    "superior": "某市人民政府",
    "order_number": "市府〔2026〕8号",
    "reason": "撤销复议决定",
}
COURT = {"occasion": "court", "reason": "判决撤销复议决定"}
JUDGMENT = {"instance": "suit_instance.first", "court": "甲区人民法院", "number": "（2026）渝0101行初8号"}


def kinds(case: ReconsiderationCase) -> set[str]:
    return set(case.dossier.facts.current().values_list("kind", flat=True))


def ends(case: ReconsiderationCase) -> list[Entry]:
    return list(Entry.objects.unscoped("a test").filter(dossier=case.dossier, known_to=None, measure="concluded"))


def concluded(case: ReconsiderationCase) -> list[tuple[str, str]]:
    """What the figures count of the case's end, as it is known now."""
    rows = ends(case)
    return [(row.day.isoformat(), row.dims["outcome"]) for row in rows]


def judged(office: Office, case: ReconsiderationCase, result: str, **data: object) -> None:
    office.take(
        case, "suit_result", party=party(case, "applicant"), result=f"suit_result.{result}", **{**JUDGMENT, **data}
    )


def test_a_judgment_that_revokes_the_decision_leads_to_a_new_one(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        with pytest.raises(StepRefused, match="not at this stage"):
            office.take(case, "hear_anew", **ORDER)
        office.decide(case, "uphold")
        office.take(case, "seal", kind="paper.decision", copies=3, sealed_by="陈")
        office.serve(case)
        number = case.dossier.number
    with at("2026-03-10"):
        office.take(case, "sued", party=party(case, "applicant"), court="甲区人民法院")
    with at("2026-04-01"):
        office.take(case, "publish", how="published", where="网站")
        office.take(case, "close", papers_complete="on")
        assert concluded(case) == [("2026-03-02", "outcome.uphold")]
    with at("2026-06-01"):
        for result, final, words in (
            ("claims_dismissed", "on", "No judgment in effect"),  # nothing is revoked
            ("revoked_redo", "", "No judgment in effect"),  # not in effect yet
        ):
            judged(office, case, result, final=final or None, number=f"{result}号")
            with pytest.raises(ValidationError) as error:
                office.take(case, "hear_anew", **COURT)
            assert words in errors(error, "occasion")
        judged(office, case, "revoked_redo", final="on", instance="suit_instance.second")
    with at("2026-06-10"):
        for more, field, words in (
            ({"occasion": "appeal"}, "occasion", "No internal appeal"),
            ({"on_date": "2026-05-31"}, "on_date", "before the judgment"),
            ({"days": 30, "until": "2026-07-20"}, "until", "not both"),
            ({"until": "2026-06-10"}, "until", "after the order"),
            ({"occasion": "superior"}, "order_number", "required"),
        ):
            with pytest.raises(ValidationError) as error:
                office.take(case, "hear_anew", **{**COURT, **more})
            assert words in errors(error, field), more
        approval = office.take(case, "hear_anew", **COURT)
        with pytest.raises(PermissionDenied, match=r"approve\.organ_leader"):
            services.decide(actor=office.director, approval=approval, approve=True)
        services.decide(actor=office.leader, approval=approval, approve=True)
        make.reload(case)
        assert (case.state, case.dossier.status, case.dossier.closed_on) == ("handling", "open", None)
        assert (case.concluded_on, case.outcome, case.decision_number) == (None, None, "")
        assert case.dossier.number == number
        # Sixty days from the day on which the judgment took effect; the first period stays met as it was.
        assert due(case, "fy_anew_60d") == ("running", day("2026-08-10"))  # the sixtieth day is a Sunday
        assert case.dossier.next_due_on == day("2026-08-10")
        assert due(case, "fy_decide_60d") == ("met", day("2026-05-06"))
        assert clock(case, "xs_sue_after_fy_15d").state == "ended"
        # What was replied and heard stays; what rests on the conclusion has fallen with it.
        assert {"reply_received", "views_heard", "set_aside", "heard_anew"} <= kinds(case)
        assert not {"drafted", "concluded", "sealed", "served", "sued", "suit_result", "published", "closed"} & kinds(
            case
        )
        assert concluded(case) == []
        assert closing.checks(context_for(office.officer, case.dossier)) == []
        for reader in (office.officer, office.liaison):
            text = page(reader, case)
            assert "复决1号 · Uphold" in text
            assert "（2026）渝0101行初8号; heard anew since Wed 10 June" in text
            assert "The same decision on the same facts and grounds is barred" in text
        # The suit behind it is over the decision that was set aside.
        behind, now = decision_in(case.dossier, on=day("2026-03-10")), decision_in(case.dossier)
        assert behind is not None
        assert now is not None
        assert (now.document_number, now.concluded_on, now.outcomes) == ("", None, frozenset())
        assert (behind.document_number, behind.concluded_on, behind.outcomes) == (
            "复决1号",
            day("2026-03-02"),
            frozenset({"uphold"}),
        )
        with pytest.raises(StepRefused, match="61①"):
            office.take(case, "decide", outcome="outcome.revoke", document_number="2", summary="x")
        # The entries of the first decision stand as they were; their link is gone and a correction is refused.
        first = case.dossier.timeline.get(step="decide")
        with pytest.raises(StepRefused, match="set aside"):
            make.correct(office.director, case, first, outcome="outcome.revoke", document_number="9", summary="x")
        client = make.browser(office.officer)
        assert f"/correct/{first.pk}/" not in client.get(f"/reconsideration/{case.pk}/").content.decode()
    with at("2026-06-20"):
        # The day put right moves the period; what was set aside stays set aside.
        entry = case.dossier.timeline.get(step="hear_anew")
        make.correct(office.director, case, entry, **COURT, on_date="2026-06-08")
        assert due(case, "fy_anew_60d") == ("running", day("2026-08-07"))
        assert fact(case, "set_aside").value["number"] == "复决1号"
        office.approved(case, "extend", days=30, reason="复杂")
        assert due(case, "fy_anew_60d") == ("running", day("2026-09-07"))
        assert due(case, "fy_decide_60d") == ("met", day("2026-05-06"))
    with at("2026-07-01"):
        office.suspend(case)
    with at("2026-07-11"):
        office.take(case, "resume", reason="另案审结")
        assert due(case, "fy_anew_60d") == ("running", day("2026-09-16"))
        assert due(case, "fy_decide_60d") == ("met", day("2026-05-06"))
        with pytest.raises(ValidationError) as error:
            office.decide(case, "revoke", on_date="2026-06-07", document_number="复决2号")
        assert errors(error)
        office.decide(case, "revoke", document_number="复决2号")
        assert due(case, "fy_anew_60d")[0] == "met"
        assert concluded(case) == [("2026-07-11", "outcome.revoke")]  # the case counts once
        (end,) = ends(case)
        # 33 days since it was heard anew, less the ten of the suspension; the time in between is nobody's.
        assert (end.dims["days"], end.dims["in_time"]) == (23, True)
        states = {check.code: check.state for check in closing.checks(context_for(office.officer, case.dossier))}
        assert (states["opinion"], states["served"], states["sealed"], states["suing"]) == ("done", *["missing"] * 3)
        office.serve(case)
        assert due(case, "xs_sue_after_fy_15d") == ("running", day("2026-07-27"))  # the 15th day is a Sunday
        assert "复决1号 · Uphold" in page(office.liaison, case)
        # It is found by the number of either decision.
        for text in ("复决1号", "复决2号"):
            assert text in case.dossier.search_text
    with at("2026-08-03"):
        office.take(case, "not_sued", party=party(case, "applicant"))
        # Set aside once more, by the organ above: both stay on record, and the case counts once.
        office.approved(case, "hear_anew", **ORDER, days=15)
        assert due(case, "fy_anew_set") == ("running", day("2026-08-18"))
        assert due(case, "fy_anew_60d") == ("met", day("2026-09-16"))
        with pytest.raises(StepRefused, match="not extended here"):
            office.take(case, "extend", days=10, reason="x")
        office.decide(case, "modify", document_number="复决3号")
        assert concluded(case) == [("2026-08-03", "outcome.modify")]
        assert due(case, "fy_anew_set")[0] == "met"
        text = page(office.officer, case)
        assert "复决1号 · Uphold" in text
        assert "复决2号 · Revoke" in text


def test_an_appeal_that_was_upheld_and_a_period_with_its_last_day(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case, "revoke_redo")
        office.serve(case)
        respondent = party(case)
        office.approved(
            case, "opinion_letter", party=respondent, number="意1号", problems="整改", received_on="2026-03-02"
        )
        office.take(case, "appeal_above", party=respondent, superior="某市人民政府", reason="依据有误")
        appeal = {"occasion": "appeal", "superior": "某市人民政府", "reason": "上级机关要求纠正"}
        with pytest.raises(ValidationError) as error:
            office.take(case, "hear_anew", **appeal)
        assert "No internal appeal" in errors(error, "occasion")
    with at("2026-03-20"):
        office.take(
            case, "answered_above", party=respondent, result="correct", number="市府〔2026〕3号", content="纠正"
        )
        office.approved(case, "hear_anew", **appeal, until="2026-04-04")
        # A last day that the order itself names does not roll, though it is a Saturday.
        assert due(case, "fy_anew_set") == ("running", day("2026-04-04"))
        lines = " ".join(str(step) for step in clock(case, "fy_anew_set").derivation)
        assert "市府〔2026〕3号" in lines
        # Nobody has anything to perform any more, but the letter still waits for its answer (76).
        assert clock(case, "t07_redo_60d").state == "ended"
        assert due(case, "fy_opinion_letter_60d", respondent)[0] == "running"
        assert {"opinion_letter", "opinion_letter_received"} <= kinds(case)
        with pytest.raises(StepRefused, match="not at this stage"):
            office.take(case, "perform", party=respondent)
    with at("2026-04-07"):
        assert "The decision was due on" in page(office.officer, case)
        # An occasion that is put right keeps to what was entered when the decision was set aside.
        entry = case.dossier.timeline.get(step="hear_anew")
        with pytest.raises(ValidationError) as error:
            make.correct(office.director, case, entry, **COURT)
        assert "No judgment" in errors(error, "occasion")
        make.correct(office.director, case, entry, **appeal, on_date="2026-03-20")
        assert due(case, "fy_anew_60d") == ("running", day("2026-05-19"))


def test_what_was_simple_is_heard_anew_in_the_ordinary_procedure(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        office.accept(case, "simplified")
        office.send_copies(case)
        office.reply(case)
        office.decide(case)
        office.approved(case, "hear_anew", **ORDER)  # before anybody was served
        assert case.procedure == "ordinary"
        assert due(case, "fy_decide_30d_simplified") == ("met", day("2026-04-01"))
        assert due(case, "fy_anew_60d") == ("running", day("2026-05-06"))
        assert clock(case, "fy_decide_60d") is None
        with pytest.raises(StepRefused, match="views must be heard"):
            office.decide(case)
        office.hear(case)
        office.decide(case)


def test_a_termination_is_set_aside_and_a_suspension_does_not_come_back(office: Office) -> None:
    end = {"document_number": "复终1号", "summary": "终止"}
    with at("2026-03-02"):
        case = office.heard()
        office.suspend(case)
        office.approved(
            case, "terminate", outcome="outcome.terminate_withdraw", ground="terminate_ground.withdraw",
            voluntary="on", **end,
        )  # fmt: skip
    with at("2026-04-01"):
        office.approved(case, "hear_anew", **ORDER)
        assert (case.state, case.dossier.status) == ("handling", "open")
        assert fact(case, "resumed").on_date == day("2026-04-01")
        make.correct(office.director, case, case.dossier.timeline.get(step="hear_anew"), **ORDER, on_date="2026-03-31")
        assert fact(case, "resumed").on_date == day("2026-03-31")
        assert due(case, "fy_anew_60d") == ("running", day("2026-06-01"))  # the sixtieth day is a Saturday
        office.decide(case)
    with at("2026-04-02"):
        dismissed = office.register(applicant="吴某")
        office.accept(dismissed)
        office.approved(
            dismissed, "dismiss", outcome="outcome.dismiss_application", reason="decline_reason.no_interest", **end
        )
        with pytest.raises(StepRefused, match="was dismissed"):
            office.take(dismissed, "hear_anew", **ORDER)
        declined = office.register(applicant="郑某")
        office.approved(declined, "decline", reason="decline_reason.out_of_time", explanation="逾期")
        with pytest.raises(StepRefused, match="not at this stage"):
            office.take(declined, "hear_anew", **ORDER)


def test_a_case_of_the_law_of_2017_keeps_its_law(office: Office) -> None:
    with at("2023-12-04"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.decide(case)
        office.serve(case)
        first = due(case, "fy17_decide_60d")
    with at("2026-03-02"):
        office.approved(case, "hear_anew", **ORDER)
        assert due(case, "fy17_anew_60d") == ("running", day("2026-05-06"))
        assert due(case, "fy17_decide_60d") == first
        assert case.dossier.timeline.get(step="hear_anew").article.startswith("第31条第1款")
        office.approved(case, "extend", days=30, reason="复杂")
        office.decide(case)
