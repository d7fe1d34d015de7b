"""How points came about, in words: the figure, the rule, what it gave."""

from decimal import Decimal

from django.utils.translation import gettext as _

from reports.assessment.models import (
    AssessmentExemption,
    AssessmentItem,
    AssessmentMark,
    Counted,
    ItemKind,
    Method,
    Standing,
    Way,
)
from reports.assessment.scoring import ZERO, Figure, Outcome
from reports.dashboards.wording import NOTHING, unit_of
from reports.indicators import INDICATORS, Unit


def number(value: float | Decimal | None) -> str:
    """A number or points without needless decimals; a dash for what is not there."""
    if value is None:
        return NOTHING
    told = f"{Decimal(str(value)):.2f}".rstrip("0").rstrip(".")
    return "0" if told in {"", "-0"} else told


def valued(item: AssessmentItem, value: float | Decimal | None) -> str:
    """A value of an item's indicator, with its unit."""
    indicator = INDICATORS[item.indicator]
    if value is None or indicator.unit in (Unit.NUMBER, Unit.RATIO):
        return number(value)
    return f"{number(value)}{unit_of(indicator)}"


def figure_of(item: AssessmentItem, figure: Figure) -> str:
    """19/20=95%; a bare number where there is nothing to compare with."""
    value = valued(item, figure.value)
    if figure.denominator is None:
        return value
    return f"{number(figure.numerator)}/{number(figure.denominator)}={value}"


def rule(item: AssessmentItem) -> str:
    """The scoring function of an item in words."""
    said = {"points": number(item.weight), "each": number(item.each)}
    match item.method:
        case Method.LINEAR:
            said |= {"floor": valued(item, item.floor), "target": valued(item, item.target)}
            words = (
                _("full points from %(target)s on, none up to %(floor)s, in proportion between")
                if item.way == Way.MORE
                else _("full points up to %(target)s, none from %(floor)s on, in proportion between")
            )
        case Method.STEPS:
            return "；".join(_step(item, bound, points) for bound, points in item.steps)
        case Method.EACH if item.kind == ItemKind.BONUS:
            words = _("%(each)s points are added for each case, at most %(points)s")
        case Method.EACH if item.kind == ItemKind.DEDUCTION:
            words = _("%(each)s points are taken off for each case, at most %(points)s")
        case Method.EACH:
            words = _("%(points)s points less %(each)s for each case, to nothing")
        case _:
            words = _("scored by hand, at most %(points)s points")
    return words % said


def _step(item: AssessmentItem, bound: str, points: str) -> str:
    said = {"bound": valued(item, Decimal(bound)), "points": number(Decimal(points))}
    words = _("%(bound)s and more: %(points)s") if item.way == Way.MORE else _("%(bound)s and less: %(points)s")
    return words % said


def scored(item: AssessmentItem, figure: Figure, outcome: Outcome) -> str:
    """How the points of an item came about by its indicator."""
    if outcome.standing != Standing.COUNTED:
        words = {
            Standing.FULL: _("no case in the period: full points, %(points)s"),
            Standing.NONE: _("no case in the period: no points"),
        }.get(outcome.standing, _("no case in the period: left out, its points spread over the other items"))
        return words % {"points": number(outcome.points)}
    said: dict[str, str] = {
        "figure": figure_of(item, figure),
        "rule": rule(item),
        "cases": number(figure.counted(item.counted)),
        "points": number(abs(outcome.points or ZERO)),
        "full": number(item.weight),
    }
    if item.method == Method.EACH:
        what = _("%(cases)s cases") if item.counted == Counted.NUMERATOR else _("%(cases)s other cases (%(figure)s)")
        said["figure"] = what % said
    words = {
        ItemKind.DEDUCTION: _("%(figure)s; %(rule)s: %(points)s taken off"),
        ItemKind.BONUS: _("%(figure)s; %(rule)s: %(points)s added"),
    }.get(ItemKind(item.kind), _("%(figure)s; %(rule)s: %(points)s of %(full)s"))
    return words % said


def exempted(exemption: AssessmentExemption) -> str:
    """That an agency is exempted, and why."""
    return _("exempted: %(reason)s") % {"reason": exemption.reason}


def by_hand(mark: AssessmentMark) -> str:
    """What was given by hand, and on what ground."""
    return _("by hand: %(points)s, %(ground)s") % {"points": number(mark.points), "ground": mark.ground[:300]}


def not_scored(item: AssessmentItem) -> str:
    """That nothing was given by hand yet."""
    return _("not scored yet, counts as nothing") if item.kind == ItemKind.SCORED else _("nothing by hand")
