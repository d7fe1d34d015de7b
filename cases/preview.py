"""What entering a case will cause, told while its form is being filled in. Nothing is written."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import NumberedAt, Organ
from cases import facts as f
from cases.application import Application
from cases.clocks import rules_under
from cases.display import overdue, too_late
from cases.law import election_lacks, election_on, law_for
from cases.models import ReconsiderationCase, State
from deadlines.basis import basis_in_force
from deadlines.models import Deadline
from deadlines.rules import plan
from dossiers.models import DossierKind, DossierStatus
from workflow.preview import Consequences, Snapshot, compare
from workflow.steps import proceeding_type


@dataclass(frozen=True)
class TypedFact:
    """A fact that the form will leave, for the rules of clocks (deadlines.rules.FactLike)."""

    kind: str
    on_date: dt.date
    party_id: int | None = None
    value: dict[str, Any] = field(default_factory=dict)


# Which fact each day of the forms becomes, and what it says besides its day.
Values = Callable[[Mapping[str, Any]], dict[str, Any]]
FACTS: tuple[tuple[str, str, Values], ...] = (
    ("received_on", f.RECEIVED, lambda typed: {}),
    ("filed_with_agency_on", f.FILED_WITH_AGENCY, lambda typed: {}),
    ("agency_told_on", f.AGENCY_TOLD, lambda typed: {}),
    ("taken_over_on", f.TAKEN_OVER, lambda typed: {}),
    ("accepted_on", f.ACCEPTED, lambda typed: {"procedure": typed.get("procedure")}),
    ("copy_received_on", f.COPY_RECEIVED, lambda typed: {}),
    ("copy_received_on", f.COPIES_COMPLETE, lambda typed: {}),
    ("reply_received_on", f.REPLY_RECEIVED, lambda typed: {}),
    ("suspended_on", f.SUSPENDED, lambda typed: {"ground": getattr(typed.get("suspend_ground"), "pk", None)}),
    ("resumed_on", f.RESUMED, lambda typed: {}),
    ("extended_on", f.EXTENDED, lambda typed: {"days": typed.get("extension_days") or 0}),
)


def foretell(
    *, organ: Organ, typed: Mapping[str, Any], today: dt.date, people: tuple[int, int] = (0, 0)
) -> tuple[Consequences, list[dict[str, str]]]:
    """(what will run and what is numbered, what a careful reader would note) of a case that is being typed.

    `typed` are the values of its form that are right so far; without a day of receipt there is nothing to say.
    `people` are the numbers of applicants and of those who represent them.
    """
    received_on = typed.get("received_on")
    if received_on is None:
        return Consequences(), []
    law = law_for(received_on)
    known = {name: typed[name] for name in ("act_on", "known_on", "nature", "rights_told") if name in typed}
    said = Application.of(dict(typed)).as_json()
    case = ReconsiderationCase(law=law, received_on=received_on, state=State.REVIEW, application=said, **known)
    basis = basis_in_force([organ.pk])
    waits = bool(typed.get("not_forwarded"))
    facts = [
        TypedFact(kind, typed[name], value=value(typed))
        for name, kind, value in FACTS
        if typed.get(name) and not (waits and kind == f.RECEIVED)
    ]
    deadlines = {
        planned.key: Deadline(**vars(planned))
        for planned in plan(rules_under(law, facts), facts, basis.calendar(organ.pk), basis.book)
    }
    numbered = organ.numbered_at == NumberedAt.REGISTRATION and "number" not in typed
    state = State.FILED if waits else State.REVIEW
    before = Snapshot(state, DossierStatus.OPEN, None, {})
    after = Snapshot(state, DossierStatus.OPEN, "" if numbered else None, deadlines)
    notes = [("late", words) for words in overdue(deadlines.values(), case, {}, today)]
    notes += [
        ("soon", words)
        for words in (too_late(case, basis, organ.pk), election_lacks(election_on(law, received_on), *people))
        if words
    ]
    kind = proceeding_type(DossierKind.RECONSIDERATION)
    return compare(before, after, kind, {}), [{"tone": tone, "words": words} for tone, words in notes]
