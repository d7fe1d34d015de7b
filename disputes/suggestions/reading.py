"""What the facts of a suggestion say of each agency: whether it answered, what it has put right. No query."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from deadlines.models import Deadline, DeadlineState
from disputes.models import Rectified, SuggestionState
from disputes.suggestions import facts as f
from dossiers.models import Fact, Party
from workflow.steps import Context, Execution


@dataclass(frozen=True)
class Course:
    """What happened between a suggestion and one agency, each kind of facts in order."""

    party: Party
    facts: Sequence[Fact] = field(default=())

    def of(self, kind: str) -> list[Fact]:
        return sorted((fact for fact in self.facts if fact.kind == kind), key=lambda fact: (fact.on_date, fact.pk or 0))

    def last(self, kind: str) -> Fact | None:
        return next(reversed(self.of(kind)), None)

    def day(self, kind: str) -> dt.date | None:
        fact = self.last(kind)
        return fact.on_date if fact else None

    @property
    def turn(self) -> int:
        """How often the agency was asked again."""
        return len(self.of(f.REQUESTED_AGAIN))

    @property
    def reply(self) -> Fact | None:
        """The answer to the latest request; None while it is awaited."""
        reply = self.last(f.REPLIED)
        return reply if reply is not None and reply.value.get("turn", 0) >= self.turn else None

    @property
    def awaited(self) -> bool:
        return self.reply is None

    @property
    def check(self) -> Fact | None:
        """What the latest check found, when it is of the answer that now stands."""
        check = self.last(f.CHECKED)
        return check if check is not None and check.value.get("turn", 0) >= self.turn else None

    @property
    def to_check(self) -> bool:
        """Whether an answer, or a report of rectification, waits to be checked."""
        if self.awaited or self.settled:
            return False
        check, reported = self.check, self.last(f.RECTIFICATION_REPORTED)
        if check is None:
            return True
        return reported is not None and (reported.on_date, reported.pk or 0) > (check.on_date, check.pk or 0)

    @property
    def settled(self) -> bool:
        """Whether the check found that the agency has put right what was to be put right."""
        return self.check is not None and self.check.value.get("result") == Rectified.DONE

    @property
    def reported_up(self) -> bool:
        return bool(self.of(f.REPORTED_UP))

    @property
    def over(self) -> bool:
        """Whether nothing more is asked of the agency here: it is put right, or those above have it in hand."""
        return self.settled or self.reported_up


def courses(parties: Iterable[Party], facts: Iterable[Fact]) -> list[Course]:
    """The course of each agency, in the order of the parties."""
    facts = list(facts)
    return [Course(party, [fact for fact in facts if fact.party_id == party.pk]) for party in parties]


def courses_of(context: Context) -> list[Course]:
    return courses(context.respondents, context.facts)


def course_of(context: Context, party: Party) -> Course:
    return Course(party, [fact for fact in context.facts if fact.party_id == party.pk])


def state_of(found: Iterable[Course]) -> str:
    """Where a suggestion stands that was issued and is not closed, by its agencies: the one furthest back counts."""
    found = list(found)
    if any(course.awaited for course in found):
        return SuggestionState.AWAITING
    if any(course.to_check for course in found):
        return SuggestionState.CHECKING
    return SuggestionState.SETTLED if all(course.settled for course in found) else SuggestionState.RECTIFYING


def state_with(ex: Execution, kind: str, parties: Iterable[Party] = (), **value: Any) -> str | None:
    """Where the suggestion will stand when the step has left facts of a kind; None where it is over and stays so."""
    if ex.proceeding.state in {SuggestionState.CLOSED, SuggestionState.VOID}:
        return None
    made = [Fact(kind=kind, party=party, on_date=ex.data["on_date"], value=value, pk=2**62) for party in parties]
    return state_of(courses(ex.context.respondents, [*ex.context.facts, *made]))


LETTER_CLOCKS = ("fy_opinion_letter_60d", "fy17_opinion_letter_60d")
REPLY_CLOCKS = ("jy_norm_60d", "jy_governance_2m", "jy_reply_set", "jy_again_set", *LETTER_CLOCKS)
RECTIFY_CLOCK = "jy_rectify_set"


def answer_due(party: Party, deadlines: Iterable[Deadline]) -> dt.date | None:
    """By when an agency is to answer, the latest request counting; None where no period runs for it."""
    days = [
        deadline.due_on
        for deadline in deadlines
        if deadline.party_id == party.pk
        and deadline.clock in REPLY_CLOCKS
        and deadline.state == DeadlineState.RUNNING
        and deadline.due_on
    ]
    return max(days, default=None)


def ignores(context: Context, course: Course) -> bool:
    """Whether an agency has let its period pass without an answer; one that has no period ignores nothing."""
    due = answer_due(course.party, context.deadlines)
    return course.awaited and due is not None and due < context.today


def may_be_asked_again(context: Context, course: Course) -> bool:
    """Whether an agency may be asked once more: it let its period pass, had none, or has not put all right."""
    if course.settled or not course.of(f.RECEIVED):
        return False
    if course.awaited:
        return ignores(context, course) or answer_due(course.party, context.deadlines) is None
    return True


def may_be_reported(context: Context, course: Course) -> bool:
    """Whether what an agency does is reported upward: it was asked again, in vain."""
    if course.over or not course.turn:
        return False
    return ignores(context, course) if course.awaited else course.check is not None
