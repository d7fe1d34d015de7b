"""The incidental review of a normative document, with its clocks to the day, and the order to resume a case."""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from deadlines.reminders.sweep import sweep
from notices.models import Notice
from tests import factories as make
from tests.cases.steps import day, due, entry, hint, messages, open_steps, page
from tests.factories import Office
from workflow.models import Approval
from workflow.services import decide
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]

NORM = {
    "origin": "asked",
    "title": "甲区停车管理办法",
    "clauses": "第三条",
    "maker": "甲区城市管理局",
    "competent": "yes",
    "reason": "与上位法不一致",
}


def test_a_document_that_the_organ_may_review_itself(office: Office, client) -> None:
    # The case is suspended from Tuesday 10 March 2026: three working days end on the 13th, thirty days on 9 April.
    with at("2026-03-05"):
        case = office.heard()
    with at("2026-03-10"):
        office.approved(case, "open_norm_review", **NORM)
        assert case.dossier.status == "suspended"
        assert due(case, "fy_decide_60d") == ("paused", None)
        assert due(case, "fy_norm_notify_maker_3wd") == ("running", day("2026-03-13"))
        assert due(case, "fy_norm_review_30d") == ("running", day("2026-04-09"))
        assert due(case, "fy_norm_forward_7wd") == ("none", None)
        assert "《甲区停车管理办法》第三条（甲区城市管理局）" in page(client, office.liaison, case)
        assert "resumes" in hint(office, case, "resume")
        assert "may handle the document" in hint(office, case, "forward_norm")
        assert "Nothing has been sent" in hint(office, case, "norm_received")
        assert "not been notified" in hint(office, case, "maker_replied")
        with pytest.raises(ValidationError) as error:
            office.take(case, "norm_result", result="lawful", explanation="x")
        assert "58①" in messages(error, "result")
    with at("2026-03-12"):
        office.take(case, "notify_maker")
        assert due(case, "fy_norm_notify_maker_3wd")[0] == "met"
        assert "has been notified" in hint(office, case, "notify_maker")
    with at("2026-03-16"):
        office.take(case, "norm_received", on_date="2026-03-13")
        # Ten working days from Friday the 13th end on Friday the 27th.
        assert due(case, "fy_norm_maker_reply_10wd") == ("running", day("2026-03-27"))
        assert "already" in hint(office, case, "norm_received")
        make.correct(office.director, case, entry(case, "norm_received"), on_date="2026-03-16")
        assert due(case, "fy_norm_maker_reply_10wd") == ("running", day("2026-03-30"))
    with at("2026-03-25"):
        office.take(case, "maker_replied", reply="有上位法依据", explained="on")
        assert due(case, "fy_norm_maker_reply_10wd")[0] == "met"
    with at("2026-03-30"):
        with pytest.raises(ValidationError) as error:
            office.take(case, "norm_result", result="unlawful", explanation="x")
        assert "59" in messages(error, "correct_by")
        asked = office.take(
            case, "norm_result", result="unlawful", explanation="增设义务", correct_by="停止执行第三条并修改"
        )
        assert isinstance(asked, Approval)
        assert asked.permission == "approve.organ_leader"
        decide(actor=office.leader, approval=asked, approve=True)
        make.reload(case)
        assert case.dossier.status == "open"
        assert due(case, "fy_norm_review_30d")[0] == "met"
        # 10 to 30 March, twenty days: 5 March + 80 = 24 May, a Sunday.
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-25"))
        assert "停止执行并责令制定机关纠正" in page(client, office.liaison, case)
        assert hint(office, case, "decide") is None
        # The result put right to an earlier day resumes the case on that day.
        data = {"result": "lawful", "explanation": "合法"}
        make.correct(office.director, case, entry(case, "norm_result"), on_date="2026-03-27", **data)
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-21"))
        assert "在复议决定书中一并告知" in page(client, office.liaison, case)
        assert {"open_norm_review", "decide"} <= open_steps(office.officer, case)


def test_a_document_that_is_forwarded(office: Office, client) -> None:
    with at("2026-03-05"):
        case = office.heard()
    with at("2026-03-10"):
        office.approved(case, "open_norm_review", **NORM | {"competent": "no", "origin": "found"})
        # Seven working days from Tuesday 10 March end on Thursday the 19th.
        assert due(case, "fy_norm_forward_7wd") == ("running", day("2026-03-19"))
        assert due(case, "fy_norm_notify_maker_3wd") == due(case, "fy_norm_review_30d") == ("none", None)
        assert "forwarded" in hint(office, case, "notify_maker")
        with pytest.raises(ValidationError) as error:
            office.take(case, "norm_result", result="lawful", explanation="x")
        assert "56" in messages(error, "result")
        office.take(case, "forward_norm", to="某市司法局")
        assert due(case, "fy_norm_forward_7wd")[0] == "met"
        assert "转送某市司法局" in page(client, office.liaison, case)
    with at("2026-03-12"):
        office.take(case, "norm_received")
        # Sixty days from 12 March end on Monday 11 May.
        assert due(case, "fy_norm_transferee_60d") == ("running", day("2026-05-11"))
        assert due(case, "fy_norm_maker_reply_10wd") == ("none", None)
    with at("2026-04-20"):
        asked = office.take(case, "norm_result", result="lawful", explanation="合法", handled_by="某市司法局")
        assert isinstance(asked, Approval)
        assert asked.permission == "approve.director"
        decide(actor=office.director, approval=asked, approve=True)
        make.reload(case)
        assert case.dossier.status == "open"
        assert due(case, "fy_norm_transferee_60d")[0] == "met"
        # The opening put right: the organ may review it itself. The periods follow.
        make.correct(office.director, case, entry(case, "open_norm_review"), on_date="2026-03-10", **NORM)
        assert due(case, "fy_norm_review_30d") == ("met", day("2026-04-09"))


def test_a_review_under_the_law_of_2017(office: Office) -> None:
    with at("2023-11-01"):
        case = office.register()
        office.accept(case)
        office.approved(case, "open_norm_review", **NORM)
        assert due(case, "fy17_norm_30d") == ("running", day("2023-12-01"))
        with pytest.raises(StepRefused, match="does not know"):
            office.take(case, "notify_maker")
    with at("2023-11-20"):
        office.approved(case, "norm_result", result="lawful", explanation="合法")
        assert due(case, "fy17_norm_30d")[0] == "met"
        assert case.dossier.status == "open"


def test_the_higher_organ_orders_a_case_to_resume(office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        with pytest.raises(StepRefused, match="not suspended"):
            office.take(case, "ordered_to_resume", organ="某市人民政府", reason="x")
    with at("2026-03-10"):
        office.suspend(case)
    with at("2026-03-16"):
        office.take(case, "ordered_to_resume", organ="某市人民政府", reason="无正当理由中止")
        assert case.dossier.status == "open"
        # Six days: 4 May + 6 = Sunday 10 May.
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-11"))


def test_an_organisation_that_made_or_received_the_document_is_reminded_of_its_period(office: Office, client) -> None:
    agency = make.agency_of(office.organ)
    other = make.make_organisation("甲区城市管理局", parent=office.organ.organisation)
    theirs = make.actor_for(make.make_user("agency_liaison", other))
    with at("2026-03-05"):
        own, outside, elsewhere = (office.heard(applicant=name) for name in ("甲某", "乙某", "丙某"))
    with at("2026-03-10"):
        with pytest.raises(ValidationError) as error:
            office.take(own, "open_norm_review", **NORM | {"maker": None})
        assert "Choose the organ" in messages(error, "maker")
        office.approved(own, "open_norm_review", **NORM | {"maker": None, "maker_organisation": agency})
        office.approved(outside, "open_norm_review", **NORM | {"maker": None, "maker_organisation": other})
        office.approved(elsewhere, "open_norm_review", **NORM | {"competent": "no"})
        assert "（甲区城市管理局）" in page(client, office.officer, outside)
        for case in (own, outside):
            office.take(case, "notify_maker")
            office.take(case, "norm_received")
        office.take(elsewhere, "forward_norm", to_organisation=other)
        office.take(elsewhere, "norm_received")
    owed = {
        case.pk: case.dossier.deadlines.get(clock=clock).organisation
        for case, clock in (
            (own, "fy_norm_maker_reply_10wd"), (outside, "fy_norm_maker_reply_10wd"),
            (elsewhere, "fy_norm_transferee_60d"),
        )
    }  # fmt: skip
    assert owed == {own.pk: agency, outside.pk: other, elsewhere.pk: other}
    with at("2026-03-23"):
        sweep()
        (mine,) = Notice.objects.filter(recipient=office.liaison.user, kind="reminder")
        assert mine.path.endswith(f"/dossiers/{own.pk}/")
        # who is no party is told of the period and is not led to a case that is closed to them
        (told,) = Notice.objects.filter(recipient=theirs.user, kind="reminder")
        assert (told.path, "乙某" in str(told.texts)) == ("", False)
        assert outside.dossier.number in told.texts["zh-hans"]
        client.force_login(theirs.user)
        assert client.get(f"/reconsideration/{outside.pk}/").status_code == 404
        # put right: another organisation is asked, the first no longer owes it
        right = NORM | {"maker": None, "maker_organisation": agency}
        make.correct(office.director, outside, entry(outside, "open_norm_review"), **right, on_date="2026-03-10")
        assert outside.dossier.deadlines.get(clock="fy_norm_maker_reply_10wd").organisation == agency
