"""A suit and the cases that its notice names by number: linked at once, when it is amended, or when these come."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.actors import SYSTEM, Actor
from accounts.timekeeping import today
from dossiers.following import changed
from dossiers.models import Dossier, DossierKind, DossierLink, DossierSource, DossierStatus, LinkKind
from hearings.models import Lawsuit
from hearings.services.losing import settle_lost
from workflow.links import join_case, links_between, note_link, part
from workflow.steps import Execution

# What a notice names by number: how the suit follows it, the column that keeps the number, the kind of case it is.
NAMED = (
    (LinkKind.SUED, "reconsideration_number", DossierKind.RECONSIDERATION),
    (LinkKind.INSTANCE, "earlier_number", DossierKind.LITIGATION),
)


def case_with_number(dossiers: Any, number: str, kind: str) -> Dossier | None:
    """The standing case of a kind with a number in its normal form, among `dossiers` (already in scope)."""
    found = dossiers.filter(number=number, kind=kind).exclude(status=DossierStatus.VOID) if number else dossiers.none()
    return found.select_related("organ__organisation").order_by("pk").first()


def link_named(*, actor: Actor, suit: Lawsuit) -> list[str]:
    """Link a suit that has just been registered with the cases that its notice names, which tell of it themselves.

    Returns the numbers of those that are not here yet; they are linked when they come.
    """
    seen = Dossier.objects.visible_to(actor).filter(organ=suit.dossier.organ)
    missing = []
    for kind, column, of_kind in NAMED:
        number = getattr(suit, column)
        other = case_with_number(seen, number, of_kind)
        if other is not None:
            follow(actor=actor, suit=suit, other=other, kind=kind)
        elif number:
            missing.append(number)
    return missing


def follow(*, actor: Actor, suit: Lawsuit, other: Dossier, kind: str) -> DossierLink:
    """Link a suit that has just been registered with the case before it, which tells of it in its own timeline."""
    link = DossierLink.objects.create(
        dossier=suit.dossier, other=other, kind=kind, on_date=suit.served_on, created_by=actor.user
    )
    note_link(actor=actor, other=other, of=suit.dossier, step="linked", what=kind, on=today())
    return link


def relink(ex: Execution, before: dict[str, str]) -> None:
    """Let the links of a suit follow the numbers that were amended; `before` are those that it had, by column."""
    seen = Dossier.objects.visible_to(ex.context.actor).filter(organ=ex.dossier.organ)
    for kind, column, of_kind in NAMED:
        number = getattr(ex.proceeding, column)
        if number == before[column]:
            continue
        links = DossierLink.objects.unscoped("the links of a case in hand").standing()
        for link in links.filter(dossier=ex.dossier, kind=kind, other__number=before[column]).select_related("other"):
            part(ex, link)
        other = case_with_number(seen, number, of_kind)
        if other is not None and not links_between(ex.dossier, other, kind):
            join_case(ex, other, kind)


def link_waiting(came: Sequence[Dossier]) -> None:
    """Link the suits that name one of these cases (of one organ and kind) by its number and were waiting for it.

    Both cases tell of it, unless a ledger brought them. One query where nothing waits.
    """
    named = next((row for row in NAMED if came and came[0].kind == row[2]), None)
    if named is None:
        return
    kind, column, _of_kind = named
    by_number = {dossier.number: dossier for dossier in came}
    linked = DossierLink.objects.unscoped("of suits of the same organ").standing().filter(kind=kind)
    suits = list(
        Lawsuit.objects.unscoped("suits of the organ whose case has come")
        .standing()
        .filter(dossier__organ=came[0].organ_id, **{f"{column}__in": list(by_number)})
        .exclude(**{column: ""})
        .exclude(Exists(linked.filter(dossier=OuterRef("pk"))))
        .select_related("dossier__organ")
        .order_by("pk")
    )
    if not suits:
        return
    pairs = [(suit, by_number[getattr(suit, column)]) for suit in suits]
    DossierLink.objects.bulk_create(
        DossierLink(dossier=suit.dossier, other=case, kind=kind, on_date=today()) for suit, case in pairs
    )
    for suit, case in pairs:
        for one, other in ((suit.dossier, case), (case, suit.dossier)):
            if one.source != DossierSource.LEDGER:
                entry = note_link(actor=SYSTEM, other=one, of=other, step="linked", what=kind, on=today())
                one.version = entry.data["version"]
    if kind == LinkKind.INSTANCE:
        # What an affirmed judgment comes to is what the instance before it came to.
        settle_lost(suits, came[0].organ)
        changed(suit.pk for suit in suits)
