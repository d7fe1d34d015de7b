"""The list of suggestions and its export."""

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
from disputes.suggestions.exports import header, rows
from disputes.suggestions.filters import SuggestionFilter
from disputes.suggestions.listing import Line, lines
from dossiers.worklist import sorts_for, worklist
from workflow.listpage import asked_of, exported, form_context, sort_of

SIZE = 50
# The filters that stand above the list; the others are unfolded.
FIRST = ("q", "status", "stage", "kind", "agency", "due")


@requires("dossier.list")
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """The suggestions in sight, filtered and sorted, a page at a time."""
    actor, query = request.actor, asked_of(request)
    filterset = SuggestionFilter(query, actor=actor)
    sort = sort_of(request, actor)
    page = worklist(filterset, actor, sort).page(request.GET.get("page"), size=SIZE)
    context = {
        "page": page,
        "table": _table(lines(page.items, actor, today()), actor),
        "sort": sort,
        **form_context(filterset, FIRST, "suggestions:list"),
        "export_query": query.urlencode(),
        "may_register": can(actor, "suggestions.register"),
    }
    return render(request, "disputes/suggestions/list.html", context)


def _table(shown: list[Line], actor: Actor) -> dict[str, Any]:
    columns = [
        {"label": _("Number"), "sort": "number"},
        {"label": _("Issuing body")},
        {"label": _("Agency to which it is made")},
        {"label": _("Problem")},
        {"label": _("Stage")},
        {"label": _("Issued on"), "sort": "received"},
        {"label": _("Next due"), **({"sort": "due"} if "due" in sorts_for(actor) else {})},
        {"label": _("Escalation")},
    ]
    return {
        "caption": _("Suggestions to agencies"),
        "columns": columns,
        "rows": [{"cells": _cells(line), "tone": line.tone} for line in shown],
        "empty": {
            "title": _("No suggestion answers to these filters"),
            "text": _("Take a filter away, or look at all of them."),
            "url": f"{reverse('suggestions:list')}?status=",
            "label": _("All suggestions"),
        },
    }


def _cells(line: Line) -> list[Any]:
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
        line.due_cell,
        escalated,
    ]


@requires("dossier.list")
def suggestion_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or, with ?format=csv, as CSV; the trail says how many and which filters."""
    filterset = SuggestionFilter(asked_of(request), actor=request.actor)
    return exported(request, filterset, "suggestions:list", _("Suggestions to agencies"), header(), rows)
