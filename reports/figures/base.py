"""What a figure, a rate and the subject of a page of figures are: each figure is declared once.

A page, a table and the list of cases behind a figure ask the same declaration, so that they cannot differ.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.actors import Actor
from accounts.models import Organ

EVERY = Q()


@dataclass(frozen=True)
class Period:
    """From day to day, both included."""

    first: dt.date
    last: dt.date

    def year_before(self) -> "Period":
        """The same days of the year before."""
        return Period(_year_back(self.first), _year_back(self.last))

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Both ends, as a look-up with ``__range`` takes them."""
        return self.first, self.last


def _year_back(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


@dataclass(frozen=True)
class Figure:
    """A number of cases: `condition` says, for a period, which cases of its subject it counts."""

    code: str
    label: Any
    reading: Any
    condition: Callable[[Period], Q]


@dataclass(frozen=True)
class Rate:
    """A share: the cases of one figure among those of another. Nothing among nothing is shown as a dash."""

    code: str
    label: Any
    reading: Any
    numerator: str
    denominator: str


@dataclass(frozen=True)
class Yearly:
    """A column of the table by year: the cases that `condition` leaves, by the `year` of `day`."""

    code: str
    day: str
    condition: Q = EVERY


@dataclass(frozen=True)
class Part:
    """A part of the cases that is shown apart: the government's own, those after reconsideration, an instance."""

    code: str
    label: Any
    condition: Q


@dataclass(frozen=True)
class ListColumn:
    """A column of the list behind a figure: `value` gives what a case shows there."""

    label: Any
    value: Callable[[Any], Any]
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A proceeding as a page of figures shows it.

    `cases` are the standing cases of an organ that somebody may see. `tiles` are rows of figures, `columns` those of
    the tables by agency, matter and part; the first of `columns` sorts them. `page` and `list_page` name the addresses.
    `within` leaves out the cases that a period does not count at all.
    """

    code: str
    title: Any
    respondent: Any
    matter: Any
    figures: dict[str, Figure]
    rates: tuple[Rate, ...]
    tiles: tuple[tuple[str, ...], ...]
    concerns: frozenset[str]
    outcomes: tuple[str, ...]
    columns: tuple[str, ...]
    years: tuple[Yearly, ...]
    cases: Callable[[Actor, Organ], Any]
    order: tuple[str, ...]
    related: tuple[str, ...]
    list_columns: Sequence[ListColumn]
    nothing: Any
    page: str
    list_page: str
    parts: tuple[Part, ...] = ()
    within: Callable[[Any, Period], Any] = lambda cases, period: cases


def figures(*declared: Figure) -> dict[str, Figure]:
    """Figures by their codes. Raises ValueError when a code comes twice."""
    table = {figure.code: figure for figure in declared}
    if len(table) != len(declared):
        raise ValueError("A figure is declared twice.")
    return table
