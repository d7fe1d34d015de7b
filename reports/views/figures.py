"""The page of figures of a proceeding, and the list of cases behind each figure."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
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
from dossiers.models import Code
from reports import queries
from reports.figures import SUBJECTS, Period, Rate, Subject
from reports.forms import PeriodForm
from reports.views.common import address, asked, percent, points, presets, subjects
from reports.views.common import year as year_of


@require_safe
@requires("figures.view")
def figures(request: HttpRequest, kind: str) -> HttpResponse:
    """Tiles, outcomes, years, agencies and matters of an organ in a period, each number with its cases behind it."""
    subject, form = SUBJECTS[kind], asked(request, PeriodForm)
    context: dict[str, Any] = {"form": form, "subject": subject, "subjects": subjects(subject.page)}
    if form.is_valid():
        sheet = Sheet(subject, form.cleaned_data["organ"], form.cleaned_data["period"])
        context |= sheet.context(request.actor)
    return render(request, "reports/figures.html", context, status=200 if form.is_valid() else 422)


@dataclass(frozen=True)
class Sheet:
    """The figures of one subject, organ and period, as the page shows them."""

    subject: Subject
    organ: Organ
    period: Period

    def context(self, actor: Actor) -> dict[str, Any]:
        subject, period = self.subject, self.period
        cases = subject.cases(actor, self.organ)
        tiles = [code for codes in subject.tiles for code in codes]
        now = queries.counts(subject, cases, period)
        before = queries.counts(subject, cases, period.year_before(), tiles)
        years = queries.by_year(subject, cases)
        parts = queries.by_part(subject, cases, period)
        return {
            "organ": self.organ,
            "period": period,
            "presets": self.presets(years),
            "tile_rows": [[self.tile(code, now, before) for code in codes] for codes in subject.tiles],
            "rates": [self.rate(rate, now, before) for rate in subject.rates],
            "outcomes": {
                "caption": _("Outcomes"),
                "columns": [{"label": _("Outcome")}, {"label": _("Cases"), "numeric": True}],
                "rows": [
                    {"cells": [str(subject.figures[code].label), self.linked(code, now[code])]}
                    for code in subject.outcomes
                ],
                "plain": True,
            },
            "years": {
                "caption": _("By year"),
                "columns": [
                    {"label": _("Year")},
                    *({"label": str(subject.figures[year.code].label), "numeric": True} for year in subject.years),
                ],
                "rows": [self.year_row(*numbers) for numbers in reversed(years)],
                "plain": True,
                "empty": {"title": _("There is no case yet.")},
            },
            "parts": self.lines(_("Part"), "part", parts) if parts else None,
            "agencies": self.lines(subject.respondent, "agency", queries.by_agency(subject, cases, period)),
            "matters": self.lines(subject.matter, "matter", queries.by_matter(subject, cases, period)),
        }

    def linked(self, code: str, number: int, **further: Any) -> dict[str, Any]:
        """A number with the address of the cases behind it."""
        return {
            "value": number,
            "url": address(self.subject.list_page, self.organ, self.period, figure=code, **further),
        }

    def presets(self, years: list[tuple[int, ...]]) -> list[dict[str, Any]]:
        return [
            {"label": label, "url": address(self.subject.page, self.organ, choice), "active": choice == self.period}
            for label, choice in presets(years[0][0] if years else None)
        ]

    def tile(self, code: str, now: dict[str, int], before: dict[str, int]) -> dict[str, Any]:
        figure, number, earlier = self.subject.figures[code], now[code], before[code]
        concern = code in self.subject.concerns
        return {
            "name": figure.label,
            "value": number,
            "unit": pgettext("counter", "cases"),
            "reading": figure.reading,
            "change": _change(number, earlier),
            "trend": "worse" if concern and number > earlier else "",
            "tone": "late" if concern and number else "",
            "url": self.linked(code, number)["url"],
        }

    def rate(self, rate: Rate, now: dict[str, int], before: dict[str, int]) -> dict[str, Any]:
        value = percent(now[rate.numerator], now[rate.denominator])
        earlier = percent(before[rate.numerator], before[rate.denominator])
        return {
            "name": rate.label,
            "value": "—" if value is None else value,
            "unit": "" if value is None else "%",
            "of": f"{now[rate.numerator]} / {now[rate.denominator]}",
            "reading": rate.reading,
            "change": points(value, earlier),
            "url": self.linked(rate.numerator, now[rate.numerator])["url"],
        }

    def year_row(self, year: int, *numbers: int) -> dict[str, Any]:
        that_year = Sheet(self.subject, self.organ, year_of(year))
        return {
            "cells": [
                {
                    "value": _("Year %(year)s") % {"year": year},
                    "url": address(self.subject.page, self.organ, that_year.period),
                },
                *(
                    that_year.linked(column.code, number)
                    for column, number in zip(self.subject.years, numbers, strict=True)
                ),
            ]
        }

    def lines(self, title: str, dimension: str, lines: list[queries.Line]) -> dict[str, Any]:
        columns = self.subject.columns
        return {
            "caption": title,
            "columns": [
                {"label": title, "whole": True},
                *({"label": str(self.subject.figures[code].label), "numeric": True} for code in columns),
            ],
            "rows": [
                {
                    "cells": [
                        line.label,
                        *(self.linked(code, line.numbers[code], **{dimension: line.key}) for code in columns),
                    ]
                }
                for line in lines
            ],
            "plain": True,
            "empty": {"title": self.subject.nothing},
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


@require_safe
@requires("figures.view")
def figure_cases(request: HttpRequest, kind: str) -> HttpResponse:
    """The cases behind one figure, also of one agency, one matter or one part."""
    subject, form = SUBJECTS[kind], asked(request, PeriodForm)
    figure = subject.figures.get(request.GET.get("figure", ""))
    if figure is None or not form.is_valid():
        raise Http404
    organ, period = form.cleaned_data["organ"], form.cleaned_data["period"]
    cases = queries.behind(subject, subject.cases(request.actor, organ), figure, period)
    cases, narrowed = _narrowed(request, subject, cases)
    page = page_of(cases.select_related(*subject.related).order_by(*subject.order), request.GET.get("page"))
    context = {
        "figure": figure,
        "subject": subject,
        "organ": organ,
        "period": period,
        "narrowed": narrowed,
        "page": page,
        "back": address(subject.page, organ, period),
        "table": {
            "caption": figure.label,
            "columns": [
                {"label": _("Case number"), "whole": True},
                {"label": _("Case")},
                *({"label": column.label, "whole": column.whole} for column in subject.list_columns),
            ],
            "rows": [
                {
                    "cells": [
                        {"value": case.dossier.number or _("no number"), "url": reverse("dossier", args=[case.pk])},
                        case.dossier.title,
                        *(column.value(case) for column in subject.list_columns),
                    ]
                }
                for case in page.items
            ],
            "empty": {"title": _("This figure counts no case.")},
        },
    }
    return render(request, "reports/figure_cases.html", context)


def _narrowed(request: HttpRequest, subject: Subject, cases: QuerySet) -> tuple[QuerySet, list[str]]:
    """The cases of the agency, matter and part that the address names, with words for each. Raises Http404."""
    words = []
    if wanted := request.GET.get("agency"):
        if not wanted.isdecimal():
            raise Http404
        agency = get_object_or_404(Organisation, pk=int(wanted))
        cases = queries.against(cases, agency)
        words.append(agency.name)
    if wanted := request.GET.get("matter"):
        matter = get_object_or_404(Code.objects.of("matter"), pk=wanted)
        cases = queries.about(cases, matter)
        words.append(str(matter))
    if wanted := request.GET.get("part"):
        part = next((part for part in subject.parts if part.code == wanted), None)
        if part is None:
            raise Http404
        cases = queries.apart(cases, part)
        words.append(str(part.label))
    return cases, words
