"""The page of the rate of appearance, and the list of units behind each of its numbers."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.guards import requires
from accounts.models import Organ, Organisation
from accounts.paging import page_of
from accounts.templatetags.dates import cn_date
from dossiers.models import Code
from hearings import rates
from hearings.rates import Parallel, Place, place_of
from hearings.units import kept_units
from reports.dimensions import labels_of
from reports.evaluating import behind, counts
from reports.forms import IN, OUT, AppearanceForm
from reports.indicators import INDICATORS, Reading, Term
from reports.indicators.appearances import place_key, principal_key, terms
from reports.models import Entry
from reports.periods import Period
from reports.views.common import APPEARANCES, address, asked, points, presets, subjects

RATE = INDICATORS["appearance_rate"]
DENOMINATOR = "denominator"
PLACES: dict[str, Any] = {
    DENOMINATOR: gettext_lazy("Units counted"),
    Place.PRESENT: gettext_lazy("Head present"),
    Place.ABSENT: gettext_lazy("No head present"),
    Place.UNKNOWN: gettext_lazy("Not recorded yet"),
    Place.OUTSIDE: gettext_lazy("Outside the rate"),
}


def terms_of(reading: rates.Reading) -> dict[str, Term]:
    """What the page shows of the units in a reading: those counted and where they stand, those outside, principals."""
    present, counted = terms(reading)
    place, principal = place_key(reading), principal_key(reading)
    outside = Term(counted.measure, unless=counted.where) if counted.where else counted.also(**{place: "outside"})
    if reading.parallel == Parallel.SITTINGS:
        absent, unknown = {place: str(Place.ABSENT)}, {place: str(Place.UNKNOWN)}
        return {
            DENOMINATOR: counted,
            Place.PRESENT: present,
            Place.ABSENT: replace(counted, some=absent),
            Place.UNKNOWN: replace(counted, some=unknown, none=absent),
            Place.OUTSIDE: replace(outside, once="session"),
            "principals": replace(present, some={principal: True}),
        }
    return {
        DENOMINATOR: counted,
        Place.PRESENT: present,
        Place.ABSENT: counted.also(**{place: str(Place.ABSENT)}),
        Place.UNKNOWN: counted.also(**{place: str(Place.UNKNOWN)}),
        Place.OUTSIDE: outside,
        "principals": present.also(**{principal: True}),
    }


@require_safe
@requires("figures.view")
def appearances(request: HttpRequest) -> HttpResponse:
    """The rate with its reading, by agency and instance; each number opens the units behind it."""
    form = asked(request, AppearanceForm)
    context: dict[str, Any] = {"form": form, "title": APPEARANCES, "subjects": subjects("reports:appearances")}
    if form.is_valid():
        organ, period, reading = (form.cleaned_data[name] for name in ("organ", "period", "reading"))
        page = Page(request.actor, organ, period, reading)
        context |= {
            "organ": organ,
            "period": period,
            "readings": readings(form),
            "presets": page.presets(),
            "tiles": page.tiles(),
            "agencies": page.shares(_("Agency"), by="agency"),
            "instances": page.shares(_("Instance"), by="instance"),
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

    def __init__(self, actor: Actor, organ: Organ, period: Period, reading: rates.Reading) -> None:
        self.actor, self.organ, self.period = actor, organ, period
        self.terms = terms_of(reading)
        self.asked = {
            **{name: str(getattr(reading, name)) for name in ("among", "by", "joint", "parallel")},
            **{name: IN if getattr(reading, name) else OUT for name in ("vertical", "refused", "left")},
        }

    def presets(self) -> list[dict[str, Any]]:
        return presets(self.period, lambda period: address("reports:appearances", self.organ, period, **self.asked))

    def linked(self, number: float, place: str, **further: Any) -> dict[str, Any]:
        url = address("reports:appearance-units", self.organ, self.period, **self.asked, place=place, **further)
        return {"value": number, "url": url}

    def tiles(self) -> list[dict[str, Any]]:
        found = counts(self.actor, self.organ, self.period, self.terms)[None]
        rate = {name: self.terms[name] for name in (Place.PRESENT, DENOMINATOR)}
        before = counts(self.actor, self.organ, self.period.year_before(), rate)[None]
        present, whole = found[Place.PRESENT], found[DENOMINATOR]
        value = RATE.value(present, whole)
        share = {
            "name": _("Rate of appearance"),
            "value": "—" if value is None else value,
            "unit": "" if value is None else "%",
            "of": f"{present} / {whole}",
            "change": points(value, RATE.value(before[Place.PRESENT], before[DENOMINATOR])),
            "url": self.linked(present, Place.PRESENT)["url"],
        }
        principals = {
            "name": _("Of them principals"),
            "value": found["principals"],
            "unit": pgettext("counter", "units"),
            "of": f"{found['principals']} / {present}",
        }
        tones: dict[str, str] = {Place.ABSENT: "late", Place.UNKNOWN: "soon"}
        return [
            share,
            principals,
            *(
                {
                    "name": PLACES[place],
                    "value": found[place],
                    "unit": pgettext("counter", "units"),
                    "tone": tones.get(place, "") if found[place] else "",
                    "url": self.linked(found[place], place)["url"],
                }
                for place in (DENOMINATOR, Place.ABSENT, Place.UNKNOWN, Place.OUTSIDE)
            ),
        ]

    def shares(self, title: str, by: str) -> dict[str, Any]:
        """The rate of each agency, the most units first; of each instance in their order."""
        found = counts(self.actor, self.organ, self.period, self.terms, by=by)
        keys = [key for key, numbers in found.items() if numbers[DENOMINATOR]]
        labels = labels_of(by, keys)
        places = dict(Code.objects.of("suit_instance").values_list("pk", "position")) if by == "instance" else {}
        keys.sort(key=lambda key: (places.get(key, -found[key][DENOMINATOR]), labels[key]))
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
            "rows": [{"cells": self.cells(labels[key], found[key], {by: key})} for key in keys],
            "plain": True,
            "empty": {"title": _("No case was heard in this period.")},
        }

    def cells(self, label: str, numbers: dict[str, float | int], cut: dict[str, Any]) -> list[Any]:
        return [
            label,
            self.linked(numbers[DENOMINATOR], DENOMINATOR, **cut),
            self.linked(numbers[Place.PRESENT], Place.PRESENT, **cut),
            numbers["principals"],
            self.linked(numbers[Place.UNKNOWN], Place.UNKNOWN, **cut),
            f"{RATE.value(numbers[Place.PRESENT], numbers[DENOMINATOR])}%",
        ]


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
    where = {"instance": request.GET["instance"]} if request.GET.get("instance") else None
    chosen = Reading("place", PLACES[place], terms_of(reading)[place])
    rows = behind(
        request.actor, organ, period, RATE.id, agency=agency, reading={RATE.id: chosen}, where=where
    ).select_related("dossier")
    page = page_of(rows.defer("dossier__search_text", "dossier__grams"), request.GET.get("page"))
    context = {
        "title": PLACES[place],
        "organ": organ,
        "period": period,
        "agency": agency,
        "readings": readings(form),
        "page": page,
        "back": address("reports:appearances", organ, period, **Page(request.actor, organ, period, reading).asked),
        "back_title": APPEARANCES,
        "table": {
            "caption": PLACES[place],
            "columns": [
                {"label": _("Case number"), "whole": True},
                {"label": _("Case")},
                {"label": _("Instance"), "whole": True},
                {"label": _("Agency")},
                {"label": _("First heard on"), "whole": True},
                {"label": _("In the rate"), "whole": True},
                {"label": _("Why")},
            ],
            "rows": _lines(page.items, reading),
            "empty": {"title": _("This figure counts no case.")},
        },
    }
    return render(request, "reports/appearance_units.html", context)


def _lines(entries: list[Entry], reading: rates.Reading) -> list[dict[str, Any]]:
    """A line for each unit; why it stands where it does is told by the rule itself, for the units of this page."""
    kept = {one.unit.key: one.unit for one in kept_units([entry.dossier_id for entry in entries])}
    agencies = Organisation.objects.in_bulk({pk for entry in entries for pk in entry.agencies})
    instances = labels_of("instance", {entry.dims["instance"] for entry in entries})
    lines = []
    for entry in entries:
        place, reason = place_of(kept[entry.unit], reading)
        number = entry.dossier.number or _("no number")
        heard = kept[entry.unit].heard_on
        cells: list[Any] = [
            {"value": number, "url": reverse("dossier", args=[entry.dossier_id])},
            entry.dossier.title,
            instances[entry.dims["instance"]],
            "、".join(agencies[pk].name for pk in entry.agencies),
            cn_date(heard) if heard else "",
            str(PLACES[place]),
            str(reason),
        ]
        lines.append({"cells": cells})
    return lines
