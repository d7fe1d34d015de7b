"""Workbooks that are sent while they are made: the first bytes leave before the first row is read.

A workbook is a zip archive of XML parts. The parts that do not depend on the rows are written at once, the sheet row
by row; what has been packed is handed on and forgotten, so that memory does not grow with the rows. No cell holds a
formula, and none begins as one would (accounts.export.safe_cell).
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from django.http import StreamingHttpResponse

from accounts.export import attachment, safe_cell

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Rows that are packed together before they are sent.
BATCH = 500
# The longest text that a cell of a workbook takes.
LONGEST = 32_767

# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = dt.date(1899, 12, 30)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    # Styles: 0 plain, 1 a day, 2 a heading.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


class _Pipe:
    """What the archive writes to: bytes wait here until they are taken."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back beyond what `take` fetches."""

    def take(self) -> bytes:
        data, self.waiting = b"".join(self.waiting), []
        return data


def _cell(value: Any) -> str:
    """A value as the XML of a cell; days as days, numbers as numbers, anything else as text that is no formula."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return f'<c s="1"><v>{(value - _EPOCH).days}</v></c>'
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    return _text(value if isinstance(value, str) else str(safe_cell(value)))


# Most columns of a list hold few different words.
@lru_cache(maxsize=4096)
def _text(value: str, style: int = 0) -> str:
    text = escape(_FORBIDDEN.sub("", safe_cell(value))[:LONGEST])
    marked = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{marked}><is><t xml:space="preserve">{text}</t></is></c>' if text else "<c/>"


def workbook(sheet: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The bytes of a workbook with one sheet: a bold heading that stays in sight, then the rows."""
    pipe = _Pipe()
    title = escape(re.sub(r"[\[\]:*?/\\]", " ", sheet)[:31], {'"': "&quot;"})
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:  # type: ignore[call-overload]
        for name, part in _PARTS.items():
            archive.writestr(name, _HEAD + part)
        archive.writestr(
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        yield pipe.take()
        with archive.open("xl/worksheets/sheet1.xml", "w") as part_file:
            heading = "".join(_text(str(cell), 2) for cell in header)
            part_file.write(
                f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
                '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
                f'<cols><col min="1" max="{len(header)}" width="18" customWidth="1"/></cols>'
                f"<sheetData><row>{heading}</row>".encode()
            )
            batch: list[str] = []
            for row in rows:
                batch.append(f"<row>{''.join(map(_cell, row))}</row>")
                if len(batch) == BATCH:
                    part_file.write("".join(batch).encode())
                    batch = []
                    if data := pipe.take():
                        yield data
            part_file.write(f"{''.join(batch)}</sheetData></worksheet>".encode())
    yield pipe.take()


def stream_xlsx(
    filename: str, sheet: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """A workbook as a download, sent while it is made."""
    answer = StreamingHttpResponse(workbook(sheet, header, rows), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = attachment(filename)
    answer["Cache-Control"] = "private, no-store"
    return answer
