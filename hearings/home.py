"""What litigation puts on the home page and into the navigation."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import navigation
from accounts.actors import Actor
from accounts.models import Role
from accounts.permissions import can
from dossiers.handling import RUNNING
from dossiers.models import DossierAccess, DossierKind
from dossiers.scoping import Audience
from dossiers.worklist import worklist
from hearings.filters import SuitFilter
from workflow import home


def waiting_suits(actor: Actor) -> QuerySet[Any] | None:
    """What the entry 应诉案件 counts: an officer's own running suits, those in which an agency or a court stands."""
    rows = DossierAccess.objects.filter(kind=DossierKind.LITIGATION, status__in=RUNNING)
    if offices := actor.organisations(Role.OFFICER):
        return rows.filter(audience=Audience.OFFICE, organisation_id__in=offices, officer_id__in=actor.people)
    if agencies := actor.organisations(Role.AGENCY_LIAISON):
        return rows.filter(audience=Audience.PARTY, organisation_id__in=agencies)
    if courts := actor.organisations(Role.COURT_LIAISON):
        return rows.filter(audience=Audience.COURT, organisation_id__in=courts)
    return None


def standing(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For those who lead: how many suits run, are overdue, the government's own, under appeal; each opens its list."""
    asks: list[tuple[str, dict[str, str], str]] = [
        (_("In progress"), {"status": "running"}, ""),
        (_("Overdue"), {"due": "overdue"}, "late"),
        (_("Due within 7 days"), {"due": "week"}, "soon"),
        (_("The government's own cases"), {"status": "running", "government": "yes"}, ""),
        (_("Under appeal"), {"stage": "appealed"}, ""),
    ]
    tiles = home.list_tiles(
        "hearings:list",
        [
            home.Ask(name, query, worklist(SuitFilter(query, actor=actor, asked_alone=True), actor, "received"), tone)
            for name, query, tone in asks
        ],
    )
    if not any(tile["value"] for tile in tiles):
        return
    yield home.Panel(
        "suits",
        _("Where the lawsuits stand"),
        home.STANDING,
        tiles=tiles,
        link=reverse("hearings:tracking") if can(actor, "suits.track") else reverse("hearings:list"),
        link_label=_("Missing in the files") if can(actor, "suits.track") else _("All of them"),
    )


home.register("suits", "home.suits", standing)
navigation.register(navigation.Item(gettext_lazy("Lawsuits"), "hearings:list", "dossier.list", 24, waiting_suits))
navigation.register(
    navigation.Item(
        gettext_lazy("Court sittings"), "hearings:sittings", "sittings.view", 26, also=("/litigation/records/",)
    )
)
navigation.register(
    navigation.Item(gettext_lazy("Agency heads"), "hearings:rosters", "rosters.view", 28, also=("/litigation/duties/",))
)
