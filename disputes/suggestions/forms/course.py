"""What happens between a suggestion and its agencies."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField, DateField
from disputes.models import Rectified, TakenUp
from disputes.suggestions import facts as f
from disputes.suggestions import reading
from disputes.suggestions.forms.registration import LONGEST, check_period
from disputes.suggestions.reading import Course
from dossiers.models import Party
from workflow.fields import CHOOSE, PartyChoiceField, half, shown_when, text
from workflow.forms import MultipleFileField, StepForm
from workflow.party_forms import AgencyStepForm


class IssueForm(StepForm):
    """What was drawn up goes out, signed and with its number."""

    on_date_label = _("Date of the paper")
    number = CaseNumberField(label=_("Document number"), max_length=64)
    reply_by = half(DateField(label=_("Answer by, as the paper says"), required=False))
    reply_days = half(
        forms.IntegerField(
            label=_("or within so many days of the receipt"), required=False, min_value=1, max_value=LONGEST
        )
    )
    document = forms.FileField(label=_("The paper"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reply_by", "reply_days"):
            self.fields[name].initial = getattr(self.context.proceeding, name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        suggestion = self.context.proceeding
        wrong = check_period({"subject": suggestion.subject, **cleaned}, suggestion.kind, cleaned.get("on_date"))
        if wrong:
            self.add_error(*wrong)
        return cleaned


class ReceiveForm(AgencyStepForm):
    """An agency signs for the suggestion; its period begins."""

    on_date_label = _("Received on")
    not_before = (f.ISSUED,)
    once = f.RECEIVED
    party = PartyChoiceField(Party.objects.none(), label=_("Agency"), empty_label=CHOOSE)


class AfterReceipt(AgencyStepForm):
    """A step that concerns an agency whose course stands where the step begins, and comes after what it follows."""

    not_before = (f.RECEIVED,)
    follows: tuple[str, ...] = (f.RECEIVED,)
    party = PartyChoiceField(Party.objects.none(), label=_("Agency"), empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to = [party for party in self.fields["party"].queryset if self.begins(self._course(party))]
        self.fields["party"].initial = open_to[0] if len(open_to) == 1 else None

    def _course(self, party: Party) -> Course:
        return reading.course_of(self.context, party)

    def begins(self, course: Course) -> bool:
        """Whether the step is open to the agency of a course."""
        raise NotImplementedError

    def clean_party(self) -> Party:
        party: Party = super().clean_party()
        if not self.corrected_entries and not self.begins(self._course(party)):
            raise forms.ValidationError(
                _("This step is not open for %(party)s now."), params={"party": party.name}, code="closed"
            )
        return party

    def _day_of_step_before(self, kind: str) -> dt.date | None:
        """Of the chosen agency alone: what happened to another one bars nothing."""
        typed = self.data.get(self.add_prefix("party"), "")
        days = [
            fact.on_date
            for fact in self.context.facts
            if fact.kind in self.follows
            and str(fact.party_id) == str(typed)
            and fact.entry_id not in self.corrected_entries
            and (self.corrected_day is None or fact.on_date <= self.corrected_day)
        ]
        return max(days, default=None)


class ReplyForm(AfterReceipt):
    """The agency's answer: how far it takes the suggestion up, what it does, who answers for it, and by when."""

    on_date_label = _("Answered on")
    follows = (f.RECEIVED, f.REQUESTED_AGAIN)
    taken_up = forms.ChoiceField(label=_("Taken up"), choices=TakenUp.choices, widget=forms.RadioSelect)
    measures = text(_("Measures, or why it is not taken up"), 4)
    responsible = half(forms.CharField(label=_("Responsible person"), max_length=100))
    done_by = half(
        DateField(
            label=_("To be put right by"), required=False, help_text=_("Empty where all has been put right already.")
        )
    )
    papers = MultipleFileField(label=_("Written answer and papers"), required=False)

    def begins(self, course: Course) -> bool:
        return course.awaited and bool(course.of(f.RECEIVED))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("done_by") and cleaned.get("on_date") and cleaned["done_by"] < cleaned["on_date"]:
            self.add_error("done_by", _("The day lies before the answer."))
        if cleaned.get("taken_up") == TakenUp.NOT:
            cleaned["done_by"] = None
        return cleaned


class RectificationForm(AfterReceipt):
    """The agency reports what it has put right."""

    on_date_label = _("Reported on")
    follows = (f.REPLIED,)
    not_before = (f.REPLIED,)
    content = text(_("What was put right"), 3)
    papers = MultipleFileField(label=_("Papers"), required=False)

    def begins(self, course: Course) -> bool:
        return not course.awaited and not course.settled


class CheckForm(AfterReceipt):
    """The office looks at what was really put right."""

    on_date_label = _("Checked on")
    follows = (f.REPLIED, f.RECTIFICATION_REPORTED)
    not_before = (f.REPLIED,)
    result = forms.ChoiceField(label=_("Rectification"), choices=Rectified.choices, widget=forms.RadioSelect)
    manner = forms.CharField(
        label=_("How it was checked"),
        max_length=200,
        required=False,
        help_text=_("Papers looked at, a visit, files drawn at random."),
    )
    reason = shown_when(
        text(_("What is missing, and why"), 3, required=False), f"result={Rectified.PARTLY}|{Rectified.NOT}"
    )
    papers = MultipleFileField(label=_("Papers"), required=False)

    def begins(self, course: Course) -> bool:
        return not course.awaited and not course.settled

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        unsettled = cleaned.get("result") in {Rectified.PARTLY, Rectified.NOT}
        if unsettled and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say what is missing."))
        return cleaned


class AgainForm(AfterReceipt):
    """A second request: the answer is overdue, or what was put right does not do."""

    on_date_label = _("Sent on")
    follows = (f.RECEIVED, f.REPLIED, f.CHECKED, f.REQUESTED_AGAIN)
    number = half(forms.CharField(label=_("Document number"), max_length=64, required=False))
    reply_by = half(DateField(label=_("To be answered by, as the paper says")))
    reason = text(_("Why it is asked again"), 2)
    document = forms.FileField(label=_("Second request"), required=False)

    field_order = ["on_date", "party", "number", "reply_by", "reason", "document"]

    def begins(self, course: Course) -> bool:
        return reading.may_be_asked_again(self.context, course)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reply_by") and cleaned.get("on_date") and cleaned["reply_by"] <= cleaned["on_date"]:
            self.add_error("reply_by", _("The period ends after the request."))
        return cleaned


class ReportUpForm(AfterReceipt):
    """What goes unheeded is laid before the leader of the organ."""

    on_date_label = _("Reported on")
    follows = (f.REQUESTED_AGAIN, f.REPLIED, f.CHECKED)
    not_before = (f.REQUESTED_AGAIN,)
    to = half(forms.CharField(label=_("Reported to"), max_length=100))
    content = text(_("What is reported, and what is proposed"), 3)
    document = forms.FileField(label=_("Report"), required=False)

    def begins(self, course: Course) -> bool:
        return reading.may_be_reported(self.context, course)


class WithdrawForm(StepForm):
    on_date_label = _("Withdrawn on")
    not_before = (f.ISSUED,)
    reason = text(_("Reason of the issuing body"), 2)
    document = forms.FileField(label=_("Paper of the issuing body"), required=False)


class CloseForm(StepForm):
    on_date_label = _("Closed on")
    not_before = (f.REPLIED, f.CHECKED, f.REPORTED_UP)
    result = text(_("What came of it"), 2)
    papers_complete = forms.BooleanField(label=_("The papers are complete and in order"))


class ReopenForm(StepForm):
    on_date_label = _("Opened again on")
    not_before = (f.CLOSED,)
    reason = text(_("Reason"), 2)
