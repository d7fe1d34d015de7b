"""The form of a step: bound from a page, from the API, or from what was kept while an approval was awaited."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.models import User
from accounts.text import chinese_date
from dossiers.content import check_upload
from workflow.rows import RowsField

if TYPE_CHECKING:
    from workflow.steps import Context


# What is kept of a value that must not be read: that there was another one.
HIDDEN = "*"


def plain(value: Any) -> list[str]:
    """A cleaned or stored value as JSON keeps it: equal values give equal text."""
    if value is None or value in ("", [], False):
        return []
    if isinstance(value, QuerySet | list | tuple | set):
        return sorted(text for item in value for text in plain(item))
    if isinstance(value, Decimal):
        return [format(value.normalize(), "f")]
    return [str(getattr(value, "pk", value)).replace("\r\n", "\n")]


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

    def run_validators(self, value: Any) -> None:
        if value:
            super().run_validators(value)


class StepForm(forms.Form):
    """Base of all step forms: the day on which the act was done, not in the future and not before the case began."""

    on_date = DateField(label=_("Day"))

    # Labels of the days differ from step to step: 受理日期, 中止日期.
    on_date_label: Any = None
    # Facts that this step's day may not lie before, by kind.
    not_before: tuple[str, ...] = ()
    # Personal numbers: they lie encrypted where they belong, and nowhere else.
    not_kept: frozenset[str] = frozenset()
    # What the timeline shows to the office alone, though the step itself is open to the parties.
    office_only: frozenset[str] = frozenset()
    # Of a form that changes what is stored: whether a field left empty leaves it as it is.
    empty_stays: bool = False
    # The fields that say whose values it changes, when a case has several of the kind.
    subject: tuple[str, ...] = ()
    # Of a correction: the entries put right, whose own facts do not count against it, and the step that came next.
    corrected_entries: frozenset[int] = frozenset()
    corrected_day: dt.date | None = None
    next_step: tuple[dt.date, Any] | None = None
    correction_reason: str = ""

    def __init__(self, *args: Any, context: "Context", **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)
        if self.on_date_label:
            self.fields["on_date"].label = self.on_date_label
        self.fields["on_date"].initial = context.today
        for field in self.fields.values():
            if isinstance(field, forms.FileField):
                field.validators.append(check_upload)

    def know_correction(self) -> None:
        """Told once the form knows which entries it puts right: what those chose can be chosen again."""

    @classmethod
    def from_raw(cls, raw: dict[str, list[str]], context: "Context", files: MultiValueDict | None = None) -> "StepForm":
        """The form bound to what `raw()` kept, and to the files kept beside it."""
        data = QueryDict(mutable=True)
        for name, values in raw.items():
            data.setlist(name, values)
        return cls(data=data, files=files or MultiValueDict(), context=context)

    @classmethod
    def initial_from(cls, raw: dict[str, list[str]]) -> dict[str, Any]:
        """What `raw()` kept as initial values of a form to be shown again."""
        initial: dict[str, Any] = {}
        for name, field in cls.base_fields.items():
            if isinstance(field, forms.FileField):
                continue
            values = raw.get(name, [])
            if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField | RowsField):
                initial[name] = values
            else:
                initial[name] = values[0] if values else None
        return initial

    def stored_raw(self) -> dict[str, list[str]] | None:
        """Of a form that changes what is stored: what its fields would replace, empty values too; None of all others.

        Of a `not_kept` field an index stands for the value, that it can be compared and not read.
        """
        return None

    def typed_raw(self) -> dict[str, list[str]]:
        """What was typed as it would be stored, however it was written; a field in error as it was typed."""
        self.is_valid()
        typed = self.raw()
        return {
            name: plain(self.cleaned_data[name]) if name in self.cleaned_data else typed.get(name, [])
            for name, field in self.fields.items()
            if not isinstance(field, forms.FileField) and name not in self.not_kept
        }

    def masks(self) -> dict[str, tuple[str, str]]:
        """Of the `not_kept` fields what may be shown: (as typed, as stored)."""
        return {}

    def replaces(self) -> dict[str, list[str]]:
        """Of a valid form that changes what is stored: the values that it replaces, by their fields."""
        stored, typed = self.stored_raw() or {}, self.typed_raw()
        return {
            name: [HIDDEN] if name in self.not_kept else value
            for name, value in stored.items()
            if typed.get(name, []) != value and (typed.get(name) or not self.empty_stays)
        }

    def without_files(self) -> "StepForm":
        """The same form without its fields for files, to see what the step would cause."""
        for name in [name for name, field in self.fields.items() if isinstance(field, forms.FileField)]:
            del self.fields[name]
        return self

    def raw(self) -> dict[str, list[str]]:
        """What was typed into the step's own fields, to be kept as JSON and bound again: no files, no `not_kept`."""
        kept: dict[str, list[str]] = {}
        for name, field in self.fields.items():
            if isinstance(field, forms.FileField) or name in self.not_kept:
                continue
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if value in (None, "", [], False):
                continue
            kept[name] = [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)]
        return kept

    @property
    def opened_on(self) -> dt.date:
        """The day of receipt, before which nothing happened in the case."""
        return self.context.dossier.opened_on

    def clean_on_date(self) -> dt.date:
        day = self.cleaned_data["on_date"]
        if day > self.context.today:
            raise forms.ValidationError(_("The day lies in the future."), code="future")
        opened = self.opened_on
        if day < opened:
            raise forms.ValidationError(
                _("The case was received on %(day)s; this day lies before it.") % {"day": chinese_date(opened)},
                code="before_receipt",
            )
        for kind in self.not_before:
            earlier = self._day_of_step_before(kind)
            if earlier and day < earlier:
                raise forms.ValidationError(
                    _("This day lies before %(day)s, on which the step that comes first was done.")
                    % {"day": chinese_date(earlier)},
                    code="out_of_order",
                )
        self.check_next_step(day)
        return day

    def _day_of_step_before(self, kind: str) -> dt.date | None:
        """The last day of a fact of `kind`; in a correction of those that already stood before the corrected day."""
        days = [
            fact.on_date
            for fact in self.context.facts
            if fact.kind == kind
            and fact.entry_id not in self.corrected_entries
            and (self.corrected_day is None or fact.on_date <= self.corrected_day)
        ]
        return max(days, default=None)

    def check_next_step(self, day: dt.date) -> None:
        """Raise ValidationError when a corrected day comes to lie after that of the step that followed."""
        if self.next_step and day > self.next_step[0]:
            raise forms.ValidationError(
                _("“%(step)s” was done on %(day)s; this day cannot lie after it."),
                code="out_of_order",
                params={"step": self.next_step[1], "day": chinese_date(self.next_step[0])},
            )

    def check_first_day(self, own: Callable[[Any], bool]) -> dt.date:
        """The day on which a case began, put right: no later than what is not its beginning's `own`. Raises
        ValidationError.
        """
        day: dt.date = self.cleaned_data["on_date"]
        if day > self.context.today:
            raise forms.ValidationError(_("The day lies in the future."), code="future")
        later = [fact.on_date for fact in self.context.facts if not own(fact)]
        if later and day > min(later):
            raise forms.ValidationError(
                _("The case has a step on %(day)s already; it cannot have been received after it."),
                code="out_of_order",
                params={"day": chinese_date(min(later))},
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


class PersonField(forms.ModelChoiceField):
    """People by name and post."""

    def label_from_instance(self, user: User) -> str:
        return f"{user.display_name}（{user.post}）" if user.post else user.display_name


class ApprovalForm(forms.Form):
    """How a step comes by its approval: asked for on-line, or given on paper and entered for the one who signed."""

    how = forms.ChoiceField(
        label=_("How it is approved"),
        choices=[("online", _("Ask for approval on-line")), ("paper", _("Approved on paper already"))],
        initial="online",
        widget=forms.RadioSelect,
    )
    approved_by = PersonField(User.objects.none(), label=_("Signed by"), required=False, empty_label=_("Choose"))
    approved_on = DateField(label=_("Signed on"), required=False)
    written = forms.CharField(
        label=_("Opinion written on the paper"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    scan = forms.FileField(label=_("Scan of the signed paper"), required=False, validators=[check_upload])

    def __init__(self, *args: Any, approvers: list[User], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved_by"].queryset = User.objects.filter(pk__in=[user.pk for user in approvers])
        if len(approvers) == 1:
            self.fields["approved_by"].initial = approvers[0]
        for name in ("approved_by", "approved_on", "written", "scan"):
            self.fields[name].show_when = f"{self.add_prefix('how')}=paper"
        self.today = today

    @property
    def on_paper(self) -> bool:
        return self.cleaned_data.get("how") == "paper"

    def clean_approved_on(self) -> dt.date | None:
        day = self.cleaned_data["approved_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("The day lies in the future."), code="future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("how") == "paper":
            for name, message in (
                ("approved_by", _("Say who signed.")),
                ("approved_on", _("Give the day of the signature.")),
                ("scan", _("Add the scan of the signed paper.")),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return cleaned


class DecisionForm(forms.Form):
    """An approver's answer on-line, given by the button that was pressed."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve")), ("refuse", _("Refuse"))],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose whether to approve.")},
    )
    opinion = forms.CharField(label=_("Opinion"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("opinion", "").strip():
            self.add_error("opinion", _("Say why it is not approved."))
        return cleaned


class CorrectionReasonForm(forms.Form):
    """Why an entry is put right."""

    reason = forms.CharField(label=_("Reason for the correction"), max_length=300, widget=forms.Textarea({"rows": 2}))
