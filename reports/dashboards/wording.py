"""How a figure and its change against the year before are told."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from reports.evaluating import Row
from reports.indicators import Direction, Indicator, Unit
from reports.indicators.base import Text

NOTHING = "—"
COUNTED = pgettext_lazy("counter", "cases")
# In what a value is told; a ratio has no unit.
UNITS: Mapping[Unit, Text] = {
    Unit.NUMBER: COUNTED,
    Unit.PERCENT: "%",
    Unit.CHANGE: "%",
    Unit.DAYS: pgettext_lazy("counter", "days"),
    Unit.RATIO: "",
}
# What a number counts where it does not count cases.
COUNTERS: Mapping[str, Text] = {"observers": gettext_lazy("people")}


def plain(value: float | int | None) -> str:
    """A number without needless decimals; a dash for what does not exist."""
    if value is None:
        return NOTHING
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def unit_of(indicator: Indicator) -> str:
    """In what the values of an indicator are told."""
    return str(COUNTERS.get(indicator.id, UNITS[indicator.unit]))


def told(row: Row) -> str:
    """A value with its unit, as in a table: 12.8%, 38.5天; a bare number for a number."""
    if row.value is None or row.indicator.unit in (Unit.NUMBER, Unit.RATIO):
        return plain(row.value)
    return f"{plain(row.value)}{unit_of(row.indicator)}"


def change(row: Row, before: Row) -> str:
    """How a figure stands to that of the year before, in one line."""
    if before.value is None:
        return _("Same period last year —")
    now, earlier, unit = row.value, plain(before.value), unit_of(row.indicator)
    # "up 2 percentage points" is more than a word after a number, so each kind has its own sentence.
    if row.indicator.unit == Unit.PERCENT:
        return _points(now, before.value, earlier)
    words = {"n": earlier, "unit": unit}
    if now is None or now == before.value:
        return _("Same period last year %(n)s%(unit)s, unchanged") % words
    words["more"] = plain(round(abs(now - before.value), 1))
    if now > before.value:
        return _("Same period last year %(n)s%(unit)s, %(more)s more") % words
    return _("Same period last year %(n)s%(unit)s, %(more)s fewer") % words


def _points(now: float | None, before: float, earlier: str) -> str:
    if now is None or now == before:
        return _("Same period last year %(n)s%%") % {"n": earlier}
    words = {"n": earlier, "points": plain(round(abs(now - before), 1))}
    if now > before:
        return _("Same period last year %(n)s%%, up %(points)s percentage points") % words
    return _("Same period last year %(n)s%%, down %(points)s percentage points") % words


def difference(row: Row, before: Row) -> str:
    """The change alone, for a column: +3, −1.2; a dash where one of both does not exist."""
    if row.value is None or before.value is None:
        return NOTHING
    by = round(row.value - before.value, 1)
    return f"{'+' if by > 0 else '−'}{plain(abs(by))}" if by else "0"


def trend(row: Row, before: Row) -> str:
    """Whether the change is for the better or for the worse; empty where neither can be said."""
    direction = row.indicator.direction
    if row.value is None or before.value is None or row.value == before.value or direction == Direction.NEITHER:
        return ""
    return "better" if (row.value > before.value) == (direction == Direction.MORE) else "worse"


def reading_of(row: Row) -> str:
    """How a figure is read that can be read in several ways: 出庭率：按……; nothing for one that can be read in one."""
    if not row.indicator.alternatives:
        return ""
    return _("%(figure)s: %(reading)s") % {"figure": row.indicator.title, "reading": row.reading.words}


def among(row: Row) -> str:
    """117 / 117."""
    return f"{plain(row.numerator)} / {plain(row.denominator)}"
