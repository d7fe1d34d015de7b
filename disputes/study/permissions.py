"""Who may do what in study and training."""

from typing import Any

from accounts.actors import Actor
from accounts.models import Role
from accounts.permissions import holds, predicate, register
from disputes.study.queries import UNITS
from dossiers.permissions import in_office, keeps_agency

STUDY = (Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP, Role.AGENCY_LIAISON)


@predicate("liaison of the unit invited")
def liaison_of_unit(actor: Actor, obj: Any) -> bool:
    # Nobody's liaison is that of a unit which is not known here.
    return obj.organisation_id is not None and actor.has_any(UNITS, obj.organisation_id)


@predicate("in the office of the training")
def office_of_training(actor: Actor, obj: Any) -> bool:
    return in_office(actor, obj.training)


register("study.view", holds(*STUDY))
register("study.enter", holds(Role.AGENCY_LIAISON, Role.OFFICER, Role.DIRECTOR))
register("study.own", holds(Role.AGENCY_LIAISON))
register("study.keep", keeps_agency)
register("study.check", in_office)
register("training.view", holds(*STUDY, Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON))
register("training.invited", holds(*UNITS))
register("training.figures", holds(Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP))
register("training.organise", holds(Role.OFFICER, Role.DIRECTOR))
register("training.change", in_office)
register("training.enrol", liaison_of_unit | office_of_training)
