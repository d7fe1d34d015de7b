"""Cells of a workbook: their text as it stands, and the days, numbers of persons and answers that they mean."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop
from openpyxl.utils.datetime import from_excel

from accounts.text import ImpossibleDate, normalise_name, parse_date, strip_spaces, to_half_width
from workflow.ledger.problems import Problem

# What people write into a cell to say that there is nothing.
BLANK = frozenset({"", "/", "\\", "-", "--", "—", "——", "–", "无", "空", "(无)", "(空)"})
YES = frozenset(
    {"是", "有", "√", "✓", "✔", "1", "y", "yes", "true", "已起诉", "起诉", "已诉", "已提起诉讼", "提起诉讼"}
)
NO = frozenset({"否", "×", "x", "✗", "✘", "0", "n", "no", "false", "未", "没有", "未起诉", "未诉", "未提起诉讼"})

# Excel counts days: 2 is 1900-01-01, 73050 the last day of 2099.
_SERIALS = range(2, 73051)
_WEEKDAY = re.compile(r"\(?(星期|周)[一二三四五六日天]\)?$")
_PERIOD = r"(?:上午|下午|中午|早上|晚上)"
_TIME = re.compile(
    rf"(?:[\sT]+|(?<=[日号])){_PERIOD}?\s*\d{{1,2}}(?::\d{{2}}(?::\d{{2}}(?:\.\d+)?)?|[时点](?:\d{{1,2}}分?|半|整)?)$"
    rf"|\s*{_PERIOD}$"
)
# 22/3/5 and 3月5日: the year is written in part or not at all.
_SHORT_YEAR = re.compile(r"(\d{2})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?")
_NO_YEAR = re.compile(r"\d{1,2}(?:月|[-./])\d{1,2}[日号]?")


@dataclass(frozen=True)
class Cell:
    """One cell: its value as the file has it, and whether it is a formula or holds an error such as #REF!."""

    value: Any = None
    formula: bool = False
    error: bool = False
    # The day from which the workbook counts its serial numbers (1900 or 1904).
    epoch: dt.datetime | None = None

    @property
    def kept(self) -> str:
        """The whole text, unchanged, so that nothing of the ledger is lost."""
        return _text(self.value)

    @property
    def text(self) -> str:
        """The text without space around it; an apostrophe that was put before a formula is taken off."""
        text = self.kept.strip().strip("\u200b\ufeff")
        return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@", "＝", "＋", "－", "＠"} else text

    @property
    def blank(self) -> bool:
        """Whether it says nothing: empty, or only a stroke."""
        return normalise_name(self.text) in BLANK

    @property
    def filled(self) -> bool:
        """Whether it holds anything at all."""
        return self.text != ""


EMPTY = Cell()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class NoYear(ValueError):
    """The day is written, but not the year that it is of."""


def day_of(
    cell: Cell, column: str, *, earliest: dt.date, latest: dt.date, near: int | None = None
) -> dt.date | Problem | None:
    """The day that a cell means, None when it is blank, or what is wrong with it.

    It takes real dates, Excel's serial numbers, and every notation of `accounts.text.parse_date`, also with a time
    or a weekday behind it. A year of two digits is taken where it lies beside `near`, the year of the case: nothing
    else tells 22/3/5 from a day of March 2005. `column` is the heading, for the words; the day must lie from
    `earliest` to `latest`.
    """
    if cell.blank:
        return None
    try:
        day = _day(cell, near)
    except NoYear:
        return Problem(
            gettext_noop("%(column)s: “%(value)s” does not tell the year. Write the whole date."),
            {"column": column, "value": cell.text},
        )
    except ImpossibleDate:
        return Problem(
            gettext_noop("%(column)s: there is no such day as “%(value)s”."), {"column": column, "value": cell.text}
        )
    except (ValueError, OverflowError):
        return Problem(gettext_noop("%(column)s: “%(value)s” is not a date."), {"column": column, "value": cell.text})
    if day > latest:
        return Problem(gettext_noop("%(column)s: %(day)s lies in the future."), {"column": column, "day": day})
    if day < earliest:
        return Problem(gettext_noop("%(column)s: %(day)s is too long ago."), {"column": column, "day": day})
    return day


def _day(cell: Cell, near: int | None) -> dt.date:
    value = cell.value
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool | dt.time | dt.timedelta):
        raise ValueError(cell.text)
    if isinstance(value, int | float) and int(value) in _SERIALS:
        return _from_serial(value, cell.epoch)
    text = _WEEKDAY.sub("", _TIME.sub("", to_half_width(cell.text)).strip())
    if re.fullmatch(r"\d{5}", text):
        return _from_serial(int(text), cell.epoch)
    plain = strip_spaces(text)
    if short := _SHORT_YEAR.fullmatch(plain):
        year = 2000 + int(short[1])
        if near is None or abs(year - near) > 1:
            raise NoYear(cell.text)
        return parse_date(f"{year}-{short[2]}-{short[3]}")
    if _NO_YEAR.fullmatch(plain):
        raise NoYear(cell.text)
    return parse_date(text)


def _from_serial(number: float, epoch: dt.datetime | None) -> dt.date:
    moment = from_excel(number, epoch) if epoch else from_excel(number)
    if not isinstance(moment, dt.datetime):
        raise ValueError(number)
    return moment.date()


def answer_of(cell: Cell, column: str, *, yes: Collection[str] = (), no: Collection[str] = ()) -> bool | Problem:
    """Yes or no; a blank cell is no. `yes` and `no` are further words for them in this column (败诉, 未出庭)."""
    text = normalise_name(cell.text).casefold()
    if cell.blank or text in NO or text in no:
        return False
    if text in YES or text in yes:
        return True
    return Problem(
        gettext_noop("%(column)s: “%(value)s” is neither yes nor no."), {"column": column, "value": cell.text}
    )
