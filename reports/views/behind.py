"""What is behind a figure: the list of the entries that its numerator or its denominator counts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.guards import requires
from accounts.paging import page_of
from reports.dashboards import Asked
from reports.dimensions import DIMENSIONS, labels_of
from reports.evaluating import DENOMINATOR, NUMERATOR, behind
from reports.indicators import DEFAULT, INDICATORS, Indicator
from reports.models import Entry
from reports.sheets import SHEETS, counted
from reports.views.common import address, table_of_entries
from reports.views.dashboards import Desk, desk, place


@require_safe
@requires("figures.dashboard")
def figure_cases(request: HttpRequest) -> HttpResponse:
    """What is behind the numerator or the denominator of a figure, also of one value of a dimension.

    Whose figures, of which days and as known when is asked as a dashboard asks it.
    """
    found, asked = desk(request), request.GET
    indicator = INDICATORS.get(asked.get("figure", ""))
    part, reading = asked.get("part", NUMERATOR), asked.get("reading", DEFAULT)
    by, key = asked.get("by") or None, asked.get("key", "")
    where = {"domain": asked["domain"]} if "domain" in asked else {}
    if found.asked is None or indicator is None or part not in {NUMERATOR, DENOMINATOR}:
        raise Http404
    if reading not in {known.code for known in indicator.readings} or (by is not None and by not in DIMENSIONS):
        raise Http404
    try:
        rows = behind(
            found.asked.reader,
            found.asked.organs,
            found.asked.period,
            indicator.id,
            part,
            as_of=found.asked.as_of,
            agency=found.asked.agencies or None,
            by=by,
            key=key,
            reading=reading,
            where=where,
        )
    except (KeyError, ValueError) as error:
        # A part of the period that it has not, an organisation that is no number.
        raise Http404 from error
    page = page_of(rows.select_related("dossier").defer("dossier__search_text", "dossier__grams"), asked.get("page"))
    read = indicator.read_as(reading)
    other = {NUMERATOR: DENOMINATOR, DENOMINATOR: NUMERATOR}[part]
    cut = {"by": by, "key": key} if by else {}
    query: dict[str, Any] = {"figure": indicator.id, "reading": reading, **cut, **where}
    context = {
        "figure": indicator,
        "reading": read,
        "title": counted(indicator) if part == NUMERATOR else indicator.title,
        "part": part,
        "other": found.asked.address("reports:figure-cases", **query, part=other) if read.denominator else "",
        "place": place(found),
        "asked": found.asked,
        "period": found.asked.period,
        "narrowed": [labels_of(one, [value])[value] for one, value in ((by, key), *where.items()) if one],
        "page": page,
        "back": _back(found, found.asked, indicator, from_board="board" in asked),
        "table": _table(indicator, page.items, (read.numerator if part == NUMERATOR else read.denominator)),
    }
    return render(request, "reports/figure_cases.html", context)


def _back(found: Desk, asked: Asked, indicator: Indicator, *, from_board: bool) -> dict[str, Any]:
    """Where the reader came from: the dashboard, which is named in the address, or the page of the subject."""
    if from_board:
        return {"url": asked.address("reports:dashboard"), "title": found.board.title}
    sheet = next((sheet for sheet in SHEETS.values() if indicator.id in sheet.shown), SHEETS["reconsideration"])
    return {"url": address(sheet.page, asked.organs[0], asked.period), "title": sheet.title}


def _table(indicator: Indicator, entries: list[Entry], term: Any) -> dict[str, Any]:
    ends = labels_of("outcome", {_end(entry) for entry in entries} - {""})
    weigh = term.weigh if term else ""
    further: list[Any] = [({"label": _("Outcome")}, lambda entry: ends.get(_end(entry), ""))]
    if weigh:
        further.append(({"label": _("Counted"), "numeric": True}, lambda entry: entry.dims.get(weigh)))
    return table_of_entries(entries, indicator.title, further, _("This figure counts no case."))


def _end(entry: Entry) -> str:
    return str(entry.dims.get("outcome") or entry.dims.get("result") or "")
