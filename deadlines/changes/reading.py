"""A holiday notice as it is handed in: a CSV file of days, or lines as the State Council's notice has them.

    放假 2027-01-01 至 2027-01-03；上班 2027-01-30

Every fault is told with its line; a notice with one is not taken at all.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.text import parse_date, strip_spaces, to_half_width
from deadlines.engine.calendar import FEWEST_HOLIDAYS
from deadlines.models import DayKind

# What a notice calls days off and days worked.
WORDS = {"off": "放假", "on": "上班"}
HOLIDAY_WORDS = ("放假", "休息", "holiday")
WORK_WORDS = ("上班", "调休", "make_up_working_day", "working day")
# The longest run of days off that one line can name: a slip of the year is longer.
LONGEST_RUN = 31
# Encodings of files as spreadsheet programs write them here.
ENCODINGS = ("utf-8-sig", "gb18030")
_DAY = r"\d{4}(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}日?|\d{8}"
_RANGE = re.compile(rf"^(?P<first>{_DAY})(?:(?:至|到|~|—|–|--)(?P<last>{_DAY}|(?:\d{{1,2}}月)?\d{{1,2}}日))?$")


@dataclass(frozen=True)
class Fault:
    """What is wrong, with the line it stands in (0 for the notice as a whole)."""

    line: int
    words: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(words)s") % {"line": self.line, "words": self.words} if self.line else self.words


@dataclass
class Notice:
    """The days of a notice by date, and what is wrong with it."""

    days: dict[dt.date, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def put(self, line: int, day: dt.date, kind: str) -> None:
        """Enter a day. A day that stands there already, and a weekday as make-up day, are faults."""
        if day in self.days:
            self.faults.append(Fault(line, _("%(day)s stands there twice.") % {"day": day}))
        elif kind == DayKind.MAKE_UP_WORKING_DAY and day.weekday() < 5:
            words = _("%(day)s is a weekday; only a Saturday or Sunday can be a make-up working day.")
            self.faults.append(Fault(line, words % {"day": day}))
        else:
            self.days[day] = kind


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, with or without mark, or as Chinese spreadsheet programs save it (GBK).

    Raises ValueError for any other.
    """
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(_("The file is neither UTF-8 nor GBK text."))


def read_csv(text: str) -> Notice:
    """The days in a CSV file with the columns date and kind (日期, 类别).

    Kinds are those of the shipped calendar, or 放假 and 上班.
    """
    notice = Notice()
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        notice.faults.append(Fault(0, _("The file is not a CSV file.")))
        return notice
    header, columns = next(((line, names) for line, cells in enumerate(rows, 1) if (names := _columns(cells))), (0, {}))
    if not columns:
        notice.faults.append(Fault(0, _("The columns date and kind are missing.")))
        return notice
    for line, cells in enumerate(rows[header:], header + 1):
        if not any(cell.strip() for cell in cells):
            continue
        date, kind = (
            cells[place].strip() if place < len(cells) else "" for place in (columns["date"], columns["kind"])
        )
        try:
            day = parse_date(date)
        except ValueError:
            notice.faults.append(Fault(line, _("“%(text)s” is not a date.") % {"text": date}))
            continue
        found = _kind(kind)
        if found is None:
            notice.faults.append(Fault(line, _("“%(text)s” is neither %(off)s nor %(on)s.") % {"text": kind, **WORDS}))
        elif found == DayKind.HOLIDAY and day.weekday() >= 5:
            # The notice counts weekends among its days off; for the calendar they are off already.
            continue
        else:
            notice.put(line, day, found)
    return notice


def _columns(cells: list[str]) -> dict[str, int]:
    names = {"date": ("date", "日期"), "kind": ("kind", "类别", "类型")}
    plain = [cell.strip().lower() for cell in cells]
    found = {key: place for key, words in names.items() for place, cell in enumerate(plain) if cell in words}
    return found if len(found) == len(names) else {}


def _kind(text: str) -> str | None:
    text = text.strip().lower()
    if text in HOLIDAY_WORDS:
        return DayKind.HOLIDAY
    return DayKind.MAKE_UP_WORKING_DAY if text in WORK_WORDS else None


def read_lines(text: str) -> Notice:
    """The days typed as ranges: 放假 or 上班, then a day or one 至 another, several divided by 、 or commas.

    A line, ； or 。 ends each.
    """
    notice = Notice()
    for line, part in _parts(text):
        kind = next(
            (kind for words, kind in ((HOLIDAY_WORDS, DayKind.HOLIDAY), (WORK_WORDS, DayKind.MAKE_UP_WORKING_DAY))
             for word in words if part.lower().startswith(word)),
            None,
        )  # fmt: skip
        if kind is None:
            notice.faults.append(
                Fault(line, _("“%(text)s” begins neither with %(off)s nor with %(on)s.") % {"text": part, **WORDS})
            )
            continue
        words = HOLIDAY_WORDS if kind == DayKind.HOLIDAY else WORK_WORDS
        rest = part[max(len(word) for word in words if part.lower().startswith(word)) :]
        for span in filter(None, re.split("[、,]", strip_spaces(rest).lstrip(":"))):
            _enter_span(notice, line, kind, span)
    return notice


def _parts(text: str) -> Iterator[tuple[int, str]]:
    for line, whole in enumerate(to_half_width(text).splitlines(), 1):
        for part in re.split("[;。]", whole):
            if part.strip():
                yield line, part.strip()


def _enter_span(notice: Notice, line: int, kind: str, span: str) -> None:
    try:
        first, last = _span(span)
    except ValueError:
        notice.faults.append(
            Fault(line, _("“%(text)s” is neither a date nor from one date to another.") % {"text": span})
        )
        return
    if not first <= last <= first + dt.timedelta(days=LONGEST_RUN):
        notice.faults.append(Fault(line, _("“%(text)s” does not lead from one day to a later one.") % {"text": span}))
        return
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        # A weekend within the days off is off already.
        if kind == DayKind.MAKE_UP_WORKING_DAY or day.weekday() < 5:
            notice.put(line, day, kind)


def _span(text: str) -> tuple[dt.date, dt.date]:
    found = _RANGE.match(text)
    if found is None:
        raise ValueError(text)
    first = parse_date(found["first"])
    if found["last"] is None:
        return first, first
    last = found["last"]
    if not re.match(r"\d{4}", last):
        # 2027年1月1日至3日, 2027年1月30日至2月2日
        month = "" if "月" in last else f"{first.month}月"
        last = f"{first.year}年{month}{last}"
    return first, parse_date(last)


def check_whole(notice: Notice, year: int) -> None:
    """Add what is wrong with a notice that is to be the whole arrangement of `year`."""
    foreign = sorted(day for day in notice.days if day.year != year)
    if foreign:
        words = _("%(day)s is not a day of %(year)s; a notice settles one year.")
        notice.faults.append(Fault(0, words % {"day": foreign[0], "year": year}))
    holidays = sum(1 for kind in notice.days.values() if kind == DayKind.HOLIDAY)
    if holidays < FEWEST_HOLIDAYS:
        words = _("Only %(n)s weekdays are holidays; enter the whole notice of the year at once.")
        notice.faults.append(Fault(0, words % {"n": holidays}))
