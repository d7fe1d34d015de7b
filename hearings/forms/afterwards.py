"""What follows a judgment: retrial, supervision, performance, compensation, judicial suggestions, closing."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField, DateField, MoneyField
from accounts.timekeeping import today
from dossiers.models import Party
from hearings import facts as f
from hearings import reading
from workflow.fields import half, text
from workflow.forms import MultipleFileField, StepForm
from workflow.letters import check_not_registered
from workflow.party_forms import AgencyStepForm, PartyStepForm


class RetrialForm(PartyStepForm):
    """A party applies for retrial (行政诉讼法 90)."""

    on_date_label = _("Applied on")
    party_roles = reading.HEADS
    not_before = (f.EFFECTIVE,)
    to = half(forms.CharField(label=_("Applied to"), max_length=100))
    number = half(CaseNumberField(label=_("Number there"), required=False))
    reason = text(_("Reason"), 2, required=False)


class SupervisionForm(RetrialForm):
    """A party applies to the procuratorate (93), which has three months once it has accepted the application."""

    accepted_on = half(DateField(label=_("Accepted by the procuratorate on"), required=False, latest=today))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, accepted = cleaned.get("on_date"), cleaned.get("accepted_on")
        if day and accepted and accepted < day:
            self.add_error("accepted_on", _("It is accepted no earlier than it was applied for."))
        return cleaned


class PerformedForm(AgencyStepForm):
    """That a defendant has done what the judgment asks of it (行政诉讼法 94)."""

    on_date_label = _("Performed on")
    once = f.PERFORMED
    not_before = (f.EFFECTIVE,)
    how = text(_("How it was performed"), 2)
    papers = MultipleFileField(label=_("Papers"), required=False)

    def parties(self) -> QuerySet[Party]:
        bound = [party.pk for party in reading.to_perform(self.context)]
        return super().parties().filter(pk__in=bound)


class CompensatedForm(AgencyStepForm):
    """Compensation paid, and whether somebody answers for it (国家赔偿法 16)."""

    on_date_label = _("Paid on")
    not_before = (f.EFFECTIVE,)
    amount = half(MoneyField(label=_("Amount paid")))
    recourse = half(
        forms.ChoiceField(
            label=_("Recourse against those at fault"),
            choices=[("none", _("No ground for it")), ("open", _("Being looked at")), ("done", _("Taken"))],
        )
    )
    note = text(_("Remarks"), 2, required=False)


class SuggestionForm(PartyStepForm):
    """A judicial suggestion that the court sent to an agency."""

    on_date_label = _("Received on")
    number = half(CaseNumberField(label=_("Number of the suggestion"), required=False))
    norm = forms.BooleanField(label=_("Concerns a normative document (answer within sixty days)"), required=False)
    content = text(_("What the court suggests"), 3)
    paper = forms.FileField(label=_("Judicial suggestion"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_not_registered(self)
        return cleaned


class SuggestionAnswerForm(AgencyStepForm):
    on_date_label = _("Answered on")
    not_before = (f.SUGGESTION_RECEIVED,)
    taken_up = forms.ChoiceField(
        label=_("Taken up"),
        choices=[("yes", _("Wholly")), ("partly", _("In part")), ("no", _("Not"))],
        widget=forms.RadioSelect,
    )
    content = text(_("What was answered and done"), 3)
    paper = forms.FileField(label=_("Written answer"), required=False)

    def clean_party(self) -> Party:
        party: Party = super().clean_party()
        facts = [fact for fact in self.context.facts if fact.entry_id not in self.corrected_entries]
        if not reading.suggestions_open(facts, party):
            raise forms.ValidationError(_("No judicial suggestion to this agency waits for an answer."), code="none")
        return party


class CloseForm(StepForm):
    on_date_label = _("Closed on")
    not_before = (f.JUDGED, f.JUDGMENT_SERVED)
    papers_complete = forms.BooleanField(label=_("The papers are complete and in order"))
    note = text(_("Remarks"), 2, required=False)


class ReopenForm(StepForm):
    on_date_label = _("Opened again on")
    not_before = (f.CLOSED,)
    reason = text(_("Reason"), 2)
