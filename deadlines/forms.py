"""The forms of a local holiday, and of when an office is reminded of a clock."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import DateField
from accounts.models import Organ, Role
from accounts.once import OnceForm
from accounts.reach import organs_within
from accounts.text import to_half_width
from deadlines.models import ClockSetting, DayKind
from deadlines.reminders.stages import AFTER, LONGEST, default_before

EARLIEST = dt.date(2004, 1, 1)


class LocalDayForm(OnceForm):
    """A day on which one organ works, or rests, otherwise than the country."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Reconsideration organ"), empty_label=_("Choose"))
    date = DateField(label=_("Day"), earliest=EARLIEST)
    kind = forms.ChoiceField(label=_("Kind"), choices=DayKind.choices, initial=DayKind.HOLIDAY)
    basis = forms.CharField(
        label=_("On the basis of"),
        max_length=200,
        help_text=_("The decision that says so, with its document number."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = organs_within(actor, Role.ADMINISTRATOR).select_related("organisation")


class DaysField(forms.CharField):
    """Numbers of working days in any order, divided by commas or spaces; empty for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 60, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[int]:
        parts = [part for part in re.split(r"[\s,;、.]+", to_half_width(super().clean(value))) if part]
        if not all(part.isdecimal() and 1 <= int(part) <= LONGEST for part in parts) or len(parts) > 6:
            raise ValidationError(
                _("Type up to six numbers of working days from 1 to %(longest)s, such as 10、3."),
                code="days",
                params={"longest": LONGEST},
            )
        return sorted({int(part) for part in parts})


class StagesForm(OnceForm):
    """When an office is reminded of a clock."""

    own = forms.ChoiceField(
        label=_("Stages"),
        choices=[("", _("As for every office")), ("own", _("Set by this office"))],
        required=False,
        widget=forms.RadioSelect,
    )
    before = DaysField(
        label=_("Working days before the due date"), help_text=_("Empty: not before. On the day itself always.")
    )
    after = DaysField(
        label=_("Working days after the due date"),
        help_text=_("The first also tells the director, the later ones the leaders."),
    )

    def __init__(self, *args: Any, clock: str, setting: ClockSetting | None, **kwargs: Any) -> None:
        stages = {"before": default_before(clock), "after": AFTER}
        for name, default in stages.items():
            chosen = getattr(setting, name, None)
            stages[name] = default if chosen is None else chosen
        super().__init__(*args, initial={"own": "own" if setting else "", **stages}, **kwargs)
        for name in stages:
            self.fields[name].show_when = "own=own"
