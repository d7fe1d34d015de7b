"""Reading workbooks: broken and hostile files, headers of all kinds, cells as people type them. No database."""

import datetime as dt
import io
import warnings
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from accounts.text import normalise_name
from tests.cases.ledgers import HEADER, as_file, ledger, read, row, workbook
from workflow.ledger import workbook as reading
from workflow.ledger.cells import Cell, answer_of, day_of
from workflow.ledger.ledgers import REFUSED, RowResult
from workflow.ledger.problems import Problem, Unreadable
from workflow.ledger.returned import returned_workbook

EARLIEST, LATEST = dt.date(1991, 1, 1), dt.date(2026, 11, 22)


def unreadable(file: io.BytesIO) -> str:
    with pytest.raises(Unreadable) as caught:
        ledger().read(file)
    return caught.value.problem.words


# --- files -----------------------------------------------------------------------------------------------------


def test_what_is_no_workbook_is_refused() -> None:
    damaged = "The file is not an Excel workbook (.xlsx), or it is damaged."
    assert unreadable(io.BytesIO(b"")) == damaged
    assert unreadable(io.BytesIO("案号,申请人\n".encode())) == damaged
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert unreadable(other) == damaged
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert unreadable(broken) == damaged
    whole = as_file(workbook([row()])).getvalue()
    assert unreadable(io.BytesIO(whole[: len(whole) // 2])) == damaged


def test_old_and_protected_workbooks_say_what_to_do() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    assert unreadable(io.BytesIO(ole)) == "This is a workbook of the old .xls kind. Save it as .xlsx."
    protected = ole + "EncryptedPackage".encode("utf-16-le")
    assert unreadable(io.BytesIO(protected)) == "The workbook is protected by a password. Save it without one."


def test_a_workbook_that_unpacks_without_end_is_refused_unread() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (reading.MAX_UNPACKED_BYTES + 1))
    assert len(bomb.getvalue()) < 200_000
    assert unreadable(bomb).startswith("The workbook is too large when unpacked.")


def test_merged_cells_without_end_are_refused_unread() -> None:
    book = workbook([row()])
    book.active.merged_cells.add("A10:XFD1048576")
    assert unreadable(as_file(book)).startswith("The workbook is too large when unpacked.")


def test_a_workbook_with_entities_is_refused() -> None:
    source, target = zipfile.ZipFile(as_file(workbook([row()]))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            archive.writestr(name, content)
    assert unreadable(target) == "The file is not an Excel workbook (.xlsx), or it is damaged."


def test_one_lost_cell_far_below_costs_nothing() -> None:
    book = workbook([row()])
    book.active.cell(1_048_576, 16_000, "x")
    assert [r.number for r in read(book).rows] == [2]


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    book = workbook([row(f"黔江府复〔2022〕{n}号") for n in range(1, 4)])
    assert unreadable(as_file(book)) == "The ledger has more than %(limit)s rows. Divide it into several files."


def test_more_filled_cells_than_a_ledger_has_are_counted_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    file = as_file(workbook([row(), row("黔江府复〔2022〕2号")]))
    monkeypatch.setattr(reading, "MAX_FILLED_CELLS", 20)
    monkeypatch.setattr(reading, "load_workbook", None)
    assert unreadable(file) == "The workbook has more than %(limit)s filled cells. Divide it into several files."


def test_warnings_of_the_library_stay_inside() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(read([row()])) == 1


# --- headers ---------------------------------------------------------------------------------------------------


def test_an_empty_workbook_has_no_header() -> None:
    words = "No row with the column names of this ledger was found in the workbook."
    assert unreadable(as_file(Workbook())) == words
    assert unreadable(as_file(workbook([["甲", "乙"]], header=["一", "二"]))) == words


def test_a_header_that_lacks_columns_is_told_which() -> None:
    with pytest.raises(Unreadable) as caught:
        read([["黔江府复〔2022〕1号", "周某"]], header=["案号", "申请人"])
    assert caught.value.problem.params == {"columns": "被申请人、事由/案件类型、立案日期/收件日期"}


def test_the_fuller_of_two_headers_is_taken() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["统计表"])
    sheet.append(["案号", "申请人", "被申请人", "事由", "立案日期"])
    sheet.append(["共2件"])
    sheet.append([])
    sheet.append(HEADER)
    sheet.append(row())
    sheet.append(HEADER)
    sheet.append(row("黔江府复〔2022〕2号"))
    found = read(book)
    assert found.sheets[0].header_row == 5
    assert [r.number for r in found.rows] == [6, 8]


def test_a_header_of_two_storeys_is_read_as_one() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["行政复议案件台账"])
    sheet.merge_cells("A1:G1")
    sheet.append(["案 号", "申请人", "被申请人", "事由", "收件", None, "立案日期"])
    sheet.append([None, None, None, None, "日期", "方式", None])
    sheet.merge_cells("E2:F2")
    for column in "ABCDG":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.append(["黔江府复〔2022〕1号", "周某", "黔江区公安局", "罚款", "2022-03-01", "邮寄", "2022-03-04"])
    found = read(book)
    (only,) = found.rows
    assert found.sheets[0].headings == ["案号", "申请人", "被申请人", "事由", "收件日期", "收件方式", "立案日期"]
    assert (only.number, only.cell("channel").text, only.cell("received_on").text) == (4, "邮寄", "2022-03-01")


def test_no_heading_means_two_columns() -> None:
    headings = [normalise_name(heading).casefold() for column in ledger().columns for heading in column.headings]
    assert len(headings) == len(set(headings))


def test_headings_with_brackets_breaks_and_marks_are_known() -> None:
    header = ["*案　号", "申请人\n（姓名或名称）", "被申请人(全称)", "案由", "受理时间：", "Remarks"]
    found = read([["黔江府复〔2022〕1号", "周某", "黔江区公安局", "罚款", "2022-03-01", "x"]], header)
    assert set(found.sheets[0].columns) == {"number", "applicant", "respondent", "act_name", "accepted_on"}
    assert next(iter(found.rows)).kept()["Remarks"] == "x"


def test_every_visible_sheet_with_a_header_is_read() -> None:
    book = workbook([row()], title="2022年")
    second = book.create_sheet("2021年")
    second.append(HEADER)
    second.append(row("黔江府复〔2021〕1号"))
    book.create_sheet("填写说明").append(["请按要求填写"])
    hidden = book.create_sheet("旧")
    hidden.append(HEADER)
    hidden.append(row("黔江府复〔2020〕1号"))
    hidden.sheet_state = "hidden"
    found = read(book)
    assert [(r.sheet.name, r.number) for r in found.rows] == [("2022年", 2), ("2021年", 2)]
    assert found.passed_over == ["填写说明", "旧"]


# --- rows ------------------------------------------------------------------------------------------------------


def test_totals_titles_and_footers_are_passed_over_and_nothing_else() -> None:
    blank = [None] * len(HEADER)

    def with_cells(**cells: object) -> list[object]:
        return [cells.get(heading, value) for heading, value in zip(HEADER, blank, strict=True)]

    found = read(
        [
            with_cells(收件日期="2021年"),
            row(),
            with_cells(收件日期="2022年合计", 申请人="12件"),
            with_cells(案号="小 计：3件"),
            with_cells(序号=7),
            with_cells(备注="—"),
            row("黔江府复〔2022〕2号", 申请人="合计财务咨询有限公司"),
            row(None),
            with_cells(申请人="只有一个名字"),
            with_cells(收件日期="总计", 申请人="=COUNTA(E2:E9)"),
            with_cells(序号="填表人：周某", 事由="审核人：李某"),
            ["总计", *range(1, len(HEADER))],
            ["2022年小计", *["=SUM(A2:A9)"] * (len(HEADER) - 2), "12.5%"],
            row("黔江府复〔2022〕3号", 序号="合计"),
        ]
    )
    assert [r.number for r in found.rows] == [3, 8, 9, 10, 15]


def test_a_cell_merged_downwards_speaks_for_each_row() -> None:
    book = workbook([row(), row("黔江府复〔2022〕2号", 被申请人=None), row("黔江府复〔2022〕3号")])
    book.active.merge_cells("G2:G3")
    assert [r.cell("respondent").text for r in read(book).rows] == ["黔江区公安局"] * 3


def test_formulas_are_seen_as_such_also_when_they_stand_as_text() -> None:
    book = workbook([row(备注="=1+1"), row("黔江府复〔2022〕2号", 备注="'=1+1"), row("黔江府复〔2022〕3号", 备注="-")])
    assert [r.cell("note").formula for r in read(book).rows] == [True, True, False]


def test_the_whole_row_is_kept_as_it_stands() -> None:
    (only,) = read([row(收件日期=dt.datetime.fromisoformat("2022-03-01"), 备注=" 已归档\n需回访 ", 序号=1)]).rows
    kept = only.kept()
    assert kept["收件日期"] == "2022-03-01"
    assert kept["备注"] == " 已归档\n需回访 "
    assert kept["序号"] == "1"
    assert "承办人" not in kept


# --- cells -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        dt.datetime.fromisoformat("2017-05-09"),
        dt.datetime.fromisoformat("2017-05-09 14:30"),
        dt.date(2017, 5, 9),
        42864,
        42864.75,
        "42864",
        20170509,
        "20170509",
        "2017-05-09",
        "2017.5.9",
        "2017/5/9 ",
        " 2017-05-09\n",
        "２０１７-０５-０９",
        "2017年5月9日",
        "2017年05月09号",
        "2017-05-09 00:00:00",
        "2017年5月9日（星期二）",
        "2017年5月9日14时30分",
        "2017年5月9日上午",
        "2017-5-9 下午3:20",
        "2017/05/09T09:30:00",
        "二〇一七年五月九日",
        "二○一七年五月九号",
        "二零一七年五月九日",
    ],
)
def test_a_day_is_taken_however_it_is_typed(value: object) -> None:
    assert day_of(Cell(value), "收件日期", earliest=EARLIEST, latest=LATEST) == dt.date(2017, 5, 9)


@pytest.mark.parametrize("text", ["17/5/9", "17.5.9", "17年5月9日", "１７－５－９"])
def test_a_year_of_two_digits_is_taken_beside_the_year_of_the_case(text: str) -> None:
    def taken(near: int | None) -> object:
        return day_of(Cell(text), "收件日期", earliest=EARLIEST, latest=LATEST, near=near)

    assert {taken(near) for near in (2016, 2017, 2018)} == {dt.date(2017, 5, 9)}
    for near in (None, 2009, 2015, 2019):
        found = taken(near)
        assert isinstance(found, Problem)
        assert "does not tell the year" in found.words


def test_chinese_days_of_two_figures_and_impossible_ones() -> None:
    def taken(text: str) -> object:
        return day_of(Cell(text), "收件日期", earliest=EARLIEST, latest=LATEST)

    assert taken("二〇一六年十二月三十一日") == dt.date(2016, 12, 31)
    assert taken("二〇一六年十月二十日") == dt.date(2016, 10, 20)
    for text in ("二〇一七年二月二十九日", "二〇一七年十三月一日"):
        found = taken(text)
        assert isinstance(found, Problem)
        assert "there is no such day" in found.words


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    cell = Cell(42864 - 1462, epoch=dt.datetime.fromisoformat("1904-01-01"))
    assert day_of(cell, "收件日期", earliest=EARLIEST, latest=LATEST) == dt.date(2017, 5, 9)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2019-02-30", "there is no such day"),
        ("20191301", "there is no such day"),
        ("去年底", "is not a date"),
        ("二〇一九年三月", "is not a date"),
        ("5月9日", "does not tell the year"),
        ("5.9", "does not tell the year"),
        ("2019.5", "is not a date"),
        ("2019-5-1至2019-5-3", "is not a date"),
        (True, "is not a date"),
        (dt.time(12), "is not a date"),
        (999_999, "is not a date"),
        (-3, "is not a date"),
        ("2026-11-23", "lies in the future"),
        (2016, "is too long ago"),
        (dt.datetime.fromisoformat("1905-07-08"), "is too long ago"),
    ],
)
def test_what_is_no_day_says_so(value: object, words: str) -> None:
    found = day_of(Cell(value), "收件日期", earliest=EARLIEST, latest=LATEST)
    assert isinstance(found, Problem)
    assert words in found.words


@pytest.mark.parametrize("value", [None, "", " ", "/", "—", "－", "无"])
def test_a_stroke_is_no_day(value: object) -> None:
    assert day_of(Cell(value), "结案日期", earliest=EARLIEST, latest=LATEST) is None


def test_answers() -> None:
    assert [answer_of(Cell(v), "是否起诉") for v in ("是", "√", "Y", True, 1, " 已起诉")] == [True] * 6
    assert [answer_of(Cell(v), "是否起诉") for v in (None, "否", "×", "/", False, 0, "未起诉")] == [False] * 7
    assert isinstance(answer_of(Cell("不清楚"), "是否起诉"), Problem)


# --- rows that come back ---------------------------------------------------------------------------------------


def test_returned_rows_hold_no_formula_and_can_be_read_again() -> None:
    cells = [str(value or "") for value in row(None, 申请人='=HYPERLINK("x","y")', 事由="@cmd", 备注="+1\x07")]
    cells[HEADER.index("收件方式")] = "-1"
    result = RowResult("台账", 7, REFUSED, "", [Problem("%(column)s is missing.", {"column": "案号"})], cells=cells)
    content = returned_workbook([("台账", HEADER)], [result])
    sheet = load_workbook(io.BytesIO(content)).active
    values = [cell.value for cell in sheet[2]]
    assert all(cell.data_type != "f" for cell in sheet[2])
    assert not [v for v in values if isinstance(v, str) and v.startswith(("=", "+", "-", "@"))]
    assert values[-2] == 7
    assert "案号" in values[-1]
    (again,) = ledger().read(io.BytesIO(content)).rows
    assert again.cell("act_name").text == "@cmd"
    assert again.cell("note").text == "+1"
    assert again.cell("applicant").formula
    # Refused a second time, the row comes back under the same headings, the reason not doubled.
    headings = again.sheet.headings
    second = load_workbook(
        io.BytesIO(
            returned_workbook(
                [("台账", headings)],
                [RowResult("台账", 2, REFUSED, "", result.problems, cells=[c.kept for c in again.cells])],
            )
        )
    ).active
    assert [c.value for c in second[1]] == [c.value for c in sheet[1]]
    assert second.max_column == len(HEADER) + 2
