"""What a figure counts: the list of the entries behind its numerator or its denominator."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.guards import requires
from accounts.models import Organisation
from accounts.paging import page_of
from reports.dashboards import Asked
from reports.dashboards.wording import plain
from reports.dimensions import DIMENSIONS, MONTHS, labels_of
from reports.evaluating import DENOMINATOR, NUMERATOR, behind
from reports.indicators import INDICATORS, Indicator, Reading
from reports.models import Entry
from reports.views.dashboards import desk, place

PARTS = (NUMERATOR, DENOMINATOR)


@require_safe
@requires("figures.dashboard")
def figure_entries(request: HttpRequest) -> HttpResponse:
    """The cases that a figure counts, each as often as it counts there; the filters are those of the dashboard."""
    found = desk(request)
    indicator, part = INDICATORS.get(request.GET.get("figure", "")), request.GET.get("part", NUMERATOR)
    if found.asked is None or indicator is None or part not in PARTS:
        raise Http404
    by, key = request.GET.get("by") or None, request.GET.get("key", "")
    rows, words = _rows(found.asked, indicator, part, by, key)
    page = page_of(
        rows.select_related("dossier").defer("dossier__search_text", "dossier__grams"), request.GET.get("page")
    )
    reading = indicator.read_as(None)
    context = {
        "indicator": indicator,
        "words": words,
        "part": part_words(reading, part),
        "other": _other(found.asked, indicator, part, by, key),
        "place": place(found),
        "period": found.asked.period,
        "as_of": found.asked.as_of,
        "chosen": found.asked.chosen,
        "reading": reading.words,
        "page": page,
        "back": found.asked.address("reports:dashboard"),
        "back_title": found.board.title,
        "table": table(page.items, indicator.title, (reading.numerator if part == NUMERATOR else reading.denominator)),
    }
    return render(request, "reports/behind.html", context)


def _rows(asked: Asked, indicator: Indicator, part: str, by: str | None, key: str) -> tuple[Any, str]:
    """The entries, and what the value of the dimension is called. Raises Http404 for what is not there."""
    if by is not None and by not in DIMENSIONS:
        raise Http404
    try:
        rows = behind(
            asked.reader,
            asked.organs,
            asked.period,
            indicator.id,
            part,
            as_of=asked.as_of,
            agency=asked.agencies or None,
            by=by,
            key=key,
        )
        words = "" if by is None else key if by in MONTHS else labels_of(by, [key]).get(key, key)
    except (ValueError, KeyError) as error:
        raise Http404 from error
    return rows, words


def part_words(reading: Reading, part: str) -> str:
    """Which of both lists it is; nothing for a number, which has one alone."""
    if reading.denominator is None:
        return ""
    return _("counted (numerator)") if part == NUMERATOR else _("among these (denominator)")


def _other(asked: Asked, indicator: Indicator, part: str, by: str | None, key: str) -> dict[str, str] | None:
    """The way to the other list of the same figure."""
    if indicator.denominator is None:
        return None
    other = DENOMINATOR if part == NUMERATOR else NUMERATOR
    words = _("All of the denominator") if other == DENOMINATOR else _("Those of the numerator alone")
    return {"url": asked.behind(indicator.id, other, by=by, key=key), "label": words}


def table(entries: list[Entry], caption: Any, term: Any) -> dict[str, Any]:
    """The entries as a table; one query for the names of the agencies."""
    weigh = term.weigh if term is not None else ""
    ids = {pk for entry in entries for pk in entry.agencies}
    names = dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
    columns: list[dict[str, Any]] = [
        {"label": _("Case number"), "whole": True},
        {"label": _("Case")},
        {"label": _("Agency")},
        {"label": pgettext("of an entry", "Counted on")},
    ]
    if weigh:
        columns.append({"label": _("Counts as"), "numeric": True})

    def cells(entry: Entry) -> list[Any]:
        dossier = entry.dossier
        found = [
            {"value": dossier.number or _("no number"), "url": reverse("dossier", args=[dossier.pk])},
            dossier.title,
            "、".join(names.get(pk, "") for pk in entry.agencies),
            {"value": entry.day, "nowrap": True},
        ]
        return [*found, plain(float(entry.dims.get(weigh) or 0))] if weigh else found

    return {
        "caption": caption,
        "columns": columns,
        "rows": [{"cells": cells(entry)} for entry in entries],
        "empty": {"title": _("This figure counts no case.")},
    }
