"""Inspection and appraisal, which leave time out of the period for the decision, beside suspensions and an extension.

The days are reckoned by hand.
"""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from deadlines.engine import explain
from tests import factories as make
from tests.cases.steps import day, due, entry, hint, messages, page
from tests.factories import Office
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def appraise(office: Office, case: ReconsiderationCase) -> None:
    office.take(case, "begin_appraisal", institution="甲司法鉴定所", matters="签名真伪", asked_by="party")


def lines(case: ReconsiderationCase, clock: str) -> list[tuple[str, str]]:
    return explain(case.dossier.deadlines.get(clock=clock).derivation, "zh-hans")


def test_two_suspensions_an_appraisal_an_inspection_and_an_extension(office: Office, client) -> None:
    # Accepted on Thursday 5 March 2026: the sixtieth day, 4 May, lies in the May holiday, so that 6 May is the last.
    with at("2026-03-05"):
        case = office.heard()
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-06"))
    with at("2026-03-09"):
        appraise(office, case)
        assert due(case, "fy_decide_60d") == ("paused", None)
    with at("2026-03-10"):
        office.suspend(case)
    with at("2026-03-20"):
        office.take(case, "resume", reason="另案审结")
        # The suspension is over; the appraisal is not. Time has stood still since 9 March without a break.
        assert due(case, "fy_decide_60d") == ("paused", None)
        assert case.dossier.deadlines.get(clock="fy_decide_60d").paused_since == day("2026-03-09")
        assert "停算中" in page(client, office.officer, case)
    with at("2026-04-01"):
        office.suspend(case)
    with at("2026-04-08"):
        office.take(case, "end_appraisal", result="系本人签名")
        assert due(case, "fy_decide_60d") == ("paused", None)
        assert case.dossier.deadlines.get(clock="fy_decide_60d").paused_since == day("2026-03-09")
        assert "中止中" in page(client, office.officer, case)
    with at("2026-04-15"):
        office.take(case, "resume", reason="另案审结")
        # From 9 March to 15 April without a break, however many reasons there were: 37 days. 5 March + 97 = 10 June.
        assert due(case, "fy_decide_60d") == ("running", day("2026-06-10"))
        # The bar beside the days: four days used, 37 not counted, 56 left.
        assert "已用4日、不计入37日、余56日" in page(client, office.officer, case)
    with at("2026-04-20"):
        office.take(case, "begin_inspection", place="甲区某路", matters="界址")
        assert due(case, "fy_decide_60d") == ("paused", None)
    with at("2026-04-24"):
        office.take(case, "end_inspection", result="与图一致")
        # Four days more: 14 June is a Sunday.
        assert due(case, "fy_decide_60d") == ("running", day("2026-06-15"))
        office.approved(case, "extend", days=30, reason="复杂")
        # 5 March + 60 + 37 + 4 + 30 = 131 days = Tuesday 14 July.
        assert due(case, "fy_decide_60d") == ("running", day("2026-07-14"))
        told = lines(case, "fy_decide_60d")
        text = "\n".join(f"{label} {words}" for label, words in told)
        assert "+37日 鉴定、中止 3月9日至4月15日" in text, text
        assert "+4日 现场勘验 4月20日至4月24日" in text, text
        assert "2007" in text, text  # the implementing rules in force on those days
        seen = page(client, office.liaison, case)
        for shown in ("7月14日", "甲司法鉴定所", "3月9日至4月8日", "现场勘验 4月20日至4月24日"):
            assert shown in seen, shown
        # The appraisal put right to have come on 15 March: what is left out is 9 to 20 March (11 days), 1 to 15 April
        # (14) and 20 to 24 April (4). 5 March + 60 + 29 + 30 = Thursday 2 July.
        made = entry(case, "end_appraisal")
        make.correct(office.director, case, made, on_date="2026-03-15", result="系本人签名")
        assert due(case, "fy_decide_60d") == ("running", day("2026-07-02"))


def test_an_examination_that_is_open_stands_before_the_decision(office: Office) -> None:
    with at("2026-03-05"):
        case = office.heard()
        appraise(office, case)
        assert "appraisal" in hint(office, case, "decide")
        with pytest.raises(StepRefused, match="under way"):
            appraise(office, case)
        with pytest.raises(StepRefused, match="No inspection"):
            office.take(case, "end_inspection", result="x")
    with at("2026-03-10"):
        with pytest.raises(ValidationError) as error:
            office.take(case, "end_appraisal", on_date="2026-03-04", result="x")
        assert messages(error)
        office.take(case, "end_appraisal", result="x")
        office.take(case, "begin_inspection", place="x", matters="y")
        assert "inspection" in hint(office, case, "decide")
        office.take(case, "end_inspection", result="z")
        assert hint(office, case, "decide") is None
        # An opinion of experts stops nothing: five days for the appraisal alone, to Saturday 9 May, which is worked.
        office.take(case, "expert_opinion", experts="甲", question="乙", opinion="丙")
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-09"))


@pytest.mark.parametrize(("begun", "article"), [("2026-06-22", "2007"), ("2026-07-01", "46")])
def test_the_rules_of_the_day_are_cited(office: Office, begun: str, article: str) -> None:
    with at("2026-06-15"):
        case = office.heard()
    with at(begun):
        appraise(office, case)
    with at("2026-07-10"):
        office.take(case, "end_appraisal", result="x")
        text = " ".join(words for _, words in lines(case, "fy_decide_60d"))
        assert article in text, text


def test_an_appraisal_counts_in_the_simplified_procedure_and_under_the_law_of_2017(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case, "simplified")
        appraise(office, case)
        assert due(case, "fy_decide_30d_simplified")[0] == "paused"
    with at("2026-03-11"):
        office.take(case, "end_appraisal", result="x")
        # 4 April begins the Qingming festival; six days more end on 10 April.
        assert due(case, "fy_decide_30d_simplified") == ("running", day("2026-04-10"))
    with at("2023-11-01"):
        old = office.register()
        office.accept(old)
        # 1 November + 60 = 31 December, a Sunday before New Year's Day: 2 January.
        assert due(old, "fy17_decide_60d") == ("running", day("2024-01-02"))
        appraise(office, old)
    with at("2023-11-08"):
        office.take(old, "end_appraisal", result="x")
        assert due(old, "fy17_decide_60d") == ("running", day("2024-01-08"))  # 7 January is a Sunday
