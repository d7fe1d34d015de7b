"""Telling those concerned what becomes of a dispute: by its number, never by a party."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, RoleAssignment, User
from accounts.timekeeping import today
from disputes.models import Dispute
from disputes.reading import OPEN_TRANSFERS
from dossiers.models import Dossier, PartyRole
from notices.services import notify

LIAISONS = (Role.AGENCY_LIAISON, Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON)


def _holding(roles: tuple[str, ...], places: Any) -> Q:
    held = RoleAssignment.objects.on(today()).filter(role__in=roles, organisation__in=places)
    return Q(pk__in=held.values("user_id"))


def of_centre(dossier: Dossier) -> QuerySet[User]:
    """Who handles a dispute; while nobody does, the coordinators of the centre, and its director."""
    if dossier.officer_id:
        people = [pk for pk in (dossier.officer_id, dossier.second_officer_id) if pk]
        return User.objects.filter(pk__in=people, is_active=True)
    roles = (Role.CENTRE_COORDINATOR, Role.DIRECTOR)
    return User.objects.filter(_holding(roles, [dossier.organ.office_id]), is_active=True)


def of_referrer(dispute: Dispute) -> QuerySet[User]:
    """The liaisons of the body that referred the dispute."""
    return User.objects.filter(_holding(LIAISONS, [dispute.referrer_id]), is_active=True)


def of_units(organisations: list[int]) -> QuerySet[User]:
    """The liaisons of some units."""
    return User.objects.filter(_holding((Role.AGENCY_LIAISON,), organisations), is_active=True)


def concerned(dispute: Dispute) -> QuerySet[User]:
    """Everybody who takes part: who handles it, agencies and units, whoever referred it, mediators with an account."""
    dossier = dispute.dossier
    agencies = dossier.parties.standing().filter(role=PartyRole.RESPONDENT).values_list("organisation_id", flat=True)
    units = dispute.transfers.filter(state__in=OPEN_TRANSFERS).values_list("organisation_id", flat=True)
    team = dispute.team.filter(until=None, mediator__user__isnull=False).values("mediator__user")
    condition = Q(pk__in=of_centre(dossier).values("pk")) | Q(pk__in=team)
    condition |= _holding((Role.AGENCY_LIAISON,), [*agencies, *units])
    if dispute.referrer_id:
        condition |= _holding(LIAISONS, [dispute.referrer_id])
    return User.objects.filter(condition, is_active=True)


def tell(recipients: QuerySet[User], dossier: Dossier, what: str, words: Callable[[str], str]) -> None:
    """One notice to each, in words that name the dispute by its number; `what` tells one happening from another."""
    notify(
        recipients=recipients,
        kind="dispute",
        words=lambda: words(dossier.number or _("a case without number")),
        path=reverse("dossier", args=[dossier.pk]),
        key=f"dispute:{dossier.pk}:{what}",
    )
