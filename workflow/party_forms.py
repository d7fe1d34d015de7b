"""What the forms of several steps have in common."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from dossiers.models import Party, PartyRole
from workflow.fields import CHOOSE, PartyChoiceField, text
from workflow.forms import StepForm


class DayForm(StepForm):
    """A step that needs only its day."""

    note = text(_("Remarks"), 2, required=False)


class PartyStepForm(StepForm):
    """A step that concerns one party."""

    party_roles: tuple[str, ...] = (PartyRole.RESPONDENT,)
    # The fact that a party can have once only.
    once: str | None = None
    party = PartyChoiceField(Party.objects.none(), label=_("Party"), empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = self.parties()
        left = [party for party in self.fields["party"].queryset if not (self.once and self._days_of(self.once, party))]
        if len(left) == 1:
            self.fields["party"].initial = left[0]

    def parties(self) -> QuerySet[Party]:
        return self.context.dossier.parties.standing().filter(role__in=self.party_roles)

    def clean_party(self) -> Party:
        party = self.cleaned_data["party"]
        if self.once and self._days_of(self.once, party):
            raise forms.ValidationError(_("This is entered for %(party)s already."), params={"party": party.name})
        return party

    def _days_of(self, kind: str, party: Party) -> list[dt.date]:
        """The days of a fact of one party; in a correction those of other entries alone."""
        return sorted(
            fact.on_date
            for fact in self.context.facts
            if fact.kind == kind and fact.party_id == party.pk and fact.entry_id not in self.corrected_entries
        )


class AgencyStepForm(PartyStepForm):
    """A step that a respondent's own liaison may take too, for that respondent alone."""

    def parties(self) -> QuerySet[Party]:
        parties, actor = super().parties(), self.context.actor
        if actor.has_any((Role.OFFICER, Role.DIRECTOR), self.context.dossier.organ.office_id):
            return parties
        return parties.filter(organisation_id__in=actor.organisations(Role.AGENCY_LIAISON))
