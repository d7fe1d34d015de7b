"""A closing check-list (结案检查): what should have been done by the time a file is closed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_day
from workflow.steps import Text

DONE, MISSING, NOT_NEEDED = "done", "missing", "not_needed"


@dataclass(frozen=True)
class Check:
    """One item of the list: how it stands, since when, and of whom it is still open; `bars` when no closing without."""

    code: str
    title: Text
    state: str
    on: dt.date | None = None
    names: tuple[str, ...] = ()
    bars: bool = False


def show_checks(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """A closing check-list for components/checks.html: how each item stands, of whom it is open, whether it bars."""
    states = {
        DONE: (gettext("done"), "done"),
        MISSING: (gettext("open"), "soon"),
        NOT_NEEDED: (gettext("not needed"), ""),
    }
    shown = []
    for check in checks:
        words, tone = states[check.state]
        notes = [cn_day(check.on)] if check.on else []
        if check.names:
            notes.append(gettext(", ").join(check.names))
        if check.bars:
            notes.append(gettext("the case cannot be closed before"))
        shown.append(
            {"title": check.title, "state": words, "tone": "late" if check.bars else tone, "note": " · ".join(notes)}
        )
    return shown
