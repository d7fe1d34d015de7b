"""The periods of a lawsuit, to the day, and what corrections do to them."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Role
from accounts.timekeeping import at
from deadlines.models import Deadline, Owner
from dossiers.models import Code
from hearings.models import Lawsuit, State
from hearings.services import hold_sitting
from hearings.tasks import settle_judgments
from tests.factories import Office, agency_of, browser, load_code_lists, make_actor, make_organisation, rows
from workflow.steps import StepRefused

pytestmark = pytest.mark.django_db


def clocks(suit: Lawsuit, *names: str) -> dict[tuple[str, int | None], tuple[str, dt.date | None]]:
    found = Deadline.objects.unscoped("test").filter(dossier=suit.dossier)
    return {(row.clock, row.party_id): (row.state, row.due_on) for row in found if not names or row.clock in names}


def only(suit: Lawsuit, clock: str) -> Deadline:
    return Deadline.objects.unscoped("test").get(dossier=suit.dossier, clock=clock)


@pytest.fixture
def office() -> Office:
    load_code_lists()
    return Office()


@at("2026-03-02T10:00")
def test_each_defendant_has_its_own_periods_from_its_own_service(office: Office) -> None:
    bureau = agency_of(office.organ)
    suit = office.sue(
        served_on=dt.date(2026, 2, 26),
        filed_on=dt.date(2026, 2, 24),
        defendants=[
            office.defendant(bureau, served_on=dt.date(2026, 2, 26)),
            office.defendant(office.organ.organisation, "joint", served_on=dt.date(2026, 3, 2)),
        ],
    )
    assert suit.government
    agency, organ = suit.dossier.parties.filter(role="respondent").order_by("position")
    # Fifteen days from 26 February are 13 March; from 2 March 17 March.
    assert clocks(suit, "xs_answer_evidence_15d") == {
        ("xs_answer_evidence_15d", agency.pk): ("running", dt.date(2026, 3, 13)),
        ("xs_answer_evidence_15d", organ.pk): ("running", dt.date(2026, 3, 17)),
    }
    rows_of = {row.party_id: row for row in suit.dossier.deadlines.filter(clock="xs_answer_evidence_15d")}
    # What the organ owes is the office's work, what an agency owes its own, and its liaisons are reminded.
    assert (rows_of[organ.pk].owner, rows_of[agency.pk].owner) == (Owner.OFFICE, Owner.AGENCY)
    assert rows_of[agency.pk].organisation_id == bureau.pk
    assert rows_of[agency.pk].tracked
    # What it may do and need not, and what the court owes, is shown and not counted.
    for clock in ("xs_evidence_extension_apply_15d", "xs_jurisdiction_objection_15d", "xs_first_instance_6m"):
        assert not any(row.tracked for row in suit.dossier.deadlines.filter(clock=clock)), clock
    limit = only(suit, "xs_first_instance_6m")
    assert (limit.owner, limit.due_on) == (Owner.COURT, dt.date(2026, 8, 24))

    # The agency answers on-line, first the answer, then the evidence; the organ's is entered for it.
    office.liaison and make_actor(Role.AGENCY_LIAISON, office.organ)
    from tests.factories import take  # noqa: PLC0415 - a step taken by somebody else than the officer

    take(office.liaison, suit, "answer", party=agency, what="answer", opinion="合法")
    assert suit.state == State.ANSWERING
    assert clocks(suit, "xs_answer_evidence_15d")[("xs_answer_evidence_15d", agency.pk)][0] == "running"
    take(office.liaison, suit, "answer", party=agency, what="evidence")
    assert clocks(suit, "xs_answer_evidence_15d")[("xs_answer_evidence_15d", agency.pk)][0] == "met"
    entry = office.take(suit, "answer", party=organ, what="both")
    assert suit.state == State.TRIAL
    row = suit.defendants.get(party=organ)
    assert (row.answered_on, row.evidence_on) == (dt.date(2026, 3, 2), dt.date(2026, 3, 2))
    with pytest.raises(StepRefused):
        office.take(suit, "answer", party=organ, what="both")

    # The answer alone was in: the entry put right, the organ still owes its evidence.
    from tests.factories import correct  # noqa: PLC0415

    correct(office.director, suit, entry, party=organ, what="answer")
    assert suit.state == State.ANSWERING
    assert clocks(suit, "xs_answer_evidence_15d")[("xs_answer_evidence_15d", organ.pk)][0] == "running"

    # The notice put right: the organ had it on the first of March, a Sunday.
    first = suit.dossier.timeline.get(step="register")
    services = rows({"party": agency.pk, "served_on": "2026-02-26"}, {"party": organ.pk, "served_on": "2026-03-01"})
    number = suit.dossier.number
    correct(
        office.director, suit, first, on_date=dt.date(2026, 2, 26), number=number, filed_on="2026-02-24",
        services=services,
    )  # fmt: skip
    assert clocks(suit, "xs_answer_evidence_15d")[("xs_answer_evidence_15d", organ.pk)][1] == dt.date(2026, 3, 16)


def test_more_time_moves_the_evidence_to_the_end_of_its_cause(office: Office) -> None:
    with at("2026-03-02T10:00"):
        suit = office.sue()
        party = suit.dossier.parties.get(role="respondent")
        office.take(suit, "ask_postponement", party=party, cause="force_majeure", reason="洪水")
        office.take(suit, "decide_postponement", party=party, granted="yes")
        assert only(suit, "xs_answer_evidence_15d").state == "ended"
        assert only(suit, "xs_evidence_extension_apply_15d").state == "met"
    with at("2026-04-01T10:00"):
        office.take(suit, "cause_over", party=party)
        assert only(suit, "xs_evidence_after_cause_15d").due_on == dt.date(2026, 4, 16)
        office.take(suit, "answer", party=party, what="both")
        assert only(suit, "xs_evidence_after_cause_15d").state == "met"
    # Asked on the sixteenth day it is too late.
    with at("2026-03-02T10:00"):
        late = office.sue()
    with at("2026-03-18T10:00"):
        with pytest.raises(StepRefused, match=r"15|fifteen|十五"):
            office.take(late, "ask_postponement", party=late.dossier.parties.get(role="respondent"), cause="other",
                        reason="x")  # fmt: skip
        with pytest.raises(StepRefused, match=r"15|fifteen|十五"):
            office.take(late, "object_jurisdiction", party=late.dossier.parties.get(role="respondent"), reason="x")


def test_a_judgment_takes_effect_when_the_last_period_for_appeal_has_run_out(office: Office) -> None:
    with at("2026-03-02T10:00"):
        suit = office.sue()
        agency, plaintiff = (suit.dossier.parties.get(role=role) for role in ("respondent", "applicant"))
        office.take(suit, "answer", party=agency, what="both")
    with at("2026-05-06T10:00"):
        office.take(suit, "judge", outcome="suit_result.revoked_redo", perform_days="60", document_number="判1号")
        office.take(suit, "serve_judgment", parties=[agency])
        assert suit.state == State.JUDGED
    with at("2026-05-08T10:00"):
        service = office.take(suit, "serve_judgment", parties=[plaintiff])
        periods = clocks(suit, "xs_appeal_judgment_15d")
        assert periods[("xs_appeal_judgment_15d", agency.pk)] == ("running", dt.date(2026, 5, 21))
        # 23 May is a Saturday: Monday the 25th.
        assert periods[("xs_appeal_judgment_15d", plaintiff.pk)] == ("running", dt.date(2026, 5, 25))
        owners = {row.party_id: row.owner for row in suit.dossier.deadlines.filter(clock="xs_appeal_judgment_15d")}
        assert owners == {agency.pk: Owner.AGENCY, plaintiff.pk: Owner.APPLICANT}
        with pytest.raises(StepRefused):
            office.take(suit, "take_effect")
    with at("2026-05-25T23:00"):
        assert settle_judgments() == 0
    with at("2026-05-27T01:00"):
        assert settle_judgments() == 1
        assert settle_judgments() == 0
        suit.refresh_from_db()
        assert (suit.state, suit.effective_on) == (State.EFFECTIVE, dt.date(2026, 5, 26))
        # Sixty days from the effect: 25 July is a Saturday.
        assert only(suit, "xs_perform_judgment").due_on == dt.date(2026, 7, 27)
        assert only(suit, "xs_retrial_apply_6m").due_on == dt.date(2026, 11, 26)
        suit.dossier.refresh_from_db()
        office.take(suit, "perform_judgment", party=agency, how="重新作出决定")
        assert only(suit, "xs_perform_judgment").state == "met"
        office.take(suit, "retrial_asked", party=plaintiff, to="市高级人民法院")
        assert only(suit, "xs_retrial_apply_6m").state == "met"
    assert service.pk


def test_an_appeal_and_its_result(office: Office) -> None:
    with at("2026-05-08T10:00"):
        suit = office.sue()
        agency, plaintiff = (suit.dossier.parties.get(role=role) for role in ("respondent", "applicant"))
        office.take(suit, "answer", party=agency, what="both")
        office.take(suit, "judge", outcome="suit_result.rejected")
        office.take(suit, "serve_judgment", parties=[agency, plaintiff])
        assert {due for _state, due in clocks(suit, "xs_appeal_ruling_10d").values()} == {dt.date(2026, 5, 18)}
        office.take(suit, "appeal", party=plaintiff)
        assert suit.state == State.APPEALED
        assert only_of(suit, "xs_appeal_ruling_10d", plaintiff.pk) == "met"
        # The second instance: its answer is due within fifteen days, and the office links the two.
        second = office.sue(
            number="（2026）渝04行终1号", instance=Code.objects.get(pk="suit_instance.second"), plaintiff="周某"
        )
        assert only(second, "xs_appeal_answer_15d").due_on == dt.date(2026, 5, 25)
        assert only(second, "xs_second_instance_3m").due_on == dt.date(2026, 8, 10)
        office.take(
            second, "link_suit", kind="instance", number=suit.dossier.number.replace("（", "(").replace("）", ") ")
        )
        defendant = second.dossier.parties.get(role="respondent")
        office.take(second, "answer", party=defendant, what="answer")
        assert second.state == State.TRIAL
        office.take(second, "judge", outcome="suit_result.affirmed")
        office.take(second, "serve_judgment", parties=list(second.dossier.parties.all()))
        # Second instance: no appeal, in effect with the last service.
        assert (second.state, second.effective_on) == (State.EFFECTIVE, dt.date(2026, 5, 8))
        # And it tells the suit below what the appeal came to.
        suit.refresh_from_db()
        assert (suit.state, suit.effective_on) == (State.EFFECTIVE, dt.date(2026, 5, 8))


def only_of(suit: Lawsuit, clock: str, party: int) -> str:
    return clocks(suit, clock)[(clock, party)][0]


@at("2026-03-02T10:00")
def test_simplified_stayed_and_converted(office: Office) -> None:
    suit = office.sue(procedure="simplified")
    assert only(suit, "xs_evidence_simplified_15d").due_on == dt.date(2026, 3, 17)
    assert only(suit, "xs_first_instance_45d").due_on == dt.date(2026, 4, 16)
    office.take(suit, "stay_suit", ground="suit_stay.heirs")
    assert only(suit, "xs_first_instance_45d").state == "paused"
    assert only(suit, "xs_terminate_after_suspension_90d").due_on == dt.date(2026, 6, 1)
    with pytest.raises(StepRefused):
        office.take(suit, "judge", outcome="suit_result.revoked")
    office.take(suit, "continue_suit")
    office.take(suit, "convert_suit", reason="案情复杂")
    assert only(suit, "xs_first_instance_45d").state == "ended"
    assert only(suit, "xs_convert_ordinary").due_on == dt.date(2026, 9, 2)
    with pytest.raises(StepRefused):
        office.take(suit, "convert_suit", reason="再次")


@at("2026-03-02T10:00")
def test_a_judicial_suggestion_is_owed_by_the_agency(office: Office) -> None:
    suit = office.sue()
    agency = suit.dossier.parties.get(role="respondent")
    office.take(suit, "suggestion", party=agency, content="规范执法", norm="on")
    assert only(suit, "jy_norm_60d").due_on == dt.date(2026, 5, 6)
    office.take(suit, "suggestion", party=agency, content="加强管理")
    assert only(suit, "jy_governance_2m").owner == Owner.AGENCY
    make_organisation("另一机关")


def test_what_the_court_sends_is_told_and_an_objection_stops_its_time(office: Office) -> None:
    with at("2026-03-02T10:00"):
        suit = office.sue(filed_on=dt.date(2026, 2, 27))
        agency = suit.dossier.parties.get(role="respondent")
        sent = only(suit, "xs_send_complaint_5d")
        # The fourth of March is the fifth day; it was served before.
        assert (sent.state, sent.due_on, sent.owner) == ("met", dt.date(2026, 3, 4), Owner.COURT)
        assert only(suit, "xs_first_instance_6m").due_on == dt.date(2026, 8, 27)
        office.take(suit, "object_jurisdiction", party=agency, reason="级别管辖")
        assert only(suit, "xs_first_instance_6m").state == "paused"
        hearing = {"kind": "hearing", "mode": "in_person", "starts": "09:30", "ends": "11:00", "courtroom": "一"}
        office.take(suit, "set_hearing", hearing_on="2026-03-20", **hearing)
        office.take(suit, "set_hearing", hearing_on="2026-03-10", **hearing | {"kind": "talk"})
        # Three clear days before the hearing; of a talk nothing is said.
        assert only(suit, "xs_summons_3d_before").due_on == dt.date(2026, 3, 16)
    with at("2026-03-12T10:00"):
        office.take(suit, "rule_objection", party=agency, result="rejected")
        # Ten days of the objection do not count: 6 September is a Sunday.
        assert only(suit, "xs_first_instance_6m").due_on == dt.date(2026, 9, 7)
        office.take(suit, "answer", party=agency, what="both")
        assert only(suit, "xs_send_answer_5d").due_on == dt.date(2026, 3, 17)
    with at("2026-03-23T10:00"):
        hold_sitting(
            actor=office.court_liaison, sitting=suit.sittings.get(sitting__kind="hearing").sitting, observers=None
        )
        suit.dossier.refresh_from_db()
        assert {only(suit, clock).state for clock in ("xs_summons_3d_before", "xs_send_answer_5d")} == {"ended"}
        office.take(suit, "judge", outcome="suit_result.revoked", pronounced="on")
        assert only(suit, "xs_judgment_delivery_10d").due_on == dt.date(2026, 4, 2)
        office.take(suit, "serve_judgment", parties=list(suit.dossier.parties.all()))
        assert only(suit, "xs_judgment_delivery_10d").state == "met"
        office.take(suit, "appeal", party=agency)
        assert only(suit, "xs_appeal_copy_5d").due_on == dt.date(2026, 3, 30)
        assert not suit.dossier.deadlines.filter(owner=Owner.COURT, tracked=True).exists()
    with at("2026-04-20T10:00"):
        shown = browser(office.officer).get(reverse("hearings:detail", args=[suit.pk])).content.decode()
        assert "何时发送未在此登记" in shown
