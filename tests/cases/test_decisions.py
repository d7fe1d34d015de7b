"""What is decided, on which article, how it was decided, and what stands on the page of it."""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from cases.conclusions import article_of, cited, overall
from tests import factories as make
from tests.cases.ways import day, due, errors, fact, page, party, second_agency
from tests.factories import Office
from workflow.steps import Paper, StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        (["uphold"], "uphold"),
        (["revoke", "uphold"], "revoke_partial"),
        (["revoke_redo", "dismiss_request"], "revoke_partial"),
        (["revoke", "revoke_redo"], "revoke_redo"),
        (["revoke", "compensation_dismiss"], "revoke"),
        (["uphold", "compensation_grant"], "uphold"),
        (["uphold", "dismiss_request"], "uphold"),
        (["confirm_illegal", "order_performance", "uphold"], "confirm_illegal"),
        (["compensation_dismiss"], "compensation_dismiss"),
    ],
)
def test_the_outcome_of_the_whole_follows_from_its_parts(outcomes: list[str], whole: str) -> None:
    assert overall(outcomes) == whole


@pytest.mark.parametrize(
    ("outcome", "law", "article"),
    [
        ("uphold", "2023", "第68条"), ("modify", "2023", "第63条第1款"), ("revoke", "2023", "第64条第1款"),
        ("revoke_redo", "2023", "第64条"), ("confirm_illegal", "2023", "第65条"),
        ("order_performance", "2023", "第66条"), ("confirm_void", "2023", "第67条"),
        ("dismiss_request", "2023", "第69条"), ("agreement_perform", "2023", "第71条第1款"),
        ("compensation_grant", "2023", "第72条第1款"), ("uphold", "2017", "第28条第1款第1项"),
        ("order_performance", "2017", "第28条第1款第2项"), ("revoke", "2017", "第28条第1款第3项"),
        ("dismiss_request", "2017", "实施条例（2007）第48条第1款第1项"),
    ],
)  # fmt: skip
def test_every_outcome_rests_on_its_article(outcome: str, law: str, article: str) -> None:
    assert article_of(outcome, law) == article
    assert article_of("revoke", "2023", ground="64①(二)", no_evidence=True) == "第64条第1款第2项、第70条"
    assert article_of("uphold", "2023", no_evidence=True) == "第68条"
    assert cited("实施条例64(三)") == "实施条例第64条第3项"


def test_a_decision_by_request_and_respondent(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard(respondents=[make.agency_of(office.organ), second_agency(office)])
        first, second = case.dossier.parties.filter(role="respondent").order_by("position")
        parts = make.rows(
            {"request": "撤销罚款决定", "respondent": first.pk, "outcome": "outcome.revoke_redo"},
            {"request": "赔偿损失", "respondent": first.pk, "outcome": "outcome.compensation_dismiss"},
            {"request": "撤销告知", "respondent": second.pk, "outcome": "outcome.uphold"},
        )
        data = {"document_number": "复决1号", "summary": "查明", "dispositions": parts}
        with pytest.raises(ValidationError) as error:
            office.take(case, "decide", **data, outcome="outcome.uphold")
        assert "Revoke in part" in errors(error, "outcome")
        with pytest.raises(ValidationError) as error:
            office.take(case, "decide", **data | {"dispositions": make.rows({"request": "撤销"})})
        assert "Row 1, Outcome" in errors(error, "dispositions")
        office.approved(case, "decide", **data)
        assert case.outcome_id == "outcome.revoke_partial"
        value = fact(case, "concluded").value
        assert value["outcome"] == "outcome.revoke_partial"
        assert value["dispositions"] == [
            {"request": "撤销罚款决定", "respondent": first.pk, "outcome": "outcome.revoke_redo", "article": "第64条"},
            {
                "request": "赔偿损失", "respondent": first.pk, "outcome": "outcome.compensation_dismiss",
                "article": "第72条第1款",
            },
            {"request": "撤销告知", "respondent": second.pk, "outcome": "outcome.uphold", "article": "第68条"},
        ]  # fmt: skip
        for reader in (office.officer, office.liaison):
            text = page(reader, case)
            for words in ("撤销罚款决定", "Revoke and order to act anew", "art. 64", "To act anew within 60 days"):
                assert words in text
            assert "The same act on the same facts and grounds is barred" in text
        office.serve(case)
        # only whom it concerns is to act anew
        assert due(case, "t07_redo_60d", first) == ("running", day("2026-05-06"))
        assert not case.dossier.deadlines.filter(clock="t07_redo_60d", party=second).exists()
        entry = case.dossier.timeline.get(step="decide")
        make.correct(office.director, case, entry, document_number="复决1号", summary="查明", outcome="outcome.uphold")
        assert case.outcome_id == "outcome.uphold"
        assert not case.dossier.deadlines.filter(clock="t07_redo_60d", state="running").exists()


def test_a_decision_names_its_ground_and_its_period(office: Office) -> None:
    data = {"outcome": "outcome.revoke_redo", "document_number": "1", "summary": "x"}
    with at("2026-03-02"):
        case = office.heard()
        for more, field, words in (
            ({"ground": "decision_ground.request_done"}, "ground", "does not fit"),
            ({"ground": "decision_ground.old_facts"}, "ground", "valid choice"),
            ({"outcome": ""}, "outcome", "Choose the outcome"),
            ({"outcome": "outcome.uphold", "redo_days": 30}, "redo_days", "anew"),
            ({"outcome": "outcome.uphold", "no_evidence": "on"}, "no_evidence", "lack of evidence"),
            ({"outcome": "outcome.compensation_grant"}, "compensation", "72"),
            ({"outcome": "outcome.compensation_grant", "compensation": "500"}, "dispositions", "72①"),
            ({"outcome": "outcome.revoke", "compensation": "500"}, "compensation", "a part of its own"),
            ({"outcome": "outcome.confirm_illegal", "compensation": "500"}, "compensation", "72"),
            ({"decided_by": "discussion"}, "decided_by", "No collective discussion"),
        ):
            with pytest.raises(ValidationError) as error:
                office.take(case, "decide", **data | more)
            assert words in errors(error, field)
        office.approved(
            case,
            "decide",
            **data,
            ground="decision_ground.revoke_procedure",
            redo_days=30,
            no_evidence="on",
            decided_by="head",
        )
        value = fact(case, "concluded").value
        assert value["article"] == "第64条第1款第2项、第70条"
        assert (value["redo_days"], value["no_evidence"], value["by"]) == (30, True, "head")
        office.serve(case)
        # the sixty days run only where the decision sets no others; its own are shown with their last day
        assert not case.dossier.deadlines.filter(clock="t07_redo_60d").exists()
        text = page(office.liaison, case)
        assert "To act anew within 30 days" in text
        assert "to be performed by Wed 1 April" in text
        assert "decided for lack of evidence" in text


def test_compensation_is_granted_by_a_part_of_its_own_and_is_then_to_be_performed(office: Office) -> None:
    parts = make.rows(
        {"request": "撤销罚款决定", "outcome": "outcome.revoke"},
        {"request": "赔偿损失", "outcome": "outcome.compensation_grant"},
    )
    with at("2026-03-02"):
        case = office.heard(compensation="800")
        office.decide(case, outcome="revoke", dispositions=parts, compensation="800", perform_days=30)
        value = fact(case, "concluded").value
        assert (value["outcome"], value["compensation"]) == ("outcome.revoke", "800")
        assert [part["article"] for part in value["dispositions"]] == ["第64条第1款", "第72条第1款"]
        office.serve(case)
        assert due(case, "fy_perform_set", party(case)) == ("running", day("2026-04-01"))
        assert "to be performed by Wed 1 April" in page(office.liaison, case)


def test_a_modification_to_the_applicants_disadvantage_needs_a_third_partys_request(office: Office) -> None:
    data = {"outcome": "outcome.modify", "document_number": "1", "summary": "x"}
    with at("2026-03-02"):
        case = office.heard()
        with pytest.raises(ValidationError) as error:
            office.take(case, "decide", **data, less_favourable="on", less_favourable_reason="x")
        assert "No third party" in errors(error, "less_favourable")
        office.take(case, "add_party", role="third_party", kind="natural", name="王某")
        office.hear(case)
        with pytest.raises(ValidationError) as error:
            office.take(case, "decide", **data, less_favourable="on")
        assert errors(error, "less_favourable_reason")
        office.approved(case, "decide", **data, less_favourable="on", less_favourable_reason="第三人请求加重")
        assert fact(case, "concluded").value["article"] == "第63条第1款"


def test_how_it_was_decided_is_kept_and_stays_in_the_office(office: Office) -> None:
    views = make.rows({"person": "李主任", "post": "主任", "view": "同意撤销"}, {"person": "陈某", "view": "同意"})
    with at("2026-03-02"):
        case = office.heard()
        office.take(
            case, "draft_opinion", proposed="outcome.revoke", opinion="建议撤销", report=make.pdf("审理报告.pdf"),
            views=make.rows({"person": "陈某", "view": "程序违法"}),
        )  # fmt: skip
        discussion = {"place": "三楼会议室", "chaired_by": "李主任", "conclusion": "撤销"}
        with pytest.raises(ValidationError) as error:
            office.take(case, "discuss", **discussion, views=views[:1])
        assert "two people" in errors(error, "views")
        office.take(case, "discuss", **discussion, views=views)
        office.decide(case, "revoke", decided_by="discussion")
        assert fact(case, "concluded").value["by"] == "discussion"
        text = page(office.officer, case)
        for words in ("李主任 · 主任 · 同意撤销", "程序违法", "Collective discussion"):
            assert words in text
        assert "The seal on the concluding document is not registered." in text
        theirs = page(office.liaison, case)
        for words in ("李主任", "程序违法", "审理报告", "Collective discussion", "seal"):
            assert words not in theirs
        office.take(case, "seal", kind="paper.decision", number="复决1号", copies=5, sealed_by="陈某")
        assert fact(case, "sealed").value == {"paper": "paper.decision"}
        assert "is not registered" not in page(office.officer, case)


def test_a_slip_is_put_right_without_touching_the_substance(office: Office) -> None:
    slip = {"kind": "paper.decision", "wrong": "2025年3月1日", "right": "2026年3月1日"}
    with at("2026-03-02"):
        case = office.heard()
        with pytest.raises(StepRefused, match="not at this stage"):
            office.take(case, "correct_slip", **slip)
        office.decide(case)
        for more, field in (({"right": slip["wrong"]}, "right"), ({"served_on": "2026-03-01"}, "served_on")):
            with pytest.raises(ValidationError) as error:
                office.take(case, "correct_slip", **slip | more)
            assert errors(error, field)
        before = fact(case, "concluded")
        office.approved(case, "correct_slip", **slip, document=make.pdf("更正.pdf"))
        assert fact(case, "concluded") == before
        assert "2026年3月1日" in page(office.liaison, case)
        assert party(case).pk


def test_what_was_written_beside_a_signature_on_paper_is_kept(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        signed = Paper(office.leader.user, day("2026-03-02"), make.pdf("呈批表.pdf"), "同意撤销，送达后抄告。")
        office.take(case, "decide", paper=signed, outcome="outcome.revoke", document_number="复决1号", summary="查明")
        assert case.state == "decided"
        assert case.dossier.approvals.get(step="decide").opinion == "同意撤销，送达后抄告。"
        assert "同意撤销，送达后抄告。" in page(office.officer, case)
        assert "同意撤销，送达后抄告。" not in page(office.liaison, case)


def test_a_claim_for_compensation_is_dismissed_in_one_of_five_cases(office: Office) -> None:
    """Rules of 2026, article 64; the rules of 2007 list none."""
    data = {"outcome": "outcome.uphold", "document_number": "1", "summary": "x"}
    parts = make.rows(
        {"request": "撤销罚款", "outcome": "outcome.uphold"},
        {"request": "赔偿损失", "outcome": "outcome.compensation_dismiss"},
    )
    first = "decision_ground.compensation_1"
    with at("2026-06-30"):
        assert "claim_ground" not in make.form_for(office.officer, office.heard(), "decide").fields
    with at("2026-07-01"):
        case = office.heard(compensation="5000")
        for more, field, words in (
            ({"dispositions": parts}, "claim_ground", "required"),
            ({"dispositions": parts, "claim_ground": first}, "claim_why", "required"),
            ({"claim_ground": first, "claim_why": "x"}, "claim_ground", "No claim for compensation is dismissed"),
            ({"dispositions": parts, "claim_ground": "decision_ground.request_done"}, "claim_ground", "valid choice"),
            ({"ground": first}, "ground", "valid choice"),
        ):
            with pytest.raises(ValidationError) as error:
                office.take(case, "decide", **data | more)
            assert words in errors(error, field), more
        office.approved(case, "decide", **data, dispositions=parts, claim_ground=first, claim_why="损害没有事实根据")
        value = fact(case, "concluded").value
        assert (value["claim_ground"], value["claim_why"]) == (first, "损害没有事实根据")
        claim = next(part for part in value["dispositions"] if part["outcome"] == "outcome.compensation_dismiss")
        assert claim["article"] == "第72条第1款、实施条例第64条第1项"
        for reader in (office.officer, office.liaison):
            text = page(reader, case)
            assert "Case of article 64, item 1" in text
            assert "损害没有事实根据" in text
