"""Files of worked examples: one case a row, with the answer that the engine must give."""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deadlines.engine.calendar import Calendar, DataError
from deadlines.engine.clocks import ClockBook, UnknownClock
from deadlines.engine.reckoning import Pause, reckon

COLUMNS: Final = ("clock", "event", "pauses", "extension_days", "due")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEEDS = re.compile(r"NEEDS_(\d{4})_CALENDAR")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row: `got` is the engine's answer, or the reason why there is none."""

    line: int
    name: str
    clock: str
    expected: str
    got: str
    passed: bool


def parse_day(text: str) -> dt.date:
    """A date written 2026-01-31 and no other way. Raises ValueError that says so."""
    if not _ISO.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is not a date such as 2026-01-31.")
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar.") from None


def parse_pause(text: str) -> Pause:
    """A pause written start/end, or start/ while it is open. Raises ValueError."""
    start, slash, end = text.strip().partition("/")
    if not slash:
        raise ValueError(f"{text!r} is not a pause such as 2026-10-10/2026-10-20 or 2026-10-10/.")
    return Pause(parse_day(start), parse_day(end) if end.strip() else None)


def answer(clock: str, event: str, pauses: str, extension_days: str, book: ClockBook, calendar: Calendar) -> str:
    """The engine's answer to one row's texts. Raises UnknownClock, or ValueError for a text that is wrong."""
    stretches = [parse_pause(part) for part in pauses.split(";") if part.strip()]
    days = extension_days.strip()
    if days and not (days.isascii() and days.isdigit()):
        raise ValueError(f"{days!r} is not a number of days.")
    found = book[clock.strip()]
    return reckon(found, parse_day(event), calendar, stretches, int(days) if days else None).answer


def check(path: Path, book: ClockBook, calendar: Calendar) -> Iterator[Verdict]:
    """A verdict for each row of the file: UTF-8, with or without mark, the columns in any order, others ignored.

    Raises DataError where the file cannot be read as such a table, OSError where it cannot be opened.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            names = [name.strip().lower() for name in next(reader, [])]
            for column in COLUMNS:
                if names.count(column) != 1:
                    raise DataError(f"{path.name}: the column {column} must stand there once.")
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
                yield _verdict(reader.line_num, row, book, calendar)
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is not UTF-8.") from error
    except csv.Error as error:
        raise DataError(f"{path.name} is not a CSV file: {error}.") from error


def _verdict(line: int, row: dict[str, str], book: ClockBook, calendar: Calendar) -> Verdict:
    clock, event, pauses, extension_days, due = (row.get(column, "") for column in COLUMNS)
    try:
        got = answer(clock, event, pauses, extension_days, book, calendar)
    except (UnknownClock, ValueError) as error:
        got = str(error)
    return Verdict(line, row.get("id") or f"line {line}", clock, due, got, _agrees(due, got, calendar))


def _agrees(expected: str, got: str, calendar: Calendar) -> bool:
    """Whether the engine's answer is the row's.

    A row may name the first year that lacks its notice (NEEDS_2027_CALENDAR) where a later one is needed: the notice
    of that year is lacking as much.
    """
    if expected == got:
        return True
    named, needed = _NEEDS.fullmatch(expected), _NEEDS.fullmatch(got)
    if not named or not needed:
        return False
    first = int(named[1])
    return calendar.covers(first - 1) and not calendar.covers(first) and first < int(needed[1])
