"""The form of an item: what is looked at, the points, and a scoring function that goes one way within them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.assessment.forms import VersionForm, points_field
from reports.assessment.models import KINDS, AssessmentItem, Counted, ItemKind, Method, Nothing, Way
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
