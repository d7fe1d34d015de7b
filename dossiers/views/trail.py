"""The trail: its list and its export."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.export import stream_csv
from accounts.guards import requires
from accounts.lists import chips_of, listing
from accounts.timekeeping import SHANGHAI, today
from dossiers.actions import Reader, action_name
from dossiers.filters import TrailFilter
from dossiers.models import TrailEntry
from dossiers.seal.state import seal_state
from dossiers.trail import entries_for, record

# Rows of an export that are put into words at a time.
CHUNK = 1000


def _trail_rows(request: HttpRequest) -> QuerySet[TrailEntry]:
    return entries_for(request.actor).select_related("user", "for_user", "dossier").order_by("-at", "-pk")


@requires("trail.read")
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what, for whom, when and from where."""
    context = listing(request, TrailFilter(request.GET, _trail_rows(request)))
    reader = Reader(context["page"])
    context["table"] = {
        "caption": _("Trail"),
        "columns": [
            {"label": _("Time")},
            {"label": _("Person")},
            {"label": _("Action")},
            {"label": _("What")},
            {"label": _("Case")},
            {"label": _("From where")},
        ],
        "rows": [_trail_row(entry, reader) for entry in context["page"]],
        "empty": {"title": _("Nothing is found"), "text": _("Take a filter away or widen the period.")},
    }
    context["export_query"] = request.GET.urlencode()
    context["seal"] = seal_state()
    return render(request, "dossiers/trail.html", context)


def _trail_row(entry: TrailEntry, reader: Reader) -> dict[str, Any]:
    person: dict[str, Any] = {"value": str(entry.user) if entry.user else _("The system"), "nowrap": True}
    if entry.for_user:
        person["sub"] = _("for %(name)s") % {"name": entry.for_user}
    return {
        "cells": [
            {"value": f"{entry.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}", "nowrap": True},
            person,
            {"value": action_name(entry.action), "sub": reader.detail(entry)},
            reader.what(entry),
            {"value": (entry.dossier.number or "") if entry.dossier else "", "nowrap": True},
            {"value": entry.ip or "", "sub": entry.request_id},
        ]
    }


@require_safe
@requires("trail.read")
def trail_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered, as a CSV file sent while it is read."""
    filterset = TrailFilter(request.GET, _trail_rows(request))
    chosen = {chip["key"]: str(chip["words"]) for chip in chips_of(filterset) if chip["key"] != "person"}
    record(actor=request.actor, action="trail.export", detail=chosen)
    header = [
        _("Time"),
        _("Person"),
        _("For"),
        _("Action"),
        _("What"),
        _("Case"),
        _("From where"),
        _("Request"),
        _("Details"),
        _("Seal"),
    ]

    def lines() -> Iterator[list[Any]]:
        entries = filterset.qs.select_related("user", "for_user", "dossier", "seal").iterator(chunk_size=CHUNK)
        while chunk := list(islice(entries, CHUNK)):
            reader = Reader(chunk)
            for entry in chunk:
                yield [
                    entry.at,
                    entry.user or _("The system"),
                    entry.for_user or "",
                    action_name(entry.action),
                    reader.what(entry),
                    entry.dossier.number if entry.dossier else "",
                    entry.ip,
                    entry.request_id,
                    reader.detail(entry),
                    entry.seal.position if hasattr(entry, "seal") else "",
                ]

    return stream_csv(f"trail-{today():%Y%m%d}.csv", header, lines())
