"""The list of lawsuits, its export, and what is missing or late over all of the government's own cases."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.export import stream_csv
from accounts.guards import requires
from accounts.lists import chips_of
from accounts.permissions import can
from accounts.timekeeping import today
from dossiers.exports import stream_xlsx
from dossiers.trail import record
from dossiers.worklist import sorts_for, worklist
from hearings.exports import header, rows
from hearings.filters import SuitFilter
from hearings.listing import Line, lines
from hearings.tracking import cases_with_lacks

SIZE = 50


def _sort(request: HttpRequest, actor: Actor) -> str:
    sorts = sorts_for(actor)
    wanted = request.GET.get("sort", "")
    return wanted if wanted in sorts else "due" if "due" in sorts and not request.GET.get("status") else "-received"


def _asked(request: HttpRequest) -> Any:
    """The filters of an address; without any the list shows what is in progress."""
    query = request.GET.copy()
    if not {key for key, value in query.items() if key not in {"sort", "page"}}:
        query["status"] = "running"
    return query


@requires("dossier.list")
def suit_list(request: HttpRequest) -> HttpResponse:
    """The lawsuits in sight, filtered and sorted, a page at a time."""
    actor, query = request.actor, _asked(request)
    filterset = SuitFilter(query, actor=actor)
    sort = _sort(request, actor)
    page = worklist(filterset, actor, sort).page(request.GET.get("page"), size=SIZE)
    first = ("q", "status", "stage", "defendant", "due")
    form = filterset.form
    context = {
        "page": page,
        "table": _table(lines(page.items, actor, today()), actor),
        "sort": sort,
        "form": form,
        "first_fields": [form[name] for name in first if name in form.fields],
        "more_fields": [field for field in form if field.name not in first],
        "more_open": bool(filterset.active - set(first)),
        "chips": chips_of(filterset),
        "clear_url": f"{reverse('hearings:list')}?status=",
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
    due = {"due": line.due, "on": line.due_on, "sub": line.due_what} if line.due else ""
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
        due,
        outcome,
    ]


@requires("dossier.list")
def suit_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or, with ?format=csv, as CSV; the trail says how many and which filters."""
    actor, query = request.actor, _asked(request)
    filterset = SuitFilter(query, actor=actor)
    if filterset.form.errors:
        return redirect(f"{reverse('hearings:list')}?{query.urlencode()}")
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    ids = worklist(filterset, actor, _sort(request, actor)).ids()
    detail = {"count": len(ids), "format": form, "filters": sorted(filterset.active)}
    record(actor=actor, action="cases.export", detail=detail)
    title = _("Lawsuits")
    filename = f"{title}-{today():%Y%m%d}.{form}"
    found: Iterator[list[Any]] = rows(ids, actor)
    if form == "csv":
        return stream_csv(filename, header(), found)
    return stream_xlsx(filename, title, header(), found)


@requires("suits.track")
def tracking(request: HttpRequest) -> HttpResponse:
    """What is missing or late in the files of the whole process, over all running cases in sight."""
    cases = cases_with_lacks(request.actor, today())
    late = sum(lack["late"] for case in cases for lack in case["lacks"])
    missing = sum(len(case["lacks"]) for case in cases)
    return render(request, "hearings/tracking.html", {"cases": cases, "late": late, "missing": missing})
