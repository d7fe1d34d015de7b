"""Who may do what with figures and returns."""

from accounts.permissions import register
from dossiers.permissions import director_of_office

# Reporting a return freezes what the office answers for.
register("returns.report", director_of_office)
