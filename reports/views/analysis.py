"""The analysis of the cases of several years."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.guards import requires
from accounts.models import Organ
from accounts.timekeeping import today
from reports.analysis import findings, reading, showing
from reports.crossing import years_of
from reports.dashboards import Asked
from reports.evaluating import first_day
from reports.forms import YearsForm
from reports.views.common import ANALYSIS, readers_organs, subjects

# So many years are shown unless others are asked for, where there are cases of so many.
USUAL = 7


@require_safe
@requires("figures.view")
def analysis(request: HttpRequest) -> HttpResponse:
    """历年案件分析: how the cases of several years spread, what comes again, what stands out."""
    organs = readers_organs(request)
    given = _years(request, organs) | {key: value for key, value in request.GET.items() if value}
    form = YearsForm(given, organs=organs)
    context: dict[str, Any] = {"title": ANALYSIS, "subjects": subjects("reports:analysis"), "form": form}
    if not form.is_valid():
        return render(request, "reports/analysis.html", context, status=422)
    organ, first, last = (form.cleaned_data[name] for name in ("organ", "first", "last"))
    found = reading.read(request.actor, organ, first, last, today().year)
    link = _links(request, organ, single=len(organs) == 1)
    context |= {
        "organ": organ,
        "years": (first, last),
        "findings": findings.findings(found, link),
        "trend": showing.trend(found, link),
        "seasons": showing.by_season(found),
        "tables": [
            showing.by_years(found, link, "domain", "received", _("Applications by domain"), _("Domain")),
            showing.by_years(found, link, "matter", "received", _("Applications by matter"), _("Matter")),
            showing.by_years(found, link, "agency", "received", _("Applications by respondent"), _("Agency")),
            showing.by_years(found, link, "agency", "suits", _("Suits by defendant"), _("Agency")),
            showing.by_years(found, link, "matter", "suits", _("Suits by matter"), _("Matter")),
            showing.why(found, link, "corrected"),
            showing.why(found, link, "lost"),
        ],
        "grid": showing.grid(found, link),
        "again": showing.who_came_again(found.repeats),
        "repeats": found.repeats,
        "groups": showing.group_cases(found.groups),
        "least": reading.GROUP,
    }
    return render(request, "reports/analysis.html", context)


def _years(request: HttpRequest, organs: list[Organ]) -> dict[str, Any]:
    """The years that are shown unless others are asked for: the last ones of which there are cases."""
    measures = [measure for name in ("received", "suits") for measure in reading.TERMS[name].measures]
    begun, this_year = first_day(request.actor, organs, measures), today().year
    first = max(begun.year if begun else this_year, this_year - USUAL + 1)
    return {"first": first, "last": this_year, "organ": organs[0].pk}


def _links(request: HttpRequest, organ: Organ, *, single: bool) -> findings.Link:
    """The address of the list behind a number of the analysis."""

    def link(name: str, first: int, last: int, by: str = "", key: Any = None, domain: str | None = None) -> str:
        asked = Asked(request.actor, (organ,), years_of(first, last), organ=None if single else organ)
        indicator, part = reading.BEHIND[name]
        return asked.behind(indicator, part, by=by or None, key=key, domain=domain)

    return link
