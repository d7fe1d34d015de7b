"""When something is held: a day with its hours, as forms ask for it and as pages say it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import SHANGHAI
from workflow.fields import half

SHORTEST = dt.timedelta(minutes=10)


def time_field(label: Any, example: str) -> forms.TimeField:
    """An hour of the day as 09:30."""
    return half(forms.TimeField(label=label, widget=forms.TimeInput({"placeholder": example}, format="%H:%M")))


class TimeSpanForm(forms.Form):
    """A day from one hour to another; cleans to `during`, two moments here."""

    held_on = DateField(label=_("Day it is held"))
    starts = time_field(_("Begins at"), "09:30")
    ends = time_field(_("Ends at"), "11:00")

    def check_span(self, cleaned: dict[str, Any]) -> None:
        """Work out `during`, and say at the field what cannot be."""
        day, starts, ends = (cleaned.get(name) for name in ("held_on", "starts", "ends"))
        if not (day and starts and ends):
            return
        first, last = (dt.datetime.combine(day, moment, SHANGHAI) for moment in (starts, ends))
        if last - first < SHORTEST:
            self.add_error("ends", _("It ends after it begins."))
        else:
            cleaned["during"] = (first, last)


def day_of(during: Any) -> dt.date:
    """The day on which a range of time begins, here."""
    day: dt.date = during.lower.astimezone(SHANGHAI).date()
    return day


def when_words(during: Any) -> str:
    """2026年12月1日 09:30–11:00."""
    first, last = (moment.astimezone(SHANGHAI) for moment in (during.lower, during.upper))
    return f"{cn_date(first.date())} {first:%H:%M}–{last:%H:%M}"
