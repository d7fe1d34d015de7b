"""Who asks for figures, opens the dashboards, reports a return, draws up circulars, keeps the yearly assessment."""

from typing import Any

from accounts.actors import Actor
from accounts.models import Role
from accounts.permissions import holds, predicate, register, works_on_cases
from dossiers.permissions import director_of_office, in_office, organ_of

READERS = (Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP, Role.AGENCY_LIAISON)


@predicate("leads the organ")
def leads_organ(actor: Actor, obj: Any) -> bool:
    return actor.has_any((Role.ORGAN_LEADER, Role.LEADERSHIP), organ_of(obj).organisation_id)


@predicate("has not drawn up, changed or handed in the circular")
def another(actor: Actor, obj: Any) -> bool:
    return not actor.people & {obj.drawn_up_by_id, obj.changed_by_id, obj.submitted_by_id}


@predicate("liaison of an agency to which the circular was issued")
def addressed(actor: Actor, obj: Any) -> bool:
    own = actor.organisations(Role.AGENCY_LIAISON)
    return bool(own) and obj.is_out and obj.deliveries.filter(organisation__in=own).exists()


# Each reader's figures are of the cases in sight: an agency's of its own, a court's of those before it.
register("figures.ask", works_on_cases)
register("figures.dashboard", holds(*READERS))
# The centre hands in the quarterly return of its disputes.
register(
    "returns.mediation",
    holds(Role.OFFICER, Role.DIRECTOR, Role.CENTRE_COORDINATOR, Role.ORGAN_LEADER, Role.LEADERSHIP),
)
# Reporting a return freezes what the office answers for.
register("returns.report", director_of_office)
register("circulars.list", holds(*READERS))
register("circulars.draft", in_office)
register("circulars.approve", (director_of_office | leads_organ) & another)
register("circulars.read", in_office | leads_organ | addressed)


@predicate("has neither computed the version nor handed it in")
def another_than_computed(actor: Actor, obj: Any) -> bool:
    return not actor.people & {obj.run_by_id, obj.submitted_by_id}


@predicate("liaison of the agency that is assessed")
def liaison_of_assessed(actor: Actor, obj: Any) -> bool:
    return actor.has(Role.AGENCY_LIAISON, obj.agency_id)


register("assessment.list", holds(*READERS))
register("assessment.read", in_office | leads_organ)
register("assessment.draft", in_office)
register("assessment.enforce", director_of_office | leads_organ)
register("assessment.exempt", director_of_office | leads_organ)
register("assessment.publish", (director_of_office | leads_organ) & another_than_computed)
register("assessment.object", liaison_of_assessed)
