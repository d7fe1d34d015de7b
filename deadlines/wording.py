"""Clocks and periods in words: what a period is about, by which article, how long it is."""

from typing import Any

from django.utils.translation import gettext, ngettext

from accounts.wording import reads_chinese
from deadlines.engine import Clock, clocks
from deadlines.engine.citations import Language, cite
from deadlines.engine.clocks import UNLIMITED
from deadlines.models import Deadline, Owner

OWNERS = dict(Owner.choices)


def language() -> Language:
    """The language in which derivations and articles are worded for the reader."""
    return "zh-hans" if reads_chinese() else "en"


def clock_title(clock_id: str) -> str:
    """What a clock is about, in the reader's language."""
    clock = clocks()[clock_id]
    return clock.matter if language() == "zh-hans" else clock.matter_en


def _start(deadline: Deadline) -> dict[str, Any]:
    """What the derivation says of the clock by which the date was made: a later correction does not change it."""
    step: dict[str, Any] = next((step for step in deadline.derivation if step.get("kind") == "start"), {})
    return step.get("data", {})


def clock_article(deadline: Deadline) -> str:
    """The article of a period, as it was reckoned."""
    return cite(_start(deadline).get("citation") or clocks()[deadline.clock].citation, language())


def unit_of(deadline: Deadline) -> str:
    """The unit in which a period was reckoned."""
    return _start(deadline).get("unit") or clocks()[deadline.clock].unit


def length_words(clock: Clock) -> str:
    """How long a period is: 60日, 5个工作日, 3个月; the day of a fixed date."""
    number = clock.length
    match clock.unit:
        case "calendar_day":
            words = ngettext("%(n)s day", "%(n)s days", number)
        case "working_day":
            words = ngettext("%(n)s working day", "%(n)s working days", number)
        case "month":
            words = ngettext("%(n)s month", "%(n)s months", number)
        case "year":
            words = ngettext("%(n)s year", "%(n)s years", number)
        case "same_day":
            return gettext("The same day")
        case "as_set":
            return gettext("As the document sets")
        case _:
            month, day = clock.month_day or (1, 1)
            return gettext("Each year on %(month)s/%(day)s") % {"month": month, "day": day}
    words %= {"n": number}
    return gettext("%(length)s before") % {"length": words} if clock.direction == "backward" else words


def extension_words(clock: Clock) -> str:
    """By how much a period can be extended."""
    if clock.extendable is None:
        return gettext("Cannot be extended")
    if clock.extendable == UNLIMITED:
        return gettext("Without a limit")
    if clock.unit == "working_day":
        words = ngettext("At most %(n)s working day", "At most %(n)s working days", clock.extendable)
    else:
        words = ngettext("At most %(n)s day", "At most %(n)s days", clock.extendable)
    return words % {"n": clock.extendable}
