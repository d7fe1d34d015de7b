"""Who reads the calendar, who enters local holidays, and who sets how an office is reminded."""

from accounts.models import Role
from accounts.permissions import holds, keeps, keeps_all, register, the_system, works_on_cases
from deadlines.models import ChangeKind, DayKind
from dossiers.actions import name_values
from dossiers.permissions import director_of_office, handles_case

name_values("kind", dict(ChangeKind.choices))
name_values("day_kind", dict(DayKind.choices))
register("calendar.view", works_on_cases | holds(Role.ADMINISTRATOR))
register("calendar.change", the_system | keeps(Role.ADMINISTRATOR))
register("calendar.change_shared", the_system | keeps_all(Role.ADMINISTRATOR))
register("clocks.view", works_on_cases | holds(Role.ADMINISTRATOR))
register("clocks.change", the_system | keeps_all(Role.ADMINISTRATOR))
register("clocks.change_own", the_system | keeps(Role.ADMINISTRATOR))
register("agenda.view", works_on_cases)
register("feed.own", works_on_cases)
register("stages.view", holds(Role.ADMINISTRATOR, Role.DIRECTOR))
register("stages.change", keeps(Role.ADMINISTRATOR) | director_of_office)
register("reminders.resend", handles_case)
