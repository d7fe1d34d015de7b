"""What reconsideration puts on the home page of those who lead, and into the navigation."""

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
from cases.filters import CaseFilter
from deadlines.models import Deadline, DeadlineState, Owner
from dossiers.handling import RUNNING, handled_by
from dossiers.models import DossierAccess, DossierKind
from dossiers.scoping import Audience
from dossiers.worklist import worklist
from workflow import home


def waiting_cases(actor: Actor) -> QuerySet[Any] | None:
    """What the entry 复议案件 counts: an officer's own running cases, the replies that an agency owes."""
    if offices := actor.organisations(Role.OFFICER):
        return DossierAccess.objects.filter(
            handled_by(actor.people),
            audience=Audience.OFFICE,
            organisation_id__in=offices,
            kind=DossierKind.RECONSIDERATION,
            status__in=RUNNING,
        )
    if agencies := actor.organisations(Role.AGENCY_LIAISON):
        return Deadline.objects.visible_to(actor).filter(
            state=DeadlineState.RUNNING, owner=Owner.AGENCY, organisation_id__in=agencies
        )
    return None


def standing(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For those who lead: how many cases run, are overdue, due soon, suspended or nobody's; each opens its list."""
    asks: list[tuple[str, dict[str, str], str]] = [
        (_("In progress"), {"status": "running"}, ""),
        (_("Overdue"), {"due": "overdue"}, "late"),
        (_("Due today"), {"due": "today"}, "soon"),
        (_("Due within 7 days"), {"due": "week"}, ""),
        (_("Suspended"), {"status": "suspended"}, ""),
        (_("Without an officer"), {"status": "running", "officer": "none"}, ""),
    ]
    tiles = home.list_tiles(
        "cases:list",
        [
            home.Ask(name, query, worklist(CaseFilter(query, actor=actor, asked_alone=True), actor, "received"), tone)
            for name, query, tone in asks
        ],
    )
    yield home.Panel(
        "standing",
        _("Where the cases stand"),
        2,
        tiles=tiles,
        link=reverse("reports:figures"),
        link_label=_("Figures"),
    )


home.register("standing", "home.lead", standing)
navigation.register(
    navigation.Item(
        gettext_lazy("Reconsideration cases"),
        "cases:list",
        "dossier.list",
        20,
        waiting_cases,
        also=("/dossiers/", "/calendar/periods/"),
    )
)
navigation.register(
    navigation.Item(
        gettext_lazy("Board of the office"),
        "cases:board",
        "office.board",
        22,
        also=("/reconsideration/officers/",),
    )
)
