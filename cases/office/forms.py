"""The forms of an office: its rule of assignment, what an officer takes on, the handing over of cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, User
from accounts.once import OnceForm
from accounts.timekeeping import today
from cases.forms import CodesField, FilteredChoices, OfficerField, text
from cases.models import AssignmentMode
from cases.office.assignment import Candidate
from dossiers.models import Code


class ModeForm(forms.Form):
    mode = forms.ChoiceField(label=_("Assignment of new cases"), choices=AssignmentMode.choices)


class WorkForm(forms.Form):
    """What an officer takes on."""

    takes_new = forms.BooleanField(label=_("Takes new cases"), required=False)
    share = forms.IntegerField(
        label=_("Share of a full load (%)"),
        min_value=10,
        max_value=100,
        help_text=_("Half a load counts each case double, so that half as many are given."),
    )
    domains = CodesField(
        "domain",
        label=_("Domains"),
        required=False,
        widget=FilteredChoices,
        help_text=_("Cases of these domains are given to this officer first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domains"].queryset = Code.objects.of("domain").filter(parent=None).on_offer(today())


class HandOverForm(OnceForm):
    """To whom all running cases of an officer go."""

    officer = OfficerField(required=False, label=_("Handed to"))
    by_rule = forms.BooleanField(
        label=_("By the rule of assignment"),
        required=False,
        help_text=_("Each case is given by itself, so that the load is spread."),
    )
    reason = text(_("Reason"), 2)

    def __init__(self, *args: Any, organ: Organ, leaving: User, found: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].offer([organ], [one for one in found if one.user != leaving])
        self.leaving = leaving

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("officer")) == bool(cleaned.get("by_rule")):
            self.add_error("officer", _("Choose an officer, or leave it to the rule."))
        elif cleaned.get("officer") == self.leaving:
            self.add_error("officer", _("The cases are with this officer already."))
        return cleaned
