"""Reading a workbook as an office kept it: guarded against broken and hostile files, the header found by its names.

A sheet is read when it has a header; title rows above it, headers repeated on each page, sub-totals, totals and empty
rows are passed over. Rows are numbered as in Excel. A cell merged downwards speaks for each of its rows.
However long a ledger is, no more of its rows than its head and the one at hand are in memory.
"""

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.files.base import File
from django.utils.translation import gettext_noop
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from accounts.text import normalise_name
from workflow.ledger.cells import EMPTY, Cell
from workflow.ledger.grid import HEADER_WITHIN_ROWS, Grid, Line
from workflow.ledger.problems import Unreadable

# A ledger of MAX_ROWS rows unpacks to some 20 MB; what is far beyond is no ledger.
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_ROWS = 20_000
# What is filled is counted before anything is read.
MAX_FILLED_CELLS = 600_000
MAX_MEMBERS = 2_000
# Merged cells and links can stand for more cells than any ledger has.
MAX_SPREAD_CELLS = 500_000
# A part of a workbook is looked at by so many bytes; a tag that matters is shorter than this.
PIECE, LONGEST_TAG = 1 << 20, 4096

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PERIOD = (
    r"(\d{2,4}年?度?|(上|下|前|后)半年|全年|本年度?|本页|本月|第?[一二三四1-4]季度?"
    r"|\d{1,2}月份?|[一二三四五六七八九十]+月份?)?"
)
_TOTAL = re.compile(rf"{_PERIOD}(合计|小计|总计|共计|累计|总数|合计数)(:|\d|\(|$).*")
_COUNT = re.compile(r"\d+(\.\d+)?[件户人次%]?")
_FOOTER = re.compile(
    r"(填表人|制表人|填报人|审核人|负责人|填报单位|填报日期|制表日期|联系电话|注|备注|说明)\d?[:.、].*"
)
_YEAR_LINE = re.compile(rf"{_PERIOD}\W*")
_IN_BRACKETS = re.compile(r"\(.*?\)")
_SPREAD = re.compile(
    rb'<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"'
)


@dataclass(frozen=True)
class Column:
    """A column of a ledger: its key, the words for it, and the headings under which offices keep it.

    The first heading is the standard one. `text` columns are shown as they are; an `ignored` column is known but not
    read (a running number, the reason beside a returned row).
    """

    key: str
    label: Any
    headings: tuple[str, ...]
    ignored: bool = False


@dataclass(frozen=True)
class LedgerRow:
    """A row that should be a case: its sheet, its number in Excel, its cells in order."""

    sheet: "Sheet"
    number: int
    cells: tuple[Cell, ...]

    def cell(self, key: str) -> Cell:
        """The cell under the column `key`; an empty one when the ledger has no such column."""
        position = self.sheet.columns.get(key)
        return EMPTY if position is None or position >= len(self.cells) else self.cells[position]

    def heading(self, key: str) -> str:
        """The heading under which the sheet keeps the column `key`."""
        return self.sheet.headings[self.sheet.columns[key]]

    def kept(self) -> dict[str, str]:
        """Heading to text, whole and unchanged, of every cell that holds something."""
        return {
            heading: cell.kept
            for heading, cell in zip(self.sheet.headings, self.cells, strict=False)
            if cell.filled and heading
        }


@dataclass
class Sheet:
    """A sheet with a header: `columns` leads from key to position, `headings` are the texts by position.

    Its rows stay in a file and are read one after the other, as often as they are asked for.
    """

    name: str
    header_row: int
    columns: dict[str, int]
    headings: list[str]
    grid: Grid
    size: int = 0

    @property
    def rows(self) -> Iterator[LedgerRow]:
        """The rows that should be cases, in the order of the sheet."""
        names = {position: _plain(self.headings[position]) for position in self.columns.values()}
        for line in self.grid:
            if line.number > self.header_row and not _passed_over(line, self.columns, names):
                yield LedgerRow(self, line.number, tuple(line.cells))


@dataclass
class Book:
    """A workbook: the sheets that are ledgers, and the names of those that are not or are hidden."""

    sheets: list[Sheet]
    passed_over: list[str]

    @property
    def rows(self) -> Iterator[LedgerRow]:
        for sheet in self.sheets:
            yield from sheet.rows

    def __len__(self) -> int:
        return sum(sheet.size for sheet in self.sheets)


def read_book(file: BinaryIO | File, columns: Sequence[Column], required: Sequence[Sequence[str]]) -> Book:
    """The ledger in a file. Of each group of keys in `required` a header must have at least one.

    Raises Unreadable when the file is no workbook, is protected or too large, or has no sheet with such a header.
    """
    by_heading = _by_heading(columns)
    sheets: list[Sheet] = []
    passed_over: list[str] = []
    best: set[str] = set()
    with closing(_open(file)) as workbook:
        for worksheet in workbook.worksheets:
            if worksheet.sheet_state != "visible":
                passed_over.append(worksheet.title)
                continue
            grid = _grid_of(worksheet, workbook.epoch)
            header = _find_header(grid, by_heading, required)
            if header is None:
                best = max(best, _closest(grid, by_heading), key=len)
                passed_over.append(worksheet.title)
            else:
                sheets.append(Sheet(grid.title, *header, grid))
    if not sheets:
        raise _no_header(columns, required, best)
    for sheet in sheets:
        sheet.size = sum(1 for _row in sheet.rows)
    book = Book(sheets, passed_over)
    if len(book) > MAX_ROWS:
        raise Unreadable(
            gettext_noop("The ledger has more than %(limit)s rows. Divide it into several files."), limit=MAX_ROWS
        )
    return book


# --- the file --------------------------------------------------------------------------------------------------


def _open(file: BinaryIO | File) -> Workbook:
    file.seek(0)
    head = file.read(8)
    if head == _OLE:
        file.seek(0)
        if _ENCRYPTED in file.read(MAX_UNPACKED_BYTES):
            raise Unreadable(gettext_noop("The workbook is protected by a password. Save it without one."))
        raise Unreadable(gettext_noop("This is a workbook of the old .xls kind. Save it as .xlsx."))
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_archive(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(gettext_noop("The file is not an Excel workbook (.xlsx), or it is damaged.")) from error
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # The library warns of parts that it leaves out (validations, drawings); none of them is a cell.
            warnings.simplefilter("ignore")
            return load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except Exception as error:
        # A damaged part makes the library raise whatever its parser happens to meet.
        raise Unreadable(gettext_noop("The file is not an Excel workbook (.xlsx), or it is damaged.")) from error


def _grid_of(worksheet: ReadOnlyWorksheet, epoch: dt.datetime) -> Grid:
    """The rows of a worksheet. Raises Unreadable for a damaged one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Grid(worksheet, epoch)
    except Exception as error:
        raise Unreadable(gettext_noop("The file is not an Excel workbook (.xlsx), or it is damaged.")) from error


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse what would be dangerous or useless to unpack. The size said in the directory binds the reader too."""
    members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise Unreadable(gettext_noop("The file is not an Excel workbook (.xlsx), or it is damaged."))
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(gettext_noop("The workbook is protected by a password. Save it without one."))
    unpacked = sum(member.file_size for member in members if not member.filename.startswith("xl/media/"))
    if unpacked > MAX_UNPACKED_BYTES or len(members) > MAX_MEMBERS:
        raise Unreadable(
            gettext_noop(
                "The workbook is too large when unpacked. Copy the rows of the ledger alone into a new workbook."
            )
        )
    spread = filled = 0
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            for place, part in enumerate(_parts(archive, member)):
                if place == 0 and b"<!DOCTYPE" in part[:4096].upper():
                    raise Unreadable(gettext_noop("The file is not an Excel workbook (.xlsx), or it is damaged."))
                spread += sum(_area(*found) for found in _SPREAD.findall(part))
                filled += part.count(b"</v>") + part.count(b"</is>")
    if filled > MAX_FILLED_CELLS:
        raise Unreadable(
            gettext_noop("The workbook has more than %(limit)s filled cells. Divide it into several files."),
            limit=MAX_FILLED_CELLS,
        )
    if spread > MAX_SPREAD_CELLS:
        raise Unreadable(
            gettext_noop(
                "The workbook is too large when unpacked. Copy the rows of the ledger alone into a new workbook."
            )
        )


def _parts(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member piece by piece, none of them ending within a tag of usual length."""
    rest = b""
    with archive.open(member) as source:
        while read := source.read(PIECE):
            piece = rest + read
            cut = piece.rfind(b"<", len(piece) - LONGEST_TAG)
            piece, rest = (piece[:cut], piece[cut:]) if cut > 0 else (piece, b"")
            yield piece
    yield rest


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    width = column_index_from_string(right.decode()) - column_index_from_string(left.decode()) + 1
    return abs(width * (int(bottom) - int(top) + 1))


# --- the header ------------------------------------------------------------------------------------------------


Header = tuple[int, dict[str, int], list[str]]


def _by_heading(columns: Sequence[Column]) -> dict[str, tuple[int, Column]]:
    """Normalised heading to (rank of the heading in its column, column)."""
    found: dict[str, tuple[int, Column]] = {}
    for column in columns:
        for rank, heading in enumerate(column.headings):
            found.setdefault(_plain(heading), (rank, column))
    return found


def _plain(heading: str) -> str:
    return normalise_name(heading).casefold().strip("*:•·")


def _column_of(texts: Sequence[str], by_heading: dict[str, tuple[int, Column]]) -> tuple[int, Column] | None:
    for text in texts:
        plain = _plain(text)
        for form in (plain, _IN_BRACKETS.sub("", plain)):
            if form in by_heading:
                return by_heading[form]
    return None


def _header_at(grid: Grid, row: int, by_heading: dict[str, tuple[int, Column]], *, double: bool) -> dict[str, int]:
    """Key to position, reading `row` as a header, or `row` and the one below it as a header of two storeys."""
    below = grid.rows.get(row + 1, []) if double else []
    found: dict[str, tuple[int, int]] = {}
    for position in range(grid.width):
        top = grid.at(row, position).text
        sub = below[position].text if position < len(below) else ""
        known = _column_of([top + sub, sub, top] if sub else [top], by_heading) if top or sub else None
        if known is None:
            continue
        rank, column = known
        if column.key not in found or rank < found[column.key][0]:
            found[column.key] = (rank, position)
    return {key: position for key, (_rank, position) in found.items()}


def _candidates(grid: Grid) -> list[int]:
    return sorted(grid.rows)[:HEADER_WITHIN_ROWS]


def _find_header(
    grid: Grid, by_heading: dict[str, tuple[int, Column]], required: Sequence[Sequence[str]]
) -> Header | None:
    """The last row of the best header, its columns and its texts: most columns win, among equals the plainest."""
    best: tuple[tuple[int, bool, int], int, dict[str, int]] | None = None
    for row in _candidates(grid):
        for double in (False, True):
            columns = _header_at(grid, row, by_heading, double=double)
            rank = (len(columns), not double, -row)
            complete = all(any(key in columns for key in group) for group in required)
            if complete and (best is None or rank > best[0]):
                best = (rank, row, columns)
    if best is None:
        return None
    (_size, single, _row), first, columns = best
    last = first if single else first + 1
    return last, columns, _headings(grid, first, last)


def _headings(grid: Grid, first: int, last: int) -> list[str]:
    """The text of each column's header, made distinct; a column without one goes by its letter."""
    headings: list[str] = []
    for position in range(grid.width):
        # Headings are spread with spaces and broken over lines to fill their cell (「案 号」).
        parts = ["".join(grid.at(row, position).text.split()) for row in range(first, last + 1)]
        heading = "".join(dict.fromkeys(part for part in parts if part)) or get_column_letter(position + 1)
        while heading in headings:
            heading += "′"
        headings.append(heading)
    return headings


def _closest(grid: Grid, by_heading: dict[str, tuple[int, Column]]) -> set[str]:
    """The keys of the row that comes nearest to a header, for the words of the refusal."""
    found = (set(_header_at(grid, row, by_heading, double=False)) for row in _candidates(grid))
    return max(found, key=len, default=set())


def _no_header(columns: Sequence[Column], required: Sequence[Sequence[str]], found: set[str]) -> Unreadable:
    standard = {column.key: column.headings[0] for column in columns}
    missing = ["/".join(standard[key] for key in group) for group in required if not found & set(group)]
    if not found or not missing:
        return Unreadable(gettext_noop("No row with the column names of this ledger was found in the workbook."))
    return Unreadable(
        gettext_noop("The header of the ledger lacks these columns: %(columns)s."), columns="、".join(missing)
    )


def _passed_over(line: Line, columns: dict[str, int], names: dict[int, str]) -> bool:
    """Whether a row is no case: empty, a total, a line between years, a header repeated, a signature at the foot."""
    cells = line.cells
    used = {key: cells[position] for key, position in columns.items() if position < len(cells)}
    filled = [cell for cell in cells if not cell.blank]
    if not [cell for cell in filled if cell is not used.get("serial")]:
        return True
    if sum(_plain(cells[position].text) == name for position, name in names.items() if position < len(cells)) >= 3:
        return True
    texts = [normalise_name(cell.text) for cell in filled]
    # A total counts cases, in a few cells or in many, and names neither parties nor a day.
    totals = [text for text in texts if _TOTAL.fullmatch(text)]
    counts = [cell for cell, text in zip(filled, texts, strict=True) if cell.formula or _COUNT.fullmatch(text)]
    if totals and (len(filled) <= len(columns) / 2 or len(totals) + len(counts) == len(filled)):
        return True
    if not used.get("number", EMPTY).blank:
        return False
    return bool(_FOOTER.fullmatch(texts[0])) or (
        len(set(texts)) == 1 and (line.title or bool(_YEAR_LINE.fullmatch(texts[0])))
    )
