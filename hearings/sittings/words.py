"""A sitting in words: when, where, what kind. No query."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.templatetags.dates import cn_date
from accounts.timekeeping import SHANGHAI
from hearings.models import Sitting, SittingKind, SittingMode


def day_of(sitting: Sitting) -> dt.date:
    """The day of a sitting, here."""
    return sitting.during.lower.astimezone(SHANGHAI).date()


def hours_of(sitting: Sitting) -> str:
    """09:30–11:00; nothing where the day alone is known."""
    if sitting.whole_day:
        return ""
    first, last = (moment.astimezone(SHANGHAI) for moment in (sitting.during.lower, sitting.during.upper))
    return f"{first:%H:%M}–{last:%H:%M}"


def when_words(sitting: Sitting) -> str:
    """2026年12月1日 09:30–11:00."""
    return " ".join(filter(None, (cn_date(day_of(sitting)), hours_of(sitting))))


def place_words(sitting: Sitting) -> str:
    """The courtroom, or that the sitting is on-line; the court where nothing is said."""
    online = _("on-line") if sitting.mode == SittingMode.ONLINE else ""
    return " · ".join(filter(None, (sitting.courtroom, online))) or str(sitting.court)


def kind_words(sitting: Sitting) -> str:
    return str(SittingKind(sitting.kind).label)


def begun(sitting: Sitting, moment: dt.datetime) -> bool:
    """Whether a sitting has begun at a moment; of one whose day alone is known, from its day on."""
    return sitting.during.lower <= moment
