"""Who reads the calendar, who enters local holidays, and who sets how an office is reminded."""

from accounts.models import Role
from accounts.permissions import holds, keeps, register, works_on_cases
from deadlines.models import DayKind
from dossiers.actions import name_values
from dossiers.permissions import director_of_office, handles_case

name_values("kind", dict(DayKind.choices))
register("calendar.view", works_on_cases | holds(Role.ADMINISTRATOR))
register("calendar.change", keeps(Role.ADMINISTRATOR))
register("clocks.view", holds(Role.ADMINISTRATOR, Role.DIRECTOR))
register("clocks.change", keeps(Role.ADMINISTRATOR) | director_of_office)
register("reminders.resend", handles_case)
