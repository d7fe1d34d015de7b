"""One score as pages show it: its items with the cases that moved them, objections to it, what changed in it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.actors import Actor
from accounts.templatetags.dates import cn_moment
from reports.assessment.comparing import ScoreChange, moved
from reports.assessment.display import KIND_TONES
from reports.assessment.models import (
    AssessmentObjection,
    AssessmentPoints,
    AssessmentScore,
    ItemKind,
    ObjectionState,
    Standing,
)
from reports.assessment.paper import place_of
from reports.assessment.scoring import Figure
from reports.assessment.telling import figure_of, number
from reports.dashboards.wording import NOTHING
from reports.views.common import cases_named

# So many cases are named beside the points of an item.
NAMED = 20
OBJECTION_TONES = {ObjectionState.OPEN: "soon", ObjectionState.UPHELD: "done", ObjectionState.REFUSED: ""}


def lines(actor: Actor, score: AssessmentScore) -> list[dict[str, Any]]:
    """The items of a score: figure, points, how they came about, and the cases that moved them, of those in sight."""
    found = list(score.points.select_related("item").prefetch_related("objections"))
    behind = {points.pk: moved(points) for points in found}
    names = cases_named(actor, {case for cases in behind.values() for case in cases})
    return [_points(points, behind[points.pk], names) for points in found]


def _points(points: AssessmentPoints, cases: Sequence[int], names: dict[int, dict[str, str]]) -> dict[str, Any]:
    item, page = points.item, reverse("reports:assessment-cases", args=[points.pk])
    seen = [names[case] for case in dict.fromkeys(cases) if case in names]
    objection = next(iter(points.objections.all()), None)
    counted = points.standing not in (Standing.SPREAD, Standing.EXEMPT)
    return {
        "pk": points.pk,
        "title": item.title,
        "heading": item.heading,
        "kind": item.get_kind_display(),
        "tone": KIND_TONES[ItemKind(item.kind)],
        "points": number(points.points) if counted else NOTHING,
        "full": number(item.weight),
        "words": points.words,
        "lost": points.points is not None and item.kind == ItemKind.SCORED and points.points < item.weight,
        "figure": figure_of(item, Figure(points.numerator, points.denominator, points.value))
        if points.numerator is not None and item.indicator
        else "",
        "numerator": {"n": len(points.numerator_cases), "url": f"{page}?part=numerator"}
        if points.numerator_cases
        else None,
        "denominator": {"n": len(points.denominator_cases), "url": f"{page}?part=denominator"}
        if points.denominator_cases
        else None,
        "cases": seen[:NAMED],
        "more": max(len(set(cases)) - len(seen[:NAMED]), 0),
        "moved": f"{page}?part=moved",
        "moved_label": _("Cases that gave the bonus") if item.kind == ItemKind.BONUS else _("Cases that cost points"),
        "objection": {
            "badge": objection.get_state_display(),
            "badge_tone": OBJECTION_TONES[ObjectionState(objection.state)],
        }
        if objection
        else None,
    }


def summary(score: AssessmentScore) -> list[dict[str, Any]]:
    """A score as labels and values."""
    facts = [
        {"label": _("Score"), "value": number(score.total)},
        {"label": pgettext("assessment", "Rank"), "value": f"{place_of(score)}（{score.get_kind_display()}）"},
        {"label": _("Scored items"), "value": number(score.base)},
        {"label": _("Bonuses"), "value": number(score.bonus)},
        {"label": _("Deductions"), "value": number(score.deducted)},
    ]
    left_out = [points for points in score.points.all() if points.standing in (Standing.SPREAD, Standing.EXEMPT)]
    if left_out and score.total is not None:
        facts[2]["note"] = _("What is left out or exempted is spread over the other items in proportion.")
    return facts


def objection(one: AssessmentObjection) -> dict[str, Any]:
    """An objection with its answer."""
    remedy = one.get_remedy_display() if one.remedy else ""
    if one.mark is not None:
        remedy = f"{remedy}{_(': ')}{number(one.mark.points)}"
    return {
        "pk": one.pk,
        "item": one.points.item.title,
        "agency": one.points.score.agency.name,
        "score": reverse("reports:assessment-score", args=[one.points.score_id]),
        "badge": one.get_state_display(),
        "tone": OBJECTION_TONES[ObjectionState(one.state)],
        "reason": one.reason,
        "filed": f"{one.filed_by.display_name} · {cn_moment(one.filed_at)}",
        "paper": one.file_name if one.stored_id else "",
        "answer": one.answer,
        "answered": f"{one.answered_by.display_name} · {cn_moment(one.answered_at)}" if one.answered_by else "",
        "remedy": remedy,
        "open": one.state == ObjectionState.OPEN,
    }


def compared(actor: Actor, found: Iterable[ScoreChange]) -> list[dict[str, Any]]:
    """What is otherwise than in the version before, each with its cases."""
    changes = list(found)
    ids = {case for one in changes for item in one.items for case in (*item.came[:NAMED], *item.went[:NAMED])}
    names = cases_named(actor, ids)
    return [
        {
            "agency": one.now.agency.name,
            "url": reverse("reports:assessment-score", args=[one.now.pk]),
            "score": f"{number(one.then.total)} → {number(one.now.total)}",
            "rank": f"{place_of(one.then)} → {place_of(one.now)}",
            "items": [
                {
                    "title": item.item.title,
                    "points": f"{number(item.then.points)} → {number(item.now.points)}",
                    "came": [names[case] for case in item.came[:NAMED] if case in names],
                    "went": [names[case] for case in item.went[:NAMED] if case in names],
                }
                for item in one.items
            ],
        }
        for one in changes
    ]
