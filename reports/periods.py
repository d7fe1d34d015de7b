"""The periods of which figures are asked: from day to day, a year, a quarter, a month."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass


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

    def parts(self, months: int) -> Iterator[tuple[str, "Period"]]:
        """The years (12), quarters (3) or months (1) of the period, each with its name; cut off at both ends."""
        start = dt.date(self.first.year, (self.first.month - 1) // months * months + 1, 1)
        while start <= self.last:
            end = part_of(start, months).last
            yield name_of_part(start, months), Period(max(start, self.first), min(end, self.last))
            start = end + dt.timedelta(days=1)


def part_of(start: dt.date, months: int) -> Period:
    """So many months from the first of one on, within a year."""
    month = start.month + months - 1
    return Period(start, dt.date(start.year, month, calendar.monthrange(start.year, month)[1]))


def name_of_part(start: dt.date, months: int) -> str:
    """2022, 2022-Q1, 2022-03: the part of so many months that begins on a day."""
    if months == 12:
        return str(start.year)
    return f"{start.year}-Q{(start.month + 2) // 3}" if months == 3 else f"{start:%Y-%m}"


def _year_back(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def year_of(number: int) -> Period:
    """A whole year."""
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))
