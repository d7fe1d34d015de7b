"""What an indicator is: declared once, with what it counts, its reading and the others, and where it comes from.

A page, the command, the interface, a return and the lists behind a figure ask the same declaration, so that they cannot
differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

Text = Any
# A value that a dimension must have, or several of which it may have any.
Wanted = Any


class When(StrEnum):
    """Which entries of a measure a period takes."""

    WITHIN = "within"
    # What lasts: begun before the period and not over before it; begun by its end and not over by then.
    AT_START = "at_start"
    AT_END = "at_end"


@dataclass(frozen=True)
class Term:
    """What is counted: entries of a measure (of several) whose dimensions have the values of `where`.

    `unless` leaves out those that have all of its values. `weigh` sums that dimension instead of counting. `shift`
    moves the period so many years back. With `once` the entries that have one value of that dimension count as one; of
    these groups those alone in which each entry that the term takes meets `every`, one meets `some`, none meets `none`.
    """

    measure: str | tuple[str, ...]
    where: Mapping[str, Wanted] = field(default_factory=dict)
    when: When = When.WITHIN
    weigh: str = ""
    shift: int = 0
    once: str = ""
    every: Mapping[str, Wanted] = field(default_factory=dict)
    some: Mapping[str, Wanted] = field(default_factory=dict)
    none: Mapping[str, Wanted] = field(default_factory=dict)
    unless: Mapping[str, Wanted] = field(default_factory=dict)

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.measure,) if isinstance(self.measure, str) else self.measure

    def also(self, **where: Wanted) -> "Term":
        """The same, narrowed further."""
        return replace(self, where={**self.where, **where})


class Unit(StrEnum):
    """What a value is told in."""

    NUMBER = "number"
    PERCENT = "percent"
    DAYS = "days"
    RATIO = "ratio"
    # How much more or less than in the same period of the year before, in percent of that.
    CHANGE = "change"


class Direction(StrEnum):
    """Which way is the better one, for colours and ranks."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


@dataclass(frozen=True)
class Reading:
    """One way in which an indicator can be read: what is counted among what, in words."""

    code: str
    words: Text
    numerator: Term
    denominator: Term | None = None


DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A figure that leaders decide by. `dimensions` are what it can be cut by beside time, organ and agency."""

    id: str
    title: Text
    numerator: Term
    denominator: Term | None = None
    unit: Unit = Unit.NUMBER
    direction: Direction = Direction.NEITHER
    reading: Text
    source: Text
    alternatives: tuple[Reading, ...] = ()
    dimensions: tuple[str, ...] = ()
    # What the numerator counts, where a table shows it by itself: Corrected, beside the correction rate.
    counts: Text = ""

    @property
    def default(self) -> Reading:
        return Reading(DEFAULT, self.reading, self.numerator, self.denominator)

    @property
    def readings(self) -> tuple[Reading, ...]:
        return (self.default, *self.alternatives)

    def read_as(self, code: str | Reading | None) -> Reading:
        """The reading of a code; the default one where the indicator has none of that code."""
        if isinstance(code, Reading):
            return code
        return next((reading for reading in self.readings if reading.code == code), self.default)

    def value(self, numerator: float, denominator: float | None) -> float | int | None:
        """The value of the figure; None where there is nothing to compare with."""
        if self.unit == Unit.NUMBER:
            return _plain(numerator)
        if not denominator:
            return None
        match self.unit:
            case Unit.PERCENT:
                return round(100 * numerator / denominator, 1)
            case Unit.CHANGE:
                return round(100 * (numerator - denominator) / denominator, 1)
            case Unit.RATIO:
                return round(numerator / denominator, 2)
            case _:
                return round(numerator / denominator, 1)


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number


class Subject(StrEnum):
    """What indicators are about, for the order of lists."""

    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"
    APPEARANCES = "appearances"
    DISPUTES = "disputes"
    SUGGESTIONS = "suggestions"
    TOGETHER = "together"


def terms_of(indicators: Iterator[Indicator]) -> Iterator[Term]:
    """Every term that some indicators count, in all their readings."""
    for indicator in indicators:
        for reading in indicator.readings:
            yield reading.numerator
            if reading.denominator is not None:
                yield reading.denominator
