"""The period and the organ of which figures are asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.models import Organ
from reports.figures import Period


class PeriodForm(forms.Form):
    """From day to day, and whose figures; without a day the period is that of `default`."""

    def __init__(self, *args: Any, organs: list[Organ], default: Period, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default = default
        # "from" is a word of the language, so the fields have no names in the class.
        self.fields["from"] = DateField(label=_("From day"), required=False, initial=default.first)
        self.fields["to"] = DateField(label=_("To day"), required=False, initial=default.last)
        self.fields["organ"] = forms.ModelChoiceField(
            Organ.objects.filter(pk__in=[organ.pk for organ in organs]).select_related("organisation"),
            label=_("Reconsideration organ"),
            required=False,
            empty_label=None,
            initial=organs[0] if organs else None,
            widget=forms.HiddenInput() if len(organs) < 2 else None,
        )
        self.organs = organs

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from") or self.default.first, cleaned.get("to") or self.default.last
        if "from" in cleaned and "to" in cleaned and first > last:
            self.add_error("to", _("The last day lies before the first day."))
        cleaned["period"] = Period(first, last)
        cleaned["organ"] = cleaned.get("organ") or self.organs[0]
        return cleaned
