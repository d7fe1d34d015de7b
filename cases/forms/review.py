"""From the receipt of an application to its acceptance or refusal."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.models import User
from accounts.offices import staff_of
from accounts.text import chinese_date
from accounts.timekeeping import today
from cases import facts as f
from cases.acceptance import ITEMS, conditions_shown
from cases.forms.application import ReceiptFields
from cases.forms.simplified import SimplifiedFields
from cases.models import Law, Procedure
from cases.office.assignment import candidates, chosen
from cases.services import acceptance_after
from workflow.fields import (
    CHOOSE,
    CodeField,
    CodesField,
    OfficerField,
    half,
    text,
)
from workflow.forms import PersonField, StepForm
from workflow.party_forms import DayForm
from workflow.rows import RowsField
from workflow.steps import Context


class ReceiptForm(ReceiptFields, StepForm):
    """The receipt of the application, to be put right."""

    on_date_label = _("Received on")
    channel = CodeField("channel", label=_("How it came"))

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        said = context.proceeding.said
        kept = {name: getattr(said, name) for name in self.RECEIPT_SAID}
        super().__init__(*args, context=context, **{**kwargs, "initial": kept | (kwargs.get("initial") or {})})
        self.order_fields(["on_date", "channel", *self.RECEIPT_SAID])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_receipt(cleaned, cleaned.get("on_date"))
        return cleaned

    def clean_on_date(self) -> dt.date:
        day = self.cleaned_data["on_date"]
        if day > self.context.today:
            raise forms.ValidationError(_("The day lies in the future."), code="future")
        # Days that follow from the receipt move with it: acceptance under the law of 2017, and by the clock.
        case = self.context.proceeding
        moves = {f.RECEIVED, f.FILED_WITH_AGENCY, f.AGENCY_TOLD}
        if case.law == Law.LAW_2017 or case.deemed_accepted:
            moves.add(f.ACCEPTED)
        later = [fact.on_date for fact in self.context.facts if fact.kind not in moves]
        if later and day > min(later):
            raise forms.ValidationError(
                _("The case has a step on %(day)s already; it cannot have been received after it."),
                code="out_of_order",
                params={"day": chinese_date(min(later))},
            )
        acceptance_after(self.context, day)
        return day


class SupplementForm(StepForm):
    on_date_label = _("Notice given on")
    not_before = (f.RECEIVED,)
    matters = CodesField("supplement_reason", label=_("What must be supplied"))
    note = text(_("Details"), 2, required=False)
    served_on = DateField(
        label=_("Received by the applicant on"),
        required=False,
        latest=today,
        help_text=_("The ten working days begin when the applicant has the notice. It can be entered later."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("served_on") and cleaned.get("on_date") and cleaned["served_on"] < cleaned["on_date"]:
            self.add_error("served_on", _("The notice cannot have arrived before it was given."))
        return cleaned


class SupplementServedForm(DayForm):
    on_date_label = _("Received by the applicant on")
    not_before = (f.SUPPLEMENT_NOTIFIED,)


class SupplementExtensionForm(StepForm):
    on_date_label = _("Extended on")
    not_before = (f.SUPPLEMENT_SERVED,)
    days = forms.IntegerField(label=_("Further working days"), min_value=1, max_value=60)
    reason = text(_("Reason"), 2)


class SupplementReceivedForm(DayForm):
    on_date_label = _("Supplement received on")
    not_before = (f.SUPPLEMENT_NOTIFIED, f.SUPPLEMENT_SERVED)


EXAMINATION = (_("Examination"), ("met", "evidence", "examination", "first_examiner", "second_examiner"))


class ExaminedForm(StepForm):
    """The outcome of the examination: by two people, with what they found. It is the office's own."""

    first_examiner = PersonField(User.objects.none(), label=_("First examiner"), required=False, empty_label=CHOOSE)
    second_examiner = PersonField(User.objects.none(), label=_("Second examiner"), required=False, empty_label=CHOOSE)
    evidence = RowsField(
        {
            "item": forms.ChoiceField(label=_("Condition"), choices=[("", CHOOSE), *ITEMS.items()]),
            "evidence": forms.CharField(label=_("Evidence, and where it is in the file"), max_length=300),
        },
        label=_("Evidence for each condition"),
        required=False,
        most=14,
    )
    examination = text(_("Remarks of the examination"), 3, required=False)
    office_only = frozenset({"met", "first_examiner", "second_examiner", "evidence", "examination"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_examiner", "second_examiner"):
            self.fields[name] = half(self.fields[name])
            self.fields[name].queryset = staff_of(self.context.dossier.organ)
        self.fields["first_examiner"].initial = self.context.actor.user_id
        names = [name for name in self.fields if name not in self.office_only]
        last = ("met", "evidence", "examination", "first_examiner", "second_examiner")
        self.order_fields([*names, *(name for name in last if name in self.fields)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("second_examiner") and cleaned.get("second_examiner") == cleaned.get("first_examiner"):
            self.add_error("second_examiner", _("Two people examine an application; name another one."))
        return cleaned


class AcceptForm(SimplifiedFields, ExaminedForm):
    on_date_label = _("Accepted on")
    not_before = (f.RECEIVED, f.SUPPLEMENT_RECEIVED)
    officer = half(OfficerField(required=False))
    second = half(
        OfficerField(
            label=_("Second officer"),
            required=False,
            help_text=_("The ordinary procedure needs two officers, the simplified one."),
        )
    )
    met = forms.MultipleChoiceField(
        label=_("Conditions of acceptance that are met"),
        choices=list(ITEMS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("An application is accepted when all seven conditions are met (art. 30①).")},
    )

    sections = (
        (
            _("Acceptance"),
            ("on_date", "procedure", "ground", "plain", "amount", "consenting", "consent", "officer", "second"),
        ),
        EXAMINATION,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        found = candidates(dossier.organ, self.context.today, self.context.proceeding.domain_id, dossier.recused)
        for name in ("officer", "second"):
            self.fields[name].offer([dossier.organ], found, dossier.recused)
        self.fields["officer"].initial = dossier.officer_id or chosen(found)
        self.fields["second"].initial = dossier.second_officer_id
        self.fields["consenting"].queryset = dossier.parties.standing().filter(represents=None)
        # Worked out when it is shown, not while the step is taken.
        self.fields["met"].widget.choices = conditions_shown(self.context)
        if self.context.proceeding.law == Law.LAW_2017:
            self.fields["procedure"].choices = [(Procedure.ORDINARY, Procedure.ORDINARY.label)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("procedure") == Procedure.SIMPLIFIED:
            self.check_simplified(cleaned)
        officer = cleaned.get("officer") or self.context.dossier.officer
        if cleaned.get("second") and cleaned["second"] == officer:
            self.add_error("second", _("The two case officers must be different people."))
        left = [str(label) for item, label in ITEMS.items() if item not in cleaned.get("met", [])]
        if left and "met" in self.fields and "met" not in self.errors:
            self.add_error(
                "met",
                forms.ValidationError(
                    _("Not met: %(items)s. An application is accepted when all seven conditions are met (art. 30①)."),
                    params={"items": "; ".join(left)},
                ),
            )
        return cleaned

    def without_files(self) -> StepForm:
        """Without the check-list too: what acceptance causes can be seen before its conditions are ticked."""
        self.fields.pop("met", None)
        return super().without_files()


class DeclineForm(ExaminedForm):
    on_date_label = _("Decided on")
    not_before = (f.RECEIVED, f.SUPPLEMENT_RECEIVED)
    reason = CodeField("decline_reason", label=_("Reason"))
    competent = forms.CharField(
        label=_("Competent organ"),
        max_length=200,
        required=False,
        help_text=_("Where another organ is competent, the decision names it (art. 30②)."),
    )
    explanation = text(_("Explanation"), 3)
    document_number = forms.CharField(label=_("Number of the decision"), max_length=100, required=False)
    sections = (
        (_("Decision of non-acceptance"), ("on_date", "reason", "competent", "explanation", "document_number")),
        EXAMINATION,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        reason = cleaned.get("reason")
        if reason and reason.mapping.get("names_organ") and not cleaned.get("competent"):
            self.add_error("competent", _("Name the organ that is competent."))
        return cleaned
