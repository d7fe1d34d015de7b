"""What a step is, and the registry of all steps.

Buttons, permissions, API actions, the timeline, docs/steps.md and the tests are derived from these declarations.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from accounts.actors import Actor
from accounts.models import Role, User
from accounts.timekeeping import now
from deadlines.models import Deadline, DeadlineState
from dossiers.actions import name_values
from dossiers.models import Dossier, DossierStatus, Fact, Party, PartyRole, TimelineEntry, Visibility
from dossiers.services import add_fact
from workflow.forms import StepForm

Text = str | Promise


class Proceeding(Protocol):
    """The record of a proceeding: one-to-one with its dossier, with a finer state of its own."""

    dossier: Dossier
    state: str

    def save(self, *args: Any, **kwargs: Any) -> None: ...


@dataclass
class Context:
    """A case as a step sees it, with the facts that are current; parties and deadlines are read once, when asked."""

    actor: Actor
    proceeding: Any
    today: dt.date
    facts: list[Fact] = field(default_factory=list)

    @property
    def dossier(self) -> Dossier:
        return self.proceeding.dossier

    def on(self, day: dt.date) -> "Context":
        """The case as of another day; what was read of it is not read again."""
        then = copy(self)
        then.today = day
        return then

    @cached_property
    def parties(self) -> list[Party]:
        """The standing parties, in order."""
        return list(self.dossier.parties.standing().select_related("organisation__parent", "agent_kind"))

    def parties_as(self, *roles: str) -> list[Party]:
        """The standing parties in any of `roles`."""
        return [party for party in self.parties if party.role in roles]

    @property
    def respondents(self) -> list[Party]:
        return self.parties_as(PartyRole.RESPONDENT)

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """All deadlines of the case, those that ended too."""
        return list(self.dossier.deadlines.all())

    def alive(self, *clocks: str) -> list[Deadline]:
        """The deadlines of any of `clocks` that run or are paused, the latest begun first."""
        found = [
            deadline
            for deadline in self.deadlines
            if deadline.clock in clocks and deadline.state in {DeadlineState.RUNNING, DeadlineState.PAUSED}
        ]
        return sorted(found, key=lambda deadline: deadline.starts_on, reverse=True)

    def days(self, kind: str, party: Party | None = None) -> list[dt.date]:
        """The days of all current facts of a kind, in order."""
        return sorted(
            fact.on_date for fact in self.facts if fact.kind == kind and (party is None or fact.party_id == party.pk)
        )

    def has(self, kind: str, party: Party | None = None) -> bool:
        return bool(self.days(kind, party))

    def last(self, kind: str, party: Party | None = None) -> dt.date | None:
        days = self.days(kind, party)
        return days[-1] if days else None


@dataclass(frozen=True)
class Condition:
    """Something that must hold before a step; `test` gives the reason in words when it does not."""

    name: str
    test: Callable[[Context], Text | None]


@dataclass
class Execution:
    """A step while it is carried out: what its effect works with and writes to."""

    context: Context
    step: "Step"
    entry: TimelineEntry
    data: dict[str, Any]
    corrected: TimelineEntry | None = None
    _left: list[Fact] = field(default_factory=list)

    @property
    def dossier(self) -> Dossier:
        return self.context.dossier

    @property
    def proceeding(self) -> Any:
        return self.context.proceeding

    def fact(self, kind: str, on_date: dt.date, party: Party | None = None, **value: Any) -> Fact:
        """Record a fact; in a correction it takes the place of the corrected entry's fact of that kind and party."""
        if kind not in self.step.facts:
            raise ValueError(f"{self.step.code} does not declare the fact {kind}.")
        old = next((f for f in self._left if f.kind == kind and f.party_id == (party.pk if party else None)), None)
        if old is not None:
            self._left.remove(old)
        return self._replace(old, kind, on_date, party, value)

    def let_fall(self, facts: Iterable[Fact]) -> None:
        """Let facts of other steps hold no longer: what they said stays in the timeline, and counts no more."""
        for fact in list(facts):
            if fact.kind not in self.step.moves:
                raise ValueError(f"{self.step.code} does not declare the fact {fact.kind}.")
            self._void(fact)
            self.context.facts.remove(fact)

    def void(self, kind: str) -> None:
        """Let the case be void from the day of the step on, with its reason, and a fact of this kind say so."""
        self.fact(kind, self.data["on_date"])
        self.dossier.status, self.dossier.voided_at = DossierStatus.VOID, now()
        self.dossier.void_reason = self.data["reason"][:300]

    def derived_fact(self, kind: str, on_date: dt.date | None, party: Party | None = None, **value: Any) -> None:
        """Let a fact that follows from others be of `on_date`, whichever entry recorded it; None: it is so no more.

        Steps of other codes may have recorded it, so that a correction of theirs finds it again. With `party` it is
        that party's alone.
        """
        if kind not in (*self.step.facts, *self.step.moves):
            raise ValueError(f"{self.step.code} does not declare the fact {kind}.")

        def is_it(fact: Fact) -> bool:
            return fact.kind == kind and (party is None or fact.party_id == party.pk)

        found = [fact for fact in (*self._left, *self.context.facts) if is_it(fact)]
        old = found[0] if found else None
        for fact in found[1:] if on_date else found:
            self._void(fact)
        self._left = [fact for fact in self._left if not is_it(fact)]
        self.context.facts = [fact for fact in self.context.facts if not is_it(fact)]
        if on_date is not None:
            self._replace(old, kind, on_date, party, value)

    def _replace(
        self, old: Fact | None, kind: str, on_date: dt.date, party: Party | None, value: dict[str, Any]
    ) -> Fact:
        if old is not None and (old.on_date, old.value) == (on_date, value):
            new = old
        else:
            new = add_fact(entry=self.entry, kind=kind, on_date=on_date, party=party, value=value, supersedes=old)
        self.context.facts = [*self.context.facts, new]
        return new

    @property
    def left(self) -> tuple[Fact, ...]:
        """In a correction, the facts of the corrected entry that were not recorded again yet."""
        return tuple(self._left)

    def begin_correction(self, facts: Iterable[Fact]) -> None:
        """Set aside the facts that the corrected entry recorded: the effect records them again, or they fall."""
        self._left = list(facts)
        aside = {fact.pk for fact in self._left}
        self.context.facts = [fact for fact in self.context.facts if fact.pk not in aside]

    def void_remaining(self) -> None:
        """Void the corrected entry's facts that the correction did not record again."""
        for old in self._left:
            self._void(old)
        self._left = []

    def _void(self, old: Fact) -> None:
        add_fact(entry=self.entry, kind=old.kind, on_date=old.on_date, party=old.party, supersedes=old, void=True)


# From this weight on a step is no button of its own.
RARE = 50

Effect = Callable[[Execution], None]
Approver = Callable[[Context], str | None]


@dataclass(frozen=True)
class Step:
    """One act of procedure.

    `sources` are the states it may be taken in, `target` the state it leads to (None: it stays; a function of the
    execution where the form decides). `permission` says who takes it, `approver` whose permission must approve it
    (None: nobody's). `facts` are the kinds it may record, and through the clock rules the clocks it starts and stops;
    `moves` are those of other steps that its correction takes with it.
    `articles` is the article by law; one of `every_law` exists also where the law has none. `while_suspended` says
    whether it is open while the case is suspended.
    `alongside` gives the entries of other cases that stand or fall with one of the step, which a correction of it puts
    right in the same transaction.
    One taken `together` is taken in all cases of something that they share, by what acts on that, and is no step of
    the menu.
    `not_for` are the audiences to whom its entries are not shown, though the parties see them.
    `group` is the heading under which the step stands in the menu. One that `continues` what another step begins is
    not named among those that are not possible yet.
    Of the steps open to somebody the one of least `weight` is the likely one; a step that was taken already counts with
    `weight_again`, and those of RARE and more stand in the menu alone.
    """

    code: str
    title: Text
    sources: frozenset[str]
    permission: str
    form: type[StepForm]
    effect: Effect
    target: str | Callable[[Execution], str | None] | None = None
    conditions: tuple[Condition, ...] = ()
    facts: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    articles: dict[str, str] = field(default_factory=dict)
    approver: Approver | None = None
    document: Text = ""
    group: Text = ""
    visibility: str = Visibility.OFFICE
    not_for: frozenset[str] = frozenset()
    while_suspended: bool = False
    automatic: bool = False
    continues: bool = False
    together: bool = False
    correctable: bool = True
    alongside: Callable[[TimelineEntry], list[TimelineEntry]] | None = None
    every_law: bool = False
    weight: int = 50
    weight_again: int | None = None

    def weight_in(self, context: Context) -> int:
        """The step's place among those that are open: the likely ones first."""
        again = self.weight_again is not None and any(context.has(kind) for kind in self.facts)
        return self.weight_again if again and self.weight_again is not None else self.weight

    def article_for(self, law: str) -> str:
        return self.articles.get(law, "")

    def known_to(self, law: str) -> bool:
        """Whether the law has the step: a step that rests on articles of other laws alone does not exist under it."""
        return self.every_law or not any(self.articles.values()) or bool(self.article_for(law))

    def obstacle(self, context: Context) -> Text | None:
        """Why the step cannot be taken now, or None: the first condition that does not hold."""
        for condition in self.conditions:
            if reason := condition.test(context):
                return reason
        return None


@dataclass(frozen=True)
class ProceedingType:
    """What the machinery must know of a kind of proceeding: its steps, how to load it, its law, stages and page.

    `page` is the URL name of a case's page (it takes the dossier's id), `list_page` that of the list of cases,
    `state_label` gives the words for a state, `laws` are those by which its cases live, `touched` tells which clocks
    facts can start and can stop, `answers` names for a clock the step that is due when it runs,
    `told` says what a step does to the proceeding (as it was, as it then is) beside its state and its clocks,
    `settled` are the steps that answer a settlement of the dispute elsewhere, `fixed` says why an entry can no longer
    be corrected as its case stands.
    """

    kind: str
    steps: dict[str, Step]
    load: Callable[[Dossier], Any]
    law_of: Callable[[Any], str]
    stage_of: Callable[[Any], str]
    correct_permission: str
    correct_approver: str
    page: str
    list_page: str
    state_label: Callable[[str], Text]
    laws: tuple[str, ...]
    touched: Callable[[tuple[str, ...]], tuple[tuple[str, ...], tuple[str, ...]]]
    answers: dict[str, str] = field(default_factory=dict)
    after: Callable[[Execution], None] = lambda execution: None
    told: Callable[[Any, Any], list[str]] = lambda before, after: []
    settled: tuple[str, ...] = ()
    fixed: Callable[[TimelineEntry], Text | None] = lambda entry: None


# The sources of a step that begins a case, or is written beside a step of another one.
NOWHERE: frozenset[str] = frozenset()


def written_elsewhere(execution: Execution) -> None:
    """The effect of an entry that an import, or a step of another case, writes into the timeline: nothing here."""


def director(context: Context) -> str:
    """The approver of what the director of the office consents to."""
    return "approve.director"


def organ_leader(context: Context) -> str:
    """The approver of what the leader of the organ consents to."""
    return "approve.organ_leader"


_types: dict[str, ProceedingType] = {}
# Whose approval a permission is.
APPROVERS = {"approve.director": Role.DIRECTOR.label, "approve.organ_leader": Role.ORGAN_LEADER.label}
name_values("permission", APPROVERS)


def register(proceeding: ProceedingType) -> None:
    """Enter a kind of proceeding. Raises ValueError when it is there already."""
    if proceeding.kind in _types:
        raise ValueError(f"The proceeding {proceeding.kind} is registered twice.")
    _types[proceeding.kind] = proceeding
    name_values("step", {code: step.title for code, step in proceeding.steps.items()})


def proceeding_type(kind: str) -> ProceedingType:
    """The declared proceeding of a kind. Raises KeyError when there is none."""
    return _types[kind]


def all_types() -> list[ProceedingType]:
    return list(_types.values())


def declare(steps: Iterable[Step]) -> dict[str, Step]:
    """The steps by their codes. Raises ValueError when a code comes twice."""
    table: dict[str, Step] = {}
    for step in steps:
        if step.code in table:
            raise ValueError(f"The step {step.code} is declared twice.")
        table[step.code] = step
    return table


class StepRefused(ValidationError):
    """A step that cannot be taken: its message says why, in the reader's language."""


class StaleCase(StepRefused):
    """Somebody else has changed the case since the form was opened; `entries` are what they did."""

    def __init__(self, message: Text, entries: list[TimelineEntry]) -> None:
        super().__init__(str(message), code="stale")
        self.entries = entries


@dataclass(frozen=True)
class Paper:
    """An approval given on paper: who signed, on which day, the scan, and what was written beside the signature."""

    approver: User
    signed_on: dt.date
    scan: Any
    opinion: str = ""
