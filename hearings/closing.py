"""The closing check-list of a lawsuit, and what is missing or late in the file of the whole process. No query."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deadlines.models import Deadline, DeadlineState
from dossiers.models import DossierSource
from hearings import facts as f
from hearings import reading
from workflow.checks import DONE, MISSING, NOT_NEEDED, Check
from workflow.steps import Context


def checks(context: Context) -> list[Check]:
    """The items of the closing check-list of an instance that has ended; none before, and of a ledger's old case."""
    if context.dossier.source == DossierSource.LEDGER or not reading.judged(context):
        return []
    return list(_checks(context))


def _checks(context: Context) -> Iterator[Check]:
    left = tuple(party.name for party in reading.unserved(context))
    on = context.last(f.JUDGMENT_SERVED)
    yield Check("served", _("Served on every party"), MISSING if left else DONE, None if left else on, left, bool(left))
    effective, set_aside = context.last(f.EFFECTIVE), reading.is_set_aside(context)
    state = NOT_NEEDED if set_aside else DONE if effective else MISSING
    yield Check("effective", _("In effect"), state, effective, bars=state == MISSING)
    bound = [] if set_aside else reading.to_perform(context)
    left = tuple(party.name for party in bound if not context.has(f.PERFORMED, party))
    state = MISSING if left else DONE if bound else NOT_NEEDED
    yield Check("performed", _("Performed"), state, None if left else context.last(f.PERFORMED), left)
    answered = context.last(f.SUGGESTION_ANSWERED) or context.last(f.SUGGESTION_REGISTERED)
    state = MISSING if reading.suggestions_open(context.facts) else DONE if answered else NOT_NEEDED
    yield Check("suggestion", _("Judicial suggestion answered"), state, answered if state == DONE else None)
    if context.proceeding.government:
        open_ones = open_risks(context.facts)
        state = MISSING if open_ones else DONE if context.has(f.RISK_FOUND) else NOT_NEEDED
        yield Check("risks", _("Risks dealt with"), state)
    closed = context.dossier.closed_on
    yield Check("papers", _("Papers complete and in order"), DONE if closed else MISSING, closed)


class Stated(Protocol):
    """A fact as the file of the whole process reads it."""

    @property
    def pk(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def on_date(self) -> dt.date: ...

    @property
    def party_id(self) -> int | None: ...

    @property
    def value(self) -> dict[str, object]: ...


def open_risks(facts: Iterable[Stated]) -> list[Stated]:
    """The risks of the register that nobody has dealt with yet, in order."""
    facts = list(facts)
    handled = {fact.value.get("risk") for fact in facts if fact.kind == f.RISK_HANDLED}
    return [fact for fact in facts if fact.kind == f.RISK_FOUND and fact.value.get("risk") not in handled]


def open_questions(facts: Iterable[Stated]) -> list[Stated]:
    """The requests for guidance that nobody has answered yet, in order."""
    facts = list(facts)
    answered = {fact.value.get("asked") for fact in facts if fact.kind == f.GUIDANCE_GIVEN}
    return [fact for fact in facts if fact.kind == f.GUIDANCE_ASKED and fact.value.get("asked") not in answered]


@dataclass(frozen=True)
class Lack:
    """What is missing in the file of the whole process, and of what; `late` when it should be there by now."""

    code: str
    title: str | Promise
    due: dt.date | None = None
    late: bool = False
    about: str = ""


# The items of the file that are due with the answer.
WITH_ANSWER = (
    (f.OPINION_WRITTEN, _("Response opinion")),
    (f.PLANNED, _("Response plan")),
    (f.TEAM_NAMED, _("Team for the suit")),
    (f.INSTRUCTED, _("Instruction of the leader")),
)
RISK_DAYS = dt.timedelta(days=30)
DAY = dt.timedelta(days=1)
# The facts that `lacks` reads.
LACKING_BY = (
    *(kind for kind, _title in WITH_ANSWER),
    *(f.HEARING_SET, f.HEARING_CANCELLED, f.HEARD_WITHOUT, f.DESIGNATED),
    *(f.LEADER_ARRANGED, f.HEAD_NOMINATED, f.ABSENCE_EXPLAINED, f.MAJOR, f.REPORTED_UP),
    *(f.RISK_FOUND, f.RISK_HANDLED, f.GUIDANCE_ASKED, f.GUIDANCE_GIVEN),
)


def lacks(
    *,
    facts: Sequence[Stated],
    answer_due: dt.date | None,
    own: int | None,
    concluded: bool,
    today: dt.date,
) -> list[Lack]:
    """What is missing or late in the file of one case; `own` is the party of the organ where it is a defendant.

    Opinion, plan, team and instruction are due with the answer, the leader's appearance before the day of the first
    hearing, a major case's report at once, a risk within thirty days; guidance is given by the day on which the agency
    wants it, else until the answer is due.
    """
    kinds = {fact.kind for fact in facts}
    found: list[Lack] = []

    def lack(code: str, title: str | Promise, due: dt.date | None, about: object = "") -> None:
        found.append(Lack(code, title, due, due is not None and due < today, str(about)))

    if own is not None and not concluded:
        for kind, title in WITH_ANSWER:
            if kind not in kinds:
                lack(kind, title, answer_due)
        if not _leader_settled(facts, own):
            first = min(_hearings(facts), default=None)
            lack(f.LEADER_ARRANGED, _("Appearance of a leader arranged"), first and first - DAY)
    if f.MAJOR in kinds and f.REPORTED_UP not in kinds:
        marked = min(fact.on_date for fact in facts if fact.kind == f.MAJOR)
        lack(f.REPORTED_UP, _("Major case reported upward"), marked)
    for risk in open_risks(facts) if own is not None else ():
        lack(f.RISK_HANDLED, _("Risk dealt with"), risk.on_date + RISK_DAYS, risk.value.get("what", ""))
    for question in open_questions(facts):
        wanted = question.value.get("wanted_by")
        due = dt.date.fromisoformat(str(wanted)) if wanted else answer_due or question.on_date
        lack(f.GUIDANCE_GIVEN, _("Guidance asked for and not given"), due, question.value.get("question", ""))
    return found


def _leader_settled(facts: Iterable[Stated], own: int) -> bool:
    """Whether it is settled who appears for the organ itself: a leader, a staff member with the ground, nobody."""
    for fact in facts:
        if fact.kind in {f.LEADER_ARRANGED, f.HEARD_WITHOUT}:
            return True
        if fact.party_id == own and fact.kind in {f.HEAD_NOMINATED, f.ABSENCE_EXPLAINED}:
            return True
        if fact.party_id == own and fact.kind == f.DESIGNATED and fact.value.get("to") == "released":
            return True
    return False


def _hearings(facts: Iterable[Stated]) -> Iterator[dt.date]:
    """The days of the hearings that stand."""
    last: dict[object, Stated] = {}
    for fact in sorted(facts, key=lambda fact: fact.pk):
        if fact.kind in {f.HEARING_SET, f.HEARING_CANCELLED}:
            last[fact.value.get("sitting")] = fact
    for fact in last.values():
        if fact.kind == f.HEARING_SET and fact.value.get("sort") == "hearing":
            yield fact.on_date


ANSWER_CLOCKS = (
    "xs_answer_evidence_15d",
    "xs_evidence_simplified_15d",
    "xs_appeal_answer_15d",
    "xs_retrial_opinion_15d",
)


def answer_due(deadlines: Iterable[Deadline]) -> dt.date | None:
    """When the first answer of a case is or was due."""
    days = [
        deadline.due_on
        for deadline in deadlines
        if deadline.clock in ANSWER_CLOCKS and deadline.state != DeadlineState.ENDED
    ]
    return min((day for day in days if day), default=None)
