"""What suggestions put on the home page, by role, and into the navigation."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import navigation
from accounts.actors import Actor
from accounts.models import Role
from deadlines.models import Deadline, DeadlineState
from disputes.models import Rectified, SuggestionAgency, SuggestionState
from disputes.suggestions.filters import SuggestionFilter
from disputes.suggestions.permissions import ISSUERS
from disputes.suggestions.reading import REPLY_CLOCKS
from dossiers.handling import RUNNING, handled_by
from dossiers.models import DossierAccess, DossierKind
from dossiers.scoping import AUDIENCE_ROLES, Audience
from dossiers.worklist import worklist
from workflow import home
from workflow.panels import step_button

S = SuggestionState
ISSUED = frozenset({S.AWAITING, S.CHECKING, S.RECTIFYING, S.SETTLED})


def waiting_suggestions(actor: Actor) -> QuerySet[Any] | None:
    """What the entry 建议督办 counts: an officer's own running ones, those of which an agency or a body is part."""
    rows = DossierAccess.objects.filter(kind=DossierKind.SUGGESTION, status__in=RUNNING)
    for audience in (Audience.OFFICE, Audience.PARTY, Audience.COURT, Audience.PROCURATORATE):
        if places := actor.organisations(*AUDIENCE_ROLES[audience]):
            rows = rows.filter(audience=audience, organisation_id__in=places)
            mine = audience == Audience.OFFICE and not actor.has(Role.DIRECTOR)
            return rows.filter(handled_by(actor.people)) if mine else rows
    return None


def _running(actor: Actor) -> QuerySet[SuggestionAgency]:
    return (
        SuggestionAgency.objects.visible_to(actor)
        .standing()
        .filter(suggestion__state__in=ISSUED)
        .exclude(rectified=Rectified.DONE)
        .select_related("suggestion__dossier", "organisation")
        .defer("suggestion__dossier__search_text", "suggestion__dossier__grams")
    )


def _late(day: dt.date) -> Q:
    """The condition that the latest period of an agency for its answer has run out."""
    running = Deadline.objects.unscoped("joined to agencies in scope").filter(
        party=OuterRef("party"), state=DeadlineState.RUNNING, clock__in=REPLY_CLOCKS
    )
    return Q(Exists(running.filter(due_on__lt=day))) & ~Q(Exists(running.filter(due_on__gte=day)))


def _line(row: SuggestionAgency, words: str, tone: str, on: dt.date | None, step: str = "") -> dict[str, Any]:
    dossier = row.suggestion.dossier
    return {
        "what": row.organisation.name,
        "which": f"{row.suggestion.get_kind_display()} {dossier.number or ''}".strip(),
        "which_url": reverse("suggestions:detail", args=[dossier.pk]),
        "words": words,
        "tone": tone,
        "on": on,
        **(step_button(dossier, step) if step else {}),
    }


def to_follow(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For the office: agencies that let their period pass, to be asked again or reported, and answers to be checked."""
    rows = _running(actor).filter(
        suggestion__dossier__organ__office__in=actor.organisations(Role.OFFICER, Role.DIRECTOR)
    )
    if not actor.has(Role.DIRECTOR):
        rows = rows.filter(handled_by(actor.people, "suggestion__dossier__"))
    late = list(rows.filter(_late(day), reported_up_on=None).order_by("received_on", "pk")[: home.MOST + 1])
    yield home.Panel(
        "suggestions-late",
        _("Suggestions without an answer"),
        13,
        todo=[
            _line(row, _("asked again in vain"), "late", row.requested_on, "report_unheeded")
            if row.requests
            else _line(row, _("answer overdue"), "late", row.received_on, "request_again")
            for row in late[: home.MOST]
        ],
        count=home.capped(late),
        tone="late" if late else "",
        link=f"{reverse('suggestions:list')}?due=overdue",
        link_label=_("All"),
    )
    open_checks = rows.filter(suggestion__state=SuggestionState.CHECKING, replied_on__isnull=False).filter(
        Q(checked_on=None) | Q(reported_on__gt=F("checked_on"))
    )
    found = list(open_checks.order_by("replied_on", "pk")[: home.MOST + 1])
    yield home.Panel(
        "suggestions-check",
        _("Rectification to be checked"),
        17,
        todo=[_line(row, _("answered"), "calm", row.replied_on, "check_rectification") for row in found[: home.MOST]],
        count=home.capped(found),
        aside=True,
    )


def reported(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For those who lead: what goes unheeded and was reported upward, and where all suggestions stand."""
    asks: list[tuple[str, dict[str, str], str]] = [
        (_("In progress"), {"status": "running"}, ""),
        (_("Overdue"), {"due": "overdue"}, "late"),
        (_("Laid before the leader"), {"status": "running", "escalated": "up"}, "late"),
        (_("The same problem again"), {"status": "running", "recurring": "yes"}, "soon"),
    ]
    tiles = home.list_tiles(
        "suggestions:list",
        [
            home.Ask(
                name, query, worklist(SuggestionFilter(query, actor=actor, asked_alone=True), actor, "received"), tone
            )
            for name, query, tone in asks
        ],
    )
    if any(tile["value"] for tile in tiles):
        yield home.Panel("suggestions", _("Where the suggestions stand"), home.STANDING, tiles=tiles)
    leads = actor.organisations(Role.ORGAN_LEADER, Role.LEADERSHIP)
    rows = _running(actor).filter(suggestion__dossier__organ__organisation__in=leads, reported_up_on__isnull=False)
    found = list(rows.order_by("reported_up_on", "pk")[: home.MOST + 1]) if leads else []
    yield home.Panel(
        "suggestions-reported",
        _("Suggestions that go unheeded"),
        6,
        todo=[_line(row, _("reported upward"), "late", row.reported_up_on) for row in found[: home.MOST]],
        count=home.capped(found),
        tone="late" if found else "",
        link=f"{reverse('suggestions:list')}?escalated=up",
        link_label=_("All"),
    )


def to_sign(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For an agency's liaison: suggestions to be signed for, and those for which the agency was asked again."""
    own = _running(actor).filter(organisation__in=actor.organisations(Role.AGENCY_LIAISON))
    unsigned: Iterable[SuggestionAgency] = own.filter(received_on=None).order_by("suggestion__issued_on", "pk")
    again: Iterable[SuggestionAgency] = (
        own.filter(requests__gt=0, suggestion__state=SuggestionState.AWAITING)
        .filter(Q(replied_on=None) | Q(replied_on__lt=F("requested_on")))
        .order_by("requested_on", "pk")
    )
    todo = [
        *(_line(row, _("asked again"), "late", row.requested_on, "reply") for row in again[: home.MOST + 1]),
        *(
            _line(row, _("to be signed for"), "soon", row.suggestion.issued_on, "receive")
            for row in unsigned[: home.MOST + 1]
        ),
    ]
    yield home.Panel(
        "suggestions-own",
        _("Suggestions to your agency"),
        7,
        todo=todo[: home.MOST],
        count=home.capped(todo),
        tone="late" if any(line["tone"] == "late" for line in todo) else "",
        link=reverse("suggestions:list"),
        link_label=_("All"),
    )


def of_body(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For a court's or procuratorate's liaison: how its suggestions stand, the unanswered first."""
    rows = _running(actor).filter(suggestion__issuer__in=actor.organisations(*ISSUERS))
    found = list(rows.order_by(F("replied_on").asc(nulls_first=True), "received_on", "pk")[: home.MOST + 1])
    yield home.Panel(
        "suggestions-issued",
        _("Our suggestions"),
        9,
        todo=[
            _line(row, _("answered"), "done", row.replied_on)
            if row.replied_on
            else _line(row, _("not answered yet"), "soon", row.received_on or row.suggestion.issued_on)
            for row in found[: home.MOST]
        ],
        count=home.capped(found),
        link=reverse("suggestions:list"),
        link_label=_("All"),
        empty={
            "title": _("No suggestion of yours is open"),
            "url": reverse("suggestions:register"),
            "label": _("Register a suggestion"),
        },
    )


home.register("suggestions-office", "home.office", to_follow)
home.register("suggestions-lead", "suggestions.lead", reported)
home.register("suggestions-agency", "home.agency", to_sign)
home.register("suggestions-body", "suggestions.issued", of_body)
navigation.register(
    navigation.Item(
        gettext_lazy("Suggestions to agencies"), "suggestions:list", "dossier.list", 32, waiting_suggestions
    )
)
