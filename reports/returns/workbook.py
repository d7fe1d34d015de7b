"""A return as a workbook in the layout of its form: title, headings above their columns, every row, who signs."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from accounts.export import safe_cell
from accounts.templatetags.dates import cn_date
from reports.returns.editions import Edition
from reports.returns.sheets import Sheet

THIN = Side(style="thin", color="000000")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
# Title, form and period, headings, names of columns, numbers of columns.
TITLE, UNDER, HEADING, NAMES, NUMBERS = range(1, 6)
FIRST_ROW = 6


def workbook(sheet: Sheet, organ: str) -> bytes:
    """The bytes of the workbook."""
    edition = sheet.edition
    book = Workbook()
    page = book.active
    page.title = edition.title[:31]
    last = len(edition.columns) + 1
    _head(page, sheet, organ, last)
    for place, line in enumerate(edition.rows):
        at = FIRST_ROW + place
        _cell(page, at, 1, f"{line.number} {line.label}" if edition.heading else line.label)
        for column in edition.columns:
            value = sheet.value(line.number, column.number)
            _cell(page, at, 1 + column.number, value or (0 if line.total or not edition.heading else None))
    foot = FIRST_ROW + len(edition.rows)
    page.cell(foot, 1, "单位负责人：　　　　　　　填表人：　　　　　　　报出日期：　　　年　　月　　日")
    if edition.note:
        page.cell(foot + 1, 1, f"说明：{edition.note}")
    page.freeze_panes = page.cell(FIRST_ROW, 2)
    page.column_dimensions["A"].width = 22
    for number in range(2, last + 1):
        page.column_dimensions[get_column_letter(number)].width = 9
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A3
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _head(page: Worksheet, sheet: Sheet, organ: str, last: int) -> None:
    edition, period = sheet.edition, sheet.period
    page.cell(TITLE, 1, edition.title).font = Font(bold=True, size=16)
    page.cell(TITLE, 1).alignment = MIDDLE
    page.merge_cells(start_row=TITLE, start_column=1, end_row=TITLE, end_column=last)
    days = f"{cn_date(period.first)}—{cn_date(period.last)}"
    words = [f"填报单位：{organ}", f"统计期间：{days}", edition.number, edition.edition]
    page.cell(UNDER, 1, safe_cell("　　".join(word for word in words if word)))
    page.merge_cells(start_row=UNDER, start_column=1, end_row=UNDER, end_column=last)
    _cell(page, HEADING, 1, edition.heading)
    page.merge_cells(start_row=HEADING, start_column=1, end_row=NAMES, end_column=1)
    _cell(page, NUMBERS, 1, "栏次")
    for heading, first, width in headings(edition):
        start = 1 + first
        if heading:
            _cell(page, HEADING, start, heading)
            page.merge_cells(start_row=HEADING, start_column=start, end_row=HEADING, end_column=start + width - 1)
            continue
        for at in range(start, start + width):
            page.merge_cells(start_row=HEADING, start_column=at, end_row=NAMES, end_column=at)
    for column in edition.columns:
        _cell(page, NAMES if column.heading else HEADING, 1 + column.number, column.label)
        _cell(page, NUMBERS, 1 + column.number, column.number)


def headings(edition: Edition) -> list[tuple[str, int, int]]:
    """The headings of the columns, each with its first column and how many it stands above."""
    found: list[tuple[str, int, int]] = []
    for column in edition.columns:
        if found and found[-1][0] == column.heading:
            heading, first, width = found[-1]
            found[-1] = (heading, first, width + 1)
        else:
            found.append((column.heading, column.number, 1))
    return found


def _cell(page: Worksheet, row: int, column: int, value: object) -> None:
    cell = page.cell(row, column, safe_cell(value) if isinstance(value, str) else value)
    cell.border, cell.alignment = BOX, MIDDLE
