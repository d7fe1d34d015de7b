"""Who may do what in the library of rules."""

from accounts.models import Role
from accounts.permissions import holds, register, works_on_cases
from dossiers.permissions import in_office, keeps_agency

register("rules.view", works_on_cases)
register("rules.enter", holds(Role.AGENCY_LIAISON, Role.OFFICER, Role.DIRECTOR))
register("rules.gaps", holds(Role.AGENCY_LIAISON, Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP))
register("rule.change", in_office)
register("rule.hand_in", keeps_agency)
