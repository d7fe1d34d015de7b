"""The analysis of several years as its page shows it: tables by year, charts, who came again, groups."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.analysis.findings import Link, percent
from reports.analysis.reading import Cut, Groups, Material, Repeats
from reports.analysis.statistics import seasons
from reports.dashboards.wording import plain
from reports.views.common import table_of_entries

# Rows that a table shows at once; the rest is folded.
MOST = 12
# Cases named behind a person.
NAMED = 6
# The steps of shade of the grid of two dimensions.
SHADES = 4
Wanted = tuple[str, Any]


def trend(material: Material, link: Link) -> dict[str, Any]:
    """The years beside each other, as a chart and its table."""
    columns: list[Wanted] = [
        ("received", _("Applications received")),
        ("concluded", _("Concluded")),
        ("corrected", _("Corrected")),
        ("suits", _("Suits served")),
        ("judged", _("Suits judged")),
        ("lost", _("Lost")),
    ]
    years = list(material.years)

    def number(year: int, name: str) -> float:
        return material.whole.get(year, {}).get(name, 0)

    def series(name: str, words: Any, tone: str) -> dict[str, Any]:
        values = [number(year, name) for year in years]
        return {"name": words, "tone": tone, "values": values, "urls": [link(name, year, year) for year in years]}

    rows: list[dict[str, Any]] = []
    for year in years:
        cells: list[dict[str, Any]] = [
            {"value": plain(number(year, name)), "url": _if(number(year, name), link(name, year, year))}
            for name, _w in columns
        ]
        cells.insert(3, {"value": percent(number(year, "corrected"), number(year, "concluded")), "nowrap": True})
        cells.append({"value": percent(number(year, "lost"), number(year, "judged")), "nowrap": True})
        rows.append({"cells": [_year(material, year), *cells]})
    heads = [words for _name, words in columns]
    heads.insert(3, _("Correction rate"))
    heads.append(_("Lost, share"))
    return {
        "code": "years",
        "title": _("Year by year"),
        "chart": {
            "kind": "columns",
            "labels": [str(year) for year in years],
            "series": [
                series("received", _("Applications received"), "strong"),
                series("suits", _("Suits served"), "pale"),
            ],
        },
        "table": {
            "caption": _("Year by year"),
            "columns": [{"label": _("Year"), "whole": True}, *({"label": head, "numeric": True} for head in heads)],
            "rows": rows,
            "plain": True,
        },
    }


def _year(material: Material, year: int) -> str:
    return _("%(year)s (not over)") % {"year": year} if year > material.ended else str(year)


def _if(number: float, url: str) -> str:
    return url if number else ""


def by_season(material: Material) -> dict[str, Any] | None:
    """Each month of the year on average over the years that are over; None where none is."""
    over = {month: found for month, found in material.months.items() if month[0] <= material.ended}
    if not over:
        return None
    count = len({year for year, _month in over})
    named: list[Wanted] = [("received", _("Applications received")), ("suits", _("Suits served"))]
    sums = {
        name: [sum(found.get(name, 0) for month, found in over.items() if month[1] == one) for one in range(1, 13)]
        for name, _words in named
    }
    weights = {name: seasons({month: found.get(name, 0) for month, found in over.items()}) for name, _words in named}
    labels = [_("Month %(month)s") % {"month": month} for month in range(1, 13)]
    return {
        "code": "seasons",
        "title": _("The months of the year"),
        "chart": {
            "kind": "columns",
            "labels": labels,
            "series": [
                {
                    "name": words,
                    "tone": tone,
                    "values": [round(value / count, 1) for value in sums[name]],
                    "urls": [""] * 12,
                }
                for (name, words), tone in zip(named, ("strong", "pale"), strict=True)
            ],
        },
        "table": {
            "caption": _("On average over %(years)s years, and against the mean of all months") % {"years": count},
            "columns": [
                {"label": _("Month")},
                *(
                    {"label": head, "numeric": True}
                    for _name, words in named
                    for head in (words, _("against the mean"))
                ),
            ],
            "rows": [
                {
                    "cells": [
                        labels[month - 1],
                        *(
                            told
                            for name, _words in named
                            for told in (
                                plain(round(sums[name][month - 1] / count, 1)),
                                f"{weights[name].get(month, 0):.2f}",
                            )
                        ),
                    ]
                }
                for month in range(1, 13)
            ],
            "plain": True,
        },
    }


def by_years(material: Material, link: Link, by: str, name: str, title: Any, head: Any) -> dict[str, Any]:
    """The values of a dimension with what each year brought of one number, and what went wrong of it in all years."""
    part, whole = ("corrected", "concluded") if name == "received" else ("lost", "judged")
    cuts = [cut for cut in material.cuts[by] if cut.total(name)]
    cuts.sort(key=lambda cut: (cut.key is None, -cut.total(name), cut.label))

    def more(cut: Cut) -> list[Any]:
        url = _if(cut.total(part), link(part, material.first, material.last, by, cut.key))
        return [
            {"value": f"{plain(cut.total(part))} / {plain(cut.total(whole))}", "url": url, "nowrap": True},
            {"value": percent(cut.total(part), cut.total(whole)), "nowrap": True},
        ]

    heads = (
        [_("Corrected / concluded"), _("Correction rate")]
        if name == "received"
        else [_("Lost / judged"), _("Lost, share")]
    )
    return _yearly(material, link, by, name, cuts, f"{by}-{name}", title, head, heads, more)


def why(material: Material, link: Link, name: str) -> dict[str, Any]:
    """Causes of correction or ways in which suits were lost, by year."""
    corrected = name == "corrected"
    cuts = [cut for cut in (material.causes if corrected else material.losses) if cut.total(name)]
    title = _("Why acts were corrected") if corrected else _("How suits were lost")
    head = _("Cause of the problem") if corrected else _("Outcome")
    by = "cause" if corrected else "group"
    return _yearly(material, link, by, name, cuts, name, title, head, [], lambda _cut: [])


def _yearly(
    material: Material,
    link: Link,
    by: str,
    name: str,
    cuts: Sequence[Cut],
    code: str,
    title: Any,
    head: Any,
    heads: Sequence[Any],
    more: Callable[[Cut], list[Any]],
) -> dict[str, Any]:
    whole = sum(cut.total(name) for cut in cuts)

    def row(cut: Cut) -> dict[str, Any]:
        url = link(name, material.first, material.last, by, cut.key)
        cells: list[Any] = [
            cut.label,
            {"value": plain(cut.total(name)), "url": url, "bar": cut.total(name), "largest": cuts[0].total(name)},
            {"value": percent(cut.total(name), whole), "nowrap": True},
            *more(cut),
        ]
        for year in material.years:
            number = cut.of(year, name)
            cells.append({"value": plain(number), "url": _if(number, link(name, year, year, by, cut.key))})
        return {"cells": cells}

    def table(some: Sequence[Cut], caption: str) -> dict[str, Any]:
        return {
            "caption": caption,
            "columns": [
                {"label": head, "whole": True},
                {"label": _("All years"), "numeric": True},
                {"label": pgettext("column", "Share"), "numeric": True},
                *({"label": words, "numeric": True} for words in heads),
                *({"label": str(year), "numeric": True} for year in material.years),
            ],
            "rows": [row(cut) for cut in some],
            "plain": True,
            "empty": {"title": _("There was nothing of this kind in these years.")},
        }

    rest = cuts[MOST:]
    return {
        "code": code,
        "title": title,
        "table": table(cuts[:MOST], str(title)),
        "rest": table(rest, _("%(title)s, the rest") % {"title": title}) if rest else None,
        "left": len(rest),
    }


def grid(material: Material, link: Link) -> dict[str, Any] | None:
    """Domains across matters, all years together, shaded by how many; None where nothing was received."""
    counts = {key: number for key, number in material.crossed.items() if number}
    if not counts:
        return None

    def order(place: int, labels: Any) -> list[Any]:
        keys = {key[place] for key in counts}
        totals = {one: sum(n for key, n in counts.items() if key[place] == one) for one in keys}
        return sorted(keys, key=lambda one: (one is None, -totals[one], labels.get(one, "")))

    domains, matters = order(0, material.labels["domain"]), order(1, material.labels["matter"])
    largest = max(counts.values())
    unknown = _("not recorded")
    return {
        "heads": [material.labels["matter"].get(matter, unknown) for matter in matters],
        "rows": [
            {
                "label": material.labels["domain"].get(domain, unknown),
                "cells": [
                    {
                        "value": plain(number) if number else "",
                        "url": _if(
                            number,
                            link("received", material.first, material.last, "matter", matter, domain=domain or ""),
                        ),
                        "shade": -int(-number * SHADES // largest) if number else 0,
                    }
                    for matter in matters
                    for number in (counts.get((domain, matter), 0),)
                ],
            }
            for domain in domains
        ],
    }


def who_came_again(found: Repeats) -> list[dict[str, Any]]:
    """Those with several cases, each with the way to the cases."""
    return [
        {
            "name": person.name,
            "applied": plain(person.applied),
            "sued": plain(person.sued),
            "sure": person.sure,
            "cases": [{"url": reverse("dossier", args=[pk]), "words": words} for pk, words in person.cases[:NAMED]],
            "left": max(len(person.cases) - NAMED, 0),
        }
        for person in found.people
    ]


def group_cases(found: Groups) -> dict[str, Any]:
    """The cases of many persons, the largest first."""
    people = ({"label": _("Persons"), "numeric": True}, lambda entry: plain(entry.dims["people"]))
    nothing = _("There was no group case in these years.")
    return table_of_entries(found.largest, _("Group cases"), [people], nothing)
