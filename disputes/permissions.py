"""Who may do what with the disputes before the centre and with the pool of mediators."""

from typing import Any

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role
from accounts.offices import organ_over
from accounts.permissions import holds, predicate, register
from dossiers.models.access import Basis
from dossiers.permissions import (
    coordinates,
    director_of_office,
    dossier_of,
    handles_case,
    liaison_of_respondent,
    not_recused,
    organ_of,
)
from dossiers.scoping import Audience

# Who refers disputes from outside, in the name of their own body.
REFERRING = (Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON, Role.AGENCY_LIAISON)
CENTRE = (Role.OFFICER, Role.DIRECTOR, Role.CENTRE_COORDINATOR)


def own_bodies(actor: Actor) -> frozenset[int]:
    """The courts, procuratorates and agencies for which somebody acts."""
    return frozenset().union(*(actor.organisations(role) for role in REFERRING))


@predicate("works in the office or the dispute centre")
def in_centre(actor: Actor, obj: Any) -> bool:
    return actor.has_any(CENTRE, organ_of(obj).office_id)


@predicate("liaison of a court, a procuratorate, or an agency of the district")
def refers_to(actor: Actor, obj: Organ) -> bool:
    if actor.has(Role.COURT_LIAISON) or actor.has(Role.PROCURATORATE_LIAISON):
        return True
    own = actor.organisations(Role.AGENCY_LIAISON)
    return bool(own) and any(organ_over(place) == obj for place in Organisation.objects.filter(pk__in=own))


@predicate("liaison of a unit that has the dispute")
def liaison_of_unit(actor: Actor, obj: Any) -> bool:
    held = actor.organisations(Role.AGENCY_LIAISON)
    if not held:
        return False
    from disputes.models import Transfer  # noqa: PLC0415 - models are read when the permission is asked

    rows = Transfer.objects.unscoped("whether a unit has the dispute").filter(dispute=dossier_of(obj).pk)
    return rows.filter(organisation__in=held, state__in=["sent", "signed", "reported"]).exists()


@predicate("mediates in the dispute")
def mediates(actor: Actor, obj: Any) -> bool:
    reached = dossier_of(obj).access.filter(audience=Audience.PERSON, basis=Basis.MEDIATOR)
    return actor.token_id is None and reached.filter(user_id__in=actor.people).exists()


@predicate("liaison of the body that referred the dispute")
def liaison_of_referrer(actor: Actor, obj: Any) -> bool:
    dossier = dossier_of(obj)
    return dossier.access.filter(basis=Basis.REFERRER, organisation_id__in=own_bodies(actor)).exists()


register("disputes.register", holds(*CENTRE, *REFERRING))
register("dispute.receive", in_centre)
register("dispute.register", in_centre | refers_to)
register("dispute.assign", (director_of_office | coordinates) & not_recused)
register("dispute.consent", handles_case | liaison_of_respondent)
register("dispute.unit", handles_case | liaison_of_unit)
register("dispute.perform", handles_case | liaison_of_respondent)
register("dispute.mediate", handles_case | mediates)
register("dispute.afterwards", handles_case | liaison_of_referrer)
register("mediators.view", holds(*CENTRE))
register("mediators.change", in_centre)
register("disputes.lead", holds(Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP, Role.CENTRE_COORDINATOR))
