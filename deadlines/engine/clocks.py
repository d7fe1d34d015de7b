"""The statutory clocks: a data file that a lawyer corrects, read strictly into typed objects."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeVar

from deadlines.engine.calendar import DATA, DataError, parse_date, read_rows

Unit = Literal["calendar_day", "working_day", "month", "year", "same_day", "fixed_date", "as_set"]
Direction = Literal["forward", "backward"]
PauseKind = Literal["suspension", "exclusion", "none"]

UNITS: Final[Mapping[str, Unit]] = MappingProxyType(
    {
        "自然日": "calendar_day",
        "工作日": "working_day",
        "月": "month",
        "年": "year",
        "当日": "same_day",
        "固定日": "fixed_date",
        "文书所定": "as_set",
    }
)
DIRECTIONS: Final[Mapping[str, Direction]] = MappingProxyType({"顺算": "forward", "倒算": "backward"})
PAUSES: Final[Mapping[str, PauseKind]] = MappingProxyType(
    {"中止": "suspension", "不计入": "exclusion", "不适用": "none"}
)
KINDS: Final = ("期限", "规则")
YES_NO: Final[Mapping[str, bool]] = MappingProxyType({"是": True, "否": False})
NO_LIMIT: Final = "无上限"
# The longest extension, in days, where the law names no limit: longer than any life.
UNLIMITED: Final = 36_500
READINGS: Final = frozenset({*(f"R{n}" for n in range(1, 21)), "R4b"})

T = TypeVar("T")

_ID = re.compile(r"[a-z][a-z0-9_]*")
_FIXED = re.compile(r"每年(\d{1,2})月(\d{1,2})日")
COLUMNS: Final = (
    *("id", "variant_of", "kind", "length", "unit", "direction", "rolls", "max_extension"),
    *("default_extension", "pause", "effective_from", "effective_to", "group", "matter", "matter_en"),
    *("procedure", "trigger_event", "trigger_en", "owed_by", "citation", "start_citation", "roll_citation"),
    *("extension_citation", "pause_citation", "readings", "confidence", "source_length", "source_unit"),
    *("start_day_rule", "end_rule", "in_transit", "extendable", "suspend_restart", "on_expiry"),
    *("key_clause", "reading_note"),
)


class UnknownClock(KeyError):
    """No clock has this identifier; the message says so, and whether the row is a rule without a period."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of the data file: what the law says, in its own words. Text is Chinese unless named `_en`.

    `citation` and its like are written "law article", several joined by ";". `effective_to` is the last day
    in force.
    """

    id: str
    group: str
    matter: str
    matter_en: str
    procedure: str
    trigger_event: str
    trigger_en: str
    owed_by: str
    citation: str
    key_clause: str
    note: str
    in_transit: str
    on_expiry: str
    readings: tuple[str, ...]
    confidence: str
    effective_from: dt.date
    effective_to: dt.date | None
    source_length: str
    source_unit: str
    start_day_rule: str
    end_rule: str
    extension_rule: str
    suspension_rule: str

    def in_force_on(self, day: dt.date) -> bool:
        """Whether the provision is in force on that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Rule):
    """A period that can be reckoned.

    `length` counts `unit`s; 0 for same_day and fixed_date, whose day is `month_day`, and for as_set, whose days or
    last day a document of the case lays down (reckoning.Prescribed). `rolls`: a last day that is no working day rolls
    to the next one. `extendable` is the longest extension in days (working days
    where the unit is the working day): None where the law gives none, UNLIMITED where it names no limit.
    `default_extension` is taken where none is given. `pause_kind` says what stops it: suspension, other
    excluded time, or nothing. `variant_of` names the row of which this is one part.
    """

    length: int
    unit: Unit
    direction: Direction
    rolls: bool
    extendable: int | None
    default_extension: int
    pause_kind: PauseKind
    month_day: tuple[int, int] | None
    start_citation: str
    roll_citation: str
    extension_citation: str
    pause_citation: str
    variant_of: str


@dataclass(frozen=True, slots=True)
class _Corrected:
    """A clock as corrected: the starts it holds for, its cells, and what the reader made of them."""

    since: dt.date | None
    cells: Mapping[str, str]
    clock: Clock

    def holds_for(self, start: dt.date | None) -> bool:
        """Whether it holds for periods that start on that day; with None, for those of any day."""
        return self.since is None or (start is not None and self.since <= start)


@dataclass(frozen=True, slots=True)
class Correction:
    """A clock put right where the law has changed: the columns of its row that differ, and for which starts.

    It holds for periods that start on `since` or later, for all of them where that is None.
    """

    clock_id: str
    cells: tuple[tuple[str, str], ...]
    since: dt.date | None = None


class ClockBook(Mapping[str, Clock]):
    """All clocks by identifier, and in `rules` the rows that state no period. Asking for a rule as a clock
    raises UnknownClock with that said.

    A book may carry corrections: `holding` then says which clock holds for a start, the mapping goes on giving the
    clocks of the data file.
    """

    def __init__(
        self,
        clocks: Mapping[str, Clock],
        rules: Mapping[str, Rule],
        rows: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
        corrected: Mapping[str, tuple[_Corrected, ...]] = MappingProxyType({}),
    ) -> None:
        self._clocks = dict(clocks)
        self._rows = rows
        self._corrected = corrected
        self.rules: Mapping[str, Rule] = MappingProxyType(dict(rules))

    def row(self, clock_id: str) -> Mapping[str, str]:
        """The cells of a clock's row in the data file, by column. Raises KeyError."""
        return self._rows[clock_id]

    def holding(self, clock_id: str, start: dt.date) -> Clock:
        """The clock that holds for a period starting on that day: as last corrected for it. Raises UnknownClock."""
        found = self[clock_id]
        for corrected in self._corrected.get(clock_id, ()):
            if corrected.holds_for(start):
                found = corrected.clock
        return found

    def corrected(self, corrections: Iterable[Correction]) -> "ClockBook":
        """This book with `corrections` laid over it, later ones over earlier ones.

        What an earlier correction changed for the same starts stays changed. Raises UnknownClock, and DataError for
        what the reader of the data file would refuse in such a row.
        """
        kept = dict(self._corrected)
        for correction in corrections:
            clock_id = self[correction.clock_id].id
            cells = dict(self._rows[clock_id])
            for earlier in kept.get(clock_id, ()):
                if earlier.holds_for(correction.since):
                    cells = dict(earlier.cells)
            cells |= dict(correction.cells)
            made = _Corrected(correction.since, cells, read_clock(cells))
            kept[clock_id] = (*kept.get(clock_id, ()), made)
        return ClockBook(self._clocks, self.rules, self._rows, kept)

    def __getitem__(self, clock_id: str) -> Clock:
        try:
            return self._clocks[clock_id]
        except KeyError:
            pass
        rule = self.rules.get(clock_id)
        if rule is not None:
            raise UnknownClock(f"{clock_id} states no period that can be reckoned: {rule.matter}, {rule.citation}.")
        raise UnknownClock(f"There is no clock {clock_id!r}.")

    def __iter__(self) -> Iterator[str]:
        return iter(self._clocks)

    def __len__(self) -> int:
        return len(self._clocks)


class _Row:
    """One row of the file, complaining with its place and column."""

    def __init__(self, where: str, cells: Mapping[str, str]) -> None:
        self.where, self.cells = where, cells

    def fail(self, column: str, complaint: str) -> DataError:
        return DataError(f"{self.where}, column {column}: {complaint}", column)

    def text(self, column: str, *, required: bool = False) -> str:
        value = self.cells[column]
        if required and not value:
            raise self.fail(column, "must not be empty.")
        return value

    def number(self, column: str, *, least: int) -> int:
        value = self.text(column, required=True)
        if not (value.isascii() and value.isdigit()) or int(value) < least:
            raise self.fail(column, f"{value!r} is not a whole number of at least {least}.")
        return int(value)

    def date(self, column: str) -> dt.date:
        value = self.text(column, required=True)
        try:
            return parse_date(value)
        except ValueError:
            raise self.fail(column, f"{value!r} is not a date such as 2026-01-31.") from None

    def choice(self, column: str, known: Mapping[str, T]) -> T:
        value = self.text(column, required=True)
        if value not in known:
            raise self.fail(column, f"{value!r} is not known; known are {'、'.join(known)}.")
        return known[value]


def _rule(row: _Row) -> Rule:
    effective_from = row.date("effective_from")
    effective_to = row.date("effective_to") if row.text("effective_to") else None
    if effective_to is not None and effective_to < effective_from:
        raise row.fail("effective_to", f"{effective_to} is before effective_from, {effective_from}.")
    readings = tuple(part.strip() for part in row.text("readings").split(";") if part.strip())
    for reading in readings:
        if reading not in READINGS:
            raise row.fail("readings", f"{reading!r} is not known; known are R1 to R20 and R4b.")
    clock_id = row.text("id", required=True)
    if not _ID.fullmatch(clock_id):
        raise row.fail("id", f"{clock_id!r} may hold only small letters, digits and underscores.")
    return Rule(
        id=clock_id,
        group=row.text("group", required=True),
        matter=row.text("matter", required=True),
        matter_en=row.text("matter_en", required=True),
        procedure=row.text("procedure"),
        trigger_event=row.text("trigger_event", required=True),
        trigger_en=row.text("trigger_en"),
        owed_by=row.text("owed_by"),
        citation=row.text("citation", required=True),
        key_clause=row.text("key_clause", required=True),
        note=row.text("reading_note"),
        in_transit=row.text("in_transit"),
        on_expiry=row.text("on_expiry"),
        readings=readings,
        confidence=row.text("confidence"),
        effective_from=effective_from,
        effective_to=effective_to,
        source_length=row.text("source_length"),
        source_unit=row.text("source_unit"),
        start_day_rule=row.text("start_day_rule"),
        end_rule=row.text("end_rule"),
        extension_rule=row.text("extendable"),
        suspension_rule=row.text("suspend_restart"),
    )


def _clock(row: _Row, rule: Rule) -> Clock:
    unit = row.choice("unit", UNITS)
    direction = row.choice("direction", DIRECTIONS)
    rolls = row.choice("rolls", YES_NO)
    length, month_day = 0, None
    if unit == "fixed_date":
        match = _FIXED.fullmatch(row.text("length"))
        if match is None:
            raise row.fail("length", f"{row.text('length')!r} is not a day of the year such as 每年1月31日.")
        month_day = int(match[1]), int(match[2])
        try:
            dt.date(2001, *month_day)
        except ValueError:
            raise row.fail("length", f"{row.text('length')!r} is not a day of every year.") from None
    elif unit in ("same_day", "as_set"):
        if row.text("length") != "0":
            raise row.fail("length", f"must be 0 where the unit is {row.text('unit')}.")
    else:
        length = row.number("length", least=1)
    if direction == "backward" and unit not in ("calendar_day", "working_day"):
        raise row.fail("direction", "only a period in 自然日 or 工作日 can be reckoned backward.")
    if rolls and (direction == "backward" or unit not in ("calendar_day", "month", "year", "as_set")):
        raise row.fail("rolls", "only a forward period in 自然日, 月, 年 or 文书所定 can roll.")
    extendable, default_extension = None, 0
    if row.text("max_extension") == NO_LIMIT:
        extendable = UNLIMITED
    elif row.text("max_extension"):
        extendable = row.number("max_extension", least=1)
    if row.text("default_extension"):
        default_extension = row.number("default_extension", least=1)
        if extendable is None or default_extension > extendable:
            raise row.fail("default_extension", "is more than max_extension allows.")
    pause_kind = row.choice("pause", PAUSES)
    if direction == "backward" or unit in ("same_day", "fixed_date", "as_set"):
        if pause_kind != "none":
            raise row.fail("pause", "must be 不适用 for a period reckoned backward, 当日, 固定日 or 文书所定.")
        if extendable is not None:
            raise row.fail("max_extension", "must be empty for a period reckoned backward, 当日, 固定日 or 文书所定.")
    return Clock(
        **{name: getattr(rule, name) for name in Rule.__dataclass_fields__},
        length=length,
        unit=unit,
        direction=direction,
        rolls=rolls,
        extendable=extendable,
        default_extension=default_extension,
        pause_kind=pause_kind,
        month_day=month_day,
        start_citation=row.text("start_citation"),
        roll_citation=row.text("roll_citation"),
        extension_citation=row.text("extension_citation"),
        pause_citation=row.text("pause_citation"),
        variant_of=row.text("variant_of"),
    )


def read_clock(cells: Mapping[str, str]) -> Clock:
    """The clock in the cells of one row, read as strictly as those of the data file. Raises DataError."""
    row = _Row(cells.get("id", ""), cells)
    for column in COLUMNS:
        if column not in cells:
            raise row.fail(column, "is missing.")
    return _clock(row, _rule(row))


def load_clocks(path: Path) -> ClockBook:
    """The clocks and rules of a data file. Raises DataError naming line and column at the first fault."""
    rows = read_rows(path)
    found: dict[str, Clock] = {}
    rules: dict[str, Rule] = {}
    parts: list[tuple[_Row, str]] = []
    kept: dict[str, Mapping[str, str]] = {}
    for line, cells in rows:
        for column in COLUMNS:
            if column not in cells:
                raise DataError(f"{path.name}: the column {column} is missing.")
        for column in cells:
            if column not in COLUMNS:
                raise DataError(f"{path.name}: the column {column!r} is not known.")
        row = _Row(f"{path.name}, line {line}", cells)
        rule = _rule(row)
        if rule.id in found or rule.id in rules:
            raise row.fail("id", f"{rule.id} stands there twice.")
        if row.choice("kind", {kind: kind for kind in KINDS}) == "规则":
            for column in ("length", "unit", "direction", "rolls", "pause", "max_extension"):
                if row.text(column):
                    raise row.fail(column, "must be empty where kind is 规则.")
            rules[rule.id] = rule
        else:
            found[rule.id] = _clock(row, rule)
            kept[rule.id] = MappingProxyType(cells)
        if row.text("variant_of"):
            parts.append((row, row.text("variant_of")))
    for row, whole in parts:
        if whole not in found and whole not in rules:
            raise row.fail("variant_of", f"there is no row {whole!r}.")
    return ClockBook(found, rules, kept)


@cache
def clocks() -> ClockBook:
    """The clocks shipped with the product, by identifier. Read once."""
    return load_clocks(DATA / "clocks.csv")
