"""The sittings and appearances of the case at hand, read once for all conditions and forms of a page."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Role
from dossiers.models import Code
from hearings.appearances import KINDS, Record, Said
from hearings.models import Appearance, Sitting, SittingCase, SittingState
from workflow.steps import Context

CODES = ("came", "court_came", "settled_came", "absence", "obligatory")
_CASES, _APPEARANCES = "_sittings_of_case", "_appearances_of_case"


def sitting_cases(context: Context) -> list[SittingCase]:
    """The case's places in sittings, in the order of time, one query; those in moved and cancelled ones too, and those
    that it was taken off. `shared` says whether other cases are heard in the sitting."""
    if _CASES not in context.__dict__:
        others = SittingCase.objects.unscoped("whether there are any").standing().filter(sitting=OuterRef("sitting"))
        shared = Exists(others.exclude(pk=OuterRef("pk")))
        rows = context.proceeding.sittings.select_related("sitting__court").order_by("sitting__during", "pk")
        rows = rows.annotate(shared=shared)
        context.__dict__[_CASES] = list(rows)
    return context.__dict__[_CASES]


def sittings(context: Context, *states: str) -> list[Sitting]:
    """The sittings of the case in any of some states, in the order of time; not those that it was taken off."""
    rows = (row for row in sitting_cases(context) if row.left_on is None)
    return [row.sitting for row in rows if not states or row.sitting.state in states]


def parallel(context: Context) -> list[Sitting]:
    """The sittings to come in which other cases are heard with this one."""
    rows = (row for row in sitting_cases(context) if row.left_on is None and row.shared)
    return [row.sitting for row in rows if row.sitting.state == SittingState.SET]


def heard_cases() -> Count:
    """How many cases a sitting hears."""
    return Count("cases", filter=Q(cases__left_on=None), distinct=True)


def appearances(context: Context) -> list[Appearance]:
    """The appearances of the case that stand, in the order of time; a liaison has the agency's own alone.

    One query, none where no sitting stands.
    """
    if not sittings(context, SittingState.SET, SittingState.HELD):
        return []
    if _APPEARANCES not in context.__dict__:
        rows = (
            Appearance.objects.unscoped("the appearances of the case at hand")
            .filter(case__lawsuit=context.proceeding)
            .filter(case__left_on=None)
            .exclude(case__sitting__state__in=[SittingState.MOVED, SittingState.CANCELLED])
            .select_related(
                *("case__sitting__court", "defendant__party", "defendant__organisation", "head", "came_head")
            )
            .order_by("case__sitting__during", "defendant__position", "pk")
        )
        context.__dict__[_APPEARANCES] = list(rows)
    found: list[Appearance] = context.__dict__[_APPEARANCES]
    if not is_agency_alone(context):
        return found
    own = context.actor.organisations(Role.AGENCY_LIAISON)
    return [row for row in found if row.defendant.organisation_id in own]


def name_codes(rows: Iterable[Appearance]) -> None:
    """Look up what the codes of appearances are called; one query, none where nothing was entered."""
    found = list(rows)
    keys = {getattr(row, f"{name}_id") for row in found for name in CODES} - {None}
    codes = Code.objects.in_bulk(keys) if keys else {}
    for row in found:
        for name in CODES:
            if (key := getattr(row, f"{name}_id")) is not None:
                setattr(row, name, codes[key])


def is_agency_alone(context: Context) -> bool:
    """Whether the actor stands in the case as a defendant's liaison and neither in its office nor for its court."""
    actor, dossier = context.actor, context.dossier
    in_office = actor.has_any((Role.OFFICER, Role.DIRECTOR), dossier.organ.office_id)
    return not in_office and context.proceeding.court_id not in actor.organisations(Role.COURT_LIAISON)


def said_of(facts: Iterable[Any], sitting_id: int, party_id: int) -> list[Said]:
    """What the current facts say of one defendant at one sitting."""
    return [
        Said(fact.kind, fact.on_date, fact.recorded_at, fact.recorded_by_id, fact.value.get("place", 0), fact.value)
        for fact in facts
        if fact.kind in KINDS and fact.party_id == party_id and fact.value.get("sitting") == sitting_id
    ]


def record_of(row: Appearance) -> Record:
    """An appearance as the rules of hearings.appearances see it."""
    return Record(
        state=row.state,
        came=row.came_id,
        court_came=row.court_came_id,
        settled_came=row.settled_came_id,
        identity=row.identity,
        left_early=row.left_early,
        court_left_early=row.court_left_early,
        settled_left_early=row.settled_left_early,
        spoke=row.spoke,
        court_spoke=row.court_spoke,
        settled_spoke=row.settled_spoke,
    )
