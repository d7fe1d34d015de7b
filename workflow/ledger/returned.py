"""The rows that were refused, as a workbook: the same columns with the reason beside each, to be fed in again."""

import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from accounts.export import safe_cell
from workflow.ledger.ledgers import REFUSED, RowResult

# Headings that a returned workbook adds, in both languages; a ledger knows them as columns that are not read.
REASON_HEADINGS = ("未导入原因", "Reason for refusal")
ROW_HEADINGS = ("原行号", "Row in the ledger")
_REASON_WIDTH, _COLUMN_WIDTH = 60, 16


def returned_rows(rows: Iterable[RowResult]) -> list[RowResult]:
    """Those that come back: refused ones, and duplicates that are not the same case."""
    return [row for row in rows if row.status == REFUSED or row.problems]


def returned_workbook(sheets: Sequence[tuple[str, list[str]]], rows: Iterable[RowResult]) -> bytes:
    """An .xlsx file of the rows that come back, a sheet for each sheet of the ledger given as (name, headings).

    Every cell is text and none is a formula: what would be read as one gets an apostrophe before it.
    """
    book = Workbook(write_only=True)
    back = returned_rows(rows)
    for name, headings in sheets:
        own = [row for row in back if row.sheet == name or len(sheets) == 1]
        if not own and len(sheets) > 1:
            continue
        dropped = {headings.index(h) for h in (*REASON_HEADINGS, *ROW_HEADINGS) if h in headings}
        kept = [position for position in range(len(headings)) if position not in dropped]
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for position in range(len(kept) + 2):
            sheet.column_dimensions[get_column_letter(position + 1)].width = _COLUMN_WIDTH
        sheet.column_dimensions[get_column_letter(len(kept) + 2)].width = _REASON_WIDTH
        titles = [headings[position] for position in kept] + [_("Row in the ledger"), _("Reason for refusal")]
        sheet.append([_text(sheet, title, bold=True) for title in titles])
        for row in own:
            texts = [row.cells[position] if position < len(row.cells) else "" for position in kept]
            sheet.append([_text(sheet, text) for text in texts] + [row.row, _text(sheet, row.reason(), bold=False)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    # A control character is no text of a workbook and would make the whole of it unwritable.
    plain = "".join(character for character in text if character >= " " or character in "\n\t")
    cell = WriteOnlyCell(sheet, value=safe_cell(plain.strip()))
    if cell.value is not None and cell.value != "":
        cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
