"""Bounded pages, and cells that no spreadsheet takes for a formula."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import paging
from accounts.export import attachment, safe_cell, stream_csv
from accounts.models import Organisation
from accounts.paging import page_of

pytestmark = pytest.mark.unsound("rows are made without what belongs to them")


@pytest.fixture
def organisations(db) -> None:
    Organisation.objects.bulk_create(Organisation(code=f"o{i:03}", name=f"单位{i:03}", kind="other") for i in range(25))


@pytest.mark.parametrize(
    ("asked", "number", "shown", "has_next"),
    [
        (None, 1, 10, True),
        ("2", 2, 10, True),
        ("3", 3, 5, False),
        ("99", 3, 5, False),
        ("x", 1, 10, True),
        ("-1", 1, 10, True),
    ],
)
def test_pages(organisations: None, asked: str | None, number: int, shown: int, has_next: bool) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = page_of(Organisation.objects.order_by("pk"), asked, size=10)
    assert (page.number, len(page), page.has_next, page.total, page.last) == (number, shown, has_next, 25, 3)
    assert len(queries) == 2


def test_the_count_is_capped(organisations: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNT_CAP", 20)
    page = page_of(Organisation.objects.order_by("pk"), "9", size=10)
    assert (page.number, page.total, page.capped, page.last, page.has_next) == (2, 20, True, 2, False)


def test_an_empty_list_is_one_page(db) -> None:
    page = page_of(Organisation.objects.all(), "4")
    assert (page.number, page.items, page.last, page.first_row) == (1, [], 1, 0)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1"])
def test_formulas_are_neutralised(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_other_cells_stay() -> None:
    assert [safe_cell(value) for value in ("周某", 12, None, dt.date(2026, 11, 22))] == ["周某", 12, "", "2026-11-22"]
    moment = dt.datetime(2026, 11, 22, 1, 2, 3, tzinfo=dt.UTC)
    assert safe_cell(moment) == "2026-11-22 09:02:03"


def test_csv_is_made_while_it_is_sent() -> None:
    made = []

    def rows():
        for number in range(3):
            made.append(number)
            yield [number, "=x"]

    answer = stream_csv("日志.csv", ["号", "值"], rows())
    lines = iter(answer.streaming_content)
    assert next(lines).decode() == "\ufeff号,值\r\n"
    assert made == []
    assert next(lines).decode() == "0,'=x\r\n"
    assert made == [0]


def test_file_names_are_given_in_both_forms() -> None:
    assert (
        attachment('证据"1;.pdf') == "attachment; filename=\"_1_.pdf\"; filename*=UTF-8''%E8%AF%81%E6%8D%AE%221%3B.pdf"
    )
