"""Who may ask for figures, who opens the dashboards, who reports a return."""

from accounts.models import Role
from accounts.permissions import holds, register, works_on_cases
from dossiers.permissions import director_of_office

# Each reader's figures are of the cases in sight: an agency's of its own, a court's of those before it.
register("figures.ask", works_on_cases)
register(
    "figures.dashboard",
    holds(Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP, Role.AGENCY_LIAISON),
)
# Reporting a return freezes what the office answers for.
register("returns.report", director_of_office)
