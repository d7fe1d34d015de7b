"""The form of a step: bound from a page, from the API, or from what was kept while an approval was awaited."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.models import User
from accounts.text import chinese_date

if TYPE_CHECKING:
    from workflow.steps import Context

# Kept beside a step's own fields: which version the form was opened on, and the key that lets it count once.
MACHINERY_FIELDS = ("version", "key")


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files; cleans to a list."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if not files:
            super().clean(None, initial)
            return []
        return [super(MultipleFileField, self).clean(file, initial) for file in files]


class StepForm(forms.Form):
    """Base of all step forms: the day on which the act was done, not in the future and not before the case began."""

    on_date = DateField(label=_("Day"))

    # Labels of the days differ from step to step: 受理日期, 中止日期.
    on_date_label: Any = None
    # Facts that this step's day may not lie before, by kind.
    not_before: tuple[str, ...] = ()

    def __init__(self, *args: Any, context: "Context", **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)
        if self.on_date_label:
            self.fields["on_date"].label = self.on_date_label
        self.fields["on_date"].initial = context.today

    @classmethod
    def from_raw(cls, raw: dict[str, list[str]], context: "Context") -> "StepForm":
        """The form bound to what `raw()` kept."""
        data = QueryDict(mutable=True)
        for name, values in raw.items():
            data.setlist(name, values)
        return cls(data=data, files=MultiValueDict(), context=context)

    def raw(self) -> dict[str, list[str]]:
        """What was typed into the step's own fields (no files), to be kept as JSON and bound again."""
        kept: dict[str, list[str]] = {}
        for name, field in self.fields.items():
            if isinstance(field, forms.FileField):
                continue
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if value in (None, "", [], False):
                continue
            kept[name] = [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)]
        return kept

    def clean_on_date(self) -> dt.date:
        day = self.cleaned_data["on_date"]
        if day > self.context.today:
            raise forms.ValidationError(_("The day lies in the future."), code="future")
        opened = self.context.dossier.opened_on
        if day < opened:
            raise forms.ValidationError(
                _("The case was received on %(day)s; this day lies before it.") % {"day": chinese_date(opened)},
                code="before_receipt",
            )
        for kind in self.not_before:
            earlier = self.context.last(kind)
            if earlier and day < earlier:
                raise forms.ValidationError(
                    _("This day lies before %(day)s, on which the step that comes first was done.")
                    % {"day": chinese_date(earlier)},
                    code="out_of_order",
                )
        return day

    def describe(self) -> list[tuple[str, str]]:
        """(label, value) of what was entered, for the timeline; empty values are left out."""
        lines = []
        for name, field in self.fields.items():
            if name == "on_date" or isinstance(field, forms.FileField):
                continue
            value = self.cleaned_data.get(name)
            if value in (None, "", [], False) or (isinstance(value, QuerySet) and not value):
                continue
            lines.append((str(field.label), display(field, value)))
        return lines


def display(field: forms.Field, value: Any) -> str:
    """A cleaned value as a reader sees it."""
    if isinstance(value, dt.date):
        return chinese_date(value)
    if value is True:
        return str(_("Yes"))
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, QuerySet | list | tuple):
        return "；".join(display(field, item) for item in value)
    return str(dict(getattr(field, "choices", None) or ()).get(value, value))


class PaperApprovalForm(forms.Form):
    """An approval that was given on paper, entered for the person who signed."""

    approved_by = forms.ModelChoiceField(User.objects.none(), label=_("Signed by"))
    approved_on = DateField(label=_("Signed on"))
    scan = forms.FileField(label=_("Scan of the signed paper"))

    def __init__(self, *args: Any, approvers: QuerySet[User], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved_by"].queryset = approvers
        self.today = today

    def clean_approved_on(self) -> dt.date:
        day = self.cleaned_data["approved_on"]
        if day > self.today:
            raise forms.ValidationError(_("The day lies in the future."), code="future")
        return day


class DecisionForm(forms.Form):
    """An approver's answer on-line."""

    approve = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Approve")), ("no", _("Do not approve"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(label=_("Opinion"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("approve") is False and not cleaned.get("opinion"):
            self.add_error("opinion", _("Say why it is not approved."))
        return cleaned


class CorrectionReasonForm(forms.Form):
    """Why an entry is put right."""

    reason = forms.CharField(label=_("Reason for the correction"), max_length=300, widget=forms.Textarea({"rows": 2}))
