"""Cases of an old ledger, entered in batches as they stand there."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Organ, Organisation, User
from accounts.permissions import require
from accounts.text import normalise_case_number
from cases import facts as f
from cases.clocks import rules_of
from cases.law import law_for
from cases.models import Procedure, ReconsiderationCase, State
from cases.services.opening import new_dossier, opening_entry
from deadlines import services as deadlines
from dossiers.following import changed
from dossiers.models import (
    Code,
    Dossier,
    DossierKind,
    DossierSource,
    DossierStatus,
    Fact,
    Party,
    TimelineEntry,
)
from dossiers.parties import party_of, respondents_of_case
from dossiers.services import free_numbers, keep_numbers, new_fact, open_access, search_text
from dossiers.trail import record_each


@dataclass(frozen=True, kw_only=True)
class LedgerCase:
    """A case as an old ledger has it; `row` keeps the source row so that nothing of it is lost."""

    number: str
    received_on: dt.date
    accepted_on: dt.date
    case: dict[str, Any]
    parties: list[dict[str, Any]]
    respondents: list[Organisation]
    officer: User | None = None
    concluded_on: dt.date | None = None
    outcome: Code | None = None
    sued: bool = False
    row: dict[str, str] | None = None


@transaction.atomic
def enter_ledger_cases(*, actor: Actor, organ: Organ, rows: Sequence[LedgerCase]) -> list[ReconsiderationCase | None]:
    """Enter cases of an old ledger as they stand there, all or none, in the same few statements however many they are.

    A concluded case is closed on its day of conclusion. Returns a case for each row, None where its number has been
    given already (to a case of the office or of a row above). Raises ValidationError when a number is not of the
    series, DatabaseError when a row breaks a rule of the records.
    """
    require(actor, "case.import", organ)
    numbers = [normalise_case_number(row.number) for row in rows]
    free = free_numbers(organ=organ, kind=DossierKind.RECONSIDERATION, texts=numbers)
    first = {number: place for place, number in reversed(list(enumerate(numbers))) if number in free}
    entered = [place for place, number in enumerate(numbers) if first.get(number) == place]
    made = _enter(actor, organ, [replace(rows[place], number=numbers[place]) for place in entered])
    found = dict(zip(entered, made, strict=True))
    return [found.get(place) for place in range(len(rows))]


def _enter(actor: Actor, organ: Organ, rows: list[LedgerCase]) -> list[ReconsiderationCase]:
    """Write cases whose numbers are free: dossiers first, then what hangs on them, each table in one statement."""
    if not rows:
        return []
    dossiers = [_ledger_dossier(actor, organ, row) for row in rows]
    parties = [_ledger_parties(dossier, row) for dossier, row in zip(dossiers, rows, strict=True)]
    cases = [_ledger_case(dossier, row) for dossier, row in zip(dossiers, rows, strict=True)]
    for dossier, own, case in zip(dossiers, parties, cases, strict=True):
        dossier.search_text = search_text(dossier, own, case.act_name, case.act_number)
    Dossier.objects.bulk_create(dossiers)
    Party.objects.bulk_create(party for own in parties for party in own)
    ReconsiderationCase.objects.bulk_create(cases)
    entries = TimelineEntry.objects.bulk_create(
        opening_entry(actor, dossier, "enter_ledger", {"row": row.row or {}})
        for dossier, row in zip(dossiers, rows, strict=True)
    )
    facts = [_ledger_facts(entry, row) for entry, row in zip(entries, rows, strict=True)]
    Fact.objects.bulk_create(fact for own in facts for fact in own)
    keep_numbers(dossiers)
    begun = [
        deadlines.Begun(
            dossier=case.dossier,
            facts=own_facts,
            rules=rules_of(case.law, DossierSource.LEDGER, own_facts),
            organisations={party.pk: party.organisation_id for party in own_parties if party.organisation_id},
        )
        for case, own_facts, own_parties in zip(cases, facts, parties, strict=True)
    ]
    deadlines.begin(begun)
    open_access(zip(dossiers, parties, strict=True))
    record_each(actor=actor, action="case.import", objects=[(case, case.dossier) for case in cases])
    changed(case.pk for case in cases)
    return cases


def _ledger_dossier(actor: Actor, organ: Organ, row: LedgerCase) -> Dossier:
    dossier = new_dossier(
        actor=actor,
        organ=organ,
        source=DossierSource.LEDGER,
        received_on=row.received_on,
        act_name=row.case["act_name"],
        parties=row.parties,
        respondents=row.respondents,
        officer=row.officer,
        state=State.CLOSED if row.concluded_on else State.HANDLING,
    )
    dossier.number = row.number
    if row.concluded_on:
        dossier.status, dossier.closed_on = DossierStatus.CLOSED, row.concluded_on
    return dossier


def _ledger_parties(dossier: Dossier, row: LedgerCase) -> list[Party]:
    applicants = [party_of(dossier, party, position) for position, party in enumerate(row.parties)]
    return applicants + respondents_of_case(dossier, row.respondents)


def _ledger_case(dossier: Dossier, row: LedgerCase) -> ReconsiderationCase:
    return ReconsiderationCase(
        dossier=dossier,
        state=dossier.stage,
        law=law_for(row.received_on),
        received_on=row.received_on,
        procedure=Procedure.ORDINARY,
        accepted_on=row.accepted_on,
        concluded_on=row.concluded_on,
        outcome=row.outcome,
        sued=row.sued,
        **row.case,
    )


def _ledger_facts(entry: TimelineEntry, row: LedgerCase) -> list[Fact]:
    accepted = {"procedure": Procedure.ORDINARY}
    facts = [
        new_fact(entry=entry, kind=f.RECEIVED, on_date=row.received_on),
        new_fact(entry=entry, kind=f.ACCEPTED, on_date=row.accepted_on, value=accepted),
    ]
    if row.concluded_on and row.outcome:
        facts += [
            new_fact(entry=entry, kind=f.CONCLUDED, on_date=row.concluded_on, value={"outcome": row.outcome.pk}),
            new_fact(entry=entry, kind=f.CLOSED, on_date=row.concluded_on),
        ]
    return facts
