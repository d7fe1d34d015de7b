"""Forms of the yearly assessment."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import CaseNumberField, DateField
from accounts.models import Organ, Organisation
from accounts.once import OnceForm
from accounts.timekeeping import today
from dossiers.content import check_upload
from reports.assessment.models import (
    AssessmentItem,
    AssessmentScheme,
    AssessmentScore,
    Method,
    Remedy,
)
from reports.assessment.reckoning import assessed, day_of
from reports.forms import organ_field
from workflow.fields import CHOOSE, half, shown_when


def points_field(label: Any, **kwargs: Any) -> forms.DecimalField:
    """Points, to two decimal places."""
    return forms.DecimalField(label=label, max_digits=6, decimal_places=2, min_value=Decimal(0), **kwargs)


def long_text(label: Any, longest: int = 2000) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(label=label, widget=forms.Textarea({"rows": 4}), max_length=longest)


def paper_field() -> forms.FileField:
    """A paper that is handed in with it."""
    return forms.FileField(label=_("Supporting paper"), required=False, validators=[check_upload], max_length=200)


class DrawUpForm(OnceForm):
    """For which year a scheme is drawn up, and whose items are copied."""

    year = half(forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100))
    title = forms.CharField(label=_("Title"), max_length=200)
    copied_from = forms.ModelChoiceField(
        AssessmentScheme.objects.none(),
        label=_("With the items of"),
        required=False,
        empty_label=_("none, an empty scheme"),
        help_text=_("They are copied: the scheme of the other year stays as it is."),
    )

    def __init__(self, *args: Any, organs: list[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organs = organs
        self.fields["organ"] = organ_field(organs)
        self.fields["copied_from"].queryset = AssessmentScheme.objects.filter(organ__in=organs)
        years = set(AssessmentScheme.objects.filter(organ=organs[0]).values_list("year", flat=True))
        self.fields["year"].initial = today().year + (today().year in years)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["organ"] = organ = cleaned.get("organ") or self.organs[0]
        copied = cleaned.get("copied_from")
        if copied is not None and copied.organ_id != organ.pk:
            self.add_error("copied_from", _("This scheme belongs to another organ."))
        return cleaned


class VersionForm(OnceForm):
    """An act on a scheme as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput())


class SchemeForm(VersionForm):
    """Title and full points of a scheme."""

    title = forms.CharField(label=_("Title"), max_length=200)
    total = forms.DecimalField(
        label=_("Full points"),
        max_digits=6,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text=_("What the scored items of each kind of agency add up to."),
    )


class AgencyForm(OnceForm):
    """Something about an agency that is assessed and an item of the scheme."""

    agency = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=CHOOSE)
    item = forms.ModelChoiceField(
        AssessmentItem.objects.none(), label=pgettext_lazy("assessment", "Item"), empty_label=CHOOSE
    )

    def __init__(self, *args: Any, scheme: AssessmentScheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = [agency.pk for agency in assessed(scheme.organ, day_of(scheme))]
        self.fields["agency"].queryset = Organisation.objects.filter(pk__in=agencies).order_by("name")
        self.fields["item"].queryset = scheme.items.filter(voided_at=None)


class ExemptForm(AgencyForm):
    """An agency that is exempted from an item, or from everything."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].required = False
        self.fields["item"].empty_label = _("the whole assessment")


class GiveForm(AgencyForm):
    """Points that are given by hand."""

    points = points_field(
        pgettext_lazy("assessment", "Points"), help_text=_("Of a deduction those that are taken off.")
    )
    ground = long_text(pgettext_lazy("assessment", "Ground"), 500)
    paper = paper_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = self.fields["item"].queryset.filter(method=Method.HAND)


class RunForm(OnceForm):
    """Why a version is computed anew, and as of which day."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    as_of = DateField(label=_("As known on"), required=False, latest=today)

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not first


class AnnounceForm(OnceForm):
    """Until when the agencies may object."""

    until = DateField(label=_("Objections until"))


class SubmitForm(OnceForm):
    """The number of the paper by which the result is published."""

    number = CaseNumberField(label=_("Document number"), max_length=60, required=False)


class DecideForm(OnceForm):
    """Approval, or what is to be changed."""

    reason = forms.CharField(
        label=_("What is to be changed"), max_length=300, required=False, help_text=_("Only when it is returned.")
    )


class ObjectForm(OnceForm):
    """An objection to the points for an item."""

    points = forms.ModelChoiceField(None, label=pgettext_lazy("assessment", "Item"), empty_label=CHOOSE)
    reason = long_text(_("Reason"))
    paper = paper_field()

    def __init__(self, *args: Any, score: AssessmentScore, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = score.points.filter(objections=None).select_related("item")
        self.fields["points"].queryset = rows
        self.fields["points"].label_from_instance = lambda points: points.item.title


REFUSED = "refused"


class AnswerForm(OnceForm):
    """How an objection is answered, and what follows when it is upheld."""

    decision = forms.ChoiceField(
        label=pgettext_lazy("objection", "Answer"),
        choices=[
            (REFUSED, pgettext_lazy("objection", "Not upheld")),
            *((value, label) for value, label in Remedy.choices),
        ],
        widget=forms.RadioSelect,
    )
    given = shown_when(points_field(pgettext_lazy("assessment", "Points"), required=False), "decision=points")
    answer = long_text(_("Grounds of the answer"))
