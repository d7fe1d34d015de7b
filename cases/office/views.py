"""The board of the director, the officers of an office and what they take on, the handing over of cases."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.forms import attach
from accounts.guards import requires
from accounts.models import Absence, Organ, Role, User
from accounts.offices import officers_of
from accounts.once import new_key
from accounts.permissions import can
from accounts.templatetags.dates import cn_day
from accounts.timekeeping import SHANGHAI, today
from cases.agenda import hearings
from cases.models import OfficerWork, State
from cases.office.assignment import candidates, mode_of
from cases.office.forms import HandOverForm, ModeForm, WorkForm
from cases.office.queries import Standing, by_officer, by_stage, seconded, waiting_approvals
from cases.office.services import hand_over, settle_mode, settle_work
from deadlines.agenda import Ask
from dossiers.models import DossierKind
from workflow.steps import APPROVERS, proceeding_type
from workflow.tasks import carry_out_batch

# From so many days on an approval is marked as one that waits long.
LONG = 3
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("overdue", gettext_lazy("Overdue")),
    ("today", gettext_lazy("Due today")),
    ("week", gettext_lazy("Due within 7 days")),
    ("later", gettext_lazy("Due later")),
    ("none", gettext_lazy("No due date")),
    ("suspended", gettext_lazy("Suspended")),
    ("all", gettext_lazy("In all")),
)


def _organs(actor: Actor, permission: str = "office.see") -> list[Organ]:
    """The organs whose work the actor directs or leads."""
    offices, organs = actor.organisations(Role.DIRECTOR), actor.organisations(Role.ORGAN_LEADER)
    found = Organ.objects.filter(office__in=offices) | Organ.objects.filter(organisation__in=organs)
    reached = found.select_related("organisation", "office").distinct()
    return [organ for organ in reached if can(actor, permission, organ)]


def _organ(request: HttpRequest, pk: int, permission: str = "office.direct") -> Organ:
    organ = next((organ for organ in _organs(request.actor, permission) if organ.pk == pk), None)
    if organ is None:
        raise Http404
    return organ


def _cells(standing: Standing | None, ask: dict[str, str]) -> list[dict[str, Any] | str]:
    """The counts of a line, each opening its cases."""
    counts = standing.counts if standing else {}
    return [_cell(code, counts.get(code, 0), ask) for code, _label in COLUMNS]


def _cell(code: str, count: int, ask: dict[str, str]) -> dict[str, Any] | str:
    if not count:
        return ""
    narrowed = {"suspended": {"status": "suspended"}, "all": {"status": "running"}}.get(
        code, {"status": "running", "due": code}
    )
    return {"value": str(count), "url": f"{reverse('cases:list')}?{urlencode({**ask, **narrowed})}"}


def _columns(first: str) -> list[dict[str, Any]]:
    return [{"label": first}, *({"label": label, "numeric": True} for _code, label in COLUMNS)]


def _tone(standing: Standing | None) -> str:
    return "late" if standing and standing.counts["overdue"] else ""


@require_safe
@requires("office.board")
def board(request: HttpRequest) -> HttpResponse:
    """All running cases of the office by stage and urgency, by officer, and the approvals that wait."""
    day, organs = today(), _organs(request.actor)
    if not organs:
        raise Http404
    stages = by_stage(organs, day)
    officers = by_officer(organs, day)
    directed = [organ for organ in organs if can(request.actor, "office.direct", organ)]
    context = {
        "day": day,
        "stages": {
            "caption": _("Running cases by stage and urgency"),
            "columns": _columns(_("Stage")),
            "rows": [
                {
                    "cells": [State(one.key).label, *_cells(one, {"stage": one.key})],
                    "tone": _tone(one),
                }
                for one in stages
            ]
            + ([_total(stages)] if len(stages) > 1 else []),
            "empty": {"title": _("No case is running")},
        },
        "officers": _officers_table(organs, officers, day),
        "waiting": _waiting_table(organs, day),
        "directed": directed,
    }
    return render(request, "cases/office/board.html", context)


def _total(stages: Iterable[Standing]) -> dict[str, Any]:
    counts = {code: sum(one.counts[code] for one in stages) for code, _label in COLUMNS}
    return {"cells": [_("In all"), *_cells(Standing(None, counts, None), {})]}


def _officers_table(organs: list[Organ], officers: dict[int | None, Standing], day: dt.date) -> dict[str, Any]:
    """A line for each officer, those without a case too, and one for the cases that nobody has."""
    people, beside = list(officers_of(organs)), seconded(organs)
    away = dict(Absence.objects.on(day).filter(user__in=people).values_list("user_id", "valid_to"))
    rows: list[dict[str, Any]] = []
    if nobody := officers.get(None):
        cells = _cells(nobody, {"officer": "none"})
        rows.append({"cells": [{"value": _("Nobody yet"), "sub": _("to be assigned")}, *cells, ""], "tone": "late"})
    for person in people:
        standing = officers.get(person.pk)
        name: dict[str, Any] = {"value": person.display_name}
        if person.pk in away:
            name["sub"] = _("away until %(day)s") % {"day": cn_day(away[person.pk])}
        second = _cell("all", beside.get(person.pk, 0), {"second": str(person.pk)})
        cells = _cells(standing, {"officer": str(person.pk)})
        rows.append({"cells": [name, *cells, second], "tone": _tone(standing)})
    return {
        "caption": _("Running cases by officer"),
        "columns": [*_columns(_("Case officer")), {"label": _("As second officer"), "numeric": True}],
        "rows": rows,
        "empty": {"title": _("The office has no officer")},
    }


def _waiting_table(organs: list[Organ], day: dt.date) -> dict[str, Any]:
    """The approvals that somebody has asked for in the office's cases, the oldest first."""
    steps = proceeding_type(DossierKind.RECONSIDERATION).steps
    rows = []
    for one in waiting_approvals(organs):
        days = (day - one.requested_at.astimezone(SHANGHAI).date()).days
        rows.append(
            {
                "cells": [
                    {"value": str(steps[one.step].title), "url": reverse("workflow:approval", args=[one.pk])},
                    {"value": one.dossier.number or _("No number yet"), "sub": one.dossier.title},
                    one.requested_by.display_name,
                    str(APPROVERS[one.permission]),
                    str(days),
                ],
                "tone": "soon" if days >= LONG else "",
            }
        )
    return {
        "caption": _("Waiting for approval"),
        "columns": [
            {"label": _("Step")},
            {"label": _("Case")},
            {"label": _("Asked by")},
            {"label": _("Approved by")},
            {"label": _("Days waiting"), "numeric": True},
        ],
        "rows": rows,
        "empty": {"title": _("Nothing waits for approval")},
    }


# --- officers --------------------------------------------------------------------------------------------------


@require_safe
@requires("cases.assign_many")
def officers(request: HttpRequest) -> HttpResponse:
    """The rule of assignment of each organ directed here, and its officers in the order of the rule."""
    day = today()
    organs = [
        {
            "organ": organ,
            "form": ModeForm(initial={"mode": mode_of(organ)}),
            "table": _candidates_table(organ, day),
        }
        for organ in _organs(request.actor, "office.direct")
    ]
    if not organs:
        raise Http404
    return render(request, "cases/office/officers.html", {"organs": organs})


def _candidates_table(organ: Organ, day: dt.date) -> dict[str, Any]:
    work = {row.user_id: row for row in OfficerWork.objects.filter(organ=organ).prefetch_related("domains")}
    rows = []
    for one in candidates(organ, day):
        own = work.get(one.user.pk)
        domains = "、".join(str(code) for code in own.domains.all()) if own else ""
        name: dict[str, Any] = {
            "value": one.user.display_name,
            "url": reverse("cases:officer", args=[organ.pk, one.user.pk]),
        }
        if one.passed_over:
            name["sub"] = one.passed_over
        rows.append({"cells": [name, one.running, one.suspended, one.lately, f"{one.share}%", domains]})
    return {
        "caption": _("Officers in the order of the rule"),
        "columns": [
            {"label": _("Case officer")},
            {"label": _("Cases running"), "numeric": True},
            {"label": _("Suspended"), "numeric": True},
            {"label": _("Received in 30 days"), "numeric": True},
            {"label": _("Share of a full load"), "numeric": True},
            {"label": _("Domains")},
        ],
        "rows": rows,
        "empty": {"title": _("The office has no officer")},
    }


@require_POST
@requires("cases.assign_many")
def mode(request: HttpRequest, organ_pk: int) -> HttpResponse:
    """Settle how the organ's new cases come to their officers."""
    organ, form = _organ(request, organ_pk), ModeForm(request.POST)
    if form.is_valid():
        settle_mode(actor=request.actor, organ=organ, mode=form.cleaned_data["mode"])
        messages.success(request, _("Saved."))
    return redirect("cases:officers")


def _officer(organ: Organ, pk: int) -> User:
    return get_object_or_404(officers_of([organ]), pk=pk)


@require_http_methods(["GET", "POST"])
@requires("cases.assign_many")
def officer(request: HttpRequest, organ_pk: int, pk: int) -> HttpResponse:
    """What an officer takes on."""
    organ = _organ(request, organ_pk)
    person = _officer(organ, pk)
    work = OfficerWork.objects.filter(organ=organ, user=person).first()
    initial = {"takes_new": work.takes_new, "share": work.share, "domains": work.domains.all()} if work else {}
    form = WorkForm(request.POST or None, initial=initial or {"takes_new": True, "share": 100})
    if request.method == "POST" and form.is_valid():
        settle_work(actor=request.actor, organ=organ, officer=person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("cases:officers")
    standing = by_officer([organ], today()).get(person.pk)
    running, beside = standing.counts["all"] if standing else 0, seconded([organ]).get(person.pk, 0)
    return render(
        request,
        "cases/office/officer.html",
        {"organ": organ, "person": person, "form": form, "running": running, "handled": running + beside},
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@requires("cases.assign_many")
def give_away(request: HttpRequest, organ_pk: int, pk: int) -> HttpResponse:
    """Hand over all running cases of an officer, to somebody named or by the rule; a result for each case follows."""
    organ = _organ(request, organ_pk)
    person = _officer(organ, pk)
    found = candidates(organ, today())
    form = HandOverForm(request.POST or None, organ=organ, leaving=person, found=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        raw = {"on_date": [today().isoformat()], "reason": [given["reason"]]}
        raw |= {"by_rule": ["on"]} if given["by_rule"] else {"officer": [str(given["officer"].pk)]}
        try:
            batch = hand_over(
                actor=request.actor,
                organ=organ,
                officer=person,
                raw=raw,
                key=given.get("once_key") or new_key(),
                start=carry_out_batch,
            )
        except ValidationError as error:
            attach(form, error)
        else:
            return redirect("workflow:batch", pk=batch.pk)
    running = next((one.running for one in found if one.user == person), 0)
    beside = seconded([organ]).get(person.pk, 0)
    return render(
        request,
        "cases/office/give_away.html",
        {
            "organ": organ,
            "person": person,
            "form": form,
            "running": running,
            "beside": beside,
            "hearings": hearings(Ask(request.actor, first=today(), officers=frozenset({person.pk}), organ=organ.pk)),
        },
        status=422 if form.is_bound else 200,
    )
