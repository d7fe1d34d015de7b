"""The working-day calendar: which days offices work, and the three questions every clock asks of it.

A calendar knows its years by their official notices (国务院办公厅关于部分节假日安排的通知). Of a year whose
notice it does not have it says nothing: it raises UncoveredYear (reading R14). Days are handled as proleptic
ordinals inside (``date.toordinal``), because a due date is two look-ups in a table then.
"""

import csv
import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, cast, get_args

T = TypeVar("T")
Kind = Literal["working_day", "weekend", "holiday", "make_up_working_day"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
DATA: Final = Path(__file__).resolve().parent.parent / "data"
# No year's notice names fewer days than this; a file that does has been filled in by halves.
FEWEST_HOLIDAYS: Final = 5

_Table = tuple[int, list[int], list[int]]


class UncoveredYear(LookupError):
    """A day of a year without its official holiday notice had to be judged."""

    def __init__(self, year: int) -> None:
        super().__init__(f"There is no official holiday notice for {year}.")
        self.year = year


class DataError(ValueError):
    """A data file is wrong; the message names file, row and column. `column` is the column alone, where it is one."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.column = column


def _is_weekend(ordinal: int) -> bool:
    return ordinal % 7 in (6, 0)


class Calendar:
    """Working days by official notice. Immutable; equal when days and years are equal.

    `days` maps a date to its kind where it differs from the plain week (Monday to Friday worked); a kind
    that says the same as the plain week is dropped. `years` are the years whose notice is in `days`. With
    `assume`, a year without notice is taken as a plain week instead of raising: only for provisional dates.
    """

    __slots__ = ("_assume", "_assumed", "_days", "_hi", "_lo", "_memory", "_table", "_years")

    def __init__(self, days: Mapping[dt.date, Kind], years: Iterable[int], *, assume: bool = False) -> None:
        self._days: dict[int, Kind] = {}
        for day, kind in days.items():
            self._put(self._days, day, kind)
        self._settle(frozenset(years), assume)

    @staticmethod
    def _put(days: dict[int, Kind], day: dt.date, kind: Kind) -> None:
        ordinal = day.toordinal()
        weekend = _is_weekend(ordinal)
        if kind not in KINDS:
            raise ValueError(f"{day}: unknown kind of day {kind!r}; known are {', '.join(KINDS)}.")
        if kind == "weekend" and not weekend:
            raise ValueError(f"{day} is a weekday and cannot be a weekend.")
        if kind == "holiday":
            days[ordinal] = "holiday"
        elif kind != "weekend" and weekend:
            days[ordinal] = "make_up_working_day"
        else:
            days.pop(ordinal, None)

    def _settle(self, years: frozenset[int], assume: bool) -> None:
        self._years = years
        self._assume = assume
        self._assumed: Calendar | None = self if assume else None
        self._memory: dict[Hashable, Any] = {}
        # The longest run of covered years: an answer within it needs no further check.
        best: tuple[int, int] = (1, 0)
        for year in years:
            if year - 1 not in years:
                last = year
                while last + 1 in years:
                    last += 1
                if last - year > best[1] - best[0]:
                    best = (year, last)
        first, last = best
        if assume:
            self._lo, self._hi = dt.date.min.toordinal(), dt.date.max.toordinal()
        elif years:
            self._lo, self._hi = dt.date(first, 1, 1).toordinal(), dt.date(last, 12, 31).toordinal()
        else:
            self._lo, self._hi = 1, 0
        span = (min(years) - 1, max(years) + 1) if years else (2000, 2030)
        self._table = self._build(max(span[0], dt.MINYEAR), min(span[1], dt.MAXYEAR))

    def _build(self, first_year: int, last_year: int) -> _Table:
        """(first ordinal, number of working days before each ordinal, the working days in order)."""
        base = dt.date(first_year, 1, 1).toordinal()
        end = dt.date(last_year, 12, 31).toordinal()
        days = self._days
        rank, work = [0], []
        for ordinal in range(base, end + 1):
            kind = days.get(ordinal)
            if kind == "make_up_working_day" if kind else not _is_weekend(ordinal):
                work.append(ordinal)
            rank.append(len(work))
        return base, rank, work

    def _grow(self, ordinal: int, forward: bool) -> _Table:
        """A larger table that holds `ordinal`, and at least a year more in the direction of travel."""
        base, rank, _ = self._table
        first = dt.date.fromordinal(base).year
        last = dt.date.fromordinal(base + len(rank) - 2).year
        year = 0
        if dt.date.min.toordinal() <= ordinal <= dt.date.max.toordinal():
            year = dt.date.fromordinal(ordinal).year
            if first <= year <= last:
                year = last + 1 if forward else first - 1
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            raise ValueError("The period leads beyond the years that can be reckoned.")
        self._table = self._build(min(first, year), max(last, year))
        return self._table

    def _require(self, first: int, last: int, *, backward: bool = False) -> None:
        """Raise UncoveredYear for the first year met between the two ordinals that has no notice."""
        if self._assume or first > last:
            return
        years = range(dt.date.fromordinal(first).year, dt.date.fromordinal(last).year + 1)
        for year in reversed(years) if backward else years:
            if year not in self._years:
                raise UncoveredYear(year)

    # What clocks ask, in ordinals.

    def roll(self, ordinal: int) -> int:
        """The first working day on or after `ordinal` (民诉法 85③). Raises UncoveredYear."""
        table = self._table
        while True:
            base, rank, work = table
            if base <= ordinal < base + len(rank) - 1 and rank[ordinal - base] < len(work):
                found = work[rank[ordinal - base]]
                break
            table = self._grow(ordinal, True)
        if ordinal < self._lo or found > self._hi:
            self._require(ordinal, found)
        return found

    def shift(self, ordinal: int, days: int) -> int:
        """The `days`-th working day after `ordinal` (before it when negative), that day itself not counted.

        `days` is not 0. Raises UncoveredYear for the first year needed that has no notice.
        """
        table = self._table
        while True:
            base, rank, work = table
            if base <= ordinal < base + len(rank) - 1:
                at = rank[ordinal - base + 1] + days - 1 if days > 0 else rank[ordinal - base] + days
                if 0 <= at < len(work):
                    found = work[at]
                    break
            table = self._grow(ordinal, days > 0)
        if days > 0:
            if ordinal < self._lo or found > self._hi:
                self._require(ordinal + 1, found)
        elif found < self._lo or ordinal > self._hi:
            self._require(found, ordinal - 1, backward=True)
        return found

    def count(self, after: int, until: int) -> int:
        """Working days after `after` up to and including `until`; negative when `until` is earlier."""
        if until < after:
            return -self.count(until, after)
        table = self._table
        while True:
            base, rank, _ = table
            if base <= after and until < base + len(rank) - 1:
                break
            table = self._grow(after if after < base else until, True)
        if after < self._lo or until > self._hi:
            self._require(after + 1, until)
        return rank[until - base + 1] - rank[after - base + 1]

    # What people ask, in dates.

    def covers(self, year: int) -> bool:
        """Whether the official notice of `year` is in this calendar."""
        return year in self._years

    @property
    def years(self) -> frozenset[int]:
        """The years with their official notice."""
        return self._years

    def kind(self, day: dt.date) -> Kind:
        """What kind of day it is. Raises UncoveredYear."""
        if not self._assume and day.year not in self._years:
            raise UncoveredYear(day.year)
        ordinal = day.toordinal()
        return self._days.get(ordinal) or ("weekend" if _is_weekend(ordinal) else "working_day")

    def is_working_day(self, day: dt.date) -> bool:
        """Whether offices work on that day, make-up working days included. Raises UncoveredYear."""
        return self.kind(day) in ("working_day", "make_up_working_day")

    def working_days_between(self, a: dt.date, b: dt.date) -> int:
        """Working days after `a` up to and including `b`; negative when `b` is before `a`. Raises
        UncoveredYear.
        """
        return self.count(a.toordinal(), b.toordinal())

    def with_days(self, days: Mapping[dt.date, Kind], years: Iterable[int] = ()) -> "Calendar":
        """A new calendar with these days set, over what was there, and `years` covered besides.

        Setting a day to the kind it has by the plain week takes an earlier setting back. Raises ValueError
        for an unknown kind, or a weekday called a weekend.
        """
        copy = object.__new__(Calendar)
        copy._days = dict(self._days)
        for day, kind in days.items():
            self._put(copy._days, day, kind)
        copy._settle(self._years | frozenset(years), self._assume)
        return copy

    @property
    def assumed(self) -> "Calendar":
        """The same calendar, with plain weeks assumed for years without notice. For provisional dates."""
        if self._assumed is None:
            copy = object.__new__(Calendar)
            copy._days = self._days
            copy._settle(self._years, True)
            self._assumed = copy
        return self._assumed

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for each `key` and kept with this calendar, which never changes."""
        if key not in self._memory:
            self._memory[key] = make()
        return cast(T, self._memory[key])

    def exceptions(self) -> dict[dt.date, Kind]:
        """The days that differ from the plain week, in order."""
        return {dt.date.fromordinal(o): kind for o, kind in sorted(self._days.items())}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Calendar):
            return NotImplemented
        return (self._days, self._years, self._assume) == (other._days, other._years, other._assume)

    def __hash__(self) -> int:
        return hash((frozenset(self._days.items()), self._years, self._assume))

    def __repr__(self) -> str:
        years = f"{min(self._years)}-{max(self._years)}" if self._years else "no year"
        return f"<Calendar {years}, {len(self._days)} days>"


def parse_date(text: str) -> dt.date:
    """A date written 2026-01-31, or 2026/1/31 as a spreadsheet program leaves it. Raises ValueError."""
    year, month, day = text.strip().replace("/", "-").split("-")
    if len(year) != 4:
        raise ValueError(text)
    return dt.date(int(year), int(month), int(day))


def read_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file (UTF-8, with or without mark) with their line numbers, values stripped.

    A column's name is the first word of its heading, so that "length 长度" is the column `length`. Raises
    DataError.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            names = [heading.split()[0] if heading.split() else "" for heading in next(reader, [])]
            rows = []
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(names):
                    raise DataError(
                        f"{path.name}, line {reader.line_num}: {len(cells)} columns instead of {len(names)}."
                    )
                rows.append(
                    (
                        reader.line_num,
                        dict(zip(names, (cell.strip() for cell in cells), strict=True)),
                    )
                )
            return rows
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is not UTF-8: save it as “CSV UTF-8”.") from error
    except csv.Error as error:
        raise DataError(f"{path.name} is not a CSV file: {error}.") from error


def load_calendar(path: Path) -> Calendar:
    """The calendar in a CSV file with the columns date and kind: weekdays that are holidays, weekend days
    worked.

    A year is covered when the file names days of it. Raises DataError naming line and column.
    """
    days: dict[dt.date, Kind] = {}
    holidays: dict[int, int] = {}
    for line, row in read_rows(path):
        where = f"{path.name}, line {line}"
        for column in ("date", "kind"):
            if column not in row:
                raise DataError(f"{path.name}: the column {column} is missing.")
        try:
            day = parse_date(row["date"])
        except ValueError:
            raise DataError(f"{where}, column date: {row['date']!r} is not a date.") from None
        if day in days:
            raise DataError(f"{where}, column date: {day} stands there twice.")
        weekend = _is_weekend(day.toordinal())
        if row["kind"] == "holiday" and not weekend:
            days[day] = "holiday"
        elif row["kind"] == "make_up_working_day" and weekend:
            days[day] = "make_up_working_day"
        elif row["kind"] in ("holiday", "make_up_working_day"):
            raise DataError(
                f"{where}, column kind: {day} is a {'weekend day' if weekend else 'weekday'}; only weekdays "
                "that are holidays and weekend days that are worked are listed."
            )
        else:
            raise DataError(f"{where}, column kind: {row['kind']!r} is not holiday or make_up_working_day.")
        holidays[day.year] = holidays.get(day.year, 0) + (days[day] == "holiday")
    for year, number in sorted(holidays.items()):
        if number < FEWEST_HOLIDAYS:
            raise DataError(
                f"{path.name}: {year} has only {number} holidays; enter the whole notice of a year at once."
            )
    return Calendar(days, holidays)


@cache
def official_calendar() -> Calendar:
    """The calendar shipped with the product, without any office's changes. Read once."""
    return load_calendar(DATA / "calendar.csv")
