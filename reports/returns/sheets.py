"""A return filled in: what each cell comes to, the cases behind it, and which balances do not hold because of which."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.models import Organ
from reports.evaluating import Question, asked
from reports.indicators import When
from reports.models import Entry
from reports.periods import Period
from reports.returns.editions import ALIVE, Balance, Column, Edition
from reports.returns.marks import Marks, marks_for

# A row and a column of the form.
Place = tuple[int, int]


@dataclass
class Cell:
    """What a cell comes to and the cases behind it (a case once for each time it counts)."""

    value: float = 0
    cases: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Broken:
    """A balance that does not hold in a row, with the cases that make the difference."""

    row: int
    balance: Balance
    left: float
    right: float
    cases: tuple[int, ...]


@dataclass(frozen=True)
class Sheet:
    """A form filled in for an organ and a period."""

    edition: Edition
    period: Period
    cells: Mapping[Place, Cell]

    def value(self, row: int, column: int) -> float | int:
        """The number in a cell; whole numbers as int."""
        found = self._cell(row, column).value
        return int(found) if found == int(found) else round(found, 2)

    def cases(self, row: int, column: int) -> list[int]:
        """The cases behind a cell."""
        return self._cell(row, column).cases

    def _cell(self, row: int, column: int) -> Cell:
        if self.edition.line(row).total:
            parts = [self.cells[line.number, column] for line in self._parts() if (line.number, column) in self.cells]
            return Cell(sum(part.value for part in parts), [case for part in parts for case in part.cases])
        return self.cells.get((row, column), Cell())

    def _parts(self) -> Iterator[Any]:
        return (line for line in self.edition.rows if not line.total)

    def filled(self) -> list[int]:
        """The rows in which anything counts, and the total."""
        rows = {row for row, _column in self.cells}
        return [line.number for line in self.edition.rows if line.total or line.number in rows]

    def broken(self) -> list[Broken]:
        """The balances that do not hold, row by row."""
        found = []
        for row in self.filled():
            for balance in self.edition.balances:
                left, right = (
                    sum(self.value(row, column) for column in side) for side in (balance.left, balance.right)
                )
                if not balance.holds(left, right):
                    found.append(Broken(row, balance, left, right, self._causing(row, balance)))
        return found

    def _causing(self, row: int, balance: Balance) -> tuple[int, ...]:
        counts = [
            Counter(case for column in side for case in self.cases(row, column))
            for side in (balance.left, balance.right)
        ]
        more = counts[0] - counts[1]
        return tuple(sorted(more if balance.at_most else more | (counts[1] - counts[0])))

    def stored(self) -> dict[str, Any]:
        """The cells as they are kept when the return is reported: ``{"row-column": [value, [cases]]}``."""
        return {f"{row}-{column}": [cell.value, sorted(cell.cases)] for (row, column), cell in self.cells.items()}


def restored(edition: Edition, period: Period, stored: Mapping[str, Any]) -> Sheet:
    """The sheet that was kept."""
    cells = {}
    for place, (value, cases) in stored.items():
        row, column = place.split("-")
        cells[int(row), int(column)] = Cell(value, list(cases))
    return Sheet(edition, period, cells)


def fill(reader: Actor, organ: Organ, edition: Edition, period: Period, as_of: dt.date | None = None) -> Sheet:
    """Fill in a form for an organ and a period, from what the reader sees: as of now, or as of a past day.

    A query for each way of taking entries, and five for their marks, however many cases there are.
    """
    question = asked(reader, organ, period, as_of=as_of)
    taken: dict[str, list[Entry]] = {}
    for when in sorted({column.when for column in edition.columns}):
        measures = {column.measure for column in edition.columns if column.when == when}
        taken[when] = list(_taken(question, when).filter(measure__in=measures))
    heads: list[Entry] = []
    if any("rank" in column.where for column in edition.columns):
        suits = {entry.dossier_id for entry in taken[When.WITHIN] if entry.measure == "suit_heard"}
        heads = list(question.entries().filter(measure="unit_heard", dossier__in=suits))
    marks = marks_for(organ, [entry for rows in taken.values() for entry in rows], heads)
    cells: dict[Place, Cell] = {}
    for when, entries in taken.items():
        columns = [column for column in edition.columns if column.when == when]
        for entry in entries:
            _count(edition, columns, entry, marks, cells)
    return Sheet(edition, period, cells)


def _taken(question: Question, when: str) -> QuerySet[Entry]:
    if when != ALIVE:
        return question.at(When(when))
    period = question.period
    rows = question.entries().filter(Q(until=None) | Q(until__gt=period.last))
    return rows.filter(Q(ended=None) | Q(ended__gte=period.first), day__lte=period.last)


def _count(edition: Edition, columns: list[Column], entry: Entry, marks: Marks, cells: dict[Place, Cell]) -> None:
    told = marks.of(entry)
    row = int(told.get(edition.rows_by) or edition.otherwise) if edition.rows_by else edition.otherwise
    for column in columns:
        if column.measure != entry.measure or any(told.get(key) not in among for key, among in column.where.items()):
            continue
        cell = cells.setdefault((row, column.number), Cell())
        cell.value += float(told.get(column.weigh) or 0) if column.weigh else 1
        cell.cases.append(entry.dossier_id)
