"""Who reads the calendar and who enters local holidays."""

from accounts.models import Role
from accounts.permissions import holds, keeps, register, works_on_cases
from deadlines.models import DayKind
from dossiers.actions import name_values

name_values("kind", dict(DayKind.choices))
register("calendar.view", works_on_cases | holds(Role.ADMINISTRATOR))
register("calendar.change", keeps(Role.ADMINISTRATOR))
