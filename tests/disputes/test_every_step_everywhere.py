"""Every declared step of a dispute in every situation: taken where it is open, refused elsewhere; and by whom.

What is open where, and to whom, is written out here by hand, not read from the declarations.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor, actor_for
from accounts.models import Role
from accounts.timekeeping import at
from disputes.models import Dispute, Mediator
from dossiers.models import PartyRole, TimelineEntry
from tests import factories as make
from tests.attempts import attempt, check_openness, check_who_may, written
from tests.disputes.centre import Centre
from tests.factories import make_organisation, make_user, rows
from workflow.steps import proceeding_type

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

STEPS = proceeding_type("dispute").steps
TOLD = {
    *("register", "linked", "parted", "centre_settled", "follow", "leave_lead", "end_with_lead", "confirm_with_lead"),
}
DAY = dt.date(2026, 6, 10)

# Of these it is enough to see that they are open, but for a few situations in which they are taken too.
LINKS = {"link_dispute", "unlink_dispute"}
RECORD = LINKS | {"assign", "amend", "amend_party", "void"}
JOINING = {"join_disputes"}
PARTIES = {"add_party", "add_agency", "remove_party"}
SCREENING = RECORD | PARTIES | {"check_scope", "decline_dispute", "extend_mediation"}
RUNNING = RECORD | PARTIES | JOINING | {
    "transfer", "name_team", "set_session", "extend_dispute", "extend_mediation", "record_position", "leave_centre",
    "conclude",
}  # fmt: skip
ENDED = RECORD | {"came_after", "report_back"}
OPEN: dict[str, set[str]] = {
    "received": SCREENING | {"consent"},
    "agreed": SCREENING | {"accept_dispute"},
    "refused": SCREENING | {"consent"},
    "outside": SCREENING,
    "accepted": RUNNING,
    "handed": RUNNING | {"sign_transfer", "return_transfer", "recall_transfer"},
    "signed": RUNNING | {"return_transfer", "recall_transfer", "report_handling"},
    "reported": RUNNING,
    "given back": RUNNING,
    "session set": RUNNING | {"tell_session", "move_session", "cancel_session", "hold_session"},
    "session held": RUNNING,
    "extended": RUNNING - {"extend_dispute"},
    "one left": RUNNING | {"consent"},
    "all left": (RUNNING - {"record_position", "leave_centre"}) | {"consent"},
    "leads": RUNNING | {"part_disputes"},
    "follows": RUNNING - {"transfer", "name_team", "set_session", "conclude", "join_disputes"},
    "ended with its lead": ENDED | {"confirm_agreement"},
    "unresolved": ENDED,
    "ended by leaving": ENDED,
    "settled": ENDED | {"settle_term", "confirm_agreement"},
    "performed": ENDED | {"confirm_agreement"},
    "confirmed": ENDED | {"settle_term"},
    "told to the source": (ENDED - {"report_back"}) | {"close"},
    "came by itself": ENDED | {"close"},
    "closed": LINKS | {"came_after", "confirm_agreement", "reopen"},
    "declined": LINKS | {"came_after", "reopen"},
    "void": set(),
}
TAKEN_WHOLE = {"received", "accepted", "settled", "closed"}
NEEDS_APPROVAL = {"extend_dispute", "void", "reopen"}


def _agreed(centre: Centre, **fields: Any) -> Dispute:
    dispute = centre.receive(**fields)
    centre.do(dispute, "check_scope", within="yes")
    centre.agree(dispute)
    centre.agree(dispute, PartyRole.RESPONDENT)
    return dispute


def _refused(centre: Centre) -> Dispute:
    dispute = centre.receive()
    centre.do(dispute, "check_scope", within="yes")
    centre.agree(dispute, PartyRole.RESPONDENT)
    centre.agree(dispute, consents="no", manner="oral", proof=None)
    return dispute


def _outside(centre: Centre) -> Dispute:
    dispute = _agreed(centre)
    centre.do(dispute, "check_scope", within="no", reason="dispute_excluded.judged")
    return dispute


def _handed(centre: Centre) -> Dispute:
    dispute = centre.accepted()
    centre.handed(dispute, centre.street)
    return dispute


def _signed(centre: Centre) -> Dispute:
    dispute = _handed(centre)
    centre.do(dispute, "sign_transfer", centre.street_liaison, transfer=dispute.transfers.get(), person="郑主任")
    return dispute


def _reported(centre: Centre) -> Dispute:
    dispute = _signed(centre)
    centre.do(dispute, "report_handling", centre.street_liaison, transfer=dispute.transfers.get(), content="已走访")
    return dispute


def _given_back(centre: Centre) -> Dispute:
    dispute = _handed(centre)
    centre.do(dispute, "return_transfer", centre.street_liaison, transfer=dispute.transfers.get(), reason="无管辖")
    return dispute


def _session_set(centre: Centre) -> Dispute:
    dispute = centre.accepted()
    centre.session(dispute)
    return dispute


def _session_held(centre: Centre) -> Dispute:
    dispute = _session_set(centre)
    centre.hold(dispute, dispute.sessions.get())
    return dispute


def _extended(centre: Centre) -> Dispute:
    dispute = centre.accepted()
    centre.do(dispute, "extend_dispute", centre.director, days=10, reason="核实")
    return dispute


def _one_left(centre: Centre) -> Dispute:
    dispute = centre.accepted()
    centre.do(dispute, "leave_centre", party=centre.side(dispute), reason="要求起诉")
    return dispute


def _all_left(centre: Centre) -> Dispute:
    dispute = _one_left(centre)
    centre.do(dispute, "leave_centre", party=centre.side(dispute, PartyRole.RESPONDENT), reason="无意协商")
    return dispute


def _leads(centre: Centre) -> Dispute:
    lead, other = centre.accepted(), centre.accepted(applicant="吴某")
    centre.do(lead, "join_disputes", disputes=[other], reason="同一项目")
    return lead


def _follows(centre: Centre) -> Dispute:
    return _leads(centre).followers.select_related("dossier").get()


def _ended_with_its_lead(centre: Centre) -> Dispute:
    lead = _leads(centre)
    centre.settle(lead, joined=list(lead.followers.all()))
    return lead.followers.select_related("dossier").get()


def _ended_by_leaving(centre: Centre) -> Dispute:
    dispute = centre.accepted()
    centre.do(dispute, "leave_centre", party=centre.side(dispute), reason="要求起诉", ends="on")
    return dispute


def _unresolved(centre: Centre, **fields: Any) -> Dispute:
    dispute = centre.accepted(**fields)
    centre.do(dispute, "conclude", result="dispute_result.none", summary="分歧过大")
    return dispute


def _settled(centre: Centre) -> Dispute:
    dispute = centre.accepted()
    centre.settle(dispute)
    return dispute


def _performed(centre: Centre) -> Dispute:
    dispute = _settled(centre)
    centre.do(dispute, "settle_term", term=dispute.terms.get(), done="yes", note="已付")
    return dispute


def _confirmed(centre: Centre) -> Dispute:
    dispute = _settled(centre)
    centre.do(dispute, "confirm_agreement", court=centre.court, number="（2026）渝0114行审1号")
    return dispute


def _told(centre: Centre) -> Dispute:
    dispute = _unresolved(centre)
    centre.do(dispute, "report_back", to=centre.court, content="未化解")
    return dispute


def _closed(centre: Centre) -> Dispute:
    dispute = _performed(centre)
    centre.do(dispute, "report_back", to=centre.court, content="已化解")
    centre.do(dispute, "close", papers_complete="on")
    return dispute


def _declined(centre: Centre) -> Dispute:
    dispute = centre.receive()
    centre.agree(dispute)
    centre.do(dispute, "decline_dispute", reason="dispute_excluded.no_consent")
    return dispute


def _void(centre: Centre) -> Dispute:
    dispute = centre.receive()
    centre.do(dispute, "void", centre.director, reason="重复登记")
    return dispute


SITUATIONS: dict[str, Callable[[Centre], Dispute]] = {
    "received": lambda centre: centre.receive(),
    "agreed": _agreed,
    "refused": _refused,
    "outside": _outside,
    "accepted": lambda centre: centre.accepted(),
    "handed": _handed,
    "signed": _signed,
    "reported": _reported,
    "given back": _given_back,
    "session set": _session_set,
    "session held": _session_held,
    "extended": _extended,
    "one left": _one_left,
    "all left": _all_left,
    "leads": _leads,
    "follows": _follows,
    "ended with its lead": _ended_with_its_lead,
    "unresolved": _unresolved,
    "ended by leaving": _ended_by_leaving,
    "settled": _settled,
    "performed": _performed,
    "confirmed": _confirmed,
    "told to the source": _told,
    "came by itself": lambda centre: _unresolved(centre, source="party"),
    "closed": _closed,
    "declined": _declined,
    "void": _void,
}


def _data(code: str, dispute: Dispute, centre: Centre) -> dict[str, Any]:
    """What is typed into each step; it fits wherever the step is open."""
    applicant, agency = centre.side(dispute), centre.side(dispute, PartyRole.RESPONDENT)
    agent = dispute.dossier.parties.standing().filter(role=PartyRole.AGENT).first() or applicant
    district = centre.organ.organisation
    other = district.children.filter(name="新设局").first() or make_organisation("新设局", "department", district)
    mediator = Mediator.objects.first() or centre.mediator()
    transfer, session, term = dispute.transfers.first(), dispute.sessions.first(), dispute.terms.first()
    staying = agency if dispute.dossier.facts.filter(kind="centre_left", party=applicant).exists() else applicant
    time = {"held_on": DAY + dt.timedelta(days=3), "starts": "09:30", "ends": "11:00", "place": "1室"}
    came = rows({"name": "周某", "side": "申请人"})
    return {
        "check_scope": {"within": "yes"},
        "consent": {"party": applicant, "consents": "yes", "manner": "oral", "proof": make.pdf()},
        "decline_dispute": {"reason": "dispute_excluded.crime", "paper": make.pdf()},
        "transfer": {"units": rows({"organisation": other.pk, "lead": transfer is None or bool(transfer.returned_on)})},
        "sign_transfer": {"transfer": transfer, "person": "郑主任"},
        "return_transfer": {"transfer": transfer, "reason": "x"},
        "recall_transfer": {"transfer": transfer, "reason": "x"},
        "report_handling": {"transfer": transfer, "content": "x"},
        "name_team": {"mediators": [mediator]},
        "set_session": {"kind": "joint", **time},
        "move_session": {"session": session, "reason": "x", **time},
        "cancel_session": {"session": session, "reason": "x"},
        "hold_session": {"session": session, "attendance": came, "outcome": "go_on", "summary": "x"},
        "record_position": {"party": agency, "content": "x"},
        "tell_session": {"session": session, "parties": [applicant], "how": "phone"},
        "extend_dispute": {"days": "30", "reason": "x"},
        "extend_mediation": {"days": "15", "agreed": "on", "paper": make.pdf()},
        "leave_centre": {"party": staying, "reason": "x", "ends": "on", "paper": make.pdf()},
        "conclude": {"result": "dispute_result.none", "summary": "x", "paper": make.pdf()},
        "settle_term": {"term": term, "done": "yes", "note": "x"},
        "confirm_agreement": {"court": centre.court},
        "report_back": {"to": dispute.referrer, "content": "x"},
        "came_after": {"what": "dispute_after.none"},
        "close": {"papers_complete": "on"},
        "reopen": {"reason": "x"},
        "assign": {"officer": centre.officer.user},
        "amend": {"nature": "administrative", "phase": "litigation", "act_name": "新名"},
        "join_disputes": {"numbers": _another(centre) if code == "join_disputes" else "", "reason": "x"},
        "part_disputes": {"disputes": list(dispute.followers.all()), "reason": "x"},
        "add_party": {"role": "third_party", "kind": "natural", "name": "第三人"},
        "add_agency": {"organisation": other},
        "amend_party": {"party": applicant, "address": "x", "reason": "x"},
        "remove_party": {"party": agent, "reason": "x"},
        "link_dispute": {"kind": "centre", "number": "（2026）渝0114行初9001号"},
        "unlink_dispute": {"number": "（2026）渝0114行初9002号", "reason": "x"},
        "void": {"reason": "x"},
    }.get(code, {}) | ({"task": "x"} if code == "transfer" else {})


def _another(centre: Centre) -> str:
    """The number of another dispute that can be joined."""
    return centre.accepted(applicant="孙某").dossier.number or ""


def _others(centre: Centre, dispute: Dispute) -> None:
    """An agent who can be taken out, a suit to link with and one that is linked."""
    if dispute.state == "void":
        return
    for number in (9001, 9002):
        centre.sue(number=f"（2026）渝0114行初{number}号")
    if dispute.state in {"screening", "accepted", "resolving"}:
        agent = {"role": "agent", "kind": "natural", "name": "李律师", "represents": centre.side(dispute)}
        centre.do(dispute, "add_party", **agent)
    # Whoever coordinates sees no lawsuit: the director links.
    centre.do(dispute, "link_dispute", centre.director, kind="centre", number="（2026）渝0114行初9002号")


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.replace(" ", "-"))
def test_steps_are_open_where_they_belong(situation: str) -> None:
    assert set(OPEN) == set(SITUATIONS)
    centre = Centre()
    with at(DAY):
        dispute = SITUATIONS[situation](centre)
        _others(centre, dispute)
        check_openness(
            dispute,
            OPEN[situation],
            {code: _data(code, dispute, centre) for code in OPEN[situation]},
            lambda code: centre.director if code == "link_dispute" else centre.coordinator,
            told=TOLD,
            needs_approval=NEEDS_APPROVAL,
            only_seen=() if situation in TAKEN_WHOLE else RECORD | PARTIES | JOINING,
        )


INSIDE = {"the coordinator", "the director"}
MEDIATING = {"set_session", "tell_session", "move_session", "cancel_session", "hold_session", "record_position"}
BY_THE_UNIT = {"sign_transfer", "return_transfer", "report_handling"}
BY_OTHERS: dict[str, set[str]] = {
    "consent": {"the liaison"},
    "settle_term": {"the liaison"},
    "came_after": {"the court that referred"},
    "assign": {"another coordinator"},
    **{code: {"the liaison of the unit"} for code in BY_THE_UNIT},
    **{code: {"the mediator"} for code in MEDIATING},
}


def test_steps_are_taken_by_those_who_may() -> None:
    centre, elsewhere = Centre(), Centre("乙区")
    organ = centre.organ
    with at(DAY):
        dispute = _handed(centre)
        account = make_user()
        centre.do(dispute, "name_team", mediators=[centre.mediator(user=account)])
        bureau = make_organisation("甲区交通局", "department", organ.organisation)
        people: dict[str, Actor] = {
            "the coordinator": centre.coordinator,
            "the director": centre.director,
            "another coordinator": actor_for(make_user(Role.CENTRE_COORDINATOR, organ.office)),
            "an officer of the office": centre.officer,
            "the leader": centre.leader,
            "leadership": make.make_actor(Role.LEADERSHIP, organ),
            "the liaison": centre.liaison,
            "the liaison of the unit": centre.street_liaison,
            "the liaison of another agency": actor_for(make_user(Role.AGENCY_LIAISON, bureau)),
            "the court that referred": centre.court_liaison,
            "another court": elsewhere.court_liaison,
            "the procuratorate": centre.procurator,
            "the mediator": actor_for(account),
            "the coordinator of the other organ": elsewhere.coordinator,
            "the director of the other organ": elsewhere.director,
            "the administrator": make.make_actor(Role.ADMINISTRATOR, organ),
            "nobody": Actor(user=None),
        }
        check_who_may(dispute, people, lambda code, name: name in INSIDE | BY_OTHERS.get(code, set()), told=TOLD)
        # For real: with the form that the director could have sent, or with one of their own.
        before = written()
        for name, code in (
            ("the liaison of the unit", "sign_transfer"),
            ("the liaison", "sign_transfer"),
            ("the mediator", "set_session"),
            ("the mediator", "conclude"),
            ("the court that referred", "leave_centre"),
        ):
            data, may = _data(code, dispute, centre), name in BY_OTHERS.get(code, set())
            form = None if may else make.form_for(centre.director, dispute, code, **data)
            outcome = attempt(people[name], dispute, code, data, form)
            assert isinstance(outcome, TimelineEntry if may else PermissionDenied), (name, code, outcome)
            before = written()
        assert written() == before
        # Whoever mediates no more has no say any more.
        centre.do(dispute, "name_team", mediators=[centre.mediator("赵法官", "judge")])
        assert isinstance(attempt(people["the mediator"], dispute, "set_session", {}), PermissionDenied)


def test_a_step_about_a_row_takes_those_of_ones_own_alone() -> None:
    """An agency signs for its own transfers, agrees for itself, and settles its own terms."""
    centre = Centre()
    with at(DAY):
        dispute = centre.accepted()
        street, own = centre.handed(dispute, centre.street, centre.agency)
        form = make.form_for(centre.liaison, dispute, "sign_transfer", transfer=street, person="吴警官")
        assert "transfer" in form.errors
        assert make.form_for(centre.liaison, dispute, "sign_transfer", transfer=own, person="吴警官").is_valid()
        received = centre.receive(applicant="郑某")
        applicant, agency = centre.side(received), centre.side(received, PartyRole.RESPONDENT)
        said = {"consents": "yes", "manner": "oral", "proof": make.pdf()}
        assert "party" in make.form_for(centre.liaison, received, "consent", party=applicant, **said).errors
        assert make.form_for(centre.liaison, received, "consent", party=agency, **said).is_valid()
        sides = (centre.side(dispute), centre.side(dispute, PartyRole.RESPONDENT))
        terms = centre.settle(dispute, *({"what": "腾退", "by": side.pk} for side in sides))
        forms = [
            make.form_for(centre.liaison, dispute, "settle_term", term=term, done="yes", note="x") for term in terms
        ]
        assert ["term" in form.errors for form in forms] == [True, False]
