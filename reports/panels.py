"""What this app puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Item, register

register(Item(_("Figures and reports"), "reports:figures", "figures.view", order=60))
