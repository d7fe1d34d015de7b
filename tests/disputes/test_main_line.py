"""A dispute from the court's referral to the report of its result, with its periods to the day."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.timekeeping import at
from dossiers.models import Dossier, PartyRole
from tests import factories as make
from tests.disputes.centre import Centre, due
from tests.factories import rows
from tests.hearings.court import refused
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


def test_a_dispute_referred_by_the_court_is_resolved_performed_and_reported() -> None:
    centre = Centre()
    with at(dt.date(2026, 6, 1)):
        dispute = centre.receive(by=centre.court_liaison)
        assert dispute.dossier.number == "甲区争化〔2026〕1号"
        # Five working days to decide on acceptance; thirty days in which the court wants it back.
        assert due(dispute, "dc_house_screen") == [("running", "2026-06-08")]
        assert due(dispute, "tj_delegate_pre_30d") == [("running", "2026-07-01")]
        # Six months from 2 March, and nobody takes part yet.
        assert due(dispute, "xs_sue_direct_6m") == [("running", "2026-09-02")]
    with at(dt.date(2026, 6, 2)):
        assert "范围" in refused(centre.do, dispute, "accept_dispute")
        centre.do(dispute, "check_scope", within="yes")
        assert "周某" in refused(centre.do, dispute, "accept_dispute")
        centre.agree(dispute)
        assert due(dispute, "xs_sue_direct_6m") == [("paused", "")]
        centre.agree(dispute, PartyRole.RESPONDENT, centre.liaison)
    with at(dt.date(2026, 6, 3)):
        centre.do(dispute, "accept_dispute")
        assert due(dispute, "dc_house_screen") == [("met", "2026-06-08")]
        assert due(dispute, "dc_house_transfer") == [("running", "2026-06-08")]
        assert due(dispute, "dc_house_overall") == [("running", "2026-07-03")]
        first, second = centre.handed(dispute, centre.street, centre.agency)
        assert first.lead
        assert not second.lead
        assert due(dispute, "dc_house_sign") == [("running", "2026-06-05")] * 2
        seen = Dossier.objects.visible_to(centre.street_liaison)
        assert seen.filter(pk=dispute.pk).exists()
    with at(dt.date(2026, 6, 4)):
        centre.do(dispute, "return_transfer", centre.street_liaison, transfer=first, reason="事项不属本街道")
        assert not seen.all().filter(pk=dispute.pk).exists()
        assert sorted(due(dispute, "dc_house_sign")) == [("ended", "2026-06-05"), ("running", "2026-06-05")]
        (again,) = centre.handed(dispute, centre.street)
        assert again.lead
        centre.do(dispute, "sign_transfer", centre.street_liaison, transfer=again, person="郑主任")
        assert dispute.state == "resolving"
        centre.do(dispute, "sign_transfer", centre.liaison, transfer=second, person="吴警官")
        assert due(dispute, "dc_house_handle") == [("running", "2026-06-26")] * 2
    with at(dt.date(2026, 6, 10)):
        mediator = centre.mediator()
        centre.do(dispute, "name_team", mediators=[mediator])
        one = centre.session(dispute)
        centre.hold(dispute, one)
        centre.do(dispute, "extend_dispute", by=centre.director, days=30, reason="需进一步核实")
        assert due(dispute, "dc_house_overall") == [("running", "2026-08-03")]
        assert "一次" in refused(centre.do, dispute, "extend_dispute", by=centre.director, days=5, reason="再延")
    with at(dt.date(2026, 6, 22)):
        two = centre.session(dispute)
        centre.hold(dispute, two, outcome="agreed")
        (term,) = centre.settle(dispute)
        assert (dispute.state, str(dispute.agreed_amount)) == ("concluded", "5000.00")
        assert due(dispute, "dc_house_overall") == [("met", "2026-08-03")]
        # From 2 to 22 June the period stood still: twenty days are added (法释〔2026〕3号 4①三).
        assert due(dispute, "xs_sue_direct_6m") == [("running", "2026-09-22")]
        assert due(dispute, "dc_term_set") == [("running", "2026-07-22")]
        assert due(dispute, "dc_house_report") == [("running", "2026-06-29")]
    with at(dt.date(2026, 6, 24)):
        assert "来源" in refused(centre.do, dispute, "close", papers_complete="on")
        centre.do(dispute, "report_back", to=centre.court, content="已达成协议")
        assert due(dispute, "dc_house_report") == [("met", "2026-06-29")]
        assert refused(centre.do, dispute, "close", papers_complete="on")
    with at(dt.date(2026, 7, 20)):
        centre.do(dispute, "settle_term", centre.liaison, term=term, done="yes", note="已转账")
        assert (dispute.performance, due(dispute, "dc_term_set")) == ("done", [("met", "2026-07-22")])
        centre.do(dispute, "came_after", centre.court_liaison, what="dispute_after.none")
        centre.do(dispute, "close", papers_complete="on")
        assert (dispute.state, dispute.dossier.status) == ("closed", "closed")


def test_what_is_not_for_the_centre_goes_back_and_can_be_examined_anew() -> None:
    centre = Centre()
    with at(dt.date(2026, 6, 1)):
        dispute = centre.receive()
        centre.agree(dispute)
        centre.do(dispute, "check_scope", within="no", reason="dispute_excluded.judged")
        assert "不在" in refused(centre.do, dispute, "accept_dispute")
        centre.do(dispute, "decline_dispute", reason="dispute_excluded.judged")
        assert (dispute.state, dispute.dossier.status) == ("closed", "closed")
        assert due(dispute, "xs_sue_direct_6m") == [("running", "2026-09-02")]
        centre.do(dispute, "reopen", by=centre.director, reason="裁判尚未生效")
        assert (dispute.state, dispute.dossier.status) == ("screening", "open")
        centre.do(dispute, "check_scope", within="yes")


def test_who_refuses_and_who_leaves() -> None:
    centre = Centre()
    with at(dt.date(2026, 6, 1)):
        dispute = centre.receive()
        centre.do(dispute, "check_scope", within="yes")
        centre.agree(dispute, consents="no", manner="oral", proof=None)
        assert "周某" in refused(centre.do, dispute, "accept_dispute")
        # A word can be changed; a consent in writing needs its paper.
        assert refused(centre.agree, dispute, proof=None)
        centre.agree(dispute)
        centre.agree(dispute, PartyRole.RESPONDENT)
        centre.do(dispute, "accept_dispute")
    with at(dt.date(2026, 6, 11)):
        leaver = centre.side(dispute)
        centre.do(dispute, "leave_centre", party=leaver, reason="要求起诉", ends="on")
        assert (dispute.state, dispute.result_id) == ("concluded", "dispute_result.left")
        # Ten days more would be a Saturday.
        assert due(dispute, "xs_sue_direct_6m") == [("running", "2026-09-14")]


def test_a_consent_entered_on_the_wrong_day_is_put_right_and_the_period_follows() -> None:
    centre = Centre()
    with at(dt.date(2026, 6, 1)):
        dispute = centre.receive()
    with at(dt.date(2026, 6, 10)):
        entry = centre.agree(dispute, on_date=dt.date(2026, 6, 10))
        make.correct(
            centre.director,
            dispute,
            entry,
            on_date=dt.date(2026, 6, 5),
            party=centre.side(dispute),
            consents="yes",
            manner="written",
        )
    with at(dt.date(2026, 6, 12)):
        centre.do(dispute, "decline_dispute", reason="dispute_excluded.no_consent")
        # Seven days, from the 5th to the 12th.
        assert due(dispute, "xs_sue_direct_6m") == [("running", "2026-09-09")]


def test_terms_are_corrected_and_what_is_performed_stays() -> None:
    centre = Centre()
    with at(dt.date(2026, 6, 1)):
        dispute = centre.accepted()
        payer, other = centre.side(dispute, PartyRole.RESPONDENT), centre.side(dispute)
        one = {"what": "支付补偿款", "by": payer.pk, "amount": "5000", "due_on": dt.date(2026, 6, 30)}
        two = {"what": "腾退房屋", "by": other.pk, "due_on": dt.date(2026, 7, 31)}
        paid, left = centre.settle(dispute, one, two)
        centre.do(dispute, "settle_term", term=paid, done="yes", note="当场支付")
        assert dispute.performance == "running"
        entry = dispute.dossier.timeline.get(step="conclude")
        data = {"result": "dispute_result.agreement", "agreement": "written", "summary": "协议"}
        with pytest.raises(ValidationError):
            make.correct(centre.director, dispute, entry, terms=rows(), **data)
        make.correct(centre.director, dispute, entry, terms=rows(one, {**two, "due_on": dt.date(2026, 8, 31)}), **data)
        assert due(dispute, "dc_term_set") == [("met", "2026-06-30"), ("running", "2026-08-31")]
        make.correct(centre.director, dispute, entry, terms=rows(one), **data)
        assert dispute.performance == "done"
        left.refresh_from_db()
        assert left.state == "dropped"
    with at(dt.date(2026, 6, 20)), pytest.raises((ValidationError, StepRefused)):
        centre.do(dispute, "settle_term", term=paid, done="no", note="重复")


def test_mediators_of_a_party_are_found_out() -> None:
    centre = Centre()
    dispute = centre.accepted()
    same = centre.mediator("周某")
    police = centre.mediator("李警官", "enforcement", organisation=centre.agency, unit="")
    assert "周某" in refused(centre.do, dispute, "name_team", mediators=[same])
    words = refused(centre.do, dispute, "name_team", mediators=[police])
    assert centre.agency.name in words
    centre.do(dispute, "name_team", mediators=[police], conflict_reason="双方书面同意")
    assert dispute.team.get().conflict_reason == "双方书面同意"
    free = centre.mediator("赵法官", "judge")
    centre.do(dispute, "name_team", mediators=[free])
    assert [(row.mediator.name, row.until is None) for row in dispute.team.order_by("pk")] == [
        ("李警官", False),
        ("赵法官", True),
    ]


def test_whoever_refers_does_so_in_its_own_name() -> None:
    centre, other = Centre(), Centre("乙区")
    with pytest.raises(PermissionDenied):
        centre.receive(by=centre.court_liaison, source="procuratorate", referrer=centre.procuratorate)
    with pytest.raises(PermissionDenied):
        centre.receive(by=other.liaison, source="agency", referrer=other.agency)
    dispute = centre.receive(by=centre.procurator, source="procuratorate", referrer=centre.procuratorate)
    seen = Dossier.objects.visible_to(centre.procurator)
    assert list(seen) == [dispute.dossier]
    assert not Dossier.objects.visible_to(centre.court_liaison).exists()
    assert not Dossier.objects.visible_to(other.coordinator).exists()


def test_a_settlement_prompts_the_case_behind_it_and_moves_nothing() -> None:
    centre = Centre()
    with at(dt.date(2026, 6, 1)):
        suit = centre.sue()
        dispute = centre.accepted(source="court_during", behind=suit.dossier)
        centre.settle(dispute)
        suit.dossier.refresh_from_db()
        assert [entry.step for entry in suit.dossier.timeline.order_by("pk")] == [
            "register",
            "linked",
            "centre_settled",
        ]
        assert (suit.state, suit.dossier.status) == ("answering", "open")
        told = centre.officer.user.notices.filter(kind="dispute", path__endswith=f"/dossiers/{suit.pk}/")
        assert told.count() == 1
        client = Client()
        client.force_login(centre.officer.user)
        page = client.get(f"/litigation/{suit.pk}/").content.decode()
        assert 'id="settlement"' in page
        assert dispute.dossier.number in page
        make.take(centre.officer, suit, "withdraw_suit", kind="suit_result.withdrawn_settled", agreed="补偿到位")
        assert 'id="settlement"' not in client.get(f"/litigation/{suit.pk}/").content.decode()
