"""What is likely and what is not: plain functions over numbers."""

from collections.abc import Mapping, Sequence
from math import comb, exp


def at_least_of(hits: int, among: int, share: float) -> float:
    """How likely `hits` or more of `among` are, where each is one with the probability `share` (binomial)."""
    if hits <= 0:
        return 1.0
    chances = (comb(among, n) * share**n * (1 - share) ** (among - n) for n in range(hits))
    return max(0.0, 1.0 - sum(chances))


def at_least(count: int, mean: float) -> float:
    """How likely `count` or more are where `mean` are to be expected (Poisson)."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    chance, below = exp(-mean), 0.0
    for n in range(count):
        below += chance
        chance *= mean / (n + 1)
    return max(0.0, 1.0 - below)


def slope(values: Sequence[float]) -> float:
    """By how much a row of equally distant values grows from one to the next: the line of least squares."""
    n = len(values)
    if n < 2:
        return 0.0
    middle, mean = (n - 1) / 2, sum(values) / n
    spread = sum((place - middle) ** 2 for place in range(n))
    return sum((place - middle) * (value - mean) for place, value in enumerate(values)) / spread


def yearly_growth(first: float, last: float, years: int) -> float | None:
    """By what share something grew each year on average over so many years; None from nothing or to nothing."""
    if first <= 0 or last <= 0 or years < 1:
        return None
    return float((last / first) ** (1 / years)) - 1


def seasons(months: Mapping[tuple[int, int], float]) -> dict[int, float]:
    """For each month of the year what it has against the mean of all months (1 is the mean), over whole years.

    `months` are counts by (year, month); a month that is not there has none. Empty where nothing was counted.
    """
    years = {year for year, _month in months}
    total = sum(months.values())
    if not total:
        return {}
    mean = total / (12 * len(years))
    return {month: sum(months.get((year, month), 0) for year in years) / len(years) / mean for month in range(1, 13)}
