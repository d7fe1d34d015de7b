"""Letters that stand in a case and can be taken into the register of suggestions, where their answer is then followed.

A judicial suggestion is entered in the suit in which it was made, an opinion letter in the case from which it went.
Such a letter has one clock and one place of answer: in its case until it is registered, in the register from then on.
The entry that is written here into the case ends the clock there, and the register's begins with the same receipt.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.timekeeping import today
from deadlines import services as deadlines
from deadlines.rules import FactLike
from dossiers.models import Dossier, Fact, Party, TimelineEntry, Visibility
from dossiers.services import add_fact
from workflow.forms import StepForm
from workflow.links import LinkedForm, note_link
from workflow.steps import NOWHERE, Step, Text, written_elsewhere

# The fact and the step, in the case, of a letter's being in the register.
REGISTERED = "letter_registered"


@dataclass(frozen=True)
class Kind:
    """A kind of letter in cases of one kind.

    `fact` says that there is one, `received` when its agency got it (the same where it is entered on its receipt),
    `answered` that it was answered in the case. `content` is the field in which the step of `fact` keeps what it says,
    `register_as` what the register calls such a letter.
    """

    fact: str
    received: str
    answered: str
    content: str
    register_as: str


@dataclass(frozen=True)
class Letter:
    """A letter in a case that waits for its answer and is not in the register."""

    kind: Kind
    fact: Fact
    received_on: dt.date | None

    @property
    def party_id(self) -> int | None:
        return self.fact.party_id


_kinds: dict[str, tuple[Kind, ...]] = {}


def register(dossier_kind: str, *kinds: Kind) -> None:
    """Tell which letters cases of a kind have. Raises ValueError when that is told already."""
    if dossier_kind in _kinds:
        raise ValueError(f"The letters of {dossier_kind} are registered twice.")
    _kinds[dossier_kind] = kinds


def waiting(dossier_kind: str, facts: Sequence[Fact]) -> list[Letter]:
    """The letters of a case that its facts leave without an answer and out of the register, in order; no query."""
    found = []
    for kind in _kinds.get(dossier_kind, ()):
        for party_id in dict.fromkeys(fact.party_id for fact in facts if fact.kind == kind.fact):
            own = [fact for fact in facts if fact.party_id == party_id]
            letters = [fact for fact in own if fact.kind == kind.fact]
            registered = {fact.value.get("letter") for fact in own if fact.kind == REGISTERED}
            receipts = [fact for fact in own if fact.kind == kind.received]
            answers = sum(fact.kind == kind.answered for fact in own)
            pairs = [
                (letter, receipts[place] if place < len(receipts) else None)
                for place, letter in enumerate(letters)
                if letter.pk not in registered
            ]
            # Answers are given in the order in which the letters came.
            found += [Letter(kind, letter, receipt.on_date if receipt else None) for letter, receipt in pairs[answers:]]
    return found


def ends_there(start: FactLike, fact: FactLike) -> bool:
    """Whether a fact concerns the period of a letter that began with `start`: the register takes over one letter's."""
    if fact.kind == REGISTERED:
        return fact.value.get("since") == start.on_date.isoformat()
    return fact.on_date >= start.on_date


def check_not_registered(form: StepForm) -> None:
    """Refuse the correction of a letter that is in the register: it is put right there."""
    corrected = {fact.pk for fact in form.context.facts if fact.entry_id in form.corrected_entries}
    registered = {fact.value.get("letter") for fact in form.context.facts if fact.kind == REGISTERED}
    if corrected & registered:
        raise ValidationError(_("It stands in the register of suggestions; put it right there."), code="registered")


def take_over(*, actor: Actor, dossier: Dossier, letter: Letter, of: Dossier) -> Fact:
    """Write into the case of a letter that it is in the register now, as `of`: its period there falls away."""
    entry = note_link(
        actor=actor, other=dossier, of=of, step=REGISTERED, what="", on=today(), visibility=Visibility.PARTIES
    )
    party = Party.objects.unscoped("the party of a letter in hand").get(pk=letter.party_id) if letter.party_id else None
    since = letter.received_on.isoformat() if letter.received_on else ""
    value = {"letter": letter.fact.pk, "since": since, "suggestion": of.pk}
    fact = add_fact(entry=entry, kind=REGISTERED, on_date=entry.on_date, party=party, value=value)
    deadlines.refresh(entry.dossier)
    return fact


def give_back(*, actor: Actor, of: Dossier, others: Iterable[Dossier]) -> None:
    """The letters that `of` took over from `others` are followed in their cases again: it was voided."""
    for other in others:
        taken = Fact.objects.unscoped("the letters of a case in hand").current().filter(dossier=other, kind=REGISTERED)
        for fact in taken.filter(value__suggestion=of.pk).select_related("party"):
            entry: TimelineEntry = note_link(
                actor=actor, other=other, of=of, step="letter_back", what="", on=today(), visibility=Visibility.PARTIES
            )
            add_fact(entry=entry, kind=REGISTERED, on_date=entry.on_date, party=fact.party, supersedes=fact, void=True)
            deadlines.refresh(entry.dossier)


def told_by_register(group: Text) -> Iterator[Step]:
    """The entries in a case of its letters' being taken into the register and given back."""
    for code, title in (
        (REGISTERED, _("Entered in the register of suggestions")),
        ("letter_back", _("Taken out of the register of suggestions")),
    ):
        yield Step(
            code,
            title,
            group=group,
            sources=NOWHERE,
            permission="dossier.handle",
            form=LinkedForm,
            effect=written_elsewhere,
            facts=(REGISTERED,),
            visibility=Visibility.PARTIES,
            automatic=True,
            correctable=False,
        )
