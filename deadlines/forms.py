"""The form of a local holiday."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import DateField
from accounts.models import Organ, Role
from accounts.once import OnceForm
from accounts.reach import organs_within
from deadlines.models import DayKind

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
