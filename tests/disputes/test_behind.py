"""The time in the centre taken out of the period for suing, in the dispute and in the case behind it alike."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from deadlines.changes.services import draw_up_correction, work_out
from disputes.models import Dispute
from dossiers.models import DossierLink, PartyRole
from tests import factories as make
from tests.deadlines.test_changes import carry_out, head
from tests.disputes.centre import Centre, due
from tests.factories import make_user
from tests.hearings.court import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]
CLOCK = "xs_sue_after_fy_refusal_15d"


def day(number: int, month: int = 6) -> dt.date:
    return dt.date(2026, month, number)


def suing(case: ReconsiderationCase) -> list[tuple[str, str]]:
    found = case.dossier.deadlines.filter(clock__in=[CLOCK, "xs_sue_after_fy_15d"]).order_by("starts_on", "pk")
    return [(row.state, row.due_on.isoformat() if row.due_on else "") for row in found]


def page(centre: Centre, address: str, by: Any = None) -> str:
    client = Client()
    client.force_login((by or centre.coordinator).user)
    return client.get(address).content.decode()


def put_right(centre: Centre, dispute: Dispute, code: str, on: dt.date, **changed: Any) -> None:
    entry = dispute.dossier.timeline.filter(step=code, corrects=None).order_by("pk").first()
    typed = {name: values for name, values in entry.data["form"].items() if name != "on_date"}
    make.correct(centre.director, dispute, entry, **{**typed, "on_date": on, **changed})


def test_the_case_behind_has_the_time_and_follows_every_change_of_it() -> None:
    centre = Centre()
    with at(day(1)):
        case = centre.heard()
    name = case.dossier.parties.get(role=PartyRole.APPLICANT).name
    with at(day(3)):
        # Before the centre while it is heard: the decision is served in the middle of it.
        dispute = centre.receive(source="reconsideration", applicant=name, behind=case.dossier, known_on=None)
        centre.do(dispute, "check_scope", within="yes")
        centre.agree(dispute)
        centre.agree(dispute, PartyRole.RESPONDENT)
        centre.do(dispute, "accept_dispute")
        assert [entry.step for entry in case.dossier.timeline.order_by("pk")][-2:] == ["linked", "centre_time"]
    with at(day(8)):
        centre.decide(case)
        centre.serve(case)
        # Fifteen days from the 8th would end on the 23rd; it stands still from its first day.
        assert suing(case) == [("paused", "")]
        shown = page(centre, f"/disputes/{dispute.pk}/")
        assert "停止计算" in shown
        assert "2026年6月23日" in shown
        assert case.dossier.number in shown
    with at(day(18)):
        assert refused(centre.take, case, "not_sued", party=case.dossier.parties.get(role=PartyRole.APPLICANT))
        centre.do(dispute, "conclude", result="dispute_result.none", summary="分歧过大")
        # Ten days of the fifteen stood still: the end is on 3 July.
        assert suing(case) == [("running", "2026-07-03")]
        assert "2026年7月3日届满" in page(centre, f"/disputes/{dispute.pk}/")
        assert "参加争议化解" in page(centre, f"/reconsideration/{case.pk}/", centre.officer)
    with at(day(19)):
        # The end put right, then the beginning: the case follows.
        put_right(centre, dispute, "conclude", day(16))
        assert suing(case) == [("running", "2026-07-01")]
        put_right(centre, dispute, "consent", day(3))
        assert suing(case) == [("running", "2026-07-01")]
        before = case.dossier.timeline.count()
        centre.do(dispute, "report_back", to=None, content="未化解")
        # What changes nothing of it writes nothing there.
        assert case.dossier.timeline.count() == before
        # The link taken back from the case itself, made anew from the dispute, and the dispute's end of it.
        centre.take(case, "part", number=dispute.dossier.number, reason="误关联")
        assert suing(case) == [("running", "2026-06-23")]
        centre.do(dispute, "link_dispute", centre.director, kind="centre", number=case.dossier.number)
        assert suing(case) == [("running", "2026-07-01")]
        centre.do(dispute, "unlink_dispute", centre.director, number=case.dossier.number, reason="误关联")
        assert suing(case) == [("running", "2026-06-23")]
        assert not DossierLink.objects.unscoped("test").standing().of(dispute.dossier).exists()


def test_who_is_somebody_else_has_nothing_taken_out_and_a_refusal_is_doubtful() -> None:
    centre = Centre()
    with at(day(1)):
        case = centre.heard()
        centre.decide(case)
        centre.serve(case)
        name = case.dossier.parties.get(role=PartyRole.APPLICANT).name
        stranger = centre.receive(source="reconsideration", applicant="另一人", behind=case.dossier, known_on=None)
        centre.agree(stranger)
        assert suing(case) == [("running", "2026-06-16")]
        dispute = centre.receive(source="reconsideration", applicant=name, behind=case.dossier, known_on=None)
        centre.agree(dispute)
        assert suing(case) == [("paused", "")]
    with at(day(5)):
        # Both are declined: the paper is asked for, since somebody took part.
        assert "书面凭证" in refused(
            centre.do, dispute, "decline_dispute", reason="dispute_excluded.no_consent", paper=None
        )
        centre.do(dispute, "decline_dispute", reason="dispute_excluded.no_consent")
        # Four days, to a Saturday: the Monday after. Whether they count is for the court, and both pages say so.
        assert suing(case) == [("running", "2026-06-22")]
        shown = page(centre, f"/disputes/{dispute.pk}/")
        assert "是否扣除由人民法院认定" in shown
        assert "起始凭证" in shown
        assert "终止凭证" in shown
        assert "缺失" not in shown
        assert "是否扣除由人民法院认定" in page(centre, f"/reconsideration/{case.pk}/", centre.officer)
        # Opened again, the participation is over all the same; voided by mistake, nothing is taken out.
        centre.do(dispute, "reopen", by=centre.director, reason="再次审查")
        centre.do(dispute, "void", by=centre.director, reason="误录")
        assert suing(case) == [("running", "2026-06-16")]


def test_each_kind_of_period_for_suing_ends_on_its_day() -> None:
    centre = Centre()
    with at(day(1)):
        dispute = centre.receive(known_on=dt.date(2026, 3, 2), act_on=dt.date(2021, 6, 10))
        assert due(dispute, "xs_sue_direct_6m") == [("running", "2026-09-02")]
        # The longest period ends before the six months do, and nothing is taken out of it.
        assert due(dispute, "xs_longstop_5y") == [("running", "2026-06-10")]
        assert "2026年6月10日届满" in page(centre, f"/disputes/{dispute.pk}/")
        for changed, wanted in (
            ({"suing": "untold"}, {"xs_sue_not_informed_cap_1y": "2027-03-02"}),
            (
                {"suing": "untold", "told_on": "2026-05-20"},
                {"xs_sue_direct_6m": "2026-11-20", "xs_sue_not_informed_cap_1y": "2027-03-02"},
            ),
            ({"suing": "inaction", "told_on": ""}, {"xs_sue_nonfeasance_6m": "2026-09-02"}),
            ({"suing": "reconsidered", "known_on": "2026-05-29"}, {"xs_sue_after_fy_15d": "2026-06-15"}),
            ({"suing": "timeout", "known_on": "2026-05-29"}, {"xs_sue_after_fy_timeout_15d": "2026-06-15"}),
            (
                {"suing": "reconsidered_untold", "known_on": "2026-05-29", "told_on": "2026-05-30"},
                {"xs_sue_fy_not_informed_15d": "2026-06-15", "xs_sue_fy_not_informed_cap_1y": "2027-05-31"},
            ),
            ({"suing": "act", "immovable": "on", "act_on": "2021-06-10"}, {"xs_longstop_20y": "2041-06-10"}),
        ):
            put_right(centre, dispute, "register", day(1), **changed)
            rows = dispute.dossier.deadlines.filter(state="running", clock__regex="^xs_")
            running = {row.clock: row.due_on.isoformat() for row in rows}
            assert wanted.items() <= running.items(), changed
        assert (
            "told_on"
            in make.form_for(
                centre.director, dispute, "register", suing="untold", known_on="2026-03-02", told_on="2026-03-01"
            ).errors
        )


def test_the_court_gets_its_own_period_and_both_sides_make_it_longer() -> None:
    centre = Centre()
    with at(day(1)):
        form = {"source": "dispute_source.court_during", "simplified": "on"}
        dispute = centre.receive(source="court_during")
        assert due(dispute, "tj_entrust_15d") == [("running", "2026-06-16")]
        put_right(centre, dispute, "register", day(1), **form)
        assert due(dispute, "tj_entrust_7d") == [("running", "2026-06-08")]
        put_right(centre, dispute, "register", day(1), **form, online="on")
        assert due(dispute, "tj_online_7d") == [("running", "2026-06-08")]
        longer = {"days": "10", "agreed": "on"}
        assert "书面材料" in refused(centre.do, dispute, "extend_mediation", **longer)
        centre.do(dispute, "extend_mediation", **longer, paper=make.pdf())
        assert due(dispute, "tj_online_7d") == [("running", "2026-06-18")]
        put_right(centre, dispute, "extend_mediation", day(1), days="20")
        assert due(dispute, "tj_online_7d") == [("running", "2026-06-29")]
    with at(day(30)):
        assert "届满" in refused(centre.do, dispute, "extend_mediation", **longer, paper=make.pdf())
        other = centre.receive(source="party", referrer=None)
        assert "没有" in refused(centre.do, other, "extend_mediation", **longer, paper=make.pdf())


def test_what_comes_back_is_handed_over_anew_in_its_own_time_by_who_owes_it() -> None:
    centre = Centre()
    again = "dc_house_transfer_again"
    with at(day(3)):
        dispute = centre.accepted()
        one, two = centre.handed(dispute, centre.street, centre.agency)
        centre.do(dispute, "sign_transfer", centre.liaison, transfer=two, person="吴警官", contact="023-6199")
        two.refresh_from_db()
        assert (two.person, two.contact) == ("吴警官", "023-6199")
        shown = page(centre, f"/disputes/{dispute.pk}/")
        assert f"{centre.agency.name}（吴警官）" in shown
        assert "争议化解中心（钱协调）" in shown
    with at(day(4)):
        # The unit that led gives it back: three working days for the centre to hand it over anew.
        centre.do(dispute, "return_transfer", centre.street_liaison, transfer=one, reason="无管辖")
        assert due(dispute, again) == [("running", "2026-06-09")]
    with at(day(5)):
        put_right(centre, dispute, "return_transfer", day(3))
        assert due(dispute, again) == [("running", "2026-06-08")]
        (third,) = centre.handed(dispute, centre.street)
        assert due(dispute, again) == [("met", "2026-06-08")]
        # Taken back from the unit that led it is owed again; from one that does not lead, with others there, not.
        centre.do(dispute, "recall_transfer", transfer=third, reason="改由他人")
        assert due(dispute, again) == [("met", "2026-06-08"), ("running", "2026-06-10")]
        centre.do(dispute, "name_team", mediators=[centre.mediator()])
        assert due(dispute, again)[1] == ("met", "2026-06-10")
    with at(day(8)):
        centre.do(dispute, "recall_transfer", transfer=two, reason="由化解员办理")
        assert len(due(dispute, again)) == 2


def test_who_follows_is_performed_and_confirmed_with_its_lead() -> None:
    centre = Centre()
    with at(day(3)):
        lead, other = centre.accepted(), centre.accepted(applicant="吴某")
        centre.do(lead, "join_disputes", disputes=[other], reason="同一项目")
        (term,) = centre.settle(lead, joined=[other])
        other.refresh_from_db()
        assert (other.performance, other.confirmed_on) == ("running", None)
        centre.do(other, "report_back", to=centre.court, content="已化解")
        assert Dispute.objects.unscoped("test").get(pk=other.pk).performance == "running"
    with at(day(8)):
        centre.do(lead, "confirm_agreement", court=centre.court, number="（2026）渝0114行审1号")
        centre.do(lead, "settle_term", term=term, done="yes", note="已付")
        other = Dispute.objects.unscoped("test").get(pk=other.pk)
        assert (other.performance, other.confirmed_on) == ("done", day(8))
        assert "随主案司法确认" in page(centre, f"/disputes/{other.pk}/")
        put_right(centre, lead, "confirm_agreement", day(5))
        other = Dispute.objects.unscoped("test").get(pk=other.pk)
        assert other.confirmed_on == day(5)
        # What was agreed without terms is performed when nothing is left of it.
        plain = centre.accepted(applicant="郑某")
        agreed = {"result": "dispute_result.corrected", "agreement": "oral", "summary": "机关已撤销原决定"}
        centre.do(plain, "conclude", **agreed, performed="on")
        assert Dispute.objects.unscoped("test").get(pk=plain.pk).performance == "done"
        put_right(centre, plain, "conclude", day(8), performed=None)
        assert Dispute.objects.unscoped("test").get(pk=plain.pk).performance == ""


def test_papers_time_conflicts_and_notices_of_a_session() -> None:
    centre = Centre()
    with at(day(3)):
        dispute = centre.receive()
        for manner in ("online", "oral", "written"):
            assert not make.form_for(
                centre.coordinator, dispute, "consent", party=centre.side(dispute), consents="yes", manner=manner
            ).is_valid()
        centre.do(dispute, "check_scope", within="yes")
        centre.agree(dispute, manner="oral")
        centre.agree(dispute, PartyRole.RESPONDENT)
        centre.do(dispute, "accept_dispute")
        assert refused(centre.do, dispute, "leave_centre", party=centre.side(dispute), reason="x", paper=None)
        # A mediator who handles the case behind sits for a reason alone; the judge of the suit has no account.
        suit = centre.sue(number="（2026）渝0114行初77号")
        centre.do(dispute, "link_dispute", centre.director, kind="centre", number=suit.dossier.number)
        officer = centre.mediator(centre.officer.user.display_name, "public_lawyer", user=centre.officer.user)
        assert "关联案件" in refused(centre.do, dispute, "name_team", mediators=[officer])
        home = centre.mediator("赵法官", "judge", domains=["domain.public_security"])
        form = make.form_for(centre.coordinator, dispute, "name_team")
        labels = [form.fields["mediators"].label_from_instance(row) for row in form.fields["mediators"].queryset]
        assert labels[0].startswith("赵法官")
        assert "擅长公安" in labels[0]
        centre.do(dispute, "name_team", mediators=[home])
        # Somebody of the mediator's name comes in later: the team is named anew before anything goes on.
        third = {"role": "third_party", "kind": "natural", "name": "赵法官", "phone": "13800000000"}
        centre.do(dispute, "add_party", **third)
        assert "赵法官" in refused(centre.session, dispute)
        assert "重新确定化解人员" in page(centre, f"/disputes/{dispute.pk}/")
        centre.do(dispute, "name_team", mediators=[officer], conflict_reason="双方书面同意")
        session = centre.session(dispute, day(10))
        told = dispute.dossier.facts.current().filter(kind="dispute_session_told")
        assert [(fact.party.organisation_id, fact.value["how"]) for fact in told] == [(centre.agency.pk, "account")]
        shown = page(centre, f"/disputes/{dispute.pk}/")
        assert "未登记通知" in shown
        centre.do(dispute, "tell_session", session=session, parties=[centre.side(dispute)], how="phone")
        assert "周某（电话" in page(centre, f"/disputes/{dispute.pk}/")
        printed = page(centre, f"/disputes/{dispute.pk}/notices/")
        assert printed.count("化解会通知书</h2>") == 3
        assert "周某：" in printed
    with at(day(8, 7)):
        # More time is asked for before the thirty days are over.
        assert "届满" in refused(centre.do, dispute, "extend_dispute", by=centre.director, days=5, reason="x")
    with at(day(3, 7)):
        assert "30" in refused(centre.do, dispute, "extend_dispute", by=centre.director, days=31, reason="x")
        centre.do(dispute, "extend_dispute", by=centre.director, days=30, reason="x")


def test_a_case_without_an_officer_tells_its_director_of_the_settlement() -> None:
    centre = Centre()
    with at(day(3)):
        suit = centre.sue()
        suit.dossier.officer = None
        suit.dossier.save(update_fields=["officer"])
        director = make_user(Role.DIRECTOR, centre.organ.office)
        dispute = centre.accepted(source="court_during", behind=suit.dossier)
        centre.settle(dispute)
        assert director.notices.filter(kind="dispute", path__endswith=f"/dossiers/{suit.pk}/").count() == 1


def test_an_organ_sets_the_periods_of_its_own_plan() -> None:
    mine, other = Centre(), Centre("乙区")
    keeper = head(mine.organ)
    with at(day(1)):
        cells = {"length": "60", "max_extension": "45", "citation": "甲区争议化解工作方案 第九条"}
        plan = {"cells": cells, "since": day(1), "basis": "甲区争议化解工作方案", "organ": mine.organ}
        carry_out(keeper, work_out(draw_up_correction(actor=keeper, clock="dc_house_overall", **plan).pk))
        ours, theirs = mine.accepted(), other.accepted()
        assert due(ours, "dc_house_overall") == [("running", "2026-07-31")]
        assert due(theirs, "dc_house_overall") == [("running", "2026-07-01")]
        assert "甲区争议化解工作方案" in page(mine, f"/disputes/{ours.pk}/")
        assert "45" in refused(mine.do, ours, "extend_dispute", by=mine.director, days=46, reason="x")
        assert "30" in refused(other.do, theirs, "extend_dispute", by=other.director, days=45, reason="x")
        mine.do(ours, "extend_dispute", by=mine.director, days=45, reason="x")
        assert due(ours, "dc_house_overall") == [("running", "2026-09-14")]
