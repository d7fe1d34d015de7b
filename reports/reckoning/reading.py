"""What the reckoners need of cases, read for many at once: the same few queries for one case and for a thousand."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Min, Q
from django.db.models.fields.json import KeyTransform

from accounts.timekeeping import SHANGHAI
from cases import facts as case_facts
from cases.models import ReconsiderationCase
from cases.steps import DECISION_CLOCKS
from deadlines.models import Deadline
from disputes import facts as dispute_facts
from disputes.models import Dispute, Suggestion, SuggestionAgency, SuggestionState, Transfer
from disputes.models import State as DisputeState
from disputes.suggestions import facts as suggestion_facts
from disputes.suggestions.reading import REPLY_CLOCKS
from dossiers.models import Code, Dossier, DossierKind, Fact, Party, PartyRole
from hearings import facts as suit_facts
from hearings.appearances import came_as_held, spoke_as_held
from hearings.models import Appearance, Lawsuit, SittingCase
from hearings.models import State as SuitState
from hearings.sittings.reading import record_of
from hearings.sittings.words import day_of
from hearings.units import kept_units
from reports.reckoning import disputes, litigation, reconsideration, suggestions
from reports.reckoning.base import Agency, Counted, Matter, Period, Told

WHY = "what a case counts is reckoned from all of it"
Codes = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Common:
    """What was read of cases of one kind, by case: the rows that every proceeding has."""

    dossiers: Mapping[int, tuple[int, str]]
    told: Mapping[int, list[Told]]
    agencies: Mapping[int, list[Agency]]
    periods: Mapping[int, list[Period]]
    people: Mapping[int, int]

    def of(self, pk: int) -> dict[str, Any]:
        """The fields of a Matter, but whether it is void."""
        organ, source = self.dossiers[pk]
        return {
            "pk": pk,
            "organ": organ,
            "source": source,
            "facts": tuple(self.told[pk]),
            "agencies": tuple(self.agencies[pk]),
            "periods": tuple(self.periods[pk]),
        }


@dataclass(frozen=True)
class Proceeding:
    """How the cases of a kind are read and reckoned, by which clocks, and which fact makes one void."""

    read: Callable[[Common, Sequence[int]], list[Any]]
    reckon: Callable[[Any, Codes], list[Counted]]
    voided: str
    clocks: Sequence[str] = field(default=())


def read_codes() -> Codes:
    """The mappings of the code lists that decide what counts, each with its parent; one query."""
    lists = Q(list__in=["outcome", "matter", "dispute_result"])
    return {
        key: {**mapping, "parent": parent}
        for key, mapping, parent in Code.objects.filter(lists).values_list("key", "mapping", "parent_id")
    }


def read(kind: str, ids: Sequence[int], *, history: bool = False) -> list[Any]:
    """The cases of a kind with what is known of them; with `history` also facts that are no longer known so."""
    proceeding = PROCEEDINGS[kind]
    common = _common(ids, proceeding.clocks, history)
    return proceeding.read(common, list(common.dossiers))


def _common(ids: Sequence[int], clocks: Sequence[str], history: bool) -> Common:
    dossiers = {
        pk: (organ, source)
        for pk, organ, source in Dossier.objects.unscoped(WHY)
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk", "organ_id", "source")
    }
    facts = Fact.objects.unscoped(WHY).filter(dossier__in=ids).order_by("on_date", "pk")
    told: dict[int, list[Told]] = defaultdict(list)
    for dossier, *values in (facts if history else facts.current()).values_list(
        "dossier_id", "kind", "on_date", "party_id", "value", "recorded_at", "superseded_at", "void"
    ):
        told[dossier].append(Told(*values))
    agencies: dict[int, list[Agency]] = defaultdict(list)
    people: dict[int, int] = defaultdict(int)
    parties = (
        Party.objects.unscoped(WHY)
        .standing()
        .filter(dossier__in=ids, role__in=[PartyRole.RESPONDENT, PartyRole.APPLICANT])
    )
    for dossier, role, pk, organisation, kind, above, size in parties.order_by("position", "pk").values_list(
        *("dossier_id", "role", "pk", "organisation_id", "organisation__kind", "organisation__led_from_above"),
        "group_size",
    ):
        if role == PartyRole.APPLICANT:
            people[dossier] += size
        elif organisation:
            agencies[dossier].append(Agency(pk, organisation, kind, above))
    periods: dict[int, list[Period]] = defaultdict(list)
    if clocks:
        for dossier, *values in (
            Deadline.objects.unscoped(WHY)
            .filter(dossier__in=ids, clock__in=clocks)
            .order_by("pk")
            .values_list("dossier_id", "pk", "clock", "state", "due_on", "ended_on", "organisation_id")
        ):
            periods[dossier].append(Period(*values))
    return Common(dossiers, told, agencies, periods, people)


def _reconsiderations(common: Common, ids: Sequence[int]) -> list[reconsideration.Reconsideration]:
    rows = ReconsiderationCase.objects.unscoped(WHY).filter(pk__in=ids).order_by("pk")
    fields = ("pk", "state", "law", "procedure", "channel_id", "domain_id", "matter_id", "sued")
    return [
        reconsideration.Reconsideration(
            **common.of(pk),
            void=state == "void",
            law=law,
            procedure=procedure,
            channel=channel,
            domain=domain,
            matter=matter,
            sued=sued,
            applicants=common.people[pk],
        )
        for pk, state, law, procedure, channel, domain, matter, sued in rows.values_list(*fields)
    ]


def _suits(common: Common, ids: Sequence[int]) -> list[litigation.Suit]:
    """The lawsuits with their hearings and units; six queries more."""
    defended: dict[int, list[litigation.Defended]] = defaultdict(list)
    hearings: dict[int, dict[int, litigation.Held]] = defaultdict(dict)
    for kept in kept_units(ids):
        suit = kept.unit.case
        defended[suit].append(
            litigation.Defended(
                unit=kept.unit,
                party=kept.defendant.party_id,
                kind=kept.defendant.organisation.kind,
                appeared=tuple(_appeared(case, appearance) for case, appearance in kept.heard if appearance),
            )
        )
        for case, _appearance in kept.heard:
            sitting = case.sitting
            held = litigation.Held(case.pk, sitting.pk, day_of(sitting), sitting.mode, sitting.observers)
            hearings[suit][case.pk] = held
    entered: dict[int, list[litigation.Entered]] = defaultdict(list)
    kinds = (suit_facts.RECORD_SUBMITTED, suit_facts.COURT_RECORDED)
    records = Fact.objects.unscoped(WHY).filter(dossier__in=ids, kind__in=kinds, void=False).order_by()
    for suit, kind, party, sitting, at in records.values_list(
        "dossier_id", "kind", "party_id", KeyTransform("sitting", "value")
    ).annotate(at=Min("recorded_at")):
        entered[suit].append(litigation.Entered(kind, party, sitting, at.astimezone(SHANGHAI).date()))
    rows = Lawsuit.objects.unscoped(WHY).filter(pk__in=ids).order_by("pk")
    return [
        litigation.Suit(
            **common.of(suit.pk),
            void=suit.state == SuitState.VOID,
            instance=suit.instance_id,
            court=suit.court_id,
            matter=suit.matter_id,
            domain=suit.domain_id or "",
            reconsidered=suit.reconsidered,
            government=suit.government,
            major=suit.major,
            outcome=suit.outcome_id or "",
            lost=suit.lost,
            hearings=tuple(hearings[suit.pk].values()),
            defendants=tuple(defended[suit.pk]),
            entered=tuple(sorted(entered[suit.pk], key=lambda one: (one.kind, one.party, one.sitting))),
            people=common.people[suit.pk],
        )
        for suit in rows
    ]


def _appeared(case: SittingCase, appearance: Appearance) -> litigation.Appeared:
    record = record_of(appearance)
    came, spoke = came_as_held(record), spoke_as_held(record)
    return litigation.Appeared(appearance.pk, case.sitting_id, came, spoke, appearance.absence_id or "")


def _disputes(common: Common, ids: Sequence[int]) -> list[disputes.Disputed]:
    """The disputes with their hand-overs; two queries more."""
    handed: dict[int, list[disputes.Handed]] = defaultdict(list)
    fields = ("pk", "organisation_id", "state", "sent_on", "signed_on", "reported_on")
    transfers = Transfer.objects.unscoped(WHY).filter(dispute__in=ids).order_by("pk")
    for pk, *values in transfers.values_list("dispute_id", *fields):
        handed[pk].append(disputes.Handed(*values))
    return [
        disputes.Disputed(
            **common.of(one.pk),
            void=one.state == DisputeState.VOID,
            origin=one.source_id,
            nature=one.nature,
            phase=one.phase,
            domain=one.domain_id or "",
            agreement=one.agreement,
            performance=one.performance,
            amount=float(one.agreed_amount or 0),
            transfers=tuple(handed[one.pk]),
            people=common.people[one.pk],
        )
        for one in Dispute.objects.unscoped(WHY).filter(pk__in=ids).order_by("pk")
    ]


def _suggestions(common: Common, ids: Sequence[int]) -> list[suggestions.Suggested]:
    """The suggestions with the agencies to which they are made; two queries more."""
    addressed: dict[int, list[suggestions.Addressed]] = defaultdict(list)
    rows = SuggestionAgency.objects.unscoped(WHY).filter(suggestion__in=ids, party__voided_at=None).order_by("pk")
    for suggestion, *values in rows.values_list("suggestion_id", "pk", "organisation_id", "party_id", "rectified"):
        told: list[Any] = values
        addressed[suggestion].append(suggestions.Addressed(*told))
    return [
        suggestions.Suggested(
            **common.of(one.pk),
            void=one.state == SuggestionState.VOID,
            kind=one.kind,
            subject=one.subject,
            own=one.own,
            cause=one.cause_id or "",
            domain=one.domain_id or "",
            addressed=tuple(addressed[one.pk]),
        )
        for one in Suggestion.objects.unscoped(WHY).filter(pk__in=ids).order_by("pk")
    ]


def known_moments(matter: Matter) -> list[dt.datetime]:
    """The moments at which something became known of a case, in order."""
    moments = {fact.recorded_at for fact in matter.facts}
    return sorted(moments | {fact.superseded_at for fact in matter.facts if fact.superseded_at})


PROCEEDINGS: dict[str, Proceeding] = {
    DossierKind.RECONSIDERATION: Proceeding(
        _reconsiderations, reconsideration.reckon, case_facts.VOIDED, DECISION_CLOCKS
    ),
    DossierKind.LITIGATION: Proceeding(
        _suits, litigation.reckon, suit_facts.VOIDED, (*litigation.NOMINATION, *litigation.RECORDS)
    ),
    DossierKind.DISPUTE: Proceeding(_disputes, disputes.reckon, dispute_facts.VOIDED),
    DossierKind.SUGGESTION: Proceeding(_suggestions, suggestions.reckon, suggestion_facts.VOIDED, REPLY_CLOCKS),
}
