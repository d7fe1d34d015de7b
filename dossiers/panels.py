"""What this app puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from accounts.navigation import Item, register

register(Item(_("Registers"), "dossiers:mail-list", "register.view", order=70, also=("/visits/",)))
register(
    Item(
        _("Settings"),
        "accounts:own",
        "account.own",
        order=90,
        also=(
            *("/codes/", "/calendar/", "/trail/", "/status/"),
            *("/notices/contact/", "/notices/groups/", "/notices/failed/"),
        ),
    )
)
