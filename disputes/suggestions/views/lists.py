"""The list of suggestions and its export."""

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
from disputes.suggestions.exports import header, rows
from disputes.suggestions.filters import SuggestionFilter
from disputes.suggestions.listing import Line, lines
from dossiers.exports import stream_xlsx
from dossiers.trail import record
from dossiers.worklist import sorts_for, worklist

SIZE = 50
# The filters that stand above the list; the others are unfolded.
FIRST = ("q", "status", "stage", "kind", "agency", "due")


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
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """The suggestions in sight, filtered and sorted, a page at a time."""
    actor, query = request.actor, _asked(request)
    filterset = SuggestionFilter(query, actor=actor)
    sort = _sort(request, actor)
    page = worklist(filterset, actor, sort).page(request.GET.get("page"), size=SIZE)
    form = filterset.form
    context = {
        "page": page,
        "table": _table(lines(page.items, actor, today()), actor),
        "sort": sort,
        "form": form,
        "first_fields": [form[name] for name in FIRST if name in form.fields],
        "more_fields": [field for field in form if field.name not in FIRST],
        "more_open": bool(filterset.active - set(FIRST)),
        "chips": chips_of(filterset),
        "clear_url": f"{reverse('suggestions:list')}?status=",
        "export_query": query.urlencode(),
        "may_register": can(actor, "suggestions.register"),
    }
    return render(request, "disputes/suggestions/list.html", context)


def _table(shown: list[Line], actor: Actor) -> dict[str, Any]:
    columns = [
        {"label": _("Number"), "sort": "number"},
        {"label": _("Issuing body")},
        {"label": _("Agency")},
        {"label": _("Problem")},
        {"label": _("Stage")},
        {"label": _("Issued on"), "sort": "received"},
        {"label": _("Next due"), **({"sort": "due"} if "due" in sorts_for(actor) else {})},
        {"label": _("Escalation")},
    ]
    return {
        "caption": _("Suggestions"),
        "columns": columns,
        "rows": [{"cells": _cells(line), "tone": _tone(line)} for line in shown],
        "empty": {
            "title": _("No suggestion answers to these filters"),
            "text": _("Take a filter away, or look at all of them."),
            "url": f"{reverse('suggestions:list')}?status=",
            "label": _("All suggestions"),
        },
    }


def _tone(line: Line) -> str:
    return line.due[0] if line.due and line.due[0] in {"late", "today", "soon"} else ""


def _cells(line: Line) -> list[Any]:
    due = {"due": line.due, "on": line.due_on, "sub": line.due_what} if line.due else ""
    problem = " · ".join(filter(None, [line.label("cause"), line.label("domain")]))
    escalated = " · ".join(filter(None, [line.escalation, _("the same problem again") if line.recurs else ""]))
    return [
        {
            "value": line.number or _("No number yet"),
            "url": reverse("suggestions:detail", args=[line.pk]),
            "sub": line.kind,
        },
        line.row.issuer_name,
        {"value": line.names(), "sub": line.answered},
        {"value": problem or line.label("matter"), "sub": line.row.problem[:40]},
        {"value": line.stage, "sub": line.officer},
        {"value": line.row.issued_on, "nowrap": True},
        due,
        escalated,
    ]


@requires("dossier.list")
def suggestion_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or, with ?format=csv, as CSV; the trail says how many and which filters."""
    actor, query = request.actor, _asked(request)
    filterset = SuggestionFilter(query, actor=actor)
    if filterset.form.errors:
        return redirect(f"{reverse('suggestions:list')}?{query.urlencode()}")
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    ids = worklist(filterset, actor, _sort(request, actor)).ids()
    detail = {"count": len(ids), "format": form, "filters": sorted(filterset.active)}
    record(actor=actor, action="cases.export", detail=detail)
    title = _("Suggestions")
    filename = f"{title}-{today():%Y%m%d}.{form}"
    found: Iterator[list[Any]] = rows(ids, actor)
    if form == "csv":
        return stream_csv(filename, header(), found)
    return stream_xlsx(filename, title, header(), found)
