"""Exports hold what is filtered and in scope, as plain cells, made while they are sent."""

import csv
import datetime as dt
import io
import itertools
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest

from accounts.actors import Actor
from accounts.models import Organisation
from cases.worklists import CASES
from deadlines.basis import calendar_for
from dossiers.exports import BATCH, workbook
from dossiers.models import TrailEntry
from tests import factories as make
from tests.lists.conftest import TODAY, put, signed_in
from workflow.saved import exports

EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1", " =1"]


def rows_of(who: Actor, form: str, **asked: Any) -> list[list[Any]]:
    """What an export holds, the heading first."""
    answer = signed_in(who).get("/reconsideration/export/", {"format": form, **asked})
    assert answer.status_code == 200
    assert answer.streaming
    content = b"".join(answer)
    if form == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_holds_what_the_list_is_filtered_to(office: make.Office, form: str) -> None:
    wanted = office.register(applicant="周强辉", received_on=dt.date(2026, 11, 18))
    office.register(applicant="李某")
    header, *rows = rows_of(office.officer, form, q="强辉")
    row = dict(zip(header, rows[0], strict=True))
    assert len(rows) == 1
    assert row["Applicant"] == "周强辉"
    assert row["Case officer"] == office.officer.name
    assert row["Stage"] == "Under review"
    assert str(row["Received"]).startswith("2026-11-18")
    working = calendar_for(office.organ).working_days_between(TODAY, wanted.dossier.next_due_on)
    assert (int(row["Days left"]), row["Counted in"]) == (working, "working days")
    assert working < (wanted.dossier.next_due_on - TODAY).days
    assert len(rows_of(office.officer, form)) == 3


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("text", EVIL)
def test_no_cell_begins_as_a_formula_would(office: make.Office, form: str, text: str) -> None:
    case = office.register()
    put(case, act_name=text, act_number=f"{text}\x0b" if form == "xlsx" else text)
    header, row = rows_of(office.officer, form)
    values = dict(zip(header, row, strict=True))
    assert values["Act"].startswith("'")
    assert values["Act"][1:].strip() == text.strip()
    for value in row:
        assert not str(value or "").lstrip().startswith(("=", "+", "@", "＝"))


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    content = b"".join(workbook("x", ["=1"], [[text] for text in EVIL]))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.data_type for row in sheet.iter_rows() for cell in row] == ["s"] * (len(EVIL) + 1)


def test_a_workbook_keeps_days_numbers_and_every_character() -> None:
    cells = [dt.date(2026, 11, 22), 7, -1.5, "甲<b>&\"'", None, "a\x00b\ud800", "长" * 40_000, "𠮷"]
    content = b"".join(workbook("表[1]/二", ["h"] * len(cells), [cells]))
    book = openpyxl.load_workbook(io.BytesIO(content))
    read = [cell.value for cell in list(book.active.iter_rows())[1]]
    assert read[0] == dt.datetime(2026, 11, 22)  # noqa: DTZ001 - a workbook knows no time zones
    assert read[1:6] == [7, -1.5, "甲<b>&\"'", None, "ab"]
    assert (len(read[6]), read[7]) == (32_767, "𠮷")
    assert book.sheetnames == ["表 1  二"]
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_an_export_leaves_before_its_rows_are_read_and_forgets_what_it_sent() -> None:
    read = 0

    def rows() -> Iterator[list[str]]:
        nonlocal read
        for n in range(40 * BATCH):
            read += 1
            yield [f"{n * 7919 % 104_729}" * 10]

    parts = workbook("x", ["h"], rows())
    assert next(parts).startswith(b"PK")
    assert read == 0
    assert len(next(parts)) > 0
    assert read < 40 * BATCH
    assert max(len(part) for part in parts) < 200_000


def test_an_export_asks_for_its_cases_a_chunk_at_a_time(
    office: make.Office, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    ids = [office.register().pk for _ in range(6)]
    monkeypatch.setattr(exports, "CHUNK", 2)
    # One for the cases, one for the calendar of the first due date that is counted in working days.
    with django_assert_max_num_queries(2):
        assert len(list(itertools.islice(exports.rows(CASES, ids, office.officer, CASES.columns), 2))) == 2
    with django_assert_max_num_queries(4):
        assert len(list(exports.rows(CASES, ids, office.officer, CASES.columns))) == 6


def test_an_export_stays_in_scope_and_gives_an_agency_what_is_open_to_it(
    office: make.Office, other_office: make.Office, land: Organisation
) -> None:
    office.register(applicant="周某")
    office.register(applicant="别案", respondents=[land])
    other_office.register(applicant="外区")
    header, *rows = rows_of(office.liaison, "csv", status="")
    assert [row[header.index("Applicant")] for row in rows] == ["周某"]
    assert not {"Case officer", "Where it came from"} & set(header)
    assert office.officer.name not in str(rows)
    header, *rows = rows_of(office.officer, "csv", status="")
    assert {row[header.index("Applicant")] for row in rows} == {"周某", "别案"}


def test_an_export_is_in_the_trail_with_its_count_and_filters(office: make.Office) -> None:
    office.register(applicant="周某")
    rows_of(office.officer, "csv", q="周某", status="", sued="no")
    entry = TrailEntry.objects.get(action="cases.export")
    assert entry.user == office.officer.user
    assert entry.detail == {"count": 1, "format": "csv", "filters": ["q", "sued"]}
    assert "周某" not in str(entry.detail)


def test_an_export_with_a_mistyped_filter_goes_back_to_the_list(office: make.Office) -> None:
    answer = signed_in(office.officer).get("/reconsideration/export/", {"accepted_from": "2026-02-30"})
    assert answer.status_code == 302
    assert answer.url.startswith("/reconsideration/?accepted_from=2026-02-30")
    assert not TrailEntry.objects.filter(action="cases.export").exists()
