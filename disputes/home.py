"""What the dispute-resolution centre puts on the home page and into the navigation."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import navigation
from accounts.actors import Actor
from accounts.models import Role
from accounts.templatetags.dates import cn_short
from disputes import facts as f
from disputes.filters import DisputeFilter
from disputes.models import State
from dossiers.handling import RUNNING, handled_by
from dossiers.models import Dossier, DossierAccess, DossierKind, Fact, Party, PartyRole
from dossiers.scoping import Audience
from dossiers.worklist import worklist
from workflow import home
from workflow.panels import agency_periods, case_line, period_lines, shown_by_own_panel, step_button

# What a unit has to do with a dispute that was handed to it.
HANDED = ("dc_house_sign", "dc_house_handle")


def waiting_disputes(actor: Actor) -> QuerySet[Any] | None:
    """What the entry 争议化解 counts: one's own running disputes, those in which a body stands."""
    rows = DossierAccess.objects.filter(kind=DossierKind.DISPUTE, status__in=RUNNING)
    if centres := actor.organisations(Role.CENTRE_COORDINATOR):
        mine = Q(officer_id__in=actor.people) | Q(officer=None)
        return rows.filter(mine, audience=Audience.CENTRE, organisation_id__in=centres)
    if offices := actor.organisations(Role.OFFICER):
        return rows.filter(audience=Audience.OFFICE, organisation_id__in=offices, officer_id__in=actor.people)
    for role, audience in (
        (Role.AGENCY_LIAISON, Audience.PARTY),
        (Role.COURT_LIAISON, Audience.COURT),
        (Role.PROCURATORATE_LIAISON, Audience.PROCURATORATE),
    ):
        if bodies := actor.organisations(role):
            return rows.filter(audience=audience, organisation_id__in=bodies)
    return None


def to_examine(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For the centre: disputes that wait to be examined, the oldest first."""
    rows = (
        Dossier.objects.visible_to(actor)
        .filter(kind=DossierKind.DISPUTE, stage=State.SCREENING, status__in=RUNNING)
        .filter(Q(officer=None) | handled_by(actor.people))
        .defer("search_text", "grams")
        .order_by("opened_on", "pk")
    )
    found = list(rows[: home.MOST + 1])
    if not found:
        return
    yield home.Panel(
        "disputes-examine",
        _("Disputes to be examined"),
        6,
        todo=[
            case_line(
                dossier,
                _("received %(day)s") % {"day": cn_short(dossier.opened_on)},
                actor.people,
                action_url=reverse("dossier", args=[dossier.pk]),
                action_label=_("View"),
            )
            for dossier in found[: home.MOST]
        ],
        count=home.capped(found),
        tone="soon",
        link=f"{reverse('disputes:list')}?stage=screening",
        link_label=_("All"),
    )


def to_consent(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For an agency's liaison: disputes in which the agency has neither agreed to resolution nor refused it."""
    said = Fact.objects.unscoped("narrowed by the cases in sight").current()
    silent = (
        Party.objects.unscoped("narrowed by the cases in sight")
        .standing()
        .filter(dossier=OuterRef("pk"), role=PartyRole.RESPONDENT)
        .filter(organisation__in=actor.organisations(Role.AGENCY_LIAISON))
        .exclude(Exists(said.filter(kind__in=[f.CONSENTED, f.REFUSED], party=OuterRef("pk"))))
    )
    rows = (
        Dossier.objects.visible_to(actor)
        .filter(
            Exists(silent),
            kind=DossierKind.DISPUTE,
            stage__in=[State.SCREENING, State.ACCEPTED, State.RESOLVING],
            status__in=RUNNING,
        )
        .defer("search_text", "grams")
        .order_by("opened_on", "pk")
    )
    found = list(rows[: home.MOST + 1])
    if not found:
        return
    yield home.Panel(
        "disputes-consent",
        _("Disputes that ask for my agency's consent"),
        6,
        todo=[
            case_line(
                dossier,
                _("received %(day)s") % {"day": cn_short(dossier.opened_on)},
                **step_button(dossier, "consent"),
            )
            for dossier in found[: home.MOST]
        ],
        count=home.capped(found),
        tone="soon",
        link=reverse("disputes:list"),
        link_label=_("All"),
    )


def handed_to_us(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For a unit's liaison: disputes handed to it that wait to be signed for or dealt with, the next due first."""
    found = list(agency_periods(actor).filter(clock__in=HANDED)[: home.MOST + 1])
    if not found:
        return
    yield home.Panel(
        "disputes-handed",
        _("Disputes handed to my unit"),
        6,
        todo=period_lines(found, day),
        count=home.capped(found),
        tone="soon",
        link=reverse("disputes:list"),
        link_label=_("All"),
    )


def standing(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For those who lead: how many disputes run, are overdue, are being performed; each opens its list."""
    asks: list[tuple[str, dict[str, str], str]] = [
        (_("In progress"), {"status": "running"}, ""),
        (_("Overdue"), {"due": "overdue"}, "late"),
        (_("To be examined"), {"stage": "screening"}, "soon"),
        (_("Being performed"), {"performance": "running"}, ""),
        (_("Not performed"), {"performance": "failed"}, "late"),
    ]
    tiles = home.list_tiles(
        "disputes:list",
        [
            home.Ask(
                name, query, worklist(DisputeFilter(query, actor=actor, asked_alone=True), actor, "received"), tone
            )
            for name, query, tone in asks
        ],
    )
    if any(tile["value"] for tile in tiles):
        yield home.Panel("disputes", _("Where the disputes stand"), home.STANDING, tiles=tiles)


shown_by_own_panel(*HANDED)
home.register("disputes-examine", "mediators.view", to_examine)
home.register("disputes-consent", "home.agency", to_consent)
home.register("disputes-handed", "home.agency", handed_to_us)
home.register("disputes", "disputes.lead", standing)
navigation.register(navigation.Item(gettext_lazy("Disputes"), "disputes:list", "dossier.list", 30, waiting_disputes))
