"""What the facts of a case come to between acceptance and decision: which request is open, which hearing is set.

Nothing is stored of it; conditions, forms, the page and the agenda read it from the facts alike.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cases import facts as f
from deadlines.models import DeadlineState
from dossiers.models import Fact, Party, PartyRole
from workflow.steps import Context

REPLY_CLOCKS = ("fy_reply_10wd", "fy_reply_5wd_simplified", "fy17_reply_10d")
# Who may read the file (47), themselves and through those who act for them; the respondent has its own.
READERS = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)


def open_fact(facts: Iterable[Fact], begun: str, *ended: str) -> Fact | None:
    """The last fact of the kind `begun` while there are fewer of the kinds `ended`: what is begun and not over."""
    found = list(facts)
    beginnings = [fact for fact in found if fact.kind == begun]
    over = sum(fact.kind in ended for fact in found)
    return beginnings[-1] if len(beginnings) > over else None


def last_fact(facts: Iterable[Fact], *kinds: str) -> Fact | None:
    """The last fact of any of some kinds, or None."""
    return next((fact for fact in reversed(list(facts)) if fact.kind in kinds), None)


# --- hearings --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sitting:
    """One hearing (听证): `key` is the entry that ordered it, `turn` how often it was put off."""

    key: int
    turn: int
    on: dt.date
    fact: Fact
    held: Fact | None = None
    cancelled: Fact | None = None

    @property
    def time(self) -> dt.time:
        return dt.time.fromisoformat(self.fact.value["time"])

    @property
    def place(self) -> str:
        return str(self.fact.value["place"])

    @property
    def presider(self) -> int:
        return int(self.fact.value["presider"])

    @property
    def people(self) -> frozenset[int]:
        """The ids of those who preside, listen and, where it is somebody of the office, record."""
        recorder = self.fact.value.get("recorder_person")
        return frozenset({self.presider, *self.fact.value["listeners"], *([recorder] if recorder else [])})

    @property
    def arrangement(self) -> tuple[Any, ...]:
        """What those concerned are told of: day, hour, place and people."""
        return self.on, self.time, self.place, self.people

    @property
    def is_set(self) -> bool:
        """Whether it is still to come, or its holding still to be entered."""
        return self.held is None and self.cancelled is None


def sittings(facts: Iterable[Fact]) -> list[Sitting]:
    """The hearings of one case in the order of their days, each as it was last set."""
    last: dict[int, Fact] = {}
    over: dict[str, dict[int, Fact]] = {f.HEARING_HELD: {}, f.HEARING_CANCELLED: {}}
    for fact in facts:
        if fact.kind == f.HEARING_SET:
            key, turn = fact.value["hearing"], fact.value["turn"]
            if key not in last or last[key].value["turn"] < turn:
                last[key] = fact
        elif fact.kind in over:
            over[fact.kind][fact.value["hearing"]] = fact
    found = [
        Sitting(
            key,
            fact.value["turn"],
            fact.on_date,
            fact,
            held=over[f.HEARING_HELD].get(key),
            cancelled=over[f.HEARING_CANCELLED].get(key),
        )
        for key, fact in last.items()
    ]
    return sorted(found, key=lambda sitting: (sitting.on, sitting.time, sitting.key))


def next_sitting(facts: Iterable[Fact]) -> Sitting | None:
    """The hearing that is set, or None."""
    return next((sitting for sitting in sittings(facts) if sitting.is_set), None)


# --- replies ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Failing:
    """A respondent that did not reply in time with its evidence: `how` is none, late or no_evidence."""

    party: Party
    how: str


def failings(context: Context) -> list[Failing]:
    """The respondents whose act counts as having no evidence unless an exception holds (70; 2017: 28①)."""
    late, over = set(), set()
    for deadline in context.deadlines:
        if deadline.clock in REPLY_CLOCKS and deadline.due_on:
            if deadline.late:
                late.add(deadline.party_id)
            elif deadline.state == DeadlineState.RUNNING and deadline.due_on < context.today:
                over.add(deadline.party_id)
    found = []
    for party in context.respondents:
        replies = [fact for fact in context.facts if fact.kind == f.REPLY_RECEIVED and fact.party_id == party.pk]
        if not replies:
            if party.pk in over:
                found.append(Failing(party, "none"))
        elif party.pk in late:
            found.append(Failing(party, "late"))
        elif replies[-1].value.get("evidence") is False:
            found.append(Failing(party, "no_evidence"))
    return found


def third_party_evidence(context: Context) -> list[Party]:
    """The third parties who handed in evidence, for whose sake an act need not count as without any (70)."""
    return [party for party in context.parties_as(PartyRole.THIRD_PARTY) if context.has(f.EVIDENCE_ADDED, party)]


# --- views -----------------------------------------------------------------------------------------------------


def heard_or_excused(facts: Iterable[Fact]) -> tuple[set[int], bool]:
    """The parties whose views were heard, also at a hearing, or of whom it is noted why not; and whether of all."""
    parties: set[int] = set()
    of_all = False
    for fact in facts:
        if fact.kind == f.HEARING_HELD:
            parties |= set(fact.value.get("came") or ())
        elif fact.kind in {f.VIEWS_HEARD, f.VIEWS_NOT_HEARD}:
            if fact.party_id is not None:
                parties.add(fact.party_id)
            else:
                of_all = True
    return parties, of_all


def views_left(context: Context) -> list[Party]:
    """The parties whose views are still to be heard (49): applicants, or whom they elected, and third parties.

    The respondent says its own in its reply.
    """
    seen, of_all = heard_or_excused(context.facts)
    if of_all:
        return []
    # Who acts for a party speaks for it.
    seen |= {party.represents_id for party in context.parties if party.pk in seen and party.represents_id}
    applicants = context.parties_as(PartyRole.APPLICANT)
    of_applicants = {party.pk for party in applicants}
    elected = [party for party in context.parties_as(PartyRole.REPRESENTATIVE) if party.represents_id in of_applicants]
    by_themselves = not elected or of_applicants <= seen
    asked = [*(applicants if by_themselves else elected), *context.parties_as(PartyRole.THIRD_PARTY)]
    return [party for party in asked if party.pk not in seen]


# --- stay, norm review, recusal ---------------------------------------------------------------------------------


def stay(facts: Iterable[Fact]) -> Fact | None:
    """The stay of execution that is in force, or None."""
    return open_fact(facts, f.STAY_GRANTED, f.STAY_LIFTED)


def norm_review(facts: Iterable[Fact]) -> Fact | None:
    """The incidental review of a normative document that is under way, or None."""
    return open_fact(facts, f.NORM_OPENED, f.NORM_RESULT)


def own_review(facts: Sequence[Fact], entries: frozenset[int]) -> Fact | None:
    """The review that a result concludes: the one under way, or that of the result which `entries` are put right."""
    result = next((fact for fact in facts if fact.kind == f.NORM_RESULT and fact.entry_id in entries), None)
    if result is None:
        return norm_review(facts)
    return last_fact([fact for fact in facts if fact.on_date <= result.on_date], f.NORM_OPENED)


def since(facts: Sequence[Fact], start: Fact, kind: str) -> Fact | None:
    """The last fact of a kind from the day of `start` on, or None."""
    return last_fact([fact for fact in facts if fact.on_date >= start.on_date], kind)


def recused(facts: Iterable[Fact]) -> list[int]:
    """The ids of those whose recusal was granted."""
    granted = (fact for fact in facts if fact.kind == f.RECUSAL_DECIDED and fact.value["granted"])
    return sorted({int(fact.value["person"]) for fact in granted})


def readers(parties: Iterable[Party]) -> list[Party]:
    """Who may ask to read the file: applicants, third parties and those who act for them (47)."""
    standing = list(parties)
    entitled = {party.pk for party in standing if party.role in READERS}
    return [party for party in standing if party.pk in entitled or party.represents_id in entitled]


def own_value(facts: Iterable[Fact], entries: frozenset[int], key: str) -> Any:
    """What the facts of some entries say under `key`; None when none of them says anything."""
    return next((fact.value[key] for fact in facts if fact.entry_id in entries and key in fact.value), None)
