"""Who may do what in reconsideration."""

from accounts.models import Role
from accounts.permissions import holds, register, the_system
from dossiers.permissions import (
    director_of_office,
    handles_case,
    in_office,
    leader_of_organ,
    liaison_of_respondent,
)

register("case.register", in_office)
register("case.import", in_office | the_system)
register("case.reply", handles_case | liaison_of_respondent)
register("cases.register", holds(Role.OFFICER, Role.DIRECTOR))
register("cases.import", holds(Role.OFFICER, Role.DIRECTOR))
register("figures.view", holds(Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP))
register("office.board", holds(Role.DIRECTOR, Role.ORGAN_LEADER))
register("office.see", director_of_office | leader_of_organ)
register("office.direct", director_of_office)
