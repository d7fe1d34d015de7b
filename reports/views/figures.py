"""The pages of figures; what is behind each of them is listed by reports.views.behind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.guards import requires
from accounts.models import Organ
from reports.evaluating import Row, evaluate, first_day
from reports.forms import PeriodForm
from reports.indicators import INDICATORS, Unit
from reports.periods import Period, year_of
from reports.sheets import SHEETS, Sheet, counted
from reports.views.common import address, asked, points, presets, subjects

Rows = Mapping[str, Row]


@require_safe
@requires("figures.view")
def figures(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures of a subject: an organ's cases of a period; each number opens the cases behind it."""
    sheet, form = SHEETS[kind], asked(request, PeriodForm)
    context: dict[str, Any] = {"form": form, "subject": sheet, "subjects": subjects(sheet.page)}
    if form.is_valid():
        page = Page(request.actor, sheet, form.cleaned_data["organ"], form.cleaned_data["period"])
        context |= page.context()
    return render(request, "reports/figures.html", context, status=200 if form.is_valid() else 422)


def by_id(rows: Iterable[Row]) -> dict[str, Row]:
    return {row.indicator.id: row for row in rows}


@dataclass(frozen=True)
class Page:
    """The figures of one subject, organ and period, as the page shows them."""

    actor: Actor
    sheet: Sheet
    organ: Organ
    period: Period

    def ask(self, only: Iterable[str], period: Period | None = None, **cut: Any) -> list[Row]:
        return evaluate(self.actor, self.organ, period or self.period, only=only, **cut)

    def context(self) -> dict[str, Any]:
        sheet = self.sheet
        now = by_id(self.ask(sheet.shown))
        before = by_id(self.ask((*sheet.tiles, *sheet.rates), self.period.year_before()))
        measures = [measure for id in sheet.years for measure in INDICATORS[id].numerator.measures]
        begun = first_day(self.actor, self.organ, dict.fromkeys(measures))
        return {
            "organ": self.organ,
            "period": self.period,
            "presets": self.presets(begun.year if begun else None),
            "tile_rows": [[self.tile(now[id], before[id]) for id in sheet.tiles]],
            "rates": [self.rate(now[id], before[id]) for id in sheet.rates],
            "outcomes": {
                "caption": _("Outcomes"),
                "columns": [{"label": _("Outcome")}, {"label": _("Cases"), "numeric": True}],
                "rows": [{"cells": [str(now[id].indicator.title), self.linked(now[id])]} for id in sheet.outcomes],
                "plain": True,
            },
            "years": self.years(begun.year if begun else None),
            "parts": self.parts(),
            "cuts": [self.cut(by, title) for by, title in sheet.cuts],
        }

    def linked(self, row: Row, period: Period | None = None, **further: Any) -> dict[str, Any]:
        """A number with the address of what is behind it."""
        return {
            "value": row.numerator,
            "url": address(
                "reports:figure-cases", self.organ, period or self.period, figure=row.indicator.id, **further
            ),
        }

    def presets(self, first_year: int | None) -> list[dict[str, Any]]:
        return presets(self.period, lambda period: address(self.sheet.page, self.organ, period), first_year)

    def tile(self, row: Row, before: Row) -> dict[str, Any]:
        concern = row.indicator.id == "late"
        return {
            "name": row.indicator.title,
            "value": row.numerator,
            "unit": pgettext("counter", "cases"),
            "reading": row.reading.words,
            "change": _change(row.numerator, before.numerator),
            "trend": "worse" if concern and row.numerator > before.numerator else "",
            "tone": "late" if concern and row.numerator else "",
            "url": self.linked(row)["url"],
        }

    def rate(self, row: Row, before: Row) -> dict[str, Any]:
        units = {Unit.PERCENT: "%", Unit.DAYS: pgettext("counter", "days"), Unit.RATIO: ""}
        told = {
            "name": row.indicator.title,
            "value": "—" if row.value is None else row.value,
            "unit": "" if row.value is None else units[row.indicator.unit],
            "of": f"{row.numerator} / {row.denominator}",
            "reading": row.reading.words,
            "url": self.linked(row)["url"],
            "alternatives": [str(reading.words) for reading in row.indicator.alternatives],
        }
        if row.indicator.unit == Unit.PERCENT:
            told["change"] = points(row.value, before.value)
        elif before.value is not None:
            told["change"] = _("Same period last year %(n)s") % {"n": before.value}
        return told

    def years(self, first_year: int | None) -> dict[str, Any]:
        """Every year from the first one in which anything counts to that of the period's end, the latest first."""
        chosen = self.sheet.years
        rows: list[Row] = []
        if first_year is not None:
            whole = Period(year_of(first_year).first, year_of(max(first_year, self.period.last.year)).last)
            rows = self.ask(chosen, whole, by="year")
        lines = [rows[place : place + len(chosen)] for place in range(0, len(rows), len(chosen))]
        return {
            "caption": _("By year"),
            "columns": [{"label": _("Year")}, *_columns(chosen)],
            "rows": [{"cells": self.year_cells(int(line[0].key), line)} for line in reversed(lines)],
            "plain": True,
            "empty": {"title": _("There is no case yet.")},
        }

    def year_cells(self, number: int, line: list[Row]) -> list[Any]:
        year = year_of(number)
        name = {"value": _("Year %(year)s") % {"year": number}, "url": address(self.sheet.page, self.organ, year)}
        return [name, *(self.linked(row, year) for row in line)]

    def parts(self) -> dict[str, Any] | None:
        if not self.sheet.parts:
            return None
        by = dict.fromkeys(part.dimension for part in self.sheet.parts)
        found = {
            (dimension, row.key, row.indicator.id): row
            for dimension in by
            for row in self.ask(self.sheet.columns, by=dimension)
        }
        rows = []
        for part in self.sheet.parts:
            cells: list[Any] = [str(part.label)]
            for id in self.sheet.columns:
                row = found.get((part.dimension, part.value, id)) or Row(INDICATORS[id], INDICATORS[id].default, 0, 0)
                cells.append(self.linked(row, by=part.dimension, key=part.value))
            rows.append({"cells": cells})
        return {
            "caption": _("Part"),
            "columns": [{"label": _("Part"), "whole": True}, *_columns(self.sheet.columns)],
            "rows": rows,
            "plain": True,
        }

    def cut(self, by: str, title: Any) -> dict[str, Any]:
        """The table by a dimension; the values in which nothing counts are left out."""
        chosen = self.sheet.columns
        rows = self.ask(chosen, by=by)
        lines = [rows[place : place + len(chosen)] for place in range(0, len(rows), len(chosen))]
        return {
            "title": title,
            "by": by,
            "caption": title,
            "columns": [{"label": title, "whole": True}, *_columns(chosen)],
            "rows": [
                {"cells": [line[0].label, *(self.linked(row, by=by, key=row.key or "") for row in line)]}
                for line in lines
                if any(row.numerator for row in line)
            ],
            "plain": True,
            "empty": {"title": self.sheet.nothing},
        }


def _columns(ids: Iterable[str]) -> list[dict[str, Any]]:
    return [{"label": counted(INDICATORS[id]), "numeric": True} for id in ids]


def _change(number: float, earlier: float) -> str:
    if number == earlier:
        return _("Same period last year %(n)s, unchanged") % {"n": earlier}
    words = (
        _("Same period last year %(n)s, %(more)s more")
        if number > earlier
        else _("Same period last year %(n)s, %(more)s fewer")
    )
    return words % {"n": earlier, "more": abs(number - earlier)}
