"""What the calendar puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Item, register

register(Item(_("Due-date calendar"), "deadlines:agenda", "agenda.view", order=50, also=("/calendar/",)))
