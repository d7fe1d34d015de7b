"""The rows of one worksheet, as the file has them and with what is merged over them; never all of them in memory."""

import datetime as dt
import pickle
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from tempfile import TemporaryFile
from typing import Any
from weakref import finalize

from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from workflow.ledger.cells import EMPTY, Cell

MAX_COLUMNS = 100
# The header stands among the first rows that hold anything.
HEADER_WITHIN_ROWS = 30
# What stands over this many columns is a title of what follows.
TITLE_COLUMNS = 3


@dataclass(frozen=True)
class Line:
    """A row of a sheet that holds anything; `title` says that one of its cells stands over several columns."""

    number: int
    cells: list[Cell]
    title: bool


# Where merged cells lie: first and last row, first and last position.
Area = tuple[int, int, int, int]


class Grid:
    """The rows of a worksheet, kept in a file and read one after the other; those at the head are at hand.

    What is merged downwards speaks for each row.
    """

    def __init__(self, worksheet: ReadOnlyWorksheet, epoch: dt.datetime) -> None:
        self.title = worksheet.title
        self.epoch = epoch
        self.width = 0
        self._file = TemporaryFile()  # noqa: SIM115 - it lives as long as the grid
        finalize(self, self._file.close)
        self._areas: list[Area] = []
        self._keep(worksheet)
        self.rows = {line.number: line.cells for line in islice(self, HEADER_WITHIN_ROWS + 1)}
        # What stands over several columns or rows of a header speaks for each column below it.
        self.merged: dict[tuple[int, int], Cell] = {}
        for first, last, left, right in self._areas:
            source = self.rows.get(first, [])
            if left < len(source) and source[left].filled:
                for row in range(first, min(last, max(self.rows)) + 1):
                    for position in range(left, min(right + 1, MAX_COLUMNS)):
                        self.merged[row, position] = source[left]

    def _keep(self, worksheet: ReadOnlyWorksheet) -> None:
        """Put the rows that hold anything into the file, and note what is merged, which stands behind them."""
        book = worksheet.parent
        with worksheet._get_source() as source:
            parser = WorkSheetParser(
                source,
                worksheet._shared_strings,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            # Only the cells that the file has: a walk over rows and columns would make the empty ones between them.
            for number, found in parser.parse():
                parser.row_dimensions.clear()
                values: list[Value] = []
                for cell in sorted(found, key=itemgetter("column")):
                    if cell["value"] is None or not len(values) < cell["column"] <= MAX_COLUMNS:
                        continue
                    values.extend([NOTHING] * (cell["column"] - 1 - len(values)))
                    values.append(_value(cell))
                if any(Cell(*value).filled for value in values):
                    self.width = max(self.width, len(values))
                    pickle.dump((number, values), self._file, pickle.HIGHEST_PROTOCOL)
        merged = parser.merged_cells.mergeCell if parser.merged_cells else []
        for left, first, right, last in sorted((range_boundaries(one.ref) for one in merged), key=itemgetter(1)):
            self._areas.append((first, last, left - 1, right - 1))

    def __iter__(self) -> Iterator[Line]:
        place, areas = 0, deque(self._areas)
        reaching: list[tuple[int, int, Cell]] = []
        while True:
            self._file.seek(place)
            try:
                number, values = pickle.load(self._file)  # noqa: S301 - what we have written ourselves
            except EOFError:
                return
            place = self._file.tell()
            cells = [Cell(*value, epoch=self.epoch) for value in values]
            reaching = [one for one in reaching if one[0] >= number]
            for _last, left, cell in reaching:
                cells.extend([EMPTY] * (left + 1 - len(cells)))
                cells[left] = cell
            title = False
            while areas and areas[0][0] <= number:
                first, last, left, right = areas.popleft()
                if first == number and left < len(cells) and cells[left].filled:
                    title = title or right - left + 1 >= TITLE_COLUMNS
                    reaching.append((last, left, cells[left]))
            yield Line(number, cells, title)

    def at(self, row: int, position: int) -> Cell:
        """The cell, or what is merged over it."""
        cells = self.rows.get(row, [])
        return self.merged.get((row, position), cells[position] if position < len(cells) else EMPTY)


# The value of a cell, whether it is a formula, whether it holds an error.
Value = tuple[Any, bool, bool]
NOTHING: Value = (None, False, False)


def _value(cell: dict[str, Any]) -> Value:
    value = getattr(cell["value"], "text", cell["value"])
    if not isinstance(value, str | int | float | dt.date | dt.time):
        value = str(value)
    formula = cell["data_type"] == "f" or (isinstance(value, str) and value.lstrip("' ").startswith(("=", "＝")))
    return value, formula, cell["data_type"] == "e"
