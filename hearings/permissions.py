"""Who may do what in lawsuits."""

from accounts.models import Role
from accounts.permissions import holds, register, the_system
from dossiers.permissions import director_of_office, handles_case, in_office, liaison_of_respondent

register("suit.register", in_office)
register("suit.answer", handles_case | liaison_of_respondent)
register("suit.import", in_office | the_system)
register("suits.register", holds(Role.OFFICER, Role.DIRECTOR))
register("suits.import", holds(Role.OFFICER, Role.DIRECTOR))
register("suits.lost_rules", holds(Role.OFFICER, Role.DIRECTOR))
register("suits.lost_rule", director_of_office)
register("suits.track", holds(Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER))
