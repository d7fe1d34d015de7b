"""What a superior organ orders (35; 2017: 20): after silence as after a refusal; and no service without the seal."""

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from deadlines.reminders.sweep import sweep
from notices.models import Notice
from tests import factories as make
from tests.cases.steps import hint, open_steps
from tests.cases.ways import clock, day, due, errors, fact, page, party
from tests.factories import Office
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]
ORDER = {"ordered_by": "某市人民政府", "order_number": "某府令〔2026〕3号", "reason": "限期作出决定"}


def test_silence_on_an_accepted_case_is_ordered_to_an_end(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        assert "not over yet" in str(hint(office, case, "ordered_to_act"))
        review = office.register(applicant="吴某")
        assert "counts as accepted" in str(hint(office, review, "ordered_to_act"))
    # the sixtieth day rolled over the holiday
    with at("2026-05-06"), pytest.raises(StepRefused, match="not over yet"):
        office.take(case, "ordered_to_act", **ORDER)
    with at("2026-05-11"):
        with pytest.raises(ValidationError) as error:
            office.take(case, "ordered_to_act", **ORDER, until="2026-05-11")
        assert errors(error, "until")
        entry = office.take(case, "ordered_to_act", **ORDER, until="2026-05-25")
        assert due(case, "fy_order_set") == ("running", day("2026-05-25"))
        found = clock(case, "fy_order_set")
        assert found is not None
        assert (found.owner, found.tracked) == ("office", True)
        text = page(office.officer, case)
        assert "某市人民政府 has ordered the office to answer" in text
        assert "order of the superior organ 某府令〔2026〕3号 (art. 35)" in text
        assert "某府令" not in page(office.liaison, case)
        make.correct(office.director, case, entry, **ORDER, until="2026-05-29")
        assert due(case, "fy_order_set") == ("running", day("2026-05-29"))
        assert "decide" in open_steps(office.officer, case)
    with at("2026-05-22"):
        sweep()
        assert Notice.objects.filter(kind="reminder", key__contains=":2026-05-11=2026-05-29:").exists()
    with at("2026-06-01"):
        assert "ordered an answer by Fri 29 May; there is none" in page(office.officer, case)
        office.decide(case)
        found.refresh_from_db()
        assert (found.state, found.late) == ("met", True)


def test_the_superior_organ_accepts_what_was_declined_or_left_without_answer(office: Office) -> None:
    taken = {"superior": "某市人民政府", "number": "某府复〔2026〕8号"}
    with at("2026-03-02"):
        late, declined = office.heard(), office.register(applicant="吴某")
        with pytest.raises(StepRefused, match="not over yet"):
            office.take(late, "superior_accepts", **taken)
        office.approved(declined, "decline", reason="decline_reason.no_interest", explanation="无利害关系")
        office.take(declined, "superior_accepts", **taken)
        assert declined.state == "escalated"
    with at("2026-05-11"):
        office.take(late, "superior_accepts", **taken)
        assert fact(late, "escalated").value == {"result": "review_result.escalated", "by": "某市人民政府"}
        assert (late.state, due(late, "fy_decide_60d")[0]) == ("escalated", "ended")
        assert "decide" not in open_steps(office.officer, late)
        office.take(late, "close", papers_complete="on")


def test_a_dismissal_that_does_not_hold_is_heard_on(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        accepted = case.accepted_on
        said = {"outcome": "outcome.dismiss_application", "document_number": "驳1号", "summary": "不符合受理条件"}
        office.approved(case, "dismiss", **said, reason="decline_reason.no_interest")
        office.serve(case)
        office.take(case, "close", papers_complete="on")
        upheld = office.heard(applicant="吴某")
        office.decide(upheld)
        with pytest.raises(StepRefused, match="neither declined nor dismissed"):
            office.take(upheld, "order_acceptance", ordered_by="某市人民政府")
    with at("2026-03-16"):
        entry = office.take(case, "order_acceptance", ordered_by="某市人民政府", order_number="3号")
        assert (case.state, case.dossier.status, case.dossier.closed_on) == ("handling", "open", None)
        assert (case.accepted_on, case.concluded_on, case.outcome, case.decision_number) == (accepted, None, None, "")
        assert not case.dossier.facts.current().filter(kind__in=["concluded", "served", "closed"]).exists()
        # the period runs on from its own acceptance
        assert due(case, "fy_decide_60d") == ("running", day("2026-05-06"))
        office.decide(case, "revoke")
        office.serve(case)
        assert case.state == "served"
        make.correct(office.director, case, entry, ordered_by="某市人民政府", order_number="4号")
        assert (case.state, case.outcome_id) == ("served", "outcome.revoke")


def test_under_the_law_of_2017_only_acceptance_is_ordered(office: Office) -> None:
    with at("2023-12-04"):
        case = office.register()
        heard = office.heard(applicant="吴某")
    with at("2023-12-12"):
        office.take(case, "ordered_to_act", **ORDER, until="2023-12-20")
        assert due(case, "fy17_order_set") == ("running", day("2023-12-20"))
        office.accept(case)
        assert due(case, "fy17_order_set")[0] == "ended"
    with at("2024-02-20"), pytest.raises(StepRefused, match="order to accept alone"):
        office.take(heard, "ordered_to_act", **ORDER)


def test_a_document_without_its_seal_is_served_for_a_reason_alone(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case)
        served = {"manner": "service_manner.direct", "effective_on": "2026-03-02"}
        with pytest.raises(ValidationError) as error:
            office.take(case, "serve", party=party(case), **served)
        assert "register it first" in errors(error, "unsealed_reason")
        office.take(case, "serve", party=party(case), **served, unsealed_reason="电子印章系统故障")
        assert "电子印章系统故障" in page(office.officer, case)
        assert "电子印章系统故障" not in page(office.liaison, case)
        office.take(case, "seal", kind="paper.decision", copies=3, sealed_by="陈某")
        office.take(case, "serve", party=party(case, "applicant"), **served)
        assert case.state == "served"
