"""Which circulars somebody sees, and who has opened them."""

from collections import Counter

from django.db.models import Count, Q, QuerySet

from accounts.actors import Actor
from accounts.models import Role, RoleAssignment
from accounts.timekeeping import today
from reports import queries
from reports.circulars.models import OUT, Circular, CircularDelivery


def visible_to(actor: Actor) -> QuerySet[Circular]:
    """All circulars of the organs whose figures the actor reads; for an agency those that were issued to it."""
    own = actor.organisations(Role.AGENCY_LIAISON)
    condition = Q(organ__in=[organ.pk for organ in queries.organs_for(actor)])
    if own:
        issued = CircularDelivery.objects.filter(organisation__in=own).values("circular")
        condition |= Q(pk__in=issued, state__in=OUT)
    return Circular.objects.filter(condition)


def listed(actor: Actor) -> QuerySet[Circular]:
    """Those of a list: without text and figures, with how many agencies have opened each, the latest first."""
    return (
        visible_to(actor)
        .defer("figures", "body")
        .select_related("organ__organisation", "drawn_up_by")
        .annotate(agencies=Count("deliveries"), read=Count("deliveries", filter=Q(deliveries__opened_at__isnull=False)))
        .order_by("-last_day", "-pk")
    )


def unread_by(actor: Actor, circulars: list[int]) -> set[int]:
    """Those of some circulars that an agency of the actor has not opened."""
    own = actor.organisations(Role.AGENCY_LIAISON)
    unread = CircularDelivery.objects.filter(circular__in=circulars, organisation__in=own, opened_at=None)
    return set(unread.values_list("circular_id", flat=True)) if own else set()


def receipts(circular: Circular) -> list[CircularDelivery]:
    """The agencies to which it was issued, those that have not opened it first; each with how many liaisons it has."""
    rows = list(circular.deliveries.select_related("organisation", "opened_by"))
    held = RoleAssignment.objects.on(today()).filter(
        role=Role.AGENCY_LIAISON, organisation__in=[row.organisation_id for row in rows]
    )
    liaisons = Counter(held.values_list("organisation_id", flat=True))
    for row in rows:
        row.liaisons = liaisons[row.organisation_id]
    rows.sort(key=lambda row: (row.opened_at is not None, row.organisation.name))
    return rows
