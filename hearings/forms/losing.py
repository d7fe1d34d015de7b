"""The form of the rule of what is lost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.models import Organ
from accounts.once import OnceForm
from hearings.models import LostRule

COUNTS = ("partly", "minor_fault", "modified", "joint")


class LostRuleForm(OnceForm):
    """From which day what counts as lost, and why; it begins with what counts now."""

    valid_from = DateField(label=_("For what was judged from"))
    partly = forms.BooleanField(label=_("Judgments against the agency in part count"), required=False)
    minor_fault = forms.BooleanField(label=_("Illegal for a minor procedural fault counts"), required=False)
    modified = forms.BooleanField(label=_("A modified act counts"), required=False)
    joint = forms.BooleanField(
        label=_("Joint defendants lose together"),
        required=False,
        help_text=_("The reconsideration organ that upheld the act counts as having lost when the act fell."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, organ: Organ, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = LostRule.objects.filter(organ=organ).order_by("-valid_from").first() or LostRule()
        for name in COUNTS:
            self.fields[name].initial = getattr(current, name)
