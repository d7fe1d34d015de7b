"""The figures page, and the list of cases behind each figure."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.guards import requires
from accounts.models import Organ, Organisation
from accounts.paging import page_of
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from dossiers.models import Code
from reports import queries
from reports.figures import FIGURES, OUTCOME_GROUPS, RATES, Period, Rate
from reports.forms import PeriodForm

TILE_ROWS = (
    ("carried_in", "accepted", "concluded", "pending_at_end"),
    ("in_time", "late", "corrected", "sued"),
)
TILES = tuple(code for codes in TILE_ROWS for code in codes)
# Figures of which a growing number is a matter of concern.
CONCERNS = frozenset({"late"})


def this_year() -> Period:
    """From the first of January to today."""
    day = today()
    return Period(day.replace(month=1, day=1), day)


def _form(request: HttpRequest) -> PeriodForm:
    """The form with what the address asks for. Raises PermissionDenied for somebody without an organ."""
    organs = queries.organs_for(request.actor)
    if not organs:
        raise PermissionDenied(_("Figures are open to the office and to the leaders of the organ."))
    default = this_year()
    asked = {"from": default.first, "to": default.last, "organ": organs[0].pk}
    asked |= {key: request.GET[key] for key in asked if request.GET.get(key)}
    return PeriodForm(asked, organs=organs, default=default)


@require_safe
@requires("figures.view")
def figures(request: HttpRequest) -> HttpResponse:
    """Tiles, outcomes, years, agencies and matters of an organ in a period, each number with its cases behind it."""
    form = _form(request)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _figures(request.actor, form.cleaned_data["organ"], form.cleaned_data["period"])
    return render(request, "reports/figures.html", context, status=200 if form.is_valid() else 422)


def _figures(actor: Actor, organ: Organ, period: Period) -> dict[str, Any]:
    cases = queries.cases_of(actor, organ)
    now = queries.counts(cases, period)
    before = queries.counts(cases, period.year_before(), TILES)
    years = queries.by_year(cases)
    return {
        "organ": organ,
        "period": period,
        "presets": _presets(organ, period, years),
        "tile_rows": [[_tile(organ, period, code, now, before) for code in codes] for codes in TILE_ROWS],
        "rates": [_rate(organ, period, rate, now, before) for rate in RATES],
        "outcomes": {
            "caption": _("Outcomes"),
            "columns": [{"label": _("Outcome")}, {"label": _("Cases"), "numeric": True}],
            "rows": [
                {"cells": [str(FIGURES[code].label), _linked(organ, period, code, now[code])]}
                for code in (f"outcome_{group}" for group in OUTCOME_GROUPS)
            ],
            "plain": True,
        },
        "years": {
            "caption": _("By year"),
            "columns": [
                {"label": _("Year")},
                {"label": str(FIGURES["accepted"].label), "numeric": True},
                {"label": str(FIGURES["concluded"].label), "numeric": True},
            ],
            "rows": [_year_row(organ, *numbers) for numbers in reversed(years)],
            "plain": True,
            "empty": {"title": _("No case has been accepted yet.")},
        },
        "agencies": _lines(organ, period, _("Respondent"), "agency", queries.by_agency(cases, period)),
        "matters": _lines(organ, period, _("Matter"), "matter", queries.by_matter(cases, period)),
    }


def _presets(organ: Organ, period: Period, years: list[tuple[int, int, int]]) -> list[dict[str, Any]]:
    day = today()
    offered = [(_("This year"), this_year()), (_("Last year"), _year(day.year - 1))]
    if years:
        offered.append((_("All years"), Period(dt.date(years[0][0], 1, 1), day)))
    return [
        {"label": label, "url": address("reports:figures", organ, choice), "active": choice == period}
        for label, choice in offered
    ]


def _year(year: int) -> Period:
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))


def address(name: str, organ: Organ, period: Period, **further: Any) -> str:
    """The address of a page of figures for an organ and a period."""
    query = {"from": period.first.isoformat(), "to": period.last.isoformat(), "organ": organ.pk, **further}
    return f"{reverse(name)}?{urlencode(query)}"


def _linked(organ: Organ, period: Period, code: str, number: int, **further: Any) -> dict[str, Any]:
    return {"value": number, "url": address("reports:figure-cases", organ, period, figure=code, **further)}


def _tile(organ: Organ, period: Period, code: str, now: dict[str, int], before: dict[str, int]) -> dict[str, Any]:
    figure, number, earlier = FIGURES[code], now[code], before[code]
    return {
        "name": figure.label,
        "value": number,
        "unit": pgettext("counter", "cases"),
        "reading": figure.reading,
        "change": _change(number, earlier),
        "trend": "worse" if code in CONCERNS and number > earlier else "",
        "tone": "late" if code in CONCERNS and number else "",
        "url": address("reports:figure-cases", organ, period, figure=code),
    }


def _change(number: int, earlier: int) -> str:
    if number == earlier:
        return _("Same period last year %(n)s, unchanged") % {"n": earlier}
    words = (
        _("Same period last year %(n)s, %(more)s more")
        if number > earlier
        else _("Same period last year %(n)s, %(more)s fewer")
    )
    return words % {"n": earlier, "more": abs(number - earlier)}


def percent(numerator: int, denominator: int) -> float | None:
    """The share in percent to one decimal place, None for nothing among nothing."""
    return round(100 * numerator / denominator, 1) if denominator else None


def _rate(organ: Organ, period: Period, rate: Rate, now: dict[str, int], before: dict[str, int]) -> dict[str, Any]:
    value = percent(now[rate.numerator], now[rate.denominator])
    earlier = percent(before[rate.numerator], before[rate.denominator])
    return {
        "name": rate.label,
        "value": "—" if value is None else value,
        "unit": "" if value is None else "%",
        "of": f"{now[rate.numerator]} / {now[rate.denominator]}",
        "reading": rate.reading,
        "change": _points(value, earlier),
        "url": address("reports:figure-cases", organ, period, figure=rate.numerator),
    }


def _points(value: float | None, earlier: float | None) -> str:
    if earlier is None:
        return _("Same period last year —")
    if value is None or value == earlier:
        return _("Same period last year %(n)s%%") % {"n": earlier}
    words = (
        _("Same period last year %(n)s%%, up %(points)s percentage points")
        if value > earlier
        else _("Same period last year %(n)s%%, down %(points)s percentage points")
    )
    return words % {"n": earlier, "points": round(abs(value - earlier), 1)}


def _year_row(organ: Organ, year: int, accepted: int, concluded: int) -> dict[str, Any]:
    period = _year(year)
    return {
        "cells": [
            {"value": _("Year %(year)s") % {"year": year}, "url": address("reports:figures", organ, period)},
            _linked(organ, period, "accepted", accepted),
            _linked(organ, period, "concluded", concluded),
        ]
    }


def _lines(organ: Organ, period: Period, title: str, dimension: str, lines: list[queries.Line]) -> dict[str, Any]:
    return {
        "caption": title,
        "columns": [
            {"label": title, "whole": True},
            *({"label": str(FIGURES[code].label), "numeric": True} for code in queries.COLUMNS),
        ],
        "rows": [
            {
                "cells": [
                    line.label,
                    *(
                        _linked(organ, period, code, line.numbers[code], **{dimension: line.key})
                        for code in queries.COLUMNS
                    ),
                ]
            }
            for line in lines
        ],
        "plain": True,
        "empty": {"title": _("Nothing was accepted or concluded in this period.")},
    }


@require_safe
@requires("figures.view")
def figure_cases(request: HttpRequest) -> HttpResponse:
    """The cases behind one figure, also of one agency or one matter."""
    form = _form(request)
    figure = FIGURES.get(request.GET.get("figure", ""))
    if figure is None or not form.is_valid():
        raise Http404
    organ, period = form.cleaned_data["organ"], form.cleaned_data["period"]
    cases = queries.behind(queries.cases_of(request.actor, organ), figure, period)
    narrowed = []
    if wanted := request.GET.get("agency"):
        if not wanted.isdecimal():
            raise Http404
        agency = get_object_or_404(Organisation, pk=int(wanted))
        cases = queries.against(cases, agency)
        narrowed.append(agency.name)
    if wanted := request.GET.get("matter"):
        matter = get_object_or_404(Code.objects.of("matter"), pk=wanted)
        cases = queries.about(cases, matter)
        narrowed.append(str(matter))
    page = page_of(cases.select_related("dossier", "outcome").order_by("accepted_on", "pk"), request.GET.get("page"))
    context = {
        "figure": figure,
        "organ": organ,
        "period": period,
        "narrowed": narrowed,
        "page": page,
        "back": address("reports:figures", organ, period),
        "table": {
            "caption": figure.label,
            "columns": [
                {"label": _("Case number"), "whole": True},
                {"label": _("Case")},
                {"label": _("Received on"), "whole": True},
                {"label": _("Accepted on"), "whole": True},
                {"label": _("Concluded on"), "whole": True},
                {"label": _("Outcome")},
            ],
            "rows": [
                {
                    "cells": [
                        {"value": case.dossier.number or _("no number"), "url": reverse("dossier", args=[case.pk])},
                        case.dossier.title,
                        cn_date(case.received_on),
                        cn_date(case.accepted_on),
                        cn_date(case.concluded_on),
                        str(case.outcome) if case.outcome else "",
                    ]
                }
                for case in page.items
            ],
            "empty": {"title": _("This figure counts no case.")},
        },
    }
    return render(request, "reports/figure_cases.html", context)
