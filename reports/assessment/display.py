"""What the pages of the assessment show: schemes and their items, versions, rankings."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.templatetags.dates import cn_date, cn_moment
from reports.assessment.models import (
    KINDS,
    AssessmentItem,
    AssessmentMark,
    AssessmentRun,
    AssessmentScheme,
    AssessmentScore,
    ItemKind,
    RunState,
    SchemeState,
)
from reports.assessment.reckoning import Result
from reports.assessment.telling import number, rule
from reports.dashboards.wording import NOTHING
from reports.indicators import INDICATORS

SCHEME_TONES = {SchemeState.DRAFT: "", SchemeState.IN_FORCE: "soon", SchemeState.CLOSED: "done"}
RUN_TONES = {
    RunState.KEPT: "",
    RunState.ANNOUNCED: "soon",
    RunState.SUBMITTED: "soon",
    RunState.PUBLISHED: "done",
}
KIND_TONES = {ItemKind.SCORED: "", ItemKind.DEDUCTION: "late", ItemKind.BONUS: "done"}


def state_of(one: AssessmentScheme | AssessmentRun) -> dict[str, str]:
    """The state of a scheme or a version as a badge."""
    tones: dict[Any, str] = {**SCHEME_TONES} if isinstance(one, AssessmentScheme) else {**RUN_TONES}
    return {"badge": one.get_state_display(), "badge_tone": tones[one.state]}


def listed(schemes: Iterable[AssessmentScheme], own: dict[int, AssessmentScore], inside: bool) -> dict[str, Any]:
    """The list of schemes; for an agency with its own score where it sees one."""
    return {
        "caption": _("Yearly assessment"),
        "columns": [
            {"label": _("Scheme")},
            {"label": _("Year"), "whole": True},
            {"label": _("State")},
            {"label": _("In force since") if inside else _("Own score")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": one.title, "url": reverse("reports:assessment", args=[one.pk])},
                    {"value": one.year},
                    state_of(one),
                    cn_date(one.in_force_at) if inside else _own(own.get(one.pk)),
                ]
            }
            for one in schemes
        ],
        "empty": {"title": _("There is no scheme yet.") if inside else _("No assessment is open to your agency yet.")},
    }


def _own(score: AssessmentScore | None) -> Any:
    if score is None:
        return NOTHING
    return {"value": number(score.total), "url": reverse("reports:assessment-score", args=[score.pk])}


# --- the scheme ------------------------------------------------------------------------------------------------


def items(found: Sequence[AssessmentItem], editable: bool) -> dict[str, Any]:
    """The items of a scheme, each with its figure and its function in words."""
    return {
        "caption": _("Items and scoring"),
        "columns": [
            {"label": pgettext("assessment", "Item")},
            {"label": _("Kind")},
            {"label": pgettext("assessment", "Points"), "numeric": True},
            {"label": _("Scoring")},
            {"label": _("Applies to")},
        ],
        "rows": [{"cells": _item(item, editable)} for item in found],
        "empty": {"title": _("The scheme has no item yet.")},
    }


def _item(item: AssessmentItem, editable: bool) -> list[Any]:
    url = reverse("reports:assessment-item", args=[item.pk]) if editable else ""
    scoring = [rule(item)]
    if item.indicator:
        indicator = INDICATORS[item.indicator]
        scoring.append(f"{indicator.title}{_(': ')}{indicator.read_as(item.reading).words}")
        if item.kind == ItemKind.SCORED:
            scoring.append(_("without any case: %(what)s") % {"what": item.get_nothing_display()})
    if item.basis:
        scoring.append(_("basis: %(basis)s") % {"basis": item.basis})
    return [
        {"value": item.title, "url": url, "sub": item.heading},
        {"badge": item.get_kind_display(), "badge_tone": KIND_TONES[ItemKind(item.kind)]},
        number(item.weight),
        {"value": scoring[0], "sub": "；".join(scoring[1:])},
        "、".join(str(KINDS[kind]) for kind in item.kinds),
    ]


def sums(found: Iterable[AssessmentItem], scheme: AssessmentScheme) -> list[dict[str, Any]]:
    """For each kind of agency what the scored items add up to."""
    rows = [item for item in found if item.kind == ItemKind.SCORED]
    return [
        {
            "label": label,
            "value": f"{number(sum(item.weight for item in rows if kind in item.kinds))} / {number(scheme.total)}",
        }
        for kind, label in KINDS.items()
        if any(kind in item.kinds for item in rows)
    ]


def marks(found: Iterable[AssessmentMark]) -> dict[str, Any]:
    """The points given by hand, those that others took the place of with them."""
    return {
        "caption": _("Points given by hand"),
        "columns": [
            {"label": _("Agency")},
            {"label": pgettext("assessment", "Item")},
            {"label": pgettext("assessment", "Points"), "numeric": True},
            {"label": pgettext("assessment", "Ground")},
            {"label": _("Given by")},
        ],
        "rows": [
            {
                "cells": [
                    one.agency.name,
                    one.item.title,
                    number(one.points),
                    {
                        "value": one.ground,
                        "url": reverse("reports:assessment-mark-paper", args=[one.pk]) if one.stored_id else "",
                        "sub": _("replaced on %(day)s") % {"day": cn_date(one.ended_at)} if one.ended_at else "",
                    },
                    {
                        "value": one.given_by.display_name,
                        "sub": cn_moment(one.given_at),
                    },
                ]
            }
            for one in found
        ],
        "empty": {"title": _("Nothing was given by hand yet.")},
    }


def versions(runs: Iterable[AssessmentRun]) -> dict[str, Any]:
    """The versions of the result."""
    return {
        "caption": _("Versions of the result"),
        "columns": [
            {"label": _("Version")},
            {"label": _("State")},
            {"label": _("Figures as of")},
            {"label": _("Computed by")},
            {"label": _("Reason")},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "value": _("Version %(n)s") % {"n": run.number},
                        "url": reverse("reports:assessment-run", args=[run.pk]),
                    },
                    state_of(run),
                    cn_date(run.as_of) if run.as_of else cn_moment(run.counted_at),
                    run.run_by.display_name,
                    run.reason,
                ]
            }
            for run in runs
        ],
        "empty": {"title": _("No version was kept yet.")},
    }


# --- rankings --------------------------------------------------------------------------------------------------


def tried(results: Sequence[Result], found: Sequence[AssessmentItem]) -> list[dict[str, Any]]:
    """The tables of a trial, by kind of agency, each agency by its place."""
    rows = [
        (
            result.kind,
            result.agency.name,
            result.rank,
            [result.total.total, result.total.base, result.total.bonus, result.total.deducted],
            {line.item.pk: line.outcome.points for line in result.lines},
            "",
        )
        for result in results
    ]
    return _sheets(rows, found)


def ranking(scores: Sequence[AssessmentScore], found: Sequence[AssessmentItem], whole: bool) -> list[dict[str, Any]]:
    """The tables of a version; `whole` with the points of each item and the way to each score."""
    rows = [
        (
            score.kind,
            score.agency.name,
            score.rank,
            [score.total, score.base, score.bonus, score.deducted],
            {points.item_id: points.points for points in score.points.all()} if whole else {},
            reverse("reports:assessment-score", args=[score.pk]) if whole else "",
        )
        for score in scores
    ]
    return _sheets(rows, found if whole else [])


def _sheets(rows: Sequence[tuple[Any, ...]], found: Sequence[AssessmentItem]) -> list[dict[str, Any]]:
    sheets = []
    for kind, title in KINDS.items():
        members = sorted((row for row in rows if row[0] == kind), key=lambda row: (row[2] is None, row[2] or 0, row[1]))
        if not members:
            continue
        applying = [item for item in found if kind in item.kinds]
        groups: list[tuple[Any, list[Any]]] = [
            (
                _("Result"),
                [pgettext("assessment", "Rank"), _("Score"), _("Scored items"), _("Bonuses"), _("Deductions")],
            )
        ]
        if applying:
            names = [f"{item.title}（{number(item.weight)}）" for item in applying]
            groups.append((_("Points by item"), names))
        columns = [column for _heading, names in groups for column in names]
        sheets.append(
            {
                "title": title,
                "first": _("Agency"),
                "groups": [(heading, len(names)) for heading, names in groups],
                "columns": columns,
                "width": len(columns) + 1,
                "rows": [_sheet_row(row, applying, columns) for row in members],
            }
        )
    return sheets


def _sheet_row(row: tuple[Any, ...], applying: Sequence[AssessmentItem], columns: Sequence[str]) -> dict[str, Any]:
    _kind, name, rank, totals, points, url = row
    words = [str(rank) if rank else _("not ranked"), *(number(value) for value in totals)]
    words += [number(points.get(item.pk)) for item in applying]
    cells = [
        {"words": said, "url": url if place == 1 else "", "label": f"{name} {column} {said}"}
        for place, (said, column) in enumerate(zip(words, columns, strict=True))
    ]
    return {"label": name, "total": False, "cells": cells}


def course(run: AssessmentRun) -> list[dict[str, Any]]:
    """What is to be known of a version: when and by whom it was computed, opened, handed in and published."""
    facts = [
        {"label": _("Period"), "value": f"{cn_date(run.first_day)} – {cn_date(run.last_day)}"},
        {"label": _("Figures as of"), "value": cn_date(run.as_of) if run.as_of else cn_moment(run.counted_at)},
        {"label": _("Computed by"), "value": f"{run.run_by.display_name} · {cn_moment(run.counted_at)}"},
    ]
    if run.reason:
        facts.append({"label": _("Reason"), "value": run.reason})
    if run.objections_until:
        facts.append({"label": _("Objections until"), "value": cn_date(run.objections_until)})
    if run.submitted_by:
        facts.append({"label": _("Handed in by"), "value": run.submitted_by.display_name})
    if run.approved_by:
        facts.append({"label": _("Approved by"), "value": run.approved_by.display_name})
        facts.append({"label": _("Published on"), "value": cn_moment(run.published_at)})
    if run.paper_number:
        facts.append({"label": _("Document number"), "value": run.paper_number})
    return facts
