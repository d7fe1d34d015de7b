"""Disputes of one root resolved together: one leads, the others follow it, end with it or are parted from it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import actor_for
from accounts.models import Role
from accounts.timekeeping import at
from disputes.models import Dispute
from dossiers.models import Dossier, PartyRole
from notices.models import Notice
from tests import factories as make
from tests.disputes.centre import Centre, due
from tests.factories import browser, make_user, rows
from tests.hearings.court import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

FIRST = dt.date(2026, 6, 3)


def page(client: Client, dispute: Dispute) -> str:
    return client.get(reverse("disputes:detail", args=[dispute.pk])).content.decode()


def fresh(*disputes: Dispute) -> list[Dispute]:
    return [Dispute.objects.unscoped("test").get(pk=dispute.pk) for dispute in disputes]


def test_disputes_of_one_root_are_resolved_by_one_and_end_with_it() -> None:
    centre = Centre()
    with at(FIRST):
        lead, second, third = (centre.accepted(applicant=name) for name in ("周某", "吴某", "郑某"))
        assert due(second, "dc_house_transfer") == [("running", "2026-06-08")]
        # One is ticked among those of the same agency, the other typed.
        centre.do(lead, "join_disputes", disputes=[second], numbers=f"{third.dossier.number}、", reason="同一征收项目")
        second, third = fresh(second, third)
        assert {second.lead_id, third.lead_id} == {lead.pk}
        assert {second.state, third.state} == {"resolving"}
        # What the leading one does now is not owed in those that follow.
        assert due(second, "dc_house_transfer") == [("met", "2026-06-08")]
        assert due(lead, "dc_house_transfer") == [("running", "2026-06-08")]
        # Shown on both.
        client = browser(centre.coordinator)
        assert second.dossier.number in page(client, lead)
        assert third.dossier.number in page(client, lead)
        assert "已并案" in page(client, second)
        assert lead.dossier.number in page(client, second)
        # The timelines name each other.
        assert f"主案：{lead.dossier.number}" in page(client, second)
        assert f"同一机关或者同一行政行为的争议：{second.dossier.number}" in page(client, lead)
        # Done in the leading one alone.
        for code, data in {
            "name_team": {"mediators": [centre.mediator()]},
            "set_session": {"kind": "joint", "held_on": FIRST, "starts": "09:30", "ends": "11:00", "place": "一室"},
            "transfer": {"units": rows({"organisation": centre.street.pk, "lead": True}), "task": "x"},
            "conclude": {"result": "dispute_result.none", "summary": "x"},
            "join_disputes": {"disputes": [lead], "reason": "x"},
        }.items():
            assert "主案" in refused(centre.do, second, code, **data), code
        # Its units and its mediators see to all of them.
        judge = actor_for(make_user(Role.OFFICER, make.make_organisation("调解中心", "department"), name="沈法官"))
        (handed,) = centre.handed(lead, centre.street)
        centre.do(lead, "name_team", mediators=[centre.mediator("沈法官", "judge", user=judge.user)])
        for actor in (centre.street_liaison, judge):
            seen = Dossier.objects.visible_to(actor)
            assert set(seen.values_list("pk", flat=True)) >= {lead.pk, second.pk, third.pk}
        meeting = centre.session(lead)
        assert meeting.place in page(client, second)
        assert "沈法官" in page(client, third)
        centre.hold(lead, meeting, outcome="go_on")
        centre.do(third, "record_position", judge, party=centre.side(third), content="要求安置", confidential="")
    with at(dt.date(2026, 6, 10)):
        centre.do(lead, "return_transfer", centre.street_liaison, transfer=handed, reason="不属本街道")
        assert not Dossier.objects.visible_to(centre.street_liaison).filter(pk=second.pk).exists()
    with at(dt.date(2026, 6, 12)):
        # One goes its own way: it is to be handed over by itself again.
        assert refused(centre.do, third, "part_disputes", disputes=[third], reason="x")
        centre.do(lead, "part_disputes", disputes=[third], reason="诉求不同")
        (third,) = fresh(third)
        assert third.lead_id is None
        assert due(third, "dc_house_transfer")[-1] == ("running", "2026-06-17")
        assert not Dossier.objects.visible_to(judge).filter(pk=third.pk).exists()
        centre.handed(third, centre.street)
    with at(dt.date(2026, 6, 22)):
        centre.settle(lead, joined=[second])
        lead, second, third = fresh(lead, second, third)
        assert (second.state, second.result_id, second.agreement) == (
            "concluded",
            "dispute_result.agreement",
            "written",
        )
        assert (second.concluded_on, second.agreed_amount, second.performance) == (
            dt.date(2026, 6, 22),
            None,
            "running",
        )
        assert third.state == "resolving"
        # Nobody takes part any more: the period for suing goes on, twenty days later.
        assert due(second, "xs_sue_direct_6m") == [("running", "2026-09-21")]
        assert due(second, "dc_house_report") == [("running", "2026-06-29")]
        assert "随主案终结" in page(client, second)
        told = Notice.objects.filter(recipient=centre.liaison.user, path=reverse("dossier", args=[second.pk]))
        assert f"{second.dossier.number}已随" in " ".join(notice.text for notice in told)
    with at(dt.date(2026, 6, 24)):
        # Put right, the end of both is on the day on which it was.
        entry = lead.dossier.timeline.get(step="conclude")
        payer = centre.side(lead, PartyRole.RESPONDENT)
        term = rows({"what": "支付补偿款", "by": payer.pk, "amount": "5000", "due_on": "2026-07-22"})
        again = {"result": "dispute_result.agreement", "agreement": "oral", "terms": term, "summary": "经三方协商一致"}
        make.correct(centre.director, lead, entry, on_date=dt.date(2026, 6, 23), **again)
        lead, second = fresh(lead, second)
        assert [(row.concluded_on, row.agreement) for row in (lead, second)] == [(dt.date(2026, 6, 23), "oral")] * 2
        assert due(second, "xs_sue_direct_6m") == [("running", "2026-09-22")]
        centre.do(second, "report_back", to=centre.court, content="已一并化解")
        centre.do(second, "close", papers_complete="on")
        # It cannot have ended after it was reported back.
        with at(dt.date(2026, 6, 26)):
            late = again | {"on_date": dt.date(2026, 6, 25)}
            words = refused(make.correct, centre.director, lead, entry, **late)
        assert second.dossier.number in words


def test_what_cannot_be_joined_and_what_becomes_of_those_that_lose_their_lead() -> None:
    centre = Centre()
    with at(FIRST):
        lead, second, third, received = (
            centre.accepted(), centre.accepted(applicant="吴某"), centre.accepted(applicant="郑某"), centre.receive(),
        )  # fmt: skip
        stranger = Centre("乙区").accepted()
        bureau = make.make_organisation("规划局", "department", centre.organ.organisation)
        other = centre.receive(applicant="孙某", respondents=[bureau])
        centre.do(other, "check_scope", within="yes")
        for role in (PartyRole.APPLICANT, PartyRole.RESPONDENT):
            centre.agree(other, role)
        centre.do(other, "accept_dispute")
        form = make.form_for(centre.coordinator, lead, "join_disputes", reason="x")
        assert set(form.fields["disputes"].queryset) == {second, third}
        for number in (received.dossier.number, stranger.dossier.number, lead.dossier.number):
            form = make.form_for(centre.coordinator, lead, "join_disputes", numbers=number, reason="x")
            assert "numbers" in form.errors
        assert make.form_for(
            centre.coordinator, lead, "join_disputes", numbers=other.dossier.number, reason="x"
        ).is_valid()
        # One that a unit has, or of which somebody mediates who bears a party's name, or that is another's.
        centre.handed(third, centre.street)
        centre.do(lead, "name_team", mediators=[centre.mediator("吴某")])
        form = make.form_for(centre.coordinator, lead, "join_disputes", disputes=[second, third], reason="x")
        said = " ".join(form.non_field_errors())
        assert "撤回转办" in said
        assert "吴某" in said
        centre.do(lead, "name_team", mediators=[centre.mediator("赵法官", "judge")])
        second.dossier.officer = make_user(Role.CENTRE_COORDINATOR, centre.organ.office)
        second.dossier.save()
        form = make.form_for(centre.coordinator, lead, "join_disputes", disputes=[second], reason="x")
        assert "其他人员承办" in " ".join(form.non_field_errors())
        centre.do(
            lead, "join_disputes", centre.director, disputes=[second], numbers=other.dossier.number, reason="同因"
        )
        # Those whom a session concerns in a dispute that follows are told there.
        planner = actor_for(make_user(Role.AGENCY_LIAISON, bureau))
        centre.session(lead, by=centre.director)
        told = Notice.objects.filter(recipient=planner.user, path=reverse("dossier", args=[other.pk]))
        assert any("一室" in notice.text or "1室" in notice.text for notice in told)
        # Nobody sits for those that follow either who bears a party's name.
        form = make.form_for(centre.coordinator, lead, "name_team", mediators=[centre.mediator("孙某")])
        assert "mediators" in form.errors
        # When the leading one ends without an end for all, or was entered by mistake, the others stand alone.
        centre.do(lead, "leave_centre", party=centre.side(lead), reason="要求起诉", ends="on")
        assert [(row.lead_id, row.state) for row in fresh(second, other)] == [(None, "resolving")] * 2
        centre.do(other, "join_disputes", centre.director, numbers=second.dossier.number, reason="同因")
        centre.do(other, "conclude", centre.director, result="dispute_result.none", summary="x")
        assert fresh(second)[0].lead_id is None
