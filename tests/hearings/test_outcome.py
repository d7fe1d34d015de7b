"""What is judged for each defendant, how a suit is withdrawn, who is to be sued after reconsideration, who acts."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.timekeeping import at
from deadlines.models import Deadline
from dossiers.decisions import Decision
from dossiers.models import Code
from hearings.joint import differs, reading_of
from hearings.models import Defendant, Lawsuit, State
from tests.factories import Office, agency_of, correct, load_code_lists, rows

DAY = dt.date(2026, 6, 1)


@pytest.fixture
def office(db: None) -> Office:
    load_code_lists()
    return Office()


def _two(office: Office, **fields: object) -> Lawsuit:
    return office.sue(
        defendants=[office.defendant(agency_of(office.organ)), office.defendant(office.organ.organisation, "joint")],
        **fields,
    )


def _wrong(office: Office, suit: Lawsuit, code: str, field: str, **data: object) -> None:
    with pytest.raises(ValidationError) as refused:
        office.take(suit, code, **data)
    assert field in refused.value.error_dict, refused.value


def test_each_defendant_has_its_own_result_and_a_correction_moves_what_follows(office: Office) -> None:
    with at(DAY):
        suit = _two(office)
        agency, organ = suit.dossier.parties.filter(role="respondent").order_by("position")
        _wrong(office, suit, "judge", "outcome", outcome="suit_result.affirmed")
        _wrong(office, suit, "judge", "outcome", outcome="suit_result.withdrawn")
        _wrong(office, suit, "judge", "agreed", outcome="suit_result.mediated")
        apart = rows({"party": organ.pk, "outcome": "suit_result.claims_dismissed"})
        entry = office.take(
            suit, "judge", outcome="suit_result.illegal", minor_fault="on", each=apart, document_number="判1号"
        )
        mine, theirs = Defendant.objects.unscoped("test").filter(lawsuit=suit).order_by("position")
        assert (mine.outcome_id, mine.minor_fault) == ("suit_result.illegal", True)
        assert (theirs.outcome_id, theirs.minor_fault) == ("suit_result.claims_dismissed", False)
        assert (suit.outcome_id, suit.concluded_on, suit.judgment_number) == ("suit_result.illegal", DAY, "判1号")
        office.take(suit, "serve_judgment", parties=list(suit.dossier.parties.all()))
        assert suit.state == State.JUDGED
        office.take(suit, "appeal", party=agency)
        office.take(suit, "appeal_ended", result="withdrawn")
        assert not Deadline.objects.unscoped("test").filter(clock="xs_perform_judgment").exists()
        # The judgment was of another kind: now there is something to perform within thirty days.
        correct(office.director, suit, entry, outcome="suit_result.perform", perform_days="30", each=apart)
        period = Deadline.objects.unscoped("test").get(clock="xs_perform_judgment")
        assert (period.party_id, period.due_on) == (agency.pk, dt.date(2026, 7, 1))
        assert Defendant.objects.unscoped("test").get(party=agency).minor_fault is False
        assert suit.state == State.EFFECTIVE


def test_a_changed_judgment_says_for_each_defendant_what_took_its_place(office: Office) -> None:
    with at(DAY):
        suit = _two(office, number="（2026）渝04行终9号", instance=Code.objects.get(pk="suit_instance.second"))
        organ = suit.dossier.parties.get(organisation=office.organ.organisation)
        changed = {"party": organ.pk, "outcome": "suit_result.changed"}
        _wrong(office, suit, "judge", "each", outcome="suit_result.affirmed", each=rows(changed))
        ruling = changed | {"changed_to": "suit_result.rejected"}
        _wrong(office, suit, "judge", "each", outcome="suit_result.affirmed", each=rows(ruling))
        each = rows(changed | {"changed_to": "suit_result.revoked_redo", "days": 60})
        entry = office.take(suit, "judge", outcome="suit_result.affirmed", each=each)
        office.take(suit, "serve_judgment", parties=list(suit.dossier.parties.all()))
        theirs = Defendant.objects.unscoped("test").get(party=organ)
        # What took its place decides whether the organ lost, and what it has to perform.
        assert (theirs.outcome_id, theirs.lost) == ("suit_result.changed", True)
        assert Deadline.objects.unscoped("test").get(clock="xs_perform_judgment").party == organ
        each = rows(changed | {"changed_to": "suit_result.claims_dismissed"})
        correct(office.director, suit, entry, outcome="suit_result.affirmed", each=each)
        theirs.refresh_from_db()
        assert theirs.lost is False


def test_a_withdrawal_says_of_which_kind_it_is(office: Office) -> None:
    with at(DAY):
        suit = office.sue()
        _wrong(office, suit, "withdraw_suit", "agreed", kind="suit_result.withdrawn_settled")
        _wrong(office, suit, "withdraw_suit", "changed", kind="suit_result.withdrawn_changed")
        office.take(suit, "withdraw_suit", kind="suit_result.withdrawn_settled", agreed="补偿三万元", perform_days="10")
        # No appeal lies: in effect with the last service, and what was agreed is owed ten days later.
        office.take(suit, "serve_judgment", parties=list(suit.dossier.parties.all()))
        assert (suit.state, suit.effective_on) == (State.EFFECTIVE, DAY)
        assert Deadline.objects.unscoped("test").get(clock="xs_perform_judgment").due_on == dt.date(2026, 6, 11)
        review = office.sue(number="（2026）渝行申1号", instance=Code.objects.get(pk="suit_instance.retrial_review"))
        assert Deadline.objects.unscoped("test").get(clock="xs_retrial_opinion_15d").due_on == dt.date(2026, 6, 16)
        office.take(review, "judge", outcome="suit_result.retrial_refused")
        office.take(review, "serve_judgment", parties=list(review.dossier.parties.all()))
        supervised = Deadline.objects.unscoped("test").get(clock="xs_procuratorate_supervision_6m")
        assert supervised.due_on == dt.date(2026, 12, 1)
        asked = {"party": review.dossier.parties.get(role="applicant"), "to": "市人民检察院"}
        _wrong(office, review, "supervision_asked", "accepted_on", accepted_on="2026-05-29", **asked)
        office.take(review, "supervision_asked", accepted_on=DAY, **asked)
        reviewed = Deadline.objects.unscoped("test").get(clock="xs_procuratorate_review_3m")
        assert (reviewed.due_on, reviewed.tracked) == (dt.date(2026, 9, 1), False)


def test_lawyers_alone_never_act_for_the_organ(office: Office) -> None:
    with at(DAY):
        suit = _two(office)
        lawyers = [
            {"name": "甲律师", "role": "team_member.outside_lawyer"},
            {"name": "乙", "role": "team_member.public_lawyer"},
        ]
        _wrong(office, suit, "response_team", "members", members=rows(*lawyers))
        staff = {"name": "吴某", "role": "team_member.staff"}
        # The four kinds together prepare the suit; beside the head at most two act in court, never lawyers alone.
        agents = [member | {"agent": True} for member in (staff, *lawyers)]
        _wrong(office, suit, "response_team", "members", members=rows(*agents))
        _wrong(office, suit, "response_team", "members", members=rows(staff, *agents[1:]))
        head = {"name": "王某", "role": "team_member.head", "agent": True}
        office.take(suit, "response_team", members=rows(head, *agents[:2], lawyers[1]))
        team = suit.dossier.facts.current().get(kind="response_team").value
        assert (len(team["names"]), team["agents"]) == (4, ["王某", "吴某", "甲律师"])
        # A defendant is added, owes its answer, and is taken out again while it has done nothing.
        bureau = agency_of(office.organ)
        office.take(suit, "answer", party=suit.dossier.parties.get(organisation=bureau), what="both")
        office.take(suit, "answer", party=suit.dossier.parties.get(organisation=office.organ.organisation), what="both")
        assert suit.state == State.TRIAL
        office.take(suit, "add_defendant", organisation=office.organ.office, standing="suit_standing.original",
                    answers="on")  # fmt: skip
        assert suit.state == State.ANSWERING
        added = suit.dossier.parties.get(organisation=office.organ.office)
        assert suit.dossier.access.filter(organisation=office.organ.office, audience="party").exists()
        office.take(suit, "remove_party", party=added, reason="误加")
        assert suit.state == State.TRIAL
        assert not suit.dossier.access.filter(organisation=office.organ.office, audience="party").exists()


def _decision(*codes: str, by_procedure: bool = False) -> Decision:
    return Decision(number="x", state="", outcomes=frozenset(codes), by_procedure=by_procedure)


@pytest.mark.parametrize(
    ("decision", "who", "article"),
    [
        (_decision("uphold"), "joint", "行政诉讼法第26条第2款"),
        (_decision("dismiss_request"), "joint", "行诉解释第133条"),
        (_decision("dismiss_application"), "agency", "行诉解释第133条"),
        (_decision("revoke"), "alone", "行政诉讼法第26条第2款"),
        (_decision("confirm_void"), "alone", "行诉解释第22条第2款"),
        (_decision("confirm_illegal"), "alone", "行政诉讼法第26条第2款"),
        (_decision("confirm_illegal", by_procedure=True), "joint", "行诉解释第22条第3款"),
        (_decision("uphold", "revoke_partial"), "joint", "行诉解释第134条第2款"),
        (_decision("uphold", "not_accept"), "joint", "行诉解释第134条第2款"),
        (_decision("terminate_withdraw"), "", "行政诉讼法第26条"),
        (_decision(), "agency", "行政诉讼法第26条第3款"),
    ],
)
def test_who_is_to_be_sued_after_reconsideration(decision: Decision, who: str, article: str) -> None:
    reading = reading_of(decision)
    assert (reading.who, reading.article) == (who, article)
    fits = {"joint": ({"original", "joint"}, True), "alone": ({"alone"}, True)}.get(who, ({"original"}, False))
    assert not differs(reading, *fits)
    if who == "joint":
        assert differs(reading, {"original"}, False)
    if who == "alone":
        assert differs(reading, {"original"}, False)
