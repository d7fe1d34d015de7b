"""Forms of circulars."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import CaseNumberField, DateField
from accounts.models import Organ
from accounts.offices import agencies_of
from accounts.once import OnceForm
from accounts.timekeeping import today
from reports.circulars.models import Circular, Span
from reports.circulars.periods import last_over, period_of
from reports.forms import organ_field
from workflow.fields import OrganisationsField, half

PARTS = (
    ("quarter-1", _("First quarter")),
    ("quarter-2", _("Second quarter")),
    ("quarter-3", _("Third quarter")),
    ("quarter-4", _("Fourth quarter")),
    ("half-1", _("First half")),
    ("half-2", _("Second half")),
    ("year-1", _("The whole year")),
)


class DrawUpForm(OnceForm):
    """For which period a circular is drawn up; without anything else said the last quarter that is over."""

    year = half(forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100))
    part = half(forms.ChoiceField(label=_("Quarter, half or year"), choices=PARTS))

    def __init__(self, *args: Any, organs: list[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organs = organs
        self.fields["organ"] = organ_field(organs)
        self.fields["year"].initial, quarter = last_over(Span.QUARTER)
        self.fields["part"].initial = f"quarter-{quarter}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["organ"] = cleaned.get("organ") or self.organs[0]
        if cleaned.get("year") and cleaned.get("part"):
            cleaned["span"], _dash, number = cleaned["part"].partition("-")
            try:
                cleaned["period"] = period_of(cleaned["span"], cleaned["year"], int(number))
            except ValueError:
                self.add_error("part", _("This period has not begun yet."))
        return cleaned


class CircularForm(OnceForm):
    """Title, number, addressees and text of a circular; `version` is the one that was read."""

    title = forms.CharField(label=_("Title"), max_length=200)
    number = CaseNumberField(
        label=_("Document number"), max_length=60, required=False, help_text=_("It may be given on issue.")
    )
    addressed = forms.CharField(label=pgettext_lazy("circular", "Addressed to"), max_length=300)
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 24}),
        max_length=40_000,
        help_text=_("A paragraph on each line; a line that begins with a number in Chinese is a heading."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput())


def written(circular: Circular) -> dict[str, Any]:
    """What stands in a circular, for its form."""
    return {name: getattr(circular, name) for name in ("title", "number", "addressed", "body", "version")}


class VersionForm(OnceForm):
    """An act on a circular as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput())


class DecideForm(VersionForm):
    """Approval, or what is to be changed."""

    reason = forms.CharField(
        label=_("What is to be changed"), max_length=300, required=False, help_text=_("Only when it is returned.")
    )


class IssueForm(OnceForm):
    """Number and date of a circular, and to which agencies it goes: to all of the district unless some are left out."""

    number = CaseNumberField(label=_("Document number"), max_length=60)
    issued_on = DateField(label=pgettext_lazy("circular", "Date of the paper"), latest=today)
    agencies = OrganisationsField(queryset=None, label=pgettext_lazy("circular", "Issued to"))

    def __init__(self, *args: Any, circular: Circular, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = agencies_of([circular.organ]).valid_on(today()).exclude(pk=circular.organ.organisation_id)
        self.fields["agencies"].queryset = agencies.order_by("name")
        self.fields["number"].initial, self.fields["issued_on"].initial = circular.number, today()
        if not self.is_bound:
            earlier = circular.corrects
            chosen = earlier.deliveries.values_list("organisation_id", flat=True) if earlier else None
            self.initial["agencies"] = list(agencies.values_list("pk", flat=True) if chosen is None else chosen)


class WithdrawForm(OnceForm):
    """Why a circular is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
