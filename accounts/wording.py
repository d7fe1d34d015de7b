"""In which language words are said; how a due date is said in words, and in which tone it is shown."""

import datetime as dt
from typing import Literal

from django.utils.translation import get_language, gettext, ngettext

Tone = Literal["late", "today", "soon", "calm", "paused", "done"]

# From this many days left on, a period counts as ending soon.
SOON_DAYS = 5
SOON_WORKING_DAYS = 3


def reads_chinese() -> bool:
    """Whether the language of the moment is Chinese; where none is active, it is."""
    return (get_language() or "zh").startswith("zh")


def due_words(
    due_on: dt.date | None,
    today: dt.date,
    working_days: int | None = None,
    unit: str = "day",
    state: str = "running",
) -> tuple[Tone, str]:
    """The tone and the words for one period.

    `working_days` is the number of working days from today (not counted) to `due_on`, needed when `unit` is
    "working_day". `state` is "running", "provisional" (the calendar of that year is not yet announced),
    "paused", "done" or "done_late". Overdue time is always told in calendar days: on the weekend after a
    Friday's due date no working day has passed, and it is late all the same.
    """
    if state == "done":
        return "done", gettext("Done")
    if state == "done_late":
        return "late", gettext("Done late")
    if state == "paused":
        return "paused", gettext("Suspended")
    if due_on is None:
        return "calm", gettext("No due date")
    tone, words = _running(due_on, today, working_days, unit)
    if state == "provisional":
        words = gettext("%(words)s (provisional)") % {"words": words}
    return tone, words


def _running(due_on: dt.date, today: dt.date, working_days: int | None, unit: str) -> tuple[Tone, str]:
    days = (due_on - today).days
    if days < 0:
        return "late", ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}
    if days == 0:
        return "today", gettext("Due today")
    if unit == "working_day" and working_days:
        tone: Tone = "soon" if working_days <= SOON_WORKING_DAYS else "calm"
        words = ngettext("%(n)s working day left", "%(n)s working days left", working_days)
        return tone, words % {"n": working_days}
    tone = "soon" if days <= SOON_DAYS else "calm"
    return tone, ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
