"""After the conclusion: service, what is sued afterwards, the closing of the file."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField, DateField
from accounts.timekeeping import today
from cases import facts as f
from cases.forms.bases import PartyStepForm
from cases.forms.fields import CodeField, text
from dossiers.models import Party, PartyRole
from workflow.forms import StepForm


class ServeForm(PartyStepForm):
    on_date_label = _("Sent on")
    party_roles = (PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY)
    not_before = (f.CONCLUDED, f.DECLINED)
    once = f.SERVED
    manner = CodeField("service_manner", label=_("Manner of service"))
    effective_on = DateField(
        label=_("Received on"),
        required=False,
        latest=today,
        help_text=_("By public notice the day follows from the law: thirty days after the notice."),
    )
    proof = forms.FileField(label=_("Proof of service"), required=False)

    def parties(self) -> QuerySet[Party]:
        return super().parties().filter(represents=None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        manner, effective, sent = cleaned.get("manner"), cleaned.get("effective_on"), cleaned.get("on_date")
        if manner and manner.code == "public_notice":
            if effective:
                self.add_error(
                    "effective_on", _("Leave this empty: the day of service by public notice is worked out.")
                )
        elif manner and not effective:
            self.add_error("effective_on", _("Give the day on which it was received."))
        if effective and sent and effective < sent:
            self.add_error("effective_on", _("It cannot have been received before it was sent."))
        if manner and manner.mapping.get("needs_consent") and cleaned.get("party"):
            party = cleaned["party"]
            if party.role != PartyRole.RESPONDENT and not party.electronic_service:
                self.add_error("manner", _("The party has not agreed to electronic service."))
        if self.corrected_entries and self.context.dossier.closed_on and self._leaves_unserved(cleaned.get("party")):
            self.add_error("party", _("The case is closed; a party would be left without service."))
        return cleaned

    def _leaves_unserved(self, party: Party | None) -> bool:
        """Whether the correction takes the service away from the party for whom it was entered."""
        served = {
            fact.party_id
            for fact in self.context.facts
            if fact.kind == f.SERVED and fact.entry_id in self.corrected_entries
        }
        return party is not None and bool(served - {party.pk})


class SuedForm(PartyStepForm):
    on_date_label = _("Sued on")
    party_roles = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
    not_before = (f.CONCLUDED, f.DECLINED)
    court = forms.CharField(label=_("Court"), max_length=100)
    suit_number = CaseNumberField(label=_("Number of the suit"), required=False)


class CloseForm(StepForm):
    on_date_label = _("Closed on")
    not_before = (*f.OVER, f.SERVED)
    papers_complete = forms.BooleanField(label=_("The papers of the file are complete and in order"))
    note = text(_("Remarks"), 2, required=False)
