"""Notices as they are handed in: typed or as a file, right or wrong; what is wrong is told with its line."""

import datetime as dt

import pytest

from deadlines.changes.reading import Notice, check_whole, decoded, read_csv, read_lines
from deadlines.models import DayKind
from tests.deadlines.notices import MADE_UP_2027, made_up_2027

OFF, WORKED = DayKind.HOLIDAY, DayKind.MAKE_UP_WORKING_DAY
GOOD = "date,kind\n2027-01-01,holiday\n2027-02-14,make_up_working_day\n"


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def faults(notice: Notice) -> list[tuple[int, str]]:
    return [(fault.line, fault.words) for fault in notice.faults]


def test_the_made_up_notice_is_read_whole() -> None:
    notice = made_up_2027()
    check_whole(notice, 2027)
    assert notice.faults == []
    assert notice.days[on("2027-02-14")] == WORKED
    assert notice.days[on("2027-10-07")] == OFF
    assert on("2027-01-02") not in notice.days, "a Saturday within the days off is off already"
    assert sum(kind == WORKED for kind in notice.days.values()) == 5


@pytest.mark.parametrize(
    "typed",
    [
        "放假 2027-01-01 至 2027-01-03；上班 2027-01-30",
        "放假2027年1月1日至1月3日。上班2027年1月30日",
        "放假：2027.1.1~2027.1.3\n上班：2027/1/30",
        "放假 20270101 到 20270103\n\n调休 ２０２７－０１－３０",
        "放假 2027年1月1日至3日；上班 2027年1月30日",
        "holiday 2027-01-01\nmake_up_working_day 2027-01-30",
    ],
)
def test_ranges_are_read_in_the_notations_of_an_office(typed: str) -> None:
    notice = read_lines(typed)
    assert notice.faults == []
    assert notice.days == {on("2027-01-01"): OFF, on("2027-01-30"): WORKED}


def test_several_days_stand_in_one_line() -> None:
    assert set(read_lines("上班 2027-02-14、2027-02-20，2027-05-08").days.values()) == {WORKED}


@pytest.mark.parametrize(
    ("typed", "line", "words"),
    [
        ("放假 2027-01-01\n上班 2027-01-04", 2, "weekday"),
        ("放假 2027-01-01\n放假 2027-01-01", 2, "twice"),
        ("放假 2027-02-30", 1, "neither a date"),
        ("放假 2027-01-03 至 2027-01-01", 1, "later one"),
        ("放假 2027-01-01 至 2028-01-03", 1, "later one"),
        ("元旦 2027-01-01", 1, "begins neither"),
        ("放假 一月一日", 1, "neither a date"),
    ],
)
@pytest.mark.usefixtures("english")
def test_what_is_wrong_in_a_line_is_told_with_it(typed: str, line: int, words: str) -> None:
    ((where, said),) = faults(read_lines(typed))
    assert where == line
    assert words in said


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        "日期,类别\n2027/1/1,放假\n2027/2/14,上班\n".encode("gbk"),
        "备注,日期,类型\n元旦,2027/1/1,放假\n,2027/2/14,调休\n\n".encode(),
        b"\n" + GOOD.encode(),
        GOOD.encode() + b"2027-01-02,holiday\n",
    ],
)
def test_files_of_spreadsheet_programs_are_read(content: bytes) -> None:
    notice = read_csv(decoded(content))
    assert notice.faults == []
    assert notice.days == {on("2027-01-01"): OFF, on("2027-02-14"): WORKED}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD + "2027-02-15,make_up_working_day\n", 4, "weekday"),
        (GOOD + "2027-01-01,holiday\n", 4, "twice"),
        (GOOD + "2027-13-01,holiday\n", 4, "not a date"),
        (GOOD + "2027-01-05,vacation\n", 4, "neither"),
        (GOOD + "2027-01-05\n", 4, "neither"),
        ("day,what\n2027-01-01,holiday\n", 0, "columns"),
        ("", 0, "columns"),
        ('date,kind\n"2027-01-01,holiday\n', 0, "CSV"),
    ],
)
@pytest.mark.usefixtures("english")
def test_what_is_wrong_in_a_file_is_told_with_its_line(text: str, line: int, words: str) -> None:
    ((where, said),) = faults(read_csv(text))
    assert where == line
    assert words in said


def test_a_file_of_another_encoding_is_refused() -> None:
    with pytest.raises(ValueError, match="GBK"):
        decoded(b"date,kind\n\xff\xff\xff")


@pytest.mark.usefixtures("english")
def test_a_whole_notice_is_of_one_year_and_has_its_holidays() -> None:
    mixed = read_lines(MADE_UP_2027 + "放假 2026-12-31")
    check_whole(mixed, 2027)
    assert ["2026-12-31 is not a day of 2027" in words for _line, words in faults(mixed)] == [True]
    few = read_lines("放假 2027-01-01；放假 2027-02-05")
    check_whole(few, 2027)
    assert ["Only 2 weekdays" in words for _line, words in faults(few)] == [True]
