"""Who may do what in lawsuits, with the rosters of agency heads and with their duties."""

from typing import Any

from accounts.actors import Actor
from accounts.models import Organisation, Role
from accounts.offices import organ_over
from accounts.permissions import holds, predicate, register, the_system, works_on_cases
from dossiers.models.access import Basis
from dossiers.permissions import (
    director_of_office,
    dossier_of,
    handles_case,
    in_office,
    keeps_agency,
    liaison_of_respondent,
)
from dossiers.scoping import Audience

register("suit.register", in_office)
register("suit.answer", handles_case | liaison_of_respondent)
register("suit.import", in_office | the_system)
register("suits.register", holds(Role.OFFICER, Role.DIRECTOR))
register("suits.import", holds(Role.OFFICER, Role.DIRECTOR))
register("suits.lost_rules", holds(Role.OFFICER, Role.DIRECTOR))
register("suits.lost_rule", director_of_office)


@predicate("works in the office of the district")
def office_of_district(actor: Actor, obj: Any) -> bool:
    return actor.has_any((Role.OFFICER, Role.DIRECTOR), None if obj is None else obj.organ.office_id)


@predicate("liaison of the court of the case")
def liaison_of_court(actor: Actor, obj: Any) -> bool:
    held = actor.organisations(Role.COURT_LIAISON)
    courts = dossier_of(obj).access.filter(audience=Audience.COURT, basis=Basis.COURT)
    return bool(held) and courts.filter(organisation_id__in=held).exists()


register("suit.judge", handles_case | liaison_of_court)
register("sitting.change", handles_case | liaison_of_court)
register("sittings.view", works_on_cases)
register("sittings.set", holds(Role.OFFICER, Role.DIRECTOR, Role.COURT_LIAISON))
# What court and government tell each other of: the agencies see their own in their cases.
register(
    "sittings.shared",
    holds(Role.COURT_LIAISON, Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP),
)
register("home.court", holds(Role.COURT_LIAISON))
register("appearances.own", holds(Role.AGENCY_LIAISON))
register("appearance.enter", handles_case | liaison_of_respondent)
register("appearance.court", liaison_of_court)
register("rosters.view", holds(Role.AGENCY_LIAISON, Role.OFFICER, Role.DIRECTOR))
register("roster.change", keeps_agency)


@predicate("in the office of the organ, or liaison of an agency of its district")
def reports_to(actor: Actor, obj: Any) -> bool:
    if actor.has_any((Role.OFFICER, Role.DIRECTOR), obj.office_id):
        return True
    own = actor.organisations(Role.AGENCY_LIAISON)
    return bool(own) and any(organ_over(place) == obj for place in Organisation.objects.filter(pk__in=own))


register("appearances.enter", holds(Role.AGENCY_LIAISON, Role.OFFICER, Role.DIRECTOR))
register("appearances.import", reports_to)
register("duty.judge", office_of_district)
register("suits.track", holds(Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER))
register("home.suits", holds(Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP))
