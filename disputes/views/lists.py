"""The list of disputes and its export."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.actors import Actor
from accounts.export import stream_csv
from accounts.guards import requires
from accounts.lists import chips_of
from accounts.permissions import can
from accounts.timekeeping import today
from disputes.exports import header, rows
from disputes.filters import DisputeFilter
from disputes.listing import Line, lines
from dossiers.exports import stream_xlsx
from dossiers.trail import record
from dossiers.worklist import sorts_for, worklist

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
def dispute_list(request: HttpRequest) -> HttpResponse:
    """The disputes in sight, filtered and sorted, a page at a time."""
    actor, query = request.actor, _asked(request)
    filterset = DisputeFilter(query, actor=actor)
    sort = _sort(request, actor)
    page = worklist(filterset, actor, sort).page(request.GET.get("page"), size=SIZE)
    first = ("q", "status", "stage", "source", "due")
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
        "clear_url": f"{reverse('disputes:list')}?status=",
        "export_query": query.urlencode(),
        "may_register": can(actor, "disputes.register"),
        "may_see_pool": can(actor, "mediators.view"),
    }
    return render(request, "disputes/list.html", context)


def _table(shown: list[Line], actor: Actor) -> dict[str, Any]:
    columns = [
        {"label": _("Case number"), "sort": "number"},
        {"label": _("Party seeking resolution")},
        {"label": _("Agency concerned")},
        {"label": _("Act or matter in dispute")},
        {"label": pgettext("dispute", "Source")},
        {"label": _("Stage")},
        {"label": _("Received"), "sort": "received"},
        {"label": _("Next due"), **({"sort": "due"} if "due" in sorts_for(actor) else {})},
        {"label": _("Result")},
    ]
    return {
        "caption": _("Disputes"),
        "columns": columns,
        "rows": [{"cells": _cells(line), "tone": line.tone} for line in shown],
        "empty": {
            "title": _("No dispute answers to these filters"),
            "text": _("Take a filter away, or look at all of them."),
            "url": f"{reverse('disputes:list')}?status=",
            "label": _("All disputes"),
        },
    }


def _cells(line: Line) -> list[Any]:
    due = {"due": line.due, "on": line.due_on, "sub": line.due_what} if line.due else ""
    return [
        {"value": line.number, "url": reverse("disputes:detail", args=[line.pk])},
        line.names("applicant"),
        line.names("respondent"),
        {"value": line.row.act_name, "sub": line.label("domain")},
        {"value": line.label("source"), "sub": line.row.referrer_name or ""},
        {"value": line.stage, "sub": line.officer},
        {"value": line.row.received_on, "nowrap": True},
        due,
        {"value": line.label("result"), "sub": line.performance},
    ]


@requires("dossier.list")
def dispute_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or, with ?format=csv, as CSV; the trail says how many and which filters."""
    actor, query = request.actor, _asked(request)
    filterset = DisputeFilter(query, actor=actor)
    if filterset.form.errors:
        return redirect(f"{reverse('disputes:list')}?{query.urlencode()}")
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    ids = worklist(filterset, actor, _sort(request, actor)).ids()
    detail = {"count": len(ids), "format": form, "filters": sorted(filterset.active)}
    record(actor=actor, action="cases.export", detail=detail)
    title = _("Disputes")
    filename = f"{title}-{today():%Y%m%d}.{form}"
    found: Iterator[list[Any]] = rows(ids, actor)
    if form == "csv":
        return stream_csv(filename, header(), found)
    return stream_xlsx(filename, title, header(), found)
