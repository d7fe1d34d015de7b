"""Every declared step of a lawsuit in every situation: taken where the law opens it, refused elsewhere; and by whom.

What is open where, and to whom, is written out here by hand, not read from the declarations.
"""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.models import Role, RosterEntry
from accounts.timekeeping import at
from dossiers.models import PartyRole, TimelineEntry
from hearings.models import Lawsuit
from tests import factories as make
from tests.attempts import attempt, check_openness, check_who_may, written
from tests.factories import Office, agency_of, load_code_lists, make_organisation, rows
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

TOLD = {"register", "linked", "parted", "centre_settled", "letter_registered", "letter_back"}
DAY = dt.date(2026, 6, 1)

# Of these it is enough to see that they are open, but for a few situations in which they are taken too.
RECORD = {"assign", "amend", "add_party", "amend_party", "link_suit", "unlink_suit", "void", "suggestion"}
BEFORE = RECORD | {"add_defendant", "remove_party", "withdraw_suit", "ask_guidance"}
HEARD = BEFORE | {"judge", "stay_suit", "object_jurisdiction", "set_hearing", "without_hearing"}
# The file of the whole process, of the government's own cases alone.
OWN = {
    "response_opinion", "response_plan", "response_team", "leader_instruction", "arrange_leader", "find_risk",
    "mark_major_suit",
}  # fmt: skip
MAJOR = {"mark_major_suit"}
AFTER = RECORD | {"ask_guidance"} | MAJOR
IN_EFFECT = AFTER | {"retrial_asked", "supervision_asked", "compensate", "close"}
OPEN: dict[str, set[str]] = {
    "served": HEARD | {"answer", "ask_postponement"} | MAJOR,
    "postponed": HEARD | {"answer", "decide_postponement"} | MAJOR,
    "granted": HEARD | {"answer", "cause_over"} | MAJOR,
    "objected": (HEARD - {"object_jurisdiction"}) | {"answer", "ask_postponement", "rule_objection"} | MAJOR,
    "late": (HEARD - {"object_jurisdiction"}) | {"answer"} | MAJOR,
    "answered": HEARD | MAJOR,
    # A hearing to come; one that was, with the agency's record in.
    "to be heard": HEARD | MAJOR | {"answer", "ask_postponement", "call_head", "nominate_head", "explain_absence"},
    "recorded": HEARD
    | MAJOR
    | {"answer", "ask_postponement", "call_head", "court_appearance", "return_appearance", "confirm_appearance"},
    "simplified": HEARD | {"answer", "ask_postponement", "convert_suit"} | MAJOR,
    "stayed": BEFORE | {"continue_suit", "answer"} | MAJOR,
    "own": HEARD
    | {"answer", "ask_postponement", "handle_risk", "report_up", "give_guidance"}
    | (OWN - {"mark_major_suit"}),
    "judged": AFTER | {"serve_judgment"},
    "partly served": AFTER | {"serve_judgment", "appeal"},
    "all served": AFTER | {"appeal"},
    "over": AFTER | {"appeal", "take_effect"},
    "appealed": AFTER | {"appeal", "appeal_ended"},
    "set aside": AFTER | {"appeal", "appeal_ended", "close"},
    "effective": IN_EFFECT | {"perform_judgment"},
    "suggested": IN_EFFECT | {"perform_judgment", "suggestion_answered"},
    "closed": {
        "reopen", "retrial_asked", "supervision_asked", "compensate", "suggestion", "link_suit", "unlink_suit",
    },
    "void": set(),
}  # fmt: skip
NEEDS_APPROVAL = {"void", "reopen"}
BY_THE_AGENCY = {
    "answer", "ask_postponement", "cause_over", "object_jurisdiction", "appeal_ruling", "perform_judgment",
    "compensate", "suggestion_answered", "ask_guidance", "nominate_head", "change_head", "hand_in_identity",
    "explain_absence", "submit_appearance",
}  # fmt: skip
BY_THE_COURT = {
    "set_hearing", "join_hearing", "without_hearing", "call_head", "designate_appearance", "judge_identity",
    "judge", "withdraw_suit", "serve_judgment", "leave_hearing",
    "move_hearing", "cancel_hearing", "hold_hearing",
}  # fmt: skip
# Taken in all cases of a sitting, from its page alone.
TOGETHER = {"move_hearing", "cancel_hearing", "hold_hearing"}


# No head came and no good reason is given.
NO_GROUND = {"ground": "absence_ground.none", "note": "未作安排"}


def _defendant(suit: Lawsuit) -> int:
    return suit.dossier.parties.filter(role=PartyRole.RESPONDENT).first().pk


def _plaintiff(suit: Lawsuit) -> int:
    return suit.dossier.parties.get(role=PartyRole.APPLICANT).pk


def _served(office: Office) -> Lawsuit:
    return office.sue()


def _postponed(office: Office) -> Lawsuit:
    suit = office.sue()
    office.take(suit, "ask_postponement", party=_defendant(suit), cause="force_majeure", reason="洪水")
    return suit


def _granted(office: Office) -> Lawsuit:
    suit = _postponed(office)
    office.take(suit, "decide_postponement", party=_defendant(suit), granted="yes")
    return suit


def _objected(office: Office) -> Lawsuit:
    suit = office.sue()
    office.take(suit, "object_jurisdiction", party=_defendant(suit), reason="级别管辖")
    return suit


def _late(office: Office) -> Lawsuit:
    with at(DAY - dt.timedelta(days=20)):
        return office.sue()


def _answered(office: Office, **fields: object) -> Lawsuit:
    suit = office.sue(**fields)
    office.take(suit, "answer", party=_defendant(suit), what="both")
    return suit


def _stayed(office: Office) -> Lawsuit:
    suit = office.sue()
    office.take(suit, "stay_suit", ground="suit_stay.heirs")
    return suit


def _own(office: Office) -> Lawsuit:
    suit = office.sue(defendants=[office.defendant(office.organ.organisation, "alone")])
    office.take(suit, "find_risk", level="risk_level.low", what="舆情", measure="关注", person="吴某")
    office.take(suit, "mark_major_suit", reason="群体性")
    office.take(suit, "ask_guidance", party=_defendant(suit), question="如何答辩")
    return suit


def _hearing(office: Office, on: dt.date, **data: object) -> dict[str, object]:
    usual = {"kind": "hearing", "mode": "in_person", "hearing_on": on, "starts": "09:30", "ends": "11:00"}
    return {**usual, "courtroom": "第一法庭", **data}


def _to_be_heard(office: Office) -> Lawsuit:
    suit = office.sue()
    office.take(suit, "set_hearing", **_hearing(office, DAY + dt.timedelta(days=14)))
    return suit


def _recorded(office: Office) -> Lawsuit:
    with at(DAY - dt.timedelta(days=10)):
        suit = office.sue()
        office.take(suit, "set_hearing", **_hearing(office, DAY - dt.timedelta(days=3)))
    sitting = suit.sittings.get().sitting_id
    who = {"sitting": sitting, "party": _defendant(suit)}
    office.take(suit, "submit_appearance", who="staff", others="吴科员", **NO_GROUND, **who)
    return suit


def _judged(office: Office) -> Lawsuit:
    suit = _answered(office)
    office.take(suit, "judge", outcome="suit_result.revoked_redo", perform_days="60")
    return suit


def _all_served(office: Office) -> Lawsuit:
    suit = _judged(office)
    office.take(suit, "serve_judgment", parties=[_defendant(suit), _plaintiff(suit)])
    return suit


def _partly_served(office: Office) -> Lawsuit:
    suit = _judged(office)
    office.take(suit, "serve_judgment", parties=[_plaintiff(suit)])
    return suit


def _over(office: Office) -> Lawsuit:
    with at(DAY - dt.timedelta(days=30)):
        return _all_served(office)


def _appealed(office: Office) -> Lawsuit:
    suit = _all_served(office)
    office.take(suit, "appeal", party=_plaintiff(suit))
    return suit


def _set_aside(office: Office) -> Lawsuit:
    suit = _appealed(office)
    office.take(suit, "appeal_ended", result="sent_back")
    return suit


def _effective(office: Office) -> Lawsuit:
    suit = _appealed(office)
    office.take(suit, "appeal_ended", result="affirmed")
    return suit


def _suggested(office: Office) -> Lawsuit:
    suit = _effective(office)
    office.take(suit, "suggestion", party=_defendant(suit), content="规范执法")
    return suit


def _closed(office: Office) -> Lawsuit:
    suit = _effective(office)
    office.take(suit, "perform_judgment", party=_defendant(suit), how="重新作出")
    office.take(suit, "close", papers_complete="on")
    return suit


def _void(office: Office) -> Lawsuit:
    suit = office.sue()
    office.approved(suit, "void", reason="重复登记")
    return suit


SITUATIONS: dict[str, Callable[[Office], Lawsuit]] = {
    "served": _served,
    "postponed": _postponed,
    "granted": _granted,
    "objected": _objected,
    "late": _late,
    "answered": _answered,
    "to be heard": _to_be_heard,
    "recorded": _recorded,
    "simplified": lambda office: office.sue(procedure="simplified"),
    "stayed": _stayed,
    "own": _own,
    "judged": _judged,
    "partly served": _partly_served,
    "all served": _all_served,
    "over": _over,
    "appealed": _appealed,
    "set aside": _set_aside,
    "effective": _effective,
    "suggested": _suggested,
    "closed": _closed,
    "void": _void,
}


def _data(code: str, suit: Lawsuit, office: Office) -> dict[str, object]:
    """What is typed into each step; it fits wherever the step is open."""
    defendant, plaintiff = _defendant(suit), _plaintiff(suit)
    unserved = [
        party.pk
        for party in suit.dossier.parties.filter(represents=None)
        if not suit.dossier.facts.filter(kind="judgment_served", party=party).exists()
    ]
    appellant = [defendant] if suit.dossier.facts.filter(kind="appealed", party=plaintiff).exists() else [plaintiff]
    served = suit.dossier.facts.filter(kind="judgment_served").order_by("on_date").first()
    taken = suit.dossier.timeline.filter(step="find_risk").first()
    asked = suit.dossier.timeline.filter(step="ask_guidance").first()
    third = suit.dossier.parties.filter(role=PartyRole.THIRD_PARTY).first()
    extra = make_organisation(f"新{suit.dossier.timeline.count()}局{code}", "department", office.organ.organisation)
    row = suit.sittings.order_by("pk").first()
    at_sitting = {"sitting": row.sitting_id if row else "", "party": defendant}
    head = RosterEntry.objects.filter(organisation=agency_of(office.organ)).first() or RosterEntry.objects.create(
        organisation=agency_of(office.organ),
        name="郑局长",
        rank="principal",
        post="局长",
        valid_from=dt.date(2020, 1, 1),
    )
    absence = {"ground": "absence_ground.none", "note": "x", "staff": "吴某", "staff_post": "科员"}
    return {
        "set_hearing": _hearing(office, DAY + dt.timedelta(days=21)),
        "without_hearing": {"how": "written"},
        "call_head": {**at_sitting, "ground": "appearance_call.group", "on_date": DAY - dt.timedelta(days=4)}
        if suit.served_on < DAY
        else {**at_sitting, "ground": "appearance_call.group"},
        "nominate_head": {**at_sitting, "head": head},
        "explain_absence": {**at_sitting, **absence},
        "return_appearance": {**at_sitting, "reason": "x"},
        "confirm_appearance": at_sitting,
        "court_appearance": {**at_sitting, "came": "appearance.staff"},
        "answer": {"party": defendant, "what": "both"},
        "ask_postponement": {"party": defendant, "cause": "other", "reason": "x"},
        "decide_postponement": {"party": defendant, "granted": "no"},
        "cause_over": {"party": defendant},
        "object_jurisdiction": {"party": defendant, "reason": "x"},
        "rule_objection": {"party": defendant, "result": "rejected"},
        "appeal_ruling": {"party": defendant},
        "stay_suit": {"ground": "suit_stay.other_case"},
        "convert_suit": {"reason": "x"},
        "judge": {"outcome": "suit_result.claims_dismissed"},
        "withdraw_suit": {"kind": "suit_result.withdrawn"},
        "serve_judgment": {"parties": unserved or [defendant]},
        "appeal": {"party": appellant[0], "on_date": served.on_date if served else DAY},
        "appeal_ended": {"result": "withdrawn"},
        "take_effect": {"on_date": dt.date(2026, 5, 19)},
        "retrial_asked": {"party": plaintiff, "to": "高院"},
        "supervision_asked": {"party": plaintiff, "to": "检察院"},
        "perform_judgment": {"party": defendant, "how": "x"},
        "compensate": {"party": defendant, "amount": "100", "recourse": "none"},
        "suggestion": {"party": defendant, "content": "x"},
        "suggestion_answered": {"party": defendant, "taken_up": "yes", "content": "x"},
        "close": {"papers_complete": "on"},
        "reopen": {"reason": "x"},
        "response_opinion": {"by": "某局", "view": "win", "opinion": "x"},
        "response_plan": {"points": "x"},
        "response_team": {"members": rows({"name": "吴某", "role": "team_member.staff"})},
        "leader_instruction": {"leader": "某区长", "content": "x"},
        "arrange_leader": {"leader": "某区长"},
        "find_risk": {"level": "risk_level.low", "what": "x", "measure": "y", "person": "z"},
        "handle_risk": {"risk": taken.pk if taken else "", "result": "x"},
        "mark_major_suit": {"reason": "x"},
        "report_up": {"to": "市司法局", "content": "x"},
        "ask_guidance": {"party": defendant, "question": "x"},
        "give_guidance": {"asked": asked.pk if asked else "", "manner": "written", "content": "x"},
        "assign": {"officer": office.second.user},
        "amend": {"matter": "matter.punishment", "act_name": "新名"},
        "add_party": {"role": "third_party", "kind": "natural", "name": "第三人"},
        "add_defendant": {"organisation": extra.pk, "standing": "suit_standing.original", "answers": "on"},
        "amend_party": {"party": plaintiff, "address": "x", "reason": "x"},
        "remove_party": {"party": third.pk if third else plaintiff, "reason": "x"},
        "link_suit": {"kind": "parallel", "number": "（2026）渝0114行初9001号"},
        "unlink_suit": {"number": "（2026）渝0114行初9002号", "reason": "x"},
        "void": {"reason": "x"},
    }.get(code, {})


@pytest.fixture
def office() -> Office:
    load_code_lists()
    return Office()


def _others(office: Office, suit: Lawsuit) -> None:
    """A third party who can be taken out, a suit to link with and one that is linked."""
    if suit.state == "void":
        return
    for number in (9001, 9002):
        with at(DAY):
            office.sue(number=f"（2026）渝0114行初{number}号")
    if suit.state not in {"closed"}:
        office.take(suit, "add_party", role="third_party", kind="natural", name="第三人")
    office.take(suit, "link_suit", kind="parallel", number="（2026）渝0114行初9002号")


def _told(situation: str) -> str:
    return situation.replace(" ", "-")


ACTORS: dict[str, Callable[[Office], Actor]] = {
    "assign": lambda office: office.director,
    "court_appearance": lambda office: office.court_liaison,
}


@pytest.mark.parametrize("situation", SITUATIONS, ids=_told)
def test_steps_are_open_where_the_law_opens_them(office: Office, situation: str) -> None:
    assert set(OPEN) == set(SITUATIONS)
    with at(DAY):
        suit = SITUATIONS[situation](office)
        if situation not in {"all served", "over", "appealed", "set aside", "effective", "suggested"}:
            _others(office, suit)
        else:
            # A third party who comes in later would have to be served.
            for number in (9001, 9002):
                office.sue(number=f"（2026）渝0114行初{number}号")
            office.take(suit, "link_suit", kind="parallel", number="（2026）渝0114行初9002号")
        check_openness(
            suit,
            OPEN[situation],
            {code: _data(code, suit, office) for code in OPEN[situation]},
            lambda code: ACTORS.get(code, lambda office: office.officer)(office),
            told=TOLD,
            together=TOGETHER,
            needs_approval=NEEDS_APPROVAL,
            only_seen=() if situation in {"served", "stayed", "effective"} else RECORD | MAJOR,
        )


@pytest.mark.parametrize("situation", ["served", "effective"])
def test_steps_are_taken_by_those_who_may(office: Office, other_office: Office, situation: str) -> None:
    with at(DAY):
        suit = SITUATIONS[situation](office)
        bureau = make_organisation("甲区交通局", "department", office.organ.organisation)
        people: dict[str, Actor] = {
            "the officer": office.officer,
            "the director": office.director,
            "another officer of the office": office.third,
            "the leader": office.leader,
            "leadership": make.make_actor(Role.LEADERSHIP, office.organ),
            "the liaison": office.liaison,
            "the liaison of another agency": make.actor_for(make.make_user(Role.AGENCY_LIAISON, bureau)),
            "the court": office.court_liaison,
            "an officer of the other organ": other_office.officer,
            "the director of the other organ": other_office.director,
            "nobody": Actor(user=None),
        }

        def may(code: str, name: str) -> bool:
            if code == "assign":
                return name == "the director"
            if code == "court_appearance":
                return name == "the court"
            if code in BY_THE_COURT:
                return name in {"the officer", "the director", "the court"}
            if code in BY_THE_AGENCY:
                return name in {"the officer", "the director", "the liaison"}
            return name in {"the officer", "the director"}

        check_who_may(suit, people, may, told=TOLD)
        before = written()
        for name, code in (("the liaison", "answer"), ("the liaison", "perform_judgment"), ("the court", "amend")):
            data = _data(code, suit, office)
            form = make.form_for(office.officer, suit, code, **data)
            outcome = attempt(people[name], suit, code, data, None if may(code, name) else form)
            if not may(code, name):
                assert isinstance(outcome, PermissionDenied), (name, code, outcome)
            else:
                assert isinstance(outcome, TimelineEntry if code in OPEN[situation] else StepRefused), (code, outcome)
        assert written() == before
        assert agency_of(office.organ) in [row.organisation for row in suit.defendants.all()]
