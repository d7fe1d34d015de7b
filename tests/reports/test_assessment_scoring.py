"""Scoring functions by their properties: within their bounds, in their direction, the same for the same figure."""

from decimal import Decimal
from random import Random

import pytest

from reports.assessment.models import AssessmentItem, Standing
from reports.assessment.scoring import Figure, Outcome, add_up, by_hand, linear, ranked, score

SCORED = {"kind": "scored", "weight": Decimal(10), "nothing": "full", "counted": "numerator"}


def item(**fields: object) -> AssessmentItem:
    return AssessmentItem(**{**SCORED, **fields})


def share(value: float | None) -> Figure:
    return Figure(value or 0, None if value is None else 100, value)


def functions(draw: Random) -> list[AssessmentItem]:
    """A function of each form with random parameters."""
    low, high = sorted((Decimal(draw.randrange(0, 50)), Decimal(draw.randrange(51, 100))))
    bounds = sorted(draw.sample(range(100), 3))
    points = sorted(draw.sample(range(11), 3))
    weight = Decimal(draw.randrange(100, 3000)) / 100
    return [
        item(method="linear", way="more", floor=low, target=high, weight=weight),
        item(method="linear", way="less", floor=high, target=low, weight=weight),
        item(method="steps", way="more", steps=[[str(b), str(p)] for b, p in zip(bounds, points, strict=True)]),
        item(method="steps", way="less", steps=[[str(b), str(p)] for b, p in zip(bounds, points[::-1], strict=True)]),
        item(method="each", way="less", each=Decimal(draw.randrange(1, 400)) / 100, weight=weight),
        item(method="each", way="less", each=Decimal("0.5"), weight=weight, kind="deduction"),
        item(method="each", way="more", each=Decimal("0.5"), weight=weight, kind="bonus"),
    ]


def test_every_function_stays_in_its_bounds_goes_its_way_and_repeats_itself() -> None:
    draw = Random(4)
    for _trial in range(60):
        for one in functions(draw):
            values = sorted(draw.uniform(-5, 130) for _n in range(12))
            found = [score(one, share(value)).points for value in values]
            assert found == [score(one, share(value)).points for value in values]
            lowest, highest = {"deduction": (-one.weight, 0), "bonus": (0, one.weight)}.get(one.kind, (0, one.weight))
            points = [value for value in found if value is not None]
            assert len(points) == len(values)
            assert all(lowest <= value <= highest for value in points), (one.method, points)
            assert points == sorted(points, reverse=one.way == "less"), (one.method, one.way)
            assert all(value == value.quantize(Decimal("0.01")) for value in points)


def test_a_proportion_reaches_its_ends_and_halves_are_rounded_up() -> None:
    more = item(method="linear", way="more", floor=Decimal(60), target=Decimal(100), weight=Decimal(15))
    assert [score(more, share(value)).points for value in (60, 100, 80, 95, 12, 140)] == [
        Decimal(text) for text in ("0.00", "15.00", "7.50", "13.13", "0.00", "15.00")
    ]
    assert linear(10, Decimal(20), Decimal(0)) == Decimal("0.5")


def test_what_has_no_case_is_full_nothing_or_left_out_as_the_item_says() -> None:
    for nothing, standing, points in (("full", "full", 10), ("none", "none", 0), ("spread", "spread", None)):
        for method in ("linear", "steps", "each"):
            outcome = score(item(method=method, nothing=nothing, each=Decimal(1)), Figure(0, 0, None))
            assert outcome == Outcome(Standing(standing), points), (nothing, method)
    # nothing is taken off, and nothing given, where there is no case
    for kind in ("deduction", "bonus"):
        assert score(item(kind=kind, method="each", each=Decimal(2)), Figure(0, 0, None)).points == 0


def test_the_rest_is_what_the_denominator_has_beside_the_numerator() -> None:
    one = item(kind="deduction", method="each", counted="rest", each=Decimal("1.5"))
    assert score(one, Figure(18, 20, 90.0)).points == Decimal("-3.00")
    assert score(one, Figure(0, 20, 0.0)).points == Decimal("-10.00")
    assert by_hand(one, Decimal(4)) == Decimal("-4.00")


def counted(weight: int, points: str | None, kind: str = "scored") -> tuple[AssessmentItem, Outcome]:
    standing = Standing.SPREAD if points is None else Standing.COUNTED
    return item(weight=Decimal(weight), kind=kind), Outcome(standing, None if points is None else Decimal(points))


def test_what_is_left_out_is_spread_over_the_rest() -> None:
    rows = [counted(60, "45"), counted(20, "20"), counted(20, None), counted(5, "-3", "deduction")]
    total = add_up([*rows, counted(5, "2", "bonus")])
    # 65 of 80 points, as of 100
    assert (total.base, total.bonus, total.deducted, total.total) == (
        Decimal("81.25"),
        Decimal("2.00"),
        Decimal("3.00"),
        Decimal("80.25"),
    )
    assert add_up([counted(60, None)]).total is None
    # Points that nobody gave yet are not spread.
    missing = (item(weight=Decimal(50)), Outcome(Standing.MISSING, None))
    assert add_up([counted(50, "40"), missing]).base == Decimal(40)
    # never below nothing
    assert add_up([counted(100, "2"), counted(9, "-9", "deduction")]).total == 0


def test_the_same_total_has_the_same_place() -> None:
    totals = [(1, Decimal("90")), (2, Decimal("95.5")), (3, Decimal("90")), (4, None), (5, Decimal("89.99"))]
    assert ranked(totals) == {2: 1, 1: 2, 3: 2, 5: 4}
    assert ranked([]) == {}


def test_a_proportion_without_its_ends_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="floor"):
        linear(3, None, Decimal(1))
