"""What litigation puts into the navigation and on the home page."""

from django.utils.translation import gettext_lazy as _

from accounts import navigation

navigation.register(navigation.Item(_("Lawsuits"), "hearings:list", "dossier.list", 24))
navigation.register(navigation.Item(_("Court sittings"), "hearings:sittings", "sittings.view", 26))
navigation.register(navigation.Item(_("Agency heads"), "hearings:rosters", "rosters.view", 28))
