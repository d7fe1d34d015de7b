"""Tables for spreadsheets: streamed row by row, and no cell that a spreadsheet would take for a formula."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from django.http import StreamingHttpResponse

from accounts.timekeeping import SHANGHAI

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """`value` as a cell may hold it: text that would begin a formula gets an apostrophe before it."""
    if isinstance(value, dt.datetime):
        return (value.astimezone(SHANGHAI) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


class _Echo:
    def write(self, line: str) -> str:
        return line


def stream_csv(filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV file sent while it is made, with a byte order mark so that Excel reads it as UTF-8."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow([safe_cell(cell) for cell in header])
        for row in rows:
            yield writer.writerow([safe_cell(cell) for cell in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = attachment(filename)
    answer["Cache-Control"] = "private, no-store"
    return answer


def attachment(filename: str) -> str:
    """The Content-Disposition of a download, with the name also for browsers that read ASCII alone."""
    plain = filename.encode("ascii", "ignore").decode() or "file"
    plain = "".join(c if c.isalnum() or c in "._- " else "_" for c in plain)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
