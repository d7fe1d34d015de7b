"""Who keeps the groups of an organ and looks after messages that failed."""

from accounts.models import Role
from accounts.permissions import holds, keeps, register

register("webhooks.change", keeps(Role.ADMINISTRATOR))
register("messages.failed", holds(Role.ADMINISTRATOR))
