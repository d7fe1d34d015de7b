"""Lawsuits of an old ledger, entered in batches as they stand there."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Organ, Organisation
from accounts.permissions import require
from accounts.timekeeping import SHANGHAI
from dossiers.following import changed
from dossiers.models import (
    Code,
    Dossier,
    DossierKind,
    DossierLink,
    DossierSource,
    DossierStatus,
    Fact,
    LinkKind,
    Party,
    TimelineEntry,
    Visibility,
)
from dossiers.parties import party_of, respondents_of_case
from dossiers.services import new_fact, open_access, search_text
from dossiers.trail import record_each
from hearings import facts as f
from hearings.appearances import HEADS
from hearings.models import (
    Appearance,
    AppearanceState,
    Defendant,
    Designation,
    Lawsuit,
    Sitting,
    SittingCase,
    SittingState,
    State,
    Trial,
)
from hearings.services.linking import link_waiting
from hearings.services.losing import settle_lost
from hearings.services.registration import AGAINST
from workflow.naming import named, title_of

ORIGINAL, ALONE, JOINT = "suit_standing.original", "suit_standing.alone", "suit_standing.joint"


@dataclass(frozen=True, kw_only=True)
class LedgerSuit:
    """A lawsuit as an old ledger has it; `row` keeps the source row so that nothing of it is lost.

    `suit` holds matter, domain, court and act_name; `came` is who came for the defendant that is named first.
    """

    number: str
    instance: Code
    served_on: dt.date
    suit: dict[str, Any]
    plaintiffs: list[dict[str, Any]]
    defendants: list[Organisation]
    heard_on: dt.date | None = None
    came: Code | None = None
    judged_on: dt.date | None = None
    outcome: Code | None = None
    lost_as_typed: bool | None = None
    reconsideration_number: str = ""
    row: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def enter_ledger_suits(*, actor: Actor, organ: Organ, rows: Sequence[LedgerSuit]) -> list[Lawsuit | None]:
    """Enter lawsuits of an old ledger as they stand there, all or none, in the same few statements for any number.

    A judgment of an old ledger counts as effective on its day, and its case is closed on it. The column of appearance
    speaks for the defendant named first; the others were not designated to appear. Returns a lawsuit for each row,
    None where its number is given already (in the office, or in a row above). Raises DatabaseError when a row breaks
    a rule of the records.
    """
    require(actor, "suit.import", organ)
    # Two imports of one ledger wait for each other, so that none finds a number free that the other is giving.
    Organ.objects.select_for_update(no_key=True).get(pk=organ.pk)
    numbers = [row.number for row in rows]
    taken = set(
        Dossier.objects.unscoped("a number is the organ's, whoever may see its case")
        .filter(organ=organ, number__in=numbers)
        .values_list("number", flat=True)
    )
    first = {number: place for place, number in reversed(list(enumerate(numbers))) if number not in taken}
    entered = [place for place, number in enumerate(numbers) if first.get(number) == place]
    made = _enter(actor, organ, [rows[place] for place in entered])
    found = dict(zip(entered, made, strict=True))
    return [found.get(place) for place in range(len(rows))]


def _enter(actor: Actor, organ: Organ, rows: list[LedgerSuit]) -> list[Lawsuit]:
    """Write lawsuits whose numbers are free: dossiers first, then what hangs on them, each table in one statement."""
    if not rows:
        return []
    standings = Code.objects.in_bulk([ORIGINAL, ALONE, JOINT])
    dossiers = [_dossier(actor, organ, row) for row in rows]
    parties = [_parties(dossier, row) for dossier, row in zip(dossiers, rows, strict=True)]
    suits = [_suit(dossier, row) for dossier, row in zip(dossiers, rows, strict=True)]
    for dossier, (plaintiffs, agencies), suit in zip(dossiers, parties, suits, strict=True):
        dossier.search_text = search_text(
            dossier, [*plaintiffs, *agencies], suit.act_name, suit.act_number, suit.reconsideration_number
        )
    Dossier.objects.bulk_create(dossiers)
    Party.objects.bulk_create(party for both in parties for side in both for party in side)
    Lawsuit.objects.bulk_create(suits)
    defendants = [
        _defendants(suit, agencies, row, standings)
        for suit, (_plaintiffs, agencies), row in zip(suits, parties, rows, strict=True)
    ]
    Defendant.objects.bulk_create(defendant for own in defendants for defendant in own)
    entries = TimelineEntry.objects.bulk_create(
        _entry(actor, dossier, row) for dossier, row in zip(dossiers, rows, strict=True)
    )
    sittings = _hearings(organ, suits, rows, entries, defendants)
    Fact.objects.bulk_create(
        fact
        for entry, row, own in zip(entries, rows, defendants, strict=True)
        for fact in _facts(entry, row, own, sittings.get(entry.dossier_id))
    )
    _link(organ, suits, rows, entries, actor)
    link_waiting(dossiers)
    open_access(
        (dossier, [*plaintiffs, *agencies]) for dossier, (plaintiffs, agencies) in zip(dossiers, parties, strict=True)
    )
    settle_lost(suits, organ)
    record_each(actor=actor, action="suit.import", objects=[(suit, suit.dossier) for suit in suits])
    changed(suit.pk for suit in suits)
    return suits


def _dossier(actor: Actor, organ: Organ, row: LedgerSuit) -> Dossier:
    plaintiffs = [named(party["name"], party["group_size"]) for party in row.plaintiffs]
    against = [agency.name for agency in row.defendants]
    closed = row.judged_on is not None
    return Dossier(
        organ=organ,
        kind=DossierKind.LITIGATION,
        number=row.number,
        title=title_of(plaintiffs, against, row.suit["act_name"], AGAINST),
        cause=row.suit["act_name"],
        status=DossierStatus.CLOSED if closed else DossierStatus.OPEN,
        stage=_state(row),
        opened_on=row.served_on,
        closed_on=row.judged_on,
        source=DossierSource.LEDGER,
        created_by=actor.user,
    )


def _state(row: LedgerSuit) -> str:
    if row.judged_on is not None:
        return State.CLOSED
    return State.TRIAL if row.heard_on else State.ANSWERING


def _parties(dossier: Dossier, row: LedgerSuit) -> tuple[list[Party], list[Party]]:
    plaintiffs = [party_of(dossier, party, position) for position, party in enumerate(row.plaintiffs)]
    return plaintiffs, respondents_of_case(dossier, row.defendants)


def _suit(dossier: Dossier, row: LedgerSuit) -> Lawsuit:
    trial = Trial.ORAL if row.heard_on else Trial.NONE if row.judged_on else ""
    return Lawsuit(
        dossier=dossier,
        state=dossier.stage,
        instance=row.instance,
        served_on=row.served_on,
        reconsidered=bool(row.reconsideration_number),
        reconsideration_number=row.reconsideration_number,
        government=dossier.organ.organisation in row.defendants,
        trial=trial,
        heard_on=row.heard_on,
        concluded_on=row.judged_on,
        outcome=row.outcome,
        effective_on=row.judged_on,
        **row.suit,
    )


def _defendants(suit: Lawsuit, agencies: list[Party], row: LedgerSuit, standings: dict[str, Code]) -> list[Defendant]:
    several = len(agencies) > 1

    def standing(party: Party) -> Code:
        if not suit.reconsidered or party.organisation_id != suit.dossier.organ.organisation_id:
            return standings[ORIGINAL]
        return standings[JOINT if several else ALONE]

    def designation(position: int) -> str:
        if not several:
            return Designation.SOLE
        return Designation.DESIGNATED if position == 0 else Designation.RELEASED

    return [
        Defendant(
            lawsuit=suit,
            party=party,
            organisation_id=party.organisation_id,
            standing=standing(party),
            position=position,
            designation=designation(position),
            served_on=row.served_on,
            outcome=row.outcome,
            lost_as_typed=row.lost_as_typed,
        )
        for position, party in enumerate(agencies)
    ]


def _entry(actor: Actor, dossier: Dossier, row: LedgerSuit) -> TimelineEntry:
    return TimelineEntry(
        dossier=dossier,
        step="enter_ledger",
        on_date=row.served_on,
        taken_by=actor.user,
        to_state=dossier.stage,
        data={"row": row.row},
        visibility=Visibility.OFFICE,
    )


def _hearings(
    organ: Organ,
    suits: list[Lawsuit],
    rows: list[LedgerSuit],
    entries: list[TimelineEntry],
    defendants: list[list[Defendant]],
) -> dict[int, Sitting]:
    """The hearings of which the ledger knows the day, each with who came for the defendant named first; by lawsuit."""
    heard = [
        (suit, row, entry, own)
        for suit, row, entry, own in zip(suits, rows, entries, defendants, strict=True)
        if row.heard_on
    ]
    sittings = Sitting.objects.bulk_create(
        Sitting(organ=organ, court=suit.court, during=_whole(row.heard_on), whole_day=True, state=SittingState.HELD)
        for suit, row, _entry, _own in heard
        if row.heard_on
    )
    cases = SittingCase.objects.bulk_create(
        SittingCase(sitting=sitting, lawsuit=suit, entry=entry)
        for sitting, (suit, _row, entry, _own) in zip(sittings, heard, strict=True)
    )
    Appearance.objects.bulk_create(
        Appearance(
            case=case,
            defendant=own[0],
            state=AppearanceState.CONFIRMED,
            came=row.came,
            rank=row.came.code if row.came.code in {"principal", "deputy", "in_charge"} else "",
            present=row.came.pk in HEADS,
        )
        for case, (_suit, row, _entry, own) in zip(cases, heard, strict=True)
        if row.came is not None
    )
    return {suit.pk: sitting for sitting, (suit, _row, _entry, _own) in zip(sittings, heard, strict=True)}


def _whole(day: dt.date | None) -> tuple[dt.datetime, dt.datetime]:
    """The whole of a day, from midnight to midnight of this place."""
    assert day is not None  # noqa: S101 - a hearing without a day makes no sitting
    begins = dt.datetime.combine(day, dt.time(), SHANGHAI)
    return begins, begins + dt.timedelta(days=1)


def _facts(entry: TimelineEntry, row: LedgerSuit, defendants: list[Defendant], sitting: Sitting | None) -> list[Fact]:
    served = [
        new_fact(entry=entry, kind=f.SERVED_WITH_SUIT, on_date=row.served_on, party=each.party) for each in defendants
    ]
    heard = []
    if row.heard_on and sitting:
        heard.append(new_fact(entry=entry, kind=f.HEARING_HELD, on_date=row.heard_on, value={"sitting": sitting.pk}))
        if row.came is not None:
            value = {"sitting": sitting.pk, "came": row.came.pk, "present": row.came.pk in HEADS}
            party = defendants[0].party
            heard.append(new_fact(entry=entry, kind=f.RECORD_CONFIRMED, on_date=row.heard_on, party=party, value=value))
    judged = []
    if row.judged_on and row.outcome:
        value = {"outcome": row.outcome.pk}
        judged = [
            *(
                new_fact(entry=entry, kind=f.JUDGED, on_date=row.judged_on, party=each.party, value=value)
                for each in defendants
            ),
            new_fact(entry=entry, kind=f.EFFECTIVE, on_date=row.judged_on),
            new_fact(entry=entry, kind=f.CLOSED, on_date=row.judged_on),
        ]
    return [*served, *heard, *judged]


def _link(
    organ: Organ, suits: list[Lawsuit], rows: list[LedgerSuit], entries: list[TimelineEntry], actor: Actor
) -> None:
    """Link lawsuits with the reconsideration cases behind them, where these are here."""
    numbers = {row.reconsideration_number for row in rows if row.reconsideration_number}
    behind = {
        dossier.number: dossier
        for dossier in Dossier.objects.unscoped("the cases of the ledger's own office").filter(
            organ=organ, kind=DossierKind.RECONSIDERATION, number__in=numbers
        )
    }
    DossierLink.objects.bulk_create(
        DossierLink(
            dossier=suit.dossier,
            other=behind[row.reconsideration_number],
            kind=LinkKind.SUED,
            on_date=row.served_on,
            entry=entry,
            created_by=actor.user,
        )
        for suit, row, entry in zip(suits, rows, entries, strict=True)
        if row.reconsideration_number in behind
    )
