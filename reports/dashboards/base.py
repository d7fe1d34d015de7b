"""What a dashboard is made of, declared over indicators: tiles, a trend, and cuts by a dimension as table and chart."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from reports.indicators.base import Text


class Show(StrEnum):
    """What of a figure a cell shows."""

    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    # 12/13: the numerator among the denominator.
    AMONG = "among"


@dataclass(frozen=True)
class Tile:
    """A figure large. `of` says in a word or two what the denominator is, `beside` further numbers told below it.

    Without a `title` of its own it is called what the indicator is called.
    """

    indicator: str
    of: Text = ""
    title: Text = ""
    beside: tuple[tuple[str, Text], ...] = ()

    @property
    def indicators(self) -> tuple[str, ...]:
        """What it tells."""
        return (self.indicator, *(indicator for indicator, _words in self.beside))


@dataclass(frozen=True)
class Compared:
    """A line of the table that sets the period beside that of the year before; called as the indicator is."""

    indicator: str
    title: Text = ""


@dataclass(frozen=True)
class Trend:
    """Numbers by month: bars of this year's, each of `before` also as a line of the year before."""

    code: str
    title: Text
    bars: tuple[tuple[str, Text], ...]
    before: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of a cut. `late` draws what is more than nothing in red, `bar` sets a bar before the number."""

    code: str
    indicator: str
    label: Text
    show: Show = Show.NUMERATOR
    late: bool = False
    bar: bool = False
    small: bool = True


@dataclass(frozen=True)
class Cut:
    """Figures by the values of a dimension: a table, and a chart of the columns named in `chart` before it.

    `sortable` lets the reader rank by each column. `known` leaves out what is not recorded. `most` is how many rows
    stand before the fold, and how many the chart draws at most. `grid` draws every street and town, also one without a
    case. `head` is what its values are called, where that is not the name of the dimension.
    """

    code: str
    title: Text
    by: str
    columns: tuple[Column, ...]
    nothing: Text
    note: Text = ""
    head: Text = ""
    chart: tuple[str, ...] = ()
    most: int = 10
    sortable: bool = False
    known: bool = True
    grid: bool = False

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators of the columns, each once: the first is that by which the rows come in order."""
        return tuple(dict.fromkeys(column.indicator for column in self.columns))


@dataclass(frozen=True)
class Board:
    """A dashboard: for whom it is, and what it shows in which order.

    `main` and `aside` stand under the trend and beside it, `pairs` two in a row, `whole` over the whole width.
    """

    code: str
    title: Text
    tiles: tuple[Tile, ...]
    compared: tuple[Compared, ...]
    trend: Trend
    main: tuple[Cut, ...]
    aside: tuple[Cut, ...]
    pairs: tuple[Cut, ...] = ()
    whole: tuple[Cut, ...] = ()

    @property
    def indicators(self) -> tuple[str, ...]:
        """What is asked of the whole period and of that of the year before."""
        return tuple(dict.fromkeys(self._asked()))

    def _asked(self) -> Iterator[str]:
        for tile in self.tiles:
            yield from tile.indicators
        yield from (line.indicator for line in self.compared)

    @property
    def cuts(self) -> tuple[Cut, ...]:
        return (*self.main, *self.aside, *self.pairs, *self.whole)
