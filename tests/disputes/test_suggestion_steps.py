"""Every declared step of a suggestion in every situation: taken where it is open, refused elsewhere; and by whom.

What is open where, and to whom, is written out here by hand, not read from the declarations.
"""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import Actor, actor_for
from accounts.models import Role
from accounts.permissions import can
from accounts.timekeeping import at
from disputes.models import Suggestion
from dossiers.models import TimelineEntry
from tests import factories as make
from tests.attempts import attempt, written
from tests.disputes.register import Register
from workflow.models import Approval
from workflow.services import closed_to, context_for
from workflow.steps import StepRefused, proceeding_type

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

STEPS = proceeding_type("suggestion").steps
TOLD = {"register", "draw_up", "linked", "parted"}
DAY = dt.date(2026, 6, 1)
RECORD = {"assign", "amend", "add_agency", "remove_agency", "link_case", "unlink_case", "void"}
RUNNING = RECORD | {"withdrawn"}
ANSWERED = RUNNING | {"report_rectification", "check_rectification", "request_again"}
OPEN: dict[str, set[str]] = {
    "draft": RECORD | {"issue"},
    "issued": RUNNING | {"receive"},
    "received": RUNNING | {"receive", "reply"},
    # Its period has run out.
    "late": RUNNING | {"receive", "reply", "request_again"},
    "asked again": RUNNING | {"receive", "reply"},
    "in vain": RUNNING | {"receive", "reply", "request_again", "report_unheeded"},
    "answered": ANSWERED,
    "partly": ANSWERED,
    "settled": RUNNING | {"close"},
    "closed": {"reopen", "link_case", "unlink_case"},
    "void": set(),
}
NEEDS_APPROVAL = {"issue", "report_unheeded", "withdrawn", "reopen", "void"}
BY_THE_AGENCY = {"receive", "reply", "report_rectification"}


@pytest.fixture
def register() -> Register:
    return Register()


def _issued(register: Register) -> Suggestion:
    return register.enter()


def _received(register: Register) -> Suggestion:
    """One of two agencies has signed for it."""
    suggestion = register.enter(agencies=[register.agency, register.other_agency])
    register.take(suggestion, "receive", party=register.party(suggestion))
    return suggestion


def _late(register: Register) -> Suggestion:
    with at(DAY - dt.timedelta(days=80)):
        return _received(register)


def _again(register: Register, ago: int = 0) -> Suggestion:
    suggestion = _late(register)
    day = DAY - dt.timedelta(days=ago)
    with at(day):
        until = day + dt.timedelta(days=3)
        register.take(suggestion, "request_again", party=register.party(suggestion), reply_by=until, reason="逾期")
    return suggestion


def _answered(register: Register) -> Suggestion:
    suggestion = register.received()
    register.answer(suggestion)
    return suggestion


def _checked(register: Register, result: str) -> Suggestion:
    suggestion = _answered(register)
    register.check(suggestion, result=result)
    return suggestion


def _closed(register: Register) -> Suggestion:
    suggestion = _checked(register, "done")
    register.take(suggestion, "close", result="已整改", papers_complete="on")
    return suggestion


def _void(register: Register) -> Suggestion:
    suggestion = register.received()
    register.approved(suggestion, "void", reason="重复登记")
    return suggestion


SITUATIONS: dict[str, Callable[[Register], Suggestion]] = {
    "draft": lambda register: register.drafted(),
    "issued": _issued,
    "received": _received,
    "late": _late,
    "asked again": _again,
    "in vain": lambda register: _again(register, ago=9),
    "answered": _answered,
    "partly": lambda register: _checked(register, "partly"),
    "settled": lambda register: _checked(register, "done"),
    "closed": _closed,
    "void": _void,
}


def _data(code: str, suggestion: Suggestion, register: Register) -> dict[str, object]:
    """What is typed into each step; it fits wherever the step is open."""
    party = register.party(suggestion)
    unsigned = suggestion.agencies.filter(received_on=None, party__voided_at=None).first()
    extra = make.make_organisation(f"新局{code}", "department", register.organ.organisation)
    other = suggestion.dossier.parties.exclude(pk=party.pk).filter(organisation__name__endswith="水利局").first()
    behind = suggestion.dossier.links.first()
    return {
        "issue": {"number": "甲司监〔2026〕1号"},
        "receive": {"party": unsigned.party_id if unsigned else party},
        "reply": {"party": party, "taken_up": "wholly", "measures": "x", "responsible": "y"},
        "report_rectification": {"party": party, "content": "x"},
        "check_rectification": {"party": party, "result": "not", "reason": "x"},
        "request_again": {"party": party, "reply_by": DAY + dt.timedelta(days=9), "reason": "x"},
        "report_unheeded": {"party": party, "to": "副区长", "content": "x"},
        "close": {"result": "x", "papers_complete": "on"},
        "withdrawn": {"reason": "x"},
        "reopen": {"reason": "x"},
        "assign": {"officer": register.second.user},
        "amend": {"problem": "x", "proposal": "y"},
        "add_agency": {"organisation": extra},
        "remove_agency": {"party": other, "reason": "x"},
        "link_case": {"number": "（2026）渝0114行初9001号"},
        "unlink_case": {"number": behind.other.number if behind else "", "reason": "x"},
        "void": {"reason": "x"},
    }.get(code, {})


def _others(register: Register, suggestion: Suggestion) -> None:
    """An agency that can be taken out, a suit to link with and one that is linked."""
    register.sue(number="（2026）渝0114行初9001号")
    behind = register.sue(number="（2026）渝0114行初9002号")
    if suggestion.state == "void":
        return
    register.take(suggestion, "link_case", number=behind.dossier.number)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_steps_are_open_where_they_should_be(register: Register, situation: str) -> None:
    assert set(OPEN) == set(SITUATIONS)
    with at(DAY):
        suggestion = SITUATIONS[situation](register)
        _others(register, suggestion)
        can_be_removed = situation in {"draft", "issued"}
        if can_be_removed:
            place = make.make_organisation("甲区水利局", "department", register.organ.organisation)
            register.take(suggestion, "add_agency", organisation=place)
        data = {code: _data(code, suggestion, register) for code in OPEN[situation]}
        context = context_for(register.officer, suggestion.dossier)
        closed = next(code for code in STEPS if code not in OPEN[situation] | TOLD)
        assert isinstance(attempt(register.director, suggestion, closed, {}), StepRefused)
        before = written()
        for code in STEPS:
            if code in TOLD:
                assert not STEPS[code].sources
                continue
            reason = closed_to(STEPS[code], context)
            assert (reason is None) == (code in OPEN[situation]), (code, reason)
            if reason is not None:
                assert str(reason)
                continue
            if code in RECORD and situation not in {"draft", "issued"}:
                continue
            actor = register.director if code == "assign" else register.officer
            outcome = attempt(actor, suggestion, code, data[code])
            wanted = Approval if code in NEEDS_APPROVAL else TimelineEntry
            assert isinstance(outcome, wanted), (code, outcome)
            assert written() == before, code


def test_steps_are_taken_by_those_who_may(register: Register) -> None:
    stranger = Register("乙区")
    with at(DAY):
        suggestion = _received(register)
        bureau = make.make_organisation("甲区水利局", "department", register.organ.organisation)
        people: dict[str, Actor] = {
            "the officer": register.officer,
            "the director": register.director,
            "another officer of the office": register.third,
            "the leader": register.leader,
            "leadership": make.make_actor(Role.LEADERSHIP, register.organ),
            "the liaison": register.liaison,
            "the liaison of the other agency": register.other_liaison,
            "the liaison of a third agency": actor_for(make.make_user(Role.AGENCY_LIAISON, bureau)),
            "the court": register.court_liaison,
            "the procuratorate": register.prosecutor,
            "an officer of the other organ": stranger.officer,
            "the court of the other organ": stranger.court_liaison,
            "nobody": Actor(user=None),
        }

        def may(code: str, name: str) -> bool:
            if code == "assign":
                return name == "the director"
            if code in BY_THE_AGENCY and name in {"the liaison", "the liaison of the other agency"}:
                return True
            return name in {"the officer", "the director"}

        for name, actor in people.items():
            for code in set(STEPS) - TOLD:
                assert can(actor, STEPS[code].permission, suggestion.dossier) is may(code, name), (name, code)
        before = written()
        data = _data("amend", suggestion, register)
        form = make.form_for(register.officer, suggestion, "amend", **data)
        for name in people:
            if not may("amend", name):
                assert isinstance(attempt(people[name], suggestion, "amend", data, form), PermissionDenied), name
        assert written() == before
