"""Who reads the calendar and who enters local holidays."""

from accounts.models import Role
from accounts.permissions import holds, register, works_on_cases

register("calendar.view", works_on_cases | holds(Role.ADMINISTRATOR))
register("calendar.change", holds(Role.ADMINISTRATOR))
