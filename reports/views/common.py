"""What all pages of figures share: the period and organ asked for, addresses, how changes are told."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Organ, Organisation
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from dossiers.models import Dossier
from reports import queries
from reports.forms import PeriodForm, QuarterForm
from reports.models import Entry
from reports.periods import Period, year_of
from reports.returns.mediation import Quarter, last_ended
from reports.sheets import SHEETS

Form = TypeVar("Form", bound=PeriodForm)
APPEARANCES = gettext_lazy("Appearance of agency heads in court")
MEDIATION = gettext_lazy("Quarterly return of disputes resolved")
CIRCULARS = gettext_lazy("Circulars")
ANALYSIS = gettext_lazy("Analysis of past years")
ASSESSMENT = gettext_lazy("Yearly assessment")


def this_year() -> Period:
    """From the first of January to today."""
    day = today()
    return Period(day.replace(month=1, day=1), day)


def readers_organs(request: HttpRequest) -> list[Organ]:
    """The organs whose figures the reader reads. Raises PermissionDenied where there is none."""
    organs = queries.organs_for(request.actor)
    if not organs:
        raise PermissionDenied(_("Figures are open to the office and to the leaders of the organ."))
    return organs


def asked_quarter(request: HttpRequest) -> QuarterForm:
    """The form with the quarter that the address asks for; the last that is over where it asks for none."""
    organs, quarter = queries.organs_of_centre(request.actor), last_ended(today())
    if not organs:
        raise PermissionDenied(_("Figures are open to the office and to the leaders of the organ."))
    given = {"year": quarter.year, "quarter": quarter.number, "organ": organs[0].pk}
    given |= {key: value for key, value in request.GET.items() if value}
    return QuarterForm(given, organs=organs)


def quarter_address(name: str, organ: Organ, quarter: Quarter, **further: Any) -> str:
    """The address of a page of a quarterly return."""
    query = {"year": quarter.year, "quarter": quarter.number, "organ": organ.pk, **further}
    return f"{reverse(name)}?{urlencode(query)}"


RETURNS = {
    "reconsideration": gettext_lazy("Return of reconsideration"),
    "litigation": gettext_lazy("Return of litigation"),
    "disclosure": gettext_lazy("Table of disclosure"),
}


def asked(request: HttpRequest, form: type[Form], data: QueryDict | None = None) -> Form:
    """The form with what the address (or `data`) asks for. Raises PermissionDenied for somebody without an organ."""
    organs = readers_organs(request)
    default = this_year()
    given = {"from": default.first, "to": default.last, "organ": organs[0].pk}
    given |= {key: value for key, value in (request.GET if data is None else data).items() if value}
    return form(given, organs=organs, default=default)


def address(name: str, organ: Organ, period: Period, **further: Any) -> str:
    """The address of a page of figures for an organ and a period."""
    query = {"from": period.first.isoformat(), "to": period.last.isoformat(), "organ": organ.pk, **further}
    return f"{reverse(name)}?{urlencode(query)}"


def subjects(current: str) -> list[dict[str, Any]]:
    """The pages of figures, for going from one to the other; `current` is the address's name of the present one."""
    pages: list[tuple[Any, str]] = [(gettext_lazy("Overview"), "reports:dashboard")]
    pages += [(sheet.title, sheet.page) for sheet in SHEETS.values()]
    pages += [(APPEARANCES, "reports:appearances"), (MEDIATION, "reports:mediation")]
    pages += [(title, f"reports:return-{kind}") for kind, title in RETURNS.items()]
    pages += [(ANALYSIS, "reports:analysis"), (CIRCULARS, "reports:circulars"), (ASSESSMENT, "reports:assessments")]
    return [{"label": title, "url": reverse(page), "active": page == current} for title, page in pages]


def agency_pages(current: str) -> list[dict[str, Any]]:
    """The same for an agency, which has fewer."""
    pages: list[tuple[Any, str]] = [(gettext_lazy("Overview"), "reports:dashboard"), (CIRCULARS, "reports:circulars")]
    pages.append((ASSESSMENT, "reports:assessments"))
    return [{"label": title, "url": reverse(page), "active": page == current} for title, page in pages]


def cases_named(actor: Actor, ids: set[int]) -> dict[int, dict[str, str]]:
    """The numbers of cases that the reader sees, with their addresses."""
    seen = Dossier.objects.visible_to(actor).filter(pk__in=ids)
    return {
        pk: {"number": number or title, "url": reverse("dossier", args=[pk])}
        for pk, number, title in seen.values_list("pk", "number", "title")
    }


def table_of_cases(cases: Iterable[Dossier], caption: str) -> dict[str, Any]:
    """The cases behind a cell."""
    return {
        "caption": caption,
        "columns": [
            {"label": _("Case number"), "whole": True},
            {"label": _("Case")},
            {"label": _("Begun on")},
            {"label": _("Closed on")},
            {"label": _("Case officer")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": one.number or _("without a number"), "url": reverse("dossier", args=[one.pk])},
                    one.title,
                    {"value": one.opened_on, "nowrap": True},
                    {"value": one.closed_on, "nowrap": True},
                    one.officer.display_name if one.officer else "",
                ]
            }
            for one in cases
        ],
        "empty": {"title": _("This figure counts no case.")},
    }


def table_of_entries(
    entries: Sequence[Entry],
    caption: Any,
    further: Sequence[tuple[dict[str, Any], Callable[[Entry], Any]]],
    nothing: Any,
) -> dict[str, Any]:
    """What counts, each with its case, agencies and day, and `further` columns with what each says of an entry."""
    names = Organisation.objects.in_bulk({pk for entry in entries for pk in entry.agencies})
    return {
        "caption": caption,
        "columns": [
            {"label": _("Case number"), "whole": True},
            {"label": _("Case")},
            {"label": _("Agency")},
            {"label": _("Day"), "whole": True},
            *(column for column, _said in further),
        ],
        "rows": [
            {
                "cells": [
                    {
                        "value": entry.dossier.number or _("no number"),
                        "url": reverse("dossier", args=[entry.dossier_id]),
                    },
                    entry.dossier.title,
                    "、".join(names[pk].name for pk in entry.agencies if pk in names),
                    cn_date(entry.day),
                    *(said(entry) for _column, said in further),
                ]
            }
            for entry in entries
        ],
        "empty": {"title": nothing},
    }


def presets(chosen: Period, link: Callable[[Period], str], first_year: int | None = None) -> list[dict[str, Any]]:
    """Periods that are asked for most, as views of the page that `link` gives; all years begin with `first_year`."""
    day = today()
    offered = [(_("This year"), this_year()), (_("Last year"), year_of(day.year - 1))]
    if first_year is not None and first_year < day.year:
        offered.append((_("All years"), Period(dt.date(first_year, 1, 1), day)))
    return [{"label": label, "url": link(period), "active": period == chosen} for label, period in offered]


def percent(numerator: int, denominator: int) -> float | None:
    """The share in percent to one decimal place, None for nothing among nothing."""
    return round(100 * numerator / denominator, 1) if denominator else None


def points(value: float | None, earlier: float | None) -> str:
    """How a share stands to that of the same period of the year before."""
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
