"""Scoring functions: how many points a figure is worth. Pure: the same figure always gives the same points.

Points have two decimal places, halves rounded up as in an arithmetic lesson. A scored item gives from 0 to its weight,
a deduction from minus its weight to 0, a bonus from 0 to its weight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reports.assessment.models import AssessmentItem, Counted, ItemKind, Method, Nothing, Standing, Way

CENT = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """What an indicator comes to for an agency; `rest` is what its denominator has beside its numerator."""

    numerator: float
    denominator: float | None
    value: float | None

    @property
    def rest(self) -> float:
        return max((self.denominator or 0) - self.numerator, 0)

    def counted(self, what: str) -> Decimal:
        """How many cases a deduction or bonus by case counts."""
        return Decimal(str(self.rest if what == Counted.REST else self.numerator))


@dataclass(frozen=True)
class Outcome:
    """How many points were found, and how; no points where the item is left out."""

    standing: Standing
    points: Decimal | None


def rounded(points: Decimal) -> Decimal:
    """Points as they are told."""
    return points.quantize(CENT, ROUND_HALF_UP)


def score(item: AssessmentItem, figure: Figure) -> Outcome:
    """The points of an item scored by an indicator."""
    if figure.value is None and item.kind == ItemKind.SCORED:
        return _without_cases(item)
    match item.method:
        case Method.LINEAR:
            points = linear(figure.value or 0, item.floor, item.target) * item.weight
        case Method.STEPS:
            points = stepped(figure.value or 0, item.steps, item.way)
        case _:
            points = by_case(item, figure)
    return Outcome(Standing.COUNTED, rounded(points))


def _without_cases(item: AssessmentItem) -> Outcome:
    match item.nothing:
        case Nothing.FULL:
            return Outcome(Standing.FULL, rounded(item.weight))
        case Nothing.NONE:
            return Outcome(Standing.NONE, rounded(ZERO))
        case _:
            return Outcome(Standing.SPREAD, None)


def linear(value: float, floor: Decimal | None, target: Decimal | None) -> Decimal:
    """The share of the way from floor to target, from 0 to 1; the target may lie below the floor."""
    if floor is None or target is None:
        raise ValueError("A proportion needs a floor and a target.")
    share = (Decimal(str(value)) - floor) / (target - floor)
    return min(max(share, ZERO), Decimal(1))


def stepped(value: float, steps: Iterable[Sequence[str]], way: str) -> Decimal:
    """The points of the best step that a value reaches; 0 where it reaches none."""
    reached = Decimal(str(value))
    found = [
        Decimal(points)
        for bound, points in steps
        if (reached >= Decimal(bound) if way == Way.MORE else reached <= Decimal(bound))
    ]
    return max(found, default=ZERO)


def by_case(item: AssessmentItem, figure: Figure) -> Decimal:
    """So many points for each case, up to the weight: taken off, or given where it is a bonus."""
    moved = min(max((item.each or ZERO) * figure.counted(item.counted), ZERO), item.weight)
    match item.kind:
        case ItemKind.SCORED:
            return item.weight - moved
        case ItemKind.DEDUCTION:
            return -moved
        case _:
            return moved


def by_hand(item: AssessmentItem, points: Decimal) -> Decimal:
    """Points given by hand as they count: taken off where the item is a deduction."""
    return rounded(-points if item.kind == ItemKind.DEDUCTION else points)


@dataclass(frozen=True)
class Total:
    """What an agency comes to; None of it where nothing was scored."""

    base: Decimal | None
    bonus: Decimal
    deducted: Decimal
    # By how much the points of scored items count, where others of the agency's are left out.
    factor: Decimal

    @property
    def total(self) -> Decimal | None:
        return None if self.base is None else max(rounded(self.base + self.bonus - self.deducted), rounded(ZERO))


def add_up(rows: Iterable[tuple[AssessmentItem, Outcome]]) -> Total:
    """The score from its items: those scored, with what is left out spread over them, bonuses, deductions."""
    scored = [(item, outcome) for item, outcome in rows if item.kind == ItemKind.SCORED]
    others = [(item, outcome) for item, outcome in rows if item.kind != ItemKind.SCORED]
    # What was not scored by hand yet counts as nothing, and is not spread over the rest.
    counting = [pair for pair in scored if pair[1].standing not in (Standing.SPREAD, Standing.EXEMPT)]
    whole = sum((item.weight for item, _outcome in scored), ZERO)
    weight = sum((item.weight for item, _outcome in counting), ZERO)
    given = sum((outcome.points or ZERO for _item, outcome in counting), ZERO)
    moved = [outcome.points or ZERO for _item, outcome in others]
    factor = whole / weight if weight else ZERO
    return Total(
        rounded(given * factor) if weight else None,
        rounded(sum((points for points in moved if points > 0), ZERO)),
        rounded(-sum((points for points in moved if points < 0), ZERO)),
        factor,
    )


def ranked(totals: Iterable[tuple[int, Decimal | None]]) -> dict[int, int]:
    """The places of some agencies: the same total the same place, and the next one after as many as stand before it."""
    scores = {agency: total for agency, total in totals if total is not None}
    return {agency: 1 + sum(other > total for other in scores.values()) for agency, total in scores.items()}
