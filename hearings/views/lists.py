"""The list of lawsuits, its export, and what is missing or late over all of the government's own cases."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.guards import requires
from accounts.permissions import can
from accounts.timekeeping import today
from dossiers.worklist import sorts_for, worklist
from hearings.exports import header, rows
from hearings.filters import SuitFilter
from hearings.listing import Line, lines
from hearings.tracking import cases_with_lacks
from workflow.listpage import asked_of, exported, form_context, sort_of

SIZE = 50
# The filters that stand above the list; the others are unfolded.
FIRST = ("q", "status", "stage", "defendant", "due")


@requires("dossier.list")
def suit_list(request: HttpRequest) -> HttpResponse:
    """The lawsuits in sight, filtered and sorted, a page at a time."""
    actor, query = request.actor, asked_of(request)
    filterset = SuitFilter(query, actor=actor)
    sort = sort_of(request, actor)
    page = worklist(filterset, actor, sort).page(request.GET.get("page"), size=SIZE)
    context = {
        "page": page,
        "table": _table(lines(page.items, actor, today()), actor),
        "sort": sort,
        **form_context(filterset, FIRST, "hearings:list"),
        "export_query": query.urlencode(),
        "may_register": can(actor, "suits.register"),
        "may_track": can(actor, "suits.track"),
        "may_see_rules": can(actor, "suits.lost_rules"),
    }
    return render(request, "hearings/list.html", context)


def _table(shown: list[Line], actor: Actor) -> dict[str, Any]:
    columns = [
        {"label": _("Case number"), "sort": "number"},
        {"label": _("Plaintiff")},
        {"label": _("Defendant")},
        {"label": _("Act")},
        {"label": _("Court")},
        {"label": _("Stage")},
        {"label": _("Served"), "sort": "received"},
        {"label": _("Next due"), **({"sort": "due"} if "due" in sorts_for(actor) else {})},
        {"label": _("Result")},
    ]
    return {
        "caption": _("Lawsuits"),
        "columns": columns,
        "rows": [{"cells": _cells(line), "tone": line.tone} for line in shown],
        "empty": {
            "title": _("No lawsuit answers to these filters"),
            "text": _("Take a filter away, or look at all of them."),
            "url": f"{reverse('hearings:list')}?status=",
            "label": _("All lawsuits"),
        },
    }


def _cells(line: Line) -> list[Any]:
    sub = " · ".join(filter(None, [line.label("instance"), _("own case") if line.row.government else ""]))
    stage = {"value": line.stage, "sub": _("Stayed") if line.stayed else line.officer}
    outcome = {"value": line.label("outcome"), "sub": line.lost}
    return [
        {"value": line.number, "url": reverse("hearings:detail", args=[line.pk]), "sub": sub},
        line.names("applicant"),
        line.names("respondent"),
        {"value": line.row.act_name, "sub": line.label("domain")},
        line.row.court_name,
        stage,
        {"value": line.row.served_on, "nowrap": True},
        line.due_cell,
        outcome,
    ]


@requires("dossier.list")
def suit_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or, with ?format=csv, as CSV; the trail says how many and which filters."""
    filterset = SuitFilter(asked_of(request), actor=request.actor)
    return exported(request, filterset, "hearings:list", _("Lawsuits"), header(), rows)


@requires("suits.track")
def tracking(request: HttpRequest) -> HttpResponse:
    """What is missing or late in the files of the whole process, over all running cases in sight."""
    cases = cases_with_lacks(request.actor, today())
    late = sum(lack["late"] for case in cases for lack in case["lacks"])
    missing = sum(len(case["lacks"]) for case in cases)
    return render(request, "hearings/tracking.html", {"cases": cases, "late": late, "missing": missing})
