"""Workbooks for tests: the office's own ledger, and others made to measure."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from accounts.models import Organ, Role
from tests import factories as make
from workflow.ledger.ledgers import Ledger, ledger_of
from workflow.ledger.workbook import Book

DATA = Path(__file__).parent.parent / "data"
FILE = DATA / "ledger-reconsideration.xlsx"
TRUTH = json.loads((DATA / "ledger-truth.json").read_text(encoding="utf-8"))["reconsideration"]

HEADER = [
    *("序号", "收件日期", "收件方式", "案号", "申请人", "申请人类别", "被申请人", "事由"),
    *("管理类别", "案件类型", "立案日期", "承办人", "结案日期", "结案方式", "是否起诉", "备注"),
]


def ledger() -> Ledger:
    return ledger_of("reconsideration")


def row(number: str = "黔江府复〔2022〕1号", **fields: Any) -> list[Any]:
    """A sound row in the order of HEADER; `fields` go by the heading."""
    values: dict[str, Any] = {
        "序号": None,
        "收件日期": "2022-03-01",
        "收件方式": "邮寄",
        "案号": number,
        "申请人": "周某",
        "申请人类别": "公民",
        "被申请人": "黔江区公安局",
        "事由": "罚款决定",
        "管理类别": "公安",
        "案件类型": "行政处罚",
        "立案日期": "2022-03-04",
        "承办人": None,
        "结案日期": "2022-04-20",
        "结案方式": "维持",
        "是否起诉": None,
        "备注": None,
    }
    assert set(fields) <= set(values)
    return list((values | fields).values())


def workbook(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, title: str = "台账") -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for values in (header, *rows):
        sheet.append(list(values))
    return book


def as_file(book: Workbook) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "ledger.xlsx"
    return file


def read(rows: Sequence[Sequence[Any]] | Workbook, header: Sequence[str] = HEADER) -> Book:
    """The ledger that rows below a header make, or that a workbook is."""
    return ledger().read(as_file(rows if isinstance(rows, Workbook) else workbook(rows, header)))


def office(organ: Organ, role: str = Role.OFFICER) -> Any:
    """Somebody of the organ's office, as an actor."""
    return make.make_actor(role, organ)
