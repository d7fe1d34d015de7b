"""What was entered wrongly is put right: facts, rows and periods follow, and nothing else comes undone by it."""

import datetime as dt
from typing import Any

import pytest

from accounts.timekeeping import at
from disputes.models import Dispute
from dossiers.models import PartyRole
from tests import factories as make
from tests.disputes.centre import Centre, due
from tests.factories import rows
from tests.hearings.court import refused
from workflow.services import closed_to
from workflow.steps import proceeding_type

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


def day(number: int, month: int = 6) -> dt.date:
    return dt.date(2026, month, number)


def right(centre: Centre, dispute: Dispute, code: str, on: dt.date, *, which: int = 0, **changed: Any) -> Any:
    """The `which`-th entry of a step put right: what was typed stays but for its day and what is `changed`."""
    entry = dispute.dossier.timeline.filter(step=code, corrects=None).order_by("pk")[which]
    latest = entry.corrections.order_by("pk").last() or entry
    typed = {name: values for name, values in latest.data["form"].items() if name != "on_date"}
    return make.correct(centre.director, dispute, entry, **{**typed, "on_date": on, **changed})


def days(dispute: Dispute, kind: str) -> list[dt.date]:
    """The days of the facts of a kind that stand."""
    return sorted(dispute.dossier.facts.current().filter(kind=kind).values_list("on_date", flat=True))


def test_the_way_in_is_put_right_step_by_step() -> None:
    centre = Centre()
    with at(day(1)):
        dispute = centre.receive()
    with at(day(10)):
        centre.do(dispute, "check_scope", within="yes")
        centre.agree(dispute)
        centre.agree(dispute, PartyRole.RESPONDENT)
        centre.do(dispute, "accept_dispute")
        (sent,) = centre.handed(dispute, centre.street)
        # The receipt: earlier, with another day on which the act was known.
        right(centre, dispute, "register", dt.date(2026, 5, 29), known_on="2026-03-12")
        assert (dispute.received_on, dispute.dossier.opened_on) == (dt.date(2026, 5, 29), dt.date(2026, 5, 29))
        assert due(dispute, "dc_house_screen") == [("met", "2026-06-05")]
        right(centre, dispute, "check_scope", day(2), within="no", reason="dispute_excluded.judged")
        (scope,) = dispute.dossier.facts.current().filter(kind="dispute_scope_checked")
        assert (scope.on_date, scope.value["within"]) == (day(2), False)
        right(centre, dispute, "check_scope", day(2), within="yes")
        # Consent lies not after the acceptance, acceptance not before it, nor after the transfer.
        right(centre, dispute, "consent", day(3))
        assert days(dispute, "centre_joined") == days(dispute, "centre_consented") == [day(3), day(10)]
        assert refused(right, centre, dispute, "accept_dispute", day(4))
        right(centre, dispute, "consent", day(4), which=1)
        right(centre, dispute, "accept_dispute", day(5))
        assert (dispute.accepted_on, days(dispute, "dispute_accepted")) == (day(5), [day(5)])
        assert due(dispute, "dc_house_screen") == [("met", "2026-06-05")]
        assert due(dispute, "dc_house_overall") == [("running", "2026-07-06")]
        assert refused(right, centre, dispute, "consent", day(6))
    with at(day(12)):
        centre.do(dispute, "sign_transfer", centre.street_liaison, transfer=sent, person="郑主任")
        assert refused(right, centre, dispute, "sign_transfer", day(9))
        right(centre, dispute, "sign_transfer", day(11))
        sent.refresh_from_db()
        assert (sent.state, sent.signed_on, days(dispute, "dispute_signed_for")) == ("signed", day(11), [day(11)])
        assert "6月11日" in refused(centre.do, dispute, "report_handling", transfer=sent, content="x", on_date=day(10))
        assert "6月11日" in refused(centre.do, dispute, "return_transfer", transfer=sent, reason="x", on_date=day(10))
        centre.do(dispute, "report_handling", transfer=sent, content="已办")
    with at(day(15)):
        right(centre, dispute, "report_handling", day(13))
        assert refused(right, centre, dispute, "sign_transfer", day(14))
        sent.refresh_from_db()
        assert (sent.state, sent.reported_on) == ("reported", day(13))
        assert due(dispute, "dc_house_handle")[0][0] == "met"
        (other,) = centre.handed(dispute, centre.agency, lead=-1)
        centre.do(dispute, "return_transfer", centre.liaison, transfer=other, reason="无此职责")
        right(centre, dispute, "return_transfer", day(15), reason="不属本局职责")
        other.refresh_from_db()
        assert (other.state, other.returned_on, other.reason) == ("returned", day(15), "不属本局职责")
        (third,) = centre.handed(dispute, centre.agency, lead=-1)
        centre.do(dispute, "recall_transfer", transfer=third, reason="改由他单位")
        right(centre, dispute, "recall_transfer", day(15), reason="误转")
        third.refresh_from_db()
        assert (third.state, third.reason) == ("recalled", "误转")


def test_sessions_are_put_right_until_they_were_moved_and_on_the_day_of_holding() -> None:
    centre = Centre()
    with at(day(1)):
        dispute = centre.accepted()
        session = centre.session(dispute, day(3))
        told = centre.liaison.user.notices.count()
        right(centre, dispute, "set_session", day(1), held_on=day(4), place="化解中心2室")
        session.refresh_from_db()
        assert (f"{session.during.lower:%d}", session.place, dispute.sessions.count()) == ("04", "化解中心2室", 1)
        # Whoever was told of the third is told of the fourth.
        assert centre.liaison.user.notices.count() == told + 1
        moved = centre.session(dispute, day(5))
        time = {"held_on": day(8), "starts": "09:30", "ends": "11:00"}
        centre.do(dispute, "move_session", session=moved, reason="改期", **time)
        assert refused(right, centre, dispute, "set_session", day(1), which=1)
    with at(day(4)):
        centre.hold(dispute, session)
        assert refused(right, centre, dispute, "set_session", day(1), held_on=day(3))
        right(centre, dispute, "set_session", day(1), place="街道会议室")
    with at(day(9)):
        # It was held a day earlier, at the same hours.
        right(centre, dispute, "hold_session", day(3), outcome="failed")
        session.refresh_from_db()
        assert (f"{session.during.lower:%d}", session.state, session.place) == ("03", "held", "街道会议室")
        (held,) = dispute.dossier.facts.current().filter(kind="dispute_session_held")
        assert (held.on_date, held.value["outcome"]) == (day(3), "failed")
        centre.do(dispute, "extend_dispute", centre.director, days=10, reason="核实")
        right(centre, dispute, "extend_dispute", day(9), days="20")
        assert due(dispute, "dc_house_overall") == [("running", "2026-07-21")]


def test_the_end_is_put_right_with_terms_confirmation_and_report() -> None:
    centre = Centre()
    with at(day(1)):
        dispute = centre.accepted()
    with at(day(22)):
        (term,) = centre.settle(dispute)
        right(centre, dispute, "conclude", day(20), amount="6000")
        assert (dispute.concluded_on, str(dispute.agreed_amount)) == (day(20), "6000.00")
        assert days(dispute, "centre_left") == [day(20)] * 2
        # From 1 to 20 June the period stood still.
        assert due(dispute, "xs_sue_direct_6m") == [("running", "2026-09-21")]
        assert due(dispute, "dc_house_report") == [("running", "2026-06-26")]
        centre.do(dispute, "confirm_agreement", court=centre.court, number="（2026）渝0114行审1号")
        right(centre, dispute, "confirm_agreement", day(21))
        assert (dispute.confirmed_on, days(dispute, "dispute_confirmed")) == (day(21), [day(21)])
        nothing = {"result": "dispute_result.none", "agreement": None, "terms": None, "amount": None}
        assert "司法确认" in refused(right, centre, dispute, "conclude", day(20), **nothing)
        centre.do(dispute, "report_back", to=centre.court, content="已化解")
        right(centre, dispute, "report_back", day(21))
        assert (dispute.reported_on, due(dispute, "dc_house_report")) == (day(21), [("met", "2026-06-26")])
        assert refused(right, centre, dispute, "conclude", day(22))
    with at(day(30, 7)):
        centre.do(dispute, "settle_term", term=term, done="yes", note="已付")
        right(centre, dispute, "settle_term", day(10, 7))
        term.refresh_from_db()
        assert (term.settled_on, dispute.performance) == (day(10, 7), "done")
        assert due(dispute, "dc_term_set") == [("met", "2026-07-22")]
        right(centre, dispute, "settle_term", day(25, 7), done="no")
        assert (dispute.performance, days(dispute, "dispute_term_done")) == ("failed", [])
        assert days(dispute, "dispute_term_failed") == [day(25, 7)]
        centre.do(dispute, "came_after", what="dispute_after.none")
        right(centre, dispute, "came_after", day(29, 7), what="dispute_after.suit", number="（2026）渝0114行初5号")
        assert days(dispute, "dispute_afterwards") == [day(29, 7)]
        centre.do(dispute, "close", papers_complete="on")
        right(centre, dispute, "close", day(29, 7))
        assert dispute.dossier.closed_on == day(29, 7)


def test_a_result_without_settlement_replaces_one_and_the_other_way_about() -> None:
    centre = Centre()
    with at(day(1)):
        dispute = centre.accepted()
        (term,) = centre.settle(dispute)
        nothing = {"result": "dispute_result.none", "agreement": None, "terms": None, "amount": None}
        right(centre, dispute, "conclude", day(1), **nothing)
        term.refresh_from_db()
        assert (dispute.result_id, dispute.agreement, dispute.performance) == ("dispute_result.none", "", "")
        assert (term.state, due(dispute, "dc_term_set")) == ("dropped", [("ended", "2026-07-01")])
        one = {"what": "道歉", "by": centre.side(dispute, PartyRole.RESPONDENT).pk}
        agreed = {"result": "dispute_result.agreement", "agreement": "oral", "terms": rows(one)}
        right(centre, dispute, "conclude", day(1), **agreed)
        assert (dispute.agreement, dispute.performance) == ("oral", "running")


def test_whether_the_resolution_ended_with_a_leaving_is_put_right() -> None:
    centre = Centre()
    with at(day(1)):
        dispute = centre.accepted()
        centre.session(dispute)
    with at(day(11)):
        leaver, other = centre.side(dispute), centre.side(dispute, PartyRole.RESPONDENT)
        centre.do(dispute, "leave_centre", party=leaver, reason="要求起诉", ends="on")
        assert dispute.state == "concluded"
        right(centre, dispute, "leave_centre", day(9))
        assert (dispute.concluded_on, days(dispute, "centre_left")) == (day(9), [day(9)] * 2)
        # Only the one who left can be named; those whom the end took along left not by this entry.
        assert refused(right, centre, dispute, "leave_centre", day(9), party=other)
        # It did not end: the others go on, as the dispute stood before.
        right(centre, dispute, "leave_centre", day(9), ends=None)
        assert (dispute.state, dispute.result_id, dispute.concluded_on) == ("resolving", None, None)
        assert (days(dispute, "centre_left"), days(dispute, "dispute_concluded")) == ([day(9)], [])
        assert due(dispute, "dc_house_overall") == [("running", "2026-07-01")]
        assert not make.form_for(
            centre.coordinator, dispute, "leave_centre", party=leaver, reason="x", paper=make.pdf()
        ).is_valid()
        # It did end after all.
        right(centre, dispute, "leave_centre", day(10), ends="on")
        assert (dispute.state, dispute.concluded_on, days(dispute, "centre_left")) == (
            "concluded",
            day(10),
            [day(10)] * 2,
        )
        centre.do(dispute, "report_back", to=centre.court, content="当事人退出")
        assert "后续环节" in refused(right, centre, dispute, "leave_centre", day(10), ends=None)
    with at(day(12)):
        # Where the dispute was concluded by a step of its own, an earlier leaving did not end it.
        second = centre.accepted(applicant="郑某")
        centre.do(second, "leave_centre", party=centre.side(second), reason="x")
        centre.do(second, "conclude", result="dispute_result.none", summary="x")
        assert "后续环节" in refused(right, centre, second, "leave_centre", day(12), ends="on")
        right(centre, second, "leave_centre", day(12), reason="另行起诉")
        assert second.state == "concluded"


def test_consents_are_put_right_only_as_far_as_what_followed_allows() -> None:
    centre = Centre()
    with at(day(1)):
        dispute = centre.accepted()
        party = centre.side(dispute)
        assert refused(centre.agree, dispute, manner="oral", proof=None)
    with at(day(10)):
        centre.do(dispute, "leave_centre", party=party, reason="观望")
    with at(day(12)):
        again = {"manner": "oral"}
        assert "6月10日" in refused(centre.agree, dispute, on_date=day(9), **again)
        centre.agree(dispute, **again)
        # Once is enough, however often the party came in before.
        assert "同意" in refused(centre.agree, dispute, **again)
        assert refused(right, centre, dispute, "consent", day(11), which=0)
        assert refused(right, centre, dispute, "consent", day(1), consents="no")
        assert refused(right, centre, dispute, "leave_centre", day(13))
        right(centre, dispute, "consent", day(11), which=2)
        assert days(dispute, "centre_joined") == [day(1), day(1), day(11)]
        # The word last entered can be taken back while nothing ended what it began.
        right(centre, dispute, "consent", day(11), which=2, consents="no")
        assert days(dispute, "centre_joined") == [day(1), day(1)]
        right(centre, dispute, "consent", day(12), which=2, consents="yes")
    with at(day(14)):
        assert refused(centre.do, dispute, "conclude", on_date=day(11), result="dispute_result.none", summary="x")
        centre.do(dispute, "conclude", result="dispute_result.none", summary="x")
        assert refused(right, centre, dispute, "conclude", day(11))
        assert days(dispute, "centre_left") == [day(10), day(14), day(14)]


def test_a_refusal_is_put_right_until_the_dispute_was_taken_up_again() -> None:
    centre = Centre()
    with at(day(1)):
        dispute = centre.receive()
        centre.do(dispute, "check_scope", within="yes")
        centre.agree(dispute)
        centre.agree(dispute, PartyRole.RESPONDENT)
    with at(day(5)):
        centre.do(dispute, "decline_dispute", reason="dispute_excluded.judged")
        assert refused(right, centre, dispute, "decline_dispute", dt.date(2026, 5, 31))
        right(centre, dispute, "decline_dispute", day(4), reason="dispute_excluded.secret")
        assert (dispute.dossier.closed_on, days(dispute, "centre_left")) == (day(4), [day(4)] * 2)
        assert due(dispute, "xs_sue_direct_6m") == [("running", "2026-09-07")]
        centre.do(dispute, "reopen", centre.director, reason="裁判尚未生效")
        assert "恢复" in refused(right, centre, dispute, "decline_dispute", day(3))
        assert (dispute.state, dispute.dossier.status) == ("screening", "open")
        # The participation ended when it was declined: each must agree anew.
        accept = proceeding_type("dispute").steps["accept_dispute"]
        assert "周某" in str(closed_to(accept, make.context_of(centre.coordinator, dispute)))
        centre.agree(dispute)
        centre.agree(dispute, PartyRole.RESPONDENT)
        centre.do(dispute, "accept_dispute")
        assert due(dispute, "xs_sue_direct_6m") == [("paused", "")]


def standing(dispute: Dispute, clock: str) -> list[tuple[str, str]]:
    """The periods of a clock that have not fallen away."""
    return [one for one in due(dispute, clock) if one[0] != "ended"]


def test_the_period_for_suing_follows_whoever_seeks_resolution() -> None:
    centre = Centre()
    with at(day(1)):
        dispute = centre.receive(known_on=dt.date(2026, 3, 2))
        second = {"role": "applicant", "kind": "natural", "name": "郑某"}
        centre.do(dispute, "add_party", **second)
        assert standing(dispute, "xs_sue_direct_6m") == [("running", "2026-09-02")] * 2
        # The receipt put right takes along whoever came in later.
        right(centre, dispute, "register", day(1), known_on="2026-03-10")
        assert standing(dispute, "xs_sue_direct_6m") == [("running", "2026-09-10")] * 2
        right(centre, dispute, "register", day(1), suing="reconsidered", known_on="2026-05-29")
        assert standing(dispute, "xs_sue_direct_6m") == []
        assert standing(dispute, "xs_sue_after_fy_15d") == [("running", "2026-06-15")] * 2
        # Somebody entered by mistake goes with the period.
        centre.do(dispute, "remove_party", party=dispute.dossier.parties.get(name="郑某"), reason="误录")
        assert standing(dispute, "xs_sue_after_fy_15d") == [("running", "2026-06-15")]
        # A civil dispute has none.
        civil = {"nature": "civil", "civil_kind": "civil_dispute.contract", "act_name": "相邻纠纷"}
        centre.do(dispute, "amend", **civil)
        assert days(dispute, "suit_period_began") == []
        centre.do(dispute, "amend", nature="administrative", phase="litigation", act_name="罚款决定")
        assert standing(dispute, "xs_sue_after_fy_15d") == [("running", "2026-06-15")]
