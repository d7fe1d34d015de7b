"""Forms of the yearly assessment."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import CaseNumberField, DateField
from accounts.models import Organ, Organisation
from accounts.once import OnceForm
from accounts.timekeeping import today
from dossiers.content import check_upload
from reports.assessment.models import (
    KINDS,
    AssessmentItem,
    AssessmentScheme,
    AssessmentScore,
    Counted,
    ItemKind,
    Method,
    Nothing,
    Remedy,
    Way,
)
from reports.assessment.reckoning import assessed, day_of
from reports.forms import organ_field
from reports.indicators import BY_SUBJECT, DEFAULT, INDICATORS
from workflow.fields import CHOOSE, half, shown_when

SUBJECTS = {
    "reconsideration": _("Reconsideration"),
    "litigation": _("Lawsuits"),
    "appearances": _("Appearances in court"),
    "disputes": _("Dispute-resolution centre"),
    "suggestions": _("Suggestions"),
    "together": _("Together"),
}
BY_INDICATOR = "method=linear|steps|each"


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


def indicator_choices() -> list[Any]:
    """All indicators in all their readings, by subject."""
    groups = []
    for subject, declared in BY_SUBJECT.items():
        members = []
        for one in declared:
            members.append((one.id, one.title))
            members += [(f"{one.id}:{read.code}", _reading(one.title, read.words)) for read in one.alternatives]
        groups.append((SUBJECTS[subject], members))
    return [("", CHOOSE), *groups]


def _reading(title: Any, words: Any) -> str:
    return f"{title}（{words}）"


class ItemForm(VersionForm):
    """An item of a scheme: what is looked at, how many points, and how they are found."""

    heading = half(forms.CharField(label=_("Heading"), max_length=60, required=False))
    title = half(forms.CharField(label=pgettext_lazy("assessment", "Item"), max_length=120))
    kind = half(forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices))
    method = half(forms.ChoiceField(label=_("Scoring"), choices=Method.choices))
    indicator = shown_when(forms.ChoiceField(label=_("Indicator"), required=False), BY_INDICATOR)
    weight = half(
        points_field(
            pgettext_lazy("assessment", "Points"),
            help_text=_("Of a deduction or bonus the most that it takes or gives."),
        )
    )
    way = shown_when(
        half(forms.ChoiceField(label=pgettext_lazy("assessment", "Direction"), choices=Way.choices, required=False)),
        "method=linear|steps",
    )
    floor = shown_when(
        half(forms.DecimalField(label=_("Floor: no points"), max_digits=9, decimal_places=2, required=False)),
        "method=linear",
    )
    target = shown_when(
        half(forms.DecimalField(label=_("Target: full points"), max_digits=9, decimal_places=2, required=False)),
        "method=linear",
    )
    steps = shown_when(
        forms.CharField(
            label=_("Steps"),
            widget=forms.Textarea({"rows": 4}),
            required=False,
            max_length=500,
            help_text=_("A step on each line: the bound, a space, the points. As: 95 15"),
        ),
        "method=steps",
    )
    each = shown_when(half(points_field(_("Points for each case"), required=False)), "method=each")
    counted = shown_when(
        half(forms.ChoiceField(label=_("Counts"), choices=Counted.choices, required=False)), "method=each"
    )
    nothing = shown_when(
        forms.ChoiceField(label=_("Without any case"), choices=Nothing.choices, required=False), BY_INDICATOR
    )
    kinds = forms.MultipleChoiceField(
        label=_("Applies to"), choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple
    )
    basis = forms.CharField(label=_("Basis"), max_length=300, required=False)
    sections = (
        (_("What is looked at"), ("heading", "title", "kind", "method", "indicator", "kinds", "basis")),
        (_("How it is scored"), ("weight", "way", "floor", "target", "steps", "each", "counted", "nothing")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = indicator_choices()
        if not self.is_bound:
            self.initial.setdefault("kinds", ["department", "township"])

    def clean_steps(self) -> list[list[str]]:
        """The steps as pairs of bound and points. Raises ValidationError for a line that is none."""
        found = []
        for line in self.cleaned_data["steps"].splitlines():
            parts = line.split()
            if not parts:
                continue
            try:
                bound, points = (Decimal(part) for part in parts)
            except (InvalidOperation, ValueError):
                raise ValidationError(_("Each line has two numbers: the bound and the points."), code="step") from None
            if not (bound.is_finite() and points.is_finite()):
                raise ValidationError(_("Each line has two numbers: the bound and the points."), code="step")
            found.append([str(bound), str(points)])
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        method = cleaned.get("method")
        cleaned["indicator"], _colon, cleaned["reading"] = (cleaned.get("indicator") or "").partition(":")
        cleaned["reading"] = cleaned["reading"] or DEFAULT
        if method == Method.HAND:
            cleaned["indicator"] = ""
        elif not cleaned["indicator"]:
            self.add_error("indicator", _("Choose the indicator."))
        if cleaned.get("weight") == 0:
            self.add_error("weight", _("More than 0 points."))
        if cleaned.get("kind") != ItemKind.SCORED and method not in (Method.EACH, Method.HAND):
            self.add_error("method", _("A deduction or bonus goes by the cases, or by hand."))
        # What another function than the chosen one would need is not kept.
        for name, needed, empty in (
            ("floor", Method.LINEAR, None),
            ("target", Method.LINEAR, None),
            ("steps", Method.STEPS, []),
            ("each", Method.EACH, None),
        ):
            if method != needed:
                cleaned[name] = empty
            elif name not in self.errors and not cleaned.get(name) and cleaned.get(name) != 0:
                self.add_error(name, _("This is needed."))
        cleaned["way"] = cleaned.get("way") or Way.MORE
        if method == Method.EACH:
            cleaned["way"] = Way.MORE if cleaned.get("kind") == ItemKind.BONUS else Way.LESS
        cleaned["counted"] = cleaned.get("counted") or Counted.NUMERATOR
        cleaned["nothing"] = cleaned.get("nothing") or Nothing.FULL
        self._check_function(cleaned)
        return cleaned

    def _check_function(self, cleaned: dict[str, Any]) -> None:
        """Whether the function goes one way and stays within the points."""
        floor, target, way = cleaned.get("floor"), cleaned.get("target"), cleaned["way"]
        if floor is not None and target is not None and (floor >= target if way == Way.MORE else floor <= target):
            self.add_error("target", _("The target lies on the wrong side of the floor for this direction."))
        if cleaned.get("each") == 0:
            self.add_error("each", _("More than 0 points."))
        steps, weight = cleaned.get("steps") or [], cleaned.get("weight")
        points = [Decimal(given) for _bound, given in steps]
        if weight is not None and any(not 0 <= given <= weight for given in points):
            self.add_error("steps", _("The points of a step lie between 0 and those of the item."))
        by_bound = sorted((Decimal(bound), Decimal(given)) for bound, given in steps)
        in_order = [given for _bound, given in by_bound]
        if in_order != sorted(in_order, reverse=way == Way.LESS):
            self.add_error("steps", _("A better value may not give fewer points."))
        indicator = INDICATORS.get(cleaned.get("indicator", ""))
        if cleaned["counted"] == Counted.REST and indicator is not None:
            read = indicator.read_as(cleaned["reading"])
            if read.denominator is None:
                self.add_error("counted", _("This indicator has no denominator."))


def written(item: AssessmentItem) -> dict[str, Any]:
    """What stands in an item, for its form."""
    names = ("heading", "title", "kind", "method", "weight", "way", "floor", "target", "each", "counted", "nothing")
    found = {name: getattr(item, name) for name in (*names, "kinds", "basis")}
    found["indicator"] = item.indicator if item.reading == DEFAULT else f"{item.indicator}:{item.reading}"
    found["steps"] = "\n".join(" ".join(step) for step in item.steps)
    return found


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
