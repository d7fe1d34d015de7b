"""Who may do what with suggestions."""

from accounts.models import Role
from accounts.permissions import holds, register
from dossiers.permissions import handles_case, in_office, liaison_of_respondent

ISSUERS = (Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON)
issues_suggestions = holds(*ISSUERS)

# A court and a procuratorate register what they issue themselves; in whose name is for the service to look at.
register("suggestion.register", in_office | issues_suggestions)
register("suggestion.answer", handles_case | liaison_of_respondent)
register("suggestions.register", holds(Role.OFFICER, Role.DIRECTOR, *ISSUERS))
register("suggestions.lead", holds(Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP))
register("suggestions.issued", issues_suggestions)
