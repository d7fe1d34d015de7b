"""The opinion of the committee and what the decision makes of it; the stay of execution."""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from tests import factories as make
from tests.cases.steps import entry, fields, hint, messages, open_steps, page, party
from tests.factories import Office
from workflow.models import Approval
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]

OPINION = {"members": "甲\n乙\n丙", "opinions": "甲乙同意", "agreed": 2, "conclusion": "建议维持处罚决定"}


def test_a_decision_says_whether_it_follows_the_committee(office: Office, client) -> None:
    with at("2026-03-05"):
        case = office.heard()
        assert "committee" not in fields(office, case, "decide")
        with pytest.raises(StepRefused, match="not been consulted"):
            office.take(case, "committee_opinion", **OPINION)
        office.take(case, "refer_to_committee", ground="committee_ground.technical", question="鉴定方法是否适当")
        assert "52②" in hint(office, case, "decide")
        for agreed in (1, 4):
            with pytest.raises(ValidationError) as error:
                office.take(case, "committee_opinion", **OPINION | {"agreed": agreed})
            assert messages(error, "agreed")
        office.take(case, "committee_opinion", **OPINION, record=make.pdf("咨询意见.pdf"))
        assert "建议维持处罚决定" in page(client, office.officer, case)
        of_agency = page(client, office.liaison, case)
        assert "建议维持处罚决定" not in of_agency
        assert "咨询意见" not in of_agency
        with pytest.raises(ValidationError) as error:
            office.decide(case, "revoke")
        assert messages(error, "committee")
        with pytest.raises(ValidationError) as error:
            office.decide(case, "revoke", committee="not_followed")
        assert "rules 52" in messages(error, "committee_why")
        with pytest.raises(ValidationError) as error:
            office.decide(case, "uphold", committee="followed", on_date="2026-03-04")
        assert messages(error)
        office.decide(case, "revoke", committee="not_followed", committee_why="程序违法足以影响结果")
        assert case.state == "decided"


def test_execution_is_stayed_on_one_of_four_grounds_and_the_parties_see_it(office: Office, client) -> None:
    with at("2026-03-05"):
        case = office.heard()
        wrong = (
            ({"result": "refused"}, "result"),
            ({"result": "granted"}, "ground"),
            ({"result": "granted", "ground": "stay_ground.applicant"}, "ground"),
            ({"result": "granted", "ground": "stay_ground.respondent"}, "ground"),
        )
        for data, field in wrong:
            with pytest.raises(ValidationError) as error:
                office.take(case, "decide_stay", **data, reason="x")
            assert messages(error, field), data
        with pytest.raises(StepRefused, match="not stayed"):
            office.take(case, "lift_stay", reason="x")
        office.take(case, "ask_stay", party=party(case, "applicant"), reason="停业损失难以恢复")
        assert "3月5日申请，待决定" in page(client, office.liaison, case)
        office.approved(case, "decide_stay", result="refused", reason="不影响执行")
        assert "决定不停止执行" in page(client, office.liaison, case)
        asked = office.take(case, "decide_stay", result="granted", ground="stay_ground.applicant", reason="合理")
        assert isinstance(asked, Approval)
        assert asked.permission == "approve.director"
    with at("2026-03-06"):
        make.services.decide(actor=office.director, approval=asked, approve=True)
        make.reload(case)
        assert "自2026年3月5日起停止执行" in page(client, office.liaison, case)
        for code in ("ask_stay", "decide_stay"):
            assert "already" in hint(office, case, code)
        office.approved(case, "lift_stay", reason="申请人已履行")
        assert "3月6日解除" in page(client, office.liaison, case)
        assert {"ask_stay", "decide_stay"} <= open_steps(office.officer, case)
        office.approved(case, "decide_stay", result="granted", ground="stay_ground.organ", reason="确有必要")
        # Put right: it was refused. The stay falls.
        data = {"result": "refused", "reason": "不影响执行"}
        make.correct(office.director, case, entry(case, "decide_stay"), **data)
        assert hint(office, case, "lift_stay") is not None
