"""The periods of which a circular tells: a quarter, a half-year or a year, and what it is set beside."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.timekeeping import today
from reports.circulars.models import Span
from reports.periods import Period, part_of

MONTHS = {Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}
PERIOD, SO_FAR, BEFORE = "period", "so_far", "before"


def period_of(span: str, year: int, part: int) -> Period:
    """The days of the first, second … quarter or half of a year, or of all of it; of what goes on, up to today.

    Raises ValueError for a part that the year has not, or that has not begun.
    """
    months = MONTHS[Span(span)]
    if not 1 <= part <= 12 // months:
        raise ValueError(part)
    found = part_of(dt.date(year, (part - 1) * months + 1, 1), months)
    if found.first > today():
        raise ValueError(part)
    return Period(found.first, min(found.last, today()))


def last_over(span: str) -> tuple[int, int]:
    """The year and number of the last part that is over."""
    months, day = MONTHS[Span(span)], today()
    parts, part = 12 // months, (day.month - 1) // months
    return (day.year, part) if part else (day.year - 1, parts)


def beside(period: Period) -> dict[str, Period]:
    """What a circular counts: its period, the year up to its end, and the same days of the year before."""
    so_far = Period(period.first.replace(month=1, day=1), period.last)
    return {PERIOD: period, SO_FAR: so_far, BEFORE: so_far.year_before()}


def name_of(span: str, period: Period) -> str:
    """2022年第三季度, 2022年上半年, 2022年度; of what is not over, its days: 2022年1月至11月."""
    months = MONTHS[Span(span)]
    said = {"year": period.first.year, "from": period.first.month, "to": period.last.month}
    if part_of(period.first, months).last != period.last:
        if said["from"] == said["to"]:
            return _("month %(from)s of %(year)s") % said
        return _("months %(from)s to %(to)s of %(year)s") % said
    match span:
        case Span.QUARTER:
            words = [_("first quarter of %(year)s"), _("second quarter of %(year)s")]
            words += [_("third quarter of %(year)s"), _("fourth quarter of %(year)s")]
            return words[(period.first.month - 1) // 3] % said
        case Span.HALF:
            return (_("first half of %(year)s") if period.first.month == 1 else _("second half of %(year)s")) % said
        case _year:
            return _("the year %(year)s") % said
