"""The page of the rate of appearance, and the list of units behind each of its numbers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from accounts.guards import requires
from accounts.models import Organ, Organisation
from accounts.paging import page_in
from accounts.templatetags.dates import cn_date
from hearings.rates import Counted, Place, Rate, Reading
from reports import appearances as found
from reports.figures import Period
from reports.forms import IN, OUT, AppearanceForm
from reports.views.common import APPEARANCES, address, asked, percent, points, presets, subjects

DENOMINATOR = "denominator"
PLACES = {
    DENOMINATOR: gettext_lazy("Units counted"),
    Place.PRESENT: gettext_lazy("Head present"),
    Place.ABSENT: gettext_lazy("No head present"),
    Place.UNKNOWN: gettext_lazy("Not recorded yet"),
    Place.OUTSIDE: gettext_lazy("Outside the rate"),
}


@require_safe
@requires("figures.view")
def appearances(request: HttpRequest) -> HttpResponse:
    """The rate with its reading, by agency and instance; each number opens the units behind it."""
    form = asked(request, AppearanceForm)
    context: dict[str, Any] = {"form": form, "title": APPEARANCES, "subjects": subjects("reports:appearances")}
    if form.is_valid():
        organ, period, reading = (form.cleaned_data[name] for name in ("organ", "period", "reading"))
        whole = found.rate_of(request.actor, organ, period, reading)
        before = found.rate_of(request.actor, organ, period.year_before(), reading)
        page = Page(organ, period, reading)
        context |= {
            "organ": organ,
            "period": period,
            "readings": readings(form),
            "presets": page.presets(),
            "tiles": page.tiles(whole, before),
            "agencies": page.shares(_("Agency"), found.by_agency(whole), by="agency"),
            "instances": page.shares(_("Instance"), found.by_instance(whole)),
        }
    return render(request, "reports/appearances.html", context, status=200 if form.is_valid() else 422)


def readings(form: AppearanceForm) -> list[tuple[str, str]]:
    """How the rate is read, in words: each choice with its label."""
    reading = form.cleaned_data["reading"]
    words = []
    for name in ("among", "by", "joint", "parallel", "vertical", "refused", "left"):
        chosen = getattr(reading, name)
        value = (IN if chosen else OUT) if isinstance(chosen, bool) else chosen
        field = form.fields[name]
        words.append((str(field.label), str(dict(field.choices)[value])))
    return words


class Page:
    """The numbers of one organ, period and reading, each with the address of the units behind it."""

    def __init__(self, organ: Organ, period: Period, reading: Reading) -> None:
        self.organ, self.period = organ, period
        self.asked = {
            **{name: str(getattr(reading, name)) for name in ("among", "by", "joint", "parallel")},
            **{name: IN if getattr(reading, name) else OUT for name in ("vertical", "refused", "left")},
        }

    def presets(self) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "url": address("reports:appearances", self.organ, choice, **self.asked),
                "active": choice == self.period,
            }
            for label, choice in presets(None)
        ]

    def linked(self, number: int, place: str, **further: Any) -> dict[str, Any]:
        url = address("reports:appearance-units", self.organ, self.period, **self.asked, place=place, **further)
        return {"value": number, "url": url}

    def tiles(self, whole: Rate, before: Rate) -> list[dict[str, Any]]:
        value, earlier = percent(whole.numerator, whole.denominator), percent(before.numerator, before.denominator)
        share = {
            "name": _("Rate of appearance"),
            "value": "—" if value is None else value,
            "unit": "" if value is None else "%",
            "of": f"{whole.numerator} / {whole.denominator}",
            "change": points(value, earlier),
            "url": self.linked(whole.numerator, Place.PRESENT)["url"],
        }
        principals = {
            "name": _("Of them principals"),
            "value": whole.principals,
            "unit": pgettext("counter", "units"),
            "of": f"{whole.principals} / {whole.numerator}",
        }
        outside = sum(not counted.in_denominator for counted in whole.counted)
        numbers = [
            (DENOMINATOR, whole.denominator, ""),
            (Place.ABSENT, whole.denominator - whole.numerator - whole.unknown, "late"),
            (Place.UNKNOWN, whole.unknown, "soon"),
            (Place.OUTSIDE, outside, ""),
        ]
        return [
            share,
            principals,
            *(
                {
                    "name": PLACES[place],
                    "value": number,
                    "unit": pgettext("counter", "units"),
                    "tone": tone if number else "",
                    "url": self.linked(number, place)["url"],
                }
                for place, number, tone in numbers
            ),
        ]

    def shares(self, title: str, shares: list[found.Share], by: str = "") -> dict[str, Any]:
        def cell(share: found.Share, number: int, place: str) -> Any:
            return self.linked(number, place, **{by: share.key}) if by else number

        return {
            "caption": title,
            "columns": [
                {"label": title, "whole": True},
                {"label": str(PLACES[DENOMINATOR]), "numeric": True},
                {"label": str(PLACES[Place.PRESENT]), "numeric": True},
                {"label": _("Of them principals"), "numeric": True},
                {"label": str(PLACES[Place.UNKNOWN]), "numeric": True},
                {"label": _("Rate of appearance"), "numeric": True},
            ],
            "rows": [
                {
                    "cells": [
                        share.label,
                        cell(share, share.rate.denominator, DENOMINATOR),
                        cell(share, share.rate.numerator, Place.PRESENT),
                        share.rate.principals,
                        cell(share, share.rate.unknown, Place.UNKNOWN),
                        f"{percent(share.rate.numerator, share.rate.denominator)}%",
                    ]
                }
                for share in shares
            ],
            "plain": True,
            "empty": {"title": _("No case was heard in this period.")},
        }


@require_safe
@requires("figures.view")
def units(request: HttpRequest) -> HttpResponse:
    """The units behind a number, each with its place in the rate and the reason."""
    form = asked(request, AppearanceForm)
    place = request.GET.get("place", "")
    if place not in PLACES or not form.is_valid():
        raise Http404
    organ, period, reading = (form.cleaned_data[name] for name in ("organ", "period", "reading"))
    agency = None
    if wanted := request.GET.get("agency"):
        if not wanted.isdecimal():
            raise Http404
        agency = get_object_or_404(Organisation, pk=int(wanted))
    whole = found.rate_of(request.actor, organ, period, reading)
    chosen = found.behind(whole, place, agency.pk if agency else None)
    page = page_in(chosen, request.GET.get("page"))
    suits = found.suits_behind(page.items)
    agencies = Organisation.objects.in_bulk([counted.units[0].agency for counted in page.items])
    context = {
        "title": PLACES[place],
        "organ": organ,
        "period": period,
        "agency": agency,
        "readings": readings(form),
        "page": page,
        "back": address("reports:appearances", organ, period, **Page(organ, period, reading).asked),
        "back_title": APPEARANCES,
        "table": {
            "caption": PLACES[place],
            "columns": [
                {"label": _("Case number"), "whole": True},
                {"label": _("Case")},
                {"label": _("Instance"), "whole": True},
                {"label": _("Agency")},
                {"label": _("Heard on"), "whole": True},
                {"label": _("In the rate"), "whole": True},
                {"label": _("Why")},
            ],
            "rows": [{"cells": _cells(counted, suits, agencies[counted.units[0].agency])} for counted in page.items],
            "empty": {"title": _("This figure counts no case.")},
        },
    }
    return render(request, "reports/appearance_units.html", context)


def _cells(counted: Counted, suits: dict[int, Any], agency: Organisation) -> list[Any]:
    first = counted.units[0]
    suit = suits[first.case]
    number = suit.dossier.number or _("no number")
    if len(counted.units) > 1:
        number = _("%(number)s and %(n)s more") % {"number": number, "n": len(counted.units) - 1}
    return [
        {"value": number, "url": reverse("dossier", args=[suit.pk])},
        suit.dossier.title,
        str(suit.instance),
        agency.name,
        cn_date(first.heard_on) if first.heard_on else "",
        str(PLACES[counted.place]),
        str(counted.reason),
    ]
