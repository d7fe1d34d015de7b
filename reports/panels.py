"""What this app puts into the navigation and on the home page of those who lead."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import navigation
from accounts.actors import Actor
from reports import queries
from reports.dashboards import LEADERSHIP, Asked, showing
from reports.views.common import this_year
from workflow import home


def at_a_glance(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For those who lead: the year so far against the same days of last year; the way to the dashboard."""
    organs = queries.organs_for(actor)
    if not organs:
        return
    asked = Asked(actor, (organs[0],), this_year(), organ=organs[0] if len(organs) > 1 else None, board=LEADERSHIP.code)
    yield home.Panel(
        "glance",
        _("The year at a glance"),
        1,
        tiles=showing.tiles(asked, LEADERSHIP.tiles),
        link=reverse("reports:dashboard"),
        link_label=_("The whole district"),
    )


home.register("glance", "home.lead", at_a_glance)
navigation.register(
    navigation.Item(
        gettext_lazy("Figures and reports"), "reports:dashboard", "figures.dashboard", order=60, also=("/figures/",)
    )
)
