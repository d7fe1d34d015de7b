"""Who reads the calendar and who enters local holidays."""

from accounts.models import Role
from accounts.permissions import holds, keeps, keeps_all, register, the_system, works_on_cases
from deadlines.models import ChangeKind, DayKind
from dossiers.actions import name_values

name_values("kind", dict(ChangeKind.choices))
name_values("day_kind", dict(DayKind.choices))
register("calendar.view", works_on_cases | holds(Role.ADMINISTRATOR))
register("calendar.change", the_system | keeps(Role.ADMINISTRATOR))
register("calendar.change_shared", the_system | keeps_all(Role.ADMINISTRATOR))
register("clocks.view", works_on_cases | holds(Role.ADMINISTRATOR))
register("clocks.change", the_system | keeps_all(Role.ADMINISTRATOR))
register("agenda.view", works_on_cases)
register("feed.own", works_on_cases)
