"""Who opens the dashboards."""

from accounts.models import Role
from accounts.permissions import holds, register

register(
    "figures.dashboard",
    holds(Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP, Role.AGENCY_LIAISON),
)
