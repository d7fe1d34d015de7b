"""A dashboard as its page shows it: tiles, the table against last year, and cuts as tables and charts."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organisation, OrganisationKind
from reports.dashboards.asking import Asked
from reports.dashboards.base import Board, Column, Compared, Cut, Show, Tile, Trend
from reports.dashboards.wording import NOTHING, among, change, difference, plain, reading_of, told, trend, unit_of
from reports.dimensions import DIMENSIONS
from reports.evaluating import DENOMINATOR, NUMERATOR, Row
from reports.indicators import Unit
from reports.periods import Period

Rows = Mapping[str, Row]
# How many months a trend draws at most; a longer period is drawn from its end.
MONTHS = 12
# The steps of shade of the grid.
SHADES = 4


def glance(asked: Asked, board: Board) -> dict[str, Any]:
    """The period at a glance against the same days of the year before: tiles, and a table of further figures."""
    now = asked.whole(board.indicators)
    before = asked.whole(board.indicators, asked.period.year_before())
    readings = [now[indicator] for indicator in board.indicators]
    return {
        "tiles": [tile(asked, declared, now, before) for declared in board.tiles],
        "compared": compared(asked, board.compared, now, before),
        "readings": [
            {"title": row.indicator.title, "reading": row.reading.words, "source": row.indicator.source}
            for row in readings
        ],
    }


def tiles(asked: Asked, declared: Sequence[Tile]) -> list[dict[str, Any]]:
    """Tiles by themselves, against the same days of the year before."""
    ids = list(dict.fromkeys(indicator for one in declared for indicator in one.indicators))
    now, before = asked.whole(ids), asked.whole(ids, asked.period.year_before())
    return [tile(asked, one, now, before) for one in declared]


def tile(asked: Asked, declared: Tile, now: Rows, before: Rows) -> dict[str, Any]:
    """One figure large, with what it is among, its change, and the address of what it counts."""
    row, earlier = now[declared.indicator], before[declared.indicator]
    told_beside = [f"{words} {plain(now[id].numerator)}" for id, words in declared.beside]
    of = [f"{among(row)} {declared.of}".strip()] if row.denominator is not None else []
    return {
        "name": declared.title or row.indicator.title,
        "value": plain(row.value),
        "unit": "" if row.value is None else unit_of(row.indicator),
        "of": "　".join([*of, *told_beside]),
        "change": change(row, earlier),
        "trend": trend(row, earlier),
        "read_as": reading_of(row),
        "url": asked.behind(row.indicator.id, NUMERATOR if row.numerator or row.denominator is None else DENOMINATOR),
    }


def compared(asked: Asked, lines: Sequence[Compared], now: Rows, before: Rows) -> dict[str, Any]:
    """The period beside that of the year before, a line for each figure."""

    def cells(line: Compared) -> list[Any]:
        row, earlier = now[line.indicator], before[line.indicator]
        sub = among(row) if row.denominator is not None and row.indicator.unit == Unit.PERCENT else ""
        past = asked.period.year_before()
        return [
            str(line.title or row.indicator.title),
            {"value": told(row), "url": asked.behind(line.indicator)},
            {"value": sub, "nowrap": True},
            {"value": told(earlier), "url": asked.behind(line.indicator, period=past)},
            difference(row, earlier),
        ]

    return {
        "caption": _("Against last year"),
        "columns": [
            {"label": _("Figure"), "whole": True},
            {"label": _("This period"), "numeric": True},
            {"label": _("Among"), "numeric": True, "small": "hide"},
            {"label": _("Same period last year"), "numeric": True},
            {"label": pgettext("of a figure", "Change"), "numeric": True},
        ],
        "rows": [{"cells": cells(line)} for line in lines],
        "plain": True,
    }


# --- by month -----------------------------------------------------------------------------------------------------


def by_month(asked: Asked, declared: Trend) -> dict[str, Any]:
    """The months of the period, of the last year at most, with those of the year before: a chart and its table."""
    period = last_months(asked.period)
    ids = [indicator for indicator, _words in declared.bars]
    now = list(_months(asked, ids, period))
    before = list(_months(asked, declared.before, period.year_before()))
    one_year = period.first.year == period.last.year
    labels = [_month(part, short=one_year) for _name, part, _rows in now]
    words = dict(declared.bars)
    this, last = str(period.last.year), str(period.last.year - 1)
    if not one_year:
        this, last = _("this year"), _("year before")
    series = [
        _series(asked, f"{words[indicator]} {this}", indicator, now, tone="strong" if place == 0 else "pale")
        for place, indicator in enumerate(ids)
    ]
    series += [
        {**_series(asked, f"{words[indicator]} {last}", indicator, before), "line": True}
        for indicator in declared.before
    ]
    return {
        "code": declared.code,
        "title": declared.title,
        "chart": {"kind": "columns", "labels": labels, "series": series},
        "table": {
            "caption": declared.title,
            "columns": [{"label": _("Month")}, *({"label": one["name"], "numeric": True} for one in series)],
            "rows": [
                {
                    "cells": [
                        label,
                        *({"value": one["values"][place], "url": one["urls"][place]} for one in series),
                    ]
                }
                for place, label in enumerate(labels)
            ],
            "plain": True,
        },
    }


def last_months(period: Period) -> Period:
    """The period, cut to its last twelve months."""
    names = [part for _name, part in period.parts(1)]
    return Period(names[-MONTHS].first, period.last) if len(names) > MONTHS else period


def _months(asked: Asked, ids: Sequence[str], period: Period) -> list[tuple[str, Period, Rows]]:
    parts = dict(period.parts(1))
    rows = asked.rows(ids, by="month", period=period)
    return [
        (name, parts[name], {row.indicator.id: row for row in found})
        for name, found in groupby(rows, key=lambda row: row.key)
    ]


def _month(part: Period, *, short: bool) -> str:
    words = _("Month %(month)s") if short else _("%(year)s-%(month)s")
    return words % {"year": part.first.year, "month": part.first.month}


def _series(
    asked: Asked, name: str, indicator: str, months: Sequence[tuple[str, Period, Rows]], tone: str = "soft"
) -> dict[str, Any]:
    return {
        "name": name,
        "tone": tone,
        "values": [rows[indicator].numerator for _name, _part, rows in months],
        "urls": [asked.behind(indicator, period=part) for _name, part, _rows in months],
    }


# --- by a dimension -----------------------------------------------------------------------------------------------


def cut(asked: Asked, declared: Cut, sort: str = "") -> dict[str, Any]:
    """Figures by the values of a dimension, as a table, a chart or a grid, each number with the way behind it."""
    lines = lines_of(asked, declared, sort)
    shown, rest = lines[: declared.most], lines[declared.most :]
    largest = {
        column.code: 100
        if column.show == Show.VALUE
        else max((_number(column, line) or 0 for line in lines), default=0)
        for column in declared.columns
        if column.bar
    }

    def table(some: Sequence[Rows], caption: str) -> dict[str, Any]:
        return {
            "caption": caption,
            "columns": [
                {"label": declared.head or DIMENSIONS[declared.by].title, "whole": True},
                *(
                    {
                        "label": column.label,
                        "numeric": True,
                        "sort": f"{declared.code}.{column.code}" if declared.sortable else "",
                    }
                    for column in declared.columns
                ),
            ],
            "rows": [
                {
                    "cells": [
                        _label(line),
                        *(_cell(asked, declared, column, line, largest) for column in declared.columns),
                    ]
                }
                for line in some
            ],
            "plain": True,
            "empty": {"title": declared.nothing},
        }

    return {
        "code": declared.code,
        "title": declared.title,
        "note": declared.note,
        "table": table(shown, str(declared.title)),
        "rest": table(rest, _("%(title)s, the rest") % {"title": declared.title}) if rest else None,
        "left": len(rest),
        "chart": _bars(asked, declared, shown) if declared.chart and shown else None,
        "cells": _grid(asked, declared, lines) if declared.grid else None,
    }


def lines_of(asked: Asked, declared: Cut, sort: str = "") -> list[Rows]:
    """The rows of a cut that have any number, in the order asked for: for each the figures by their ids."""
    rows = asked.rows(declared.indicators, by=declared.by)
    lines: list[Rows] = [
        {row.indicator.id: row for row in found} for _key, found in groupby(rows, key=lambda row: row.key)
    ]
    lines = [
        line
        for line in lines
        if any(_number(column, line) for column in declared.columns)
        and not (declared.known and _first(line).key in (None, ""))
    ]
    code, _dot, wanted = sort.lstrip("-").partition(".")
    column = next((one for one in declared.columns if code == declared.code and one.code == wanted), None)
    if column is None:
        return lines
    found = [line for line in lines if _number(column, line) is not None]
    found.sort(key=lambda line: _number(column, line) or 0, reverse=sort.startswith("-"))
    return found + [line for line in lines if _number(column, line) is None]


def _first(line: Rows) -> Row:
    return next(iter(line.values()))


def _label(line: Rows) -> str:
    return _first(line).label


def _number(column: Column, line: Rows) -> float | int | None:
    """What a column shows of a line, as a number to compare by."""
    row = line[column.indicator]
    match column.show:
        case Show.VALUE:
            return row.value
        case Show.NUMERATOR:
            return row.numerator
        case _:
            return row.denominator


def _cell(asked: Asked, declared: Cut, column: Column, line: Rows, largest: Mapping[str, float]) -> dict[str, Any]:
    row, number = line[column.indicator], _number(column, line)
    part = DENOMINATOR if column.show in (Show.DENOMINATOR, Show.VALUE) else NUMERATOR
    words = {Show.VALUE: told(row), Show.AMONG: among(row)}.get(column.show, plain(number))
    if column.show == Show.AMONG and not row.denominator:
        words = NOTHING
    cell: dict[str, Any] = {"value": words, "nowrap": True}
    if number:
        cell["url"] = asked.behind(row.indicator.id, part, by=declared.by, key=row.key)
    if column.late and number:
        cell["tone"] = "late"
    if column.code in largest:
        cell |= {"bar": number or 0, "largest": largest[column.code]}
    return cell


def _bars(asked: Asked, declared: Cut, lines: Sequence[Rows]) -> dict[str, Any]:
    """What the chart of a cut draws: a bar for each line and column."""
    drawn = [column for column in declared.columns if column.code in declared.chart]
    columns = [column for column in drawn if any(_number(column, line) for line in lines)] or drawn[:1]
    return {
        "kind": "bars",
        "labels": [_label(line) for line in lines],
        "series": [
            {
                "name": str(column.label),
                "tone": "strong" if place == 0 else "pale",
                "values": [_number(column, line) or 0 for line in lines],
                "urls": [
                    asked.behind(column.indicator, by=declared.by, key=_first(line).key)
                    if _number(column, line)
                    else ""
                    for line in lines
                ],
            }
            for place, column in enumerate(columns)
        ],
    }


STREETS = (OrganisationKind.STREET_OFFICE, OrganisationKind.TOWNSHIP)


def _grid(asked: Asked, declared: Cut, lines: Sequence[Rows]) -> list[dict[str, Any]]:
    """Every street and town with its numbers, also those without a case, by their names; shaded by the first two."""
    found = {str(_first(line).key): line for line in lines}
    governments = [organ.organisation_id for organ in asked.organs]
    places = Organisation.objects.filter(kind__in=STREETS, parent__in=governments).order_by("name")
    named = {str(pk): name for pk, name in places.values_list("pk", "name")}
    named |= {key: _label(line) for key, line in found.items()}
    counts = {key: sum(line[id].numerator for id in ("received", "suits")) for key, line in found.items()}
    largest = max(counts.values(), default=0)
    order = sorted(named, key=lambda key: (-counts.get(key, 0), named[key]))
    cells = []
    for key in order:
        line, count = found.get(key), counts.get(key, 0)
        numbers = [
            {
                "label": column.label,
                "value": plain(_number(column, line) if line else 0),
                "late": bool(column.late and line and _number(column, line)),
                "url": asked.behind(column.indicator, by=declared.by, key=key)
                if line and _number(column, line)
                else "",
            }
            for column in declared.columns
        ]
        shade = -(-count * SHADES // largest) if largest else 0
        cells.append({"name": named[key], "count": plain(count), "shade": int(shade), "numbers": numbers})
    return cells
