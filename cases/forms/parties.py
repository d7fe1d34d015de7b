"""A party that comes into a case of reconsideration while it runs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.agents import counted, respondent_agent_lacks
from cases.law import election_lacks, election_on
from cases.models import State
from dossiers.models import Party, PartyRole
from workflow.fields import CHOOSE, PartyChoiceField, shown_when
from workflow.forms import StepForm
from workflow.parties import HEADS, NUMBERS, PartyForm


class AddPartyForm(PartyForm, StepForm):
    """A party that was left out, or comes in later."""

    on_date_label = _("Entered on")
    not_kept = NUMBERS
    represents = shown_when(
        PartyChoiceField(Party.objects.none(), label=_("Acts for"), required=False, empty_label=CHOOSE),
        "role=representative|agent|statutory_agent",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = self.context.dossier.parties.standing().filter(role__in=[*HEADS, PartyRole.RESPONDENT])
        self.fields["represents"].queryset = heads
        self.order_fields(["on_date", "role", "represents"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("role") in HEADS:
            cleaned["represents"] = None
            if self.context.proceeding.state not in {State.REVIEW, State.SUPPLEMENT, State.HANDLING}:
                self.add_error("role", _("The case is concluded; only those who act for a party can still be added."))
        elif cleaned.get("role") and not cleaned.get("represents"):
            self.add_error("represents", _("Say for whom this person acts."))
        elif cleaned.get("role"):
            self._check_acting(cleaned, cleaned["represents"])
        return cleaned

    def _check_acting(self, cleaned: dict[str, Any], head: Party) -> None:
        """A respondent is represented by one or two of its staff (rules 18②); applicants elect so many and no more."""
        day = cleaned.get("on_date") or self.context.today
        law = self.context.proceeding.law
        if head.role == PartyRole.RESPONDENT:
            others = [party for party in self.context.parties if party.represents_id == head.pk]
            if cleaned["role"] != PartyRole.AGENT:
                self.add_error("role", _("For a respondent only an agent acts."))
            elif reason := respondent_agent_lacks(law, day, cleaned.get("agent_kind"), others):
                self.add_error("agent_kind", reason)
        elif cleaned["role"] == PartyRole.REPRESENTATIVE and head.role == PartyRole.APPLICANT:
            applicants, elected = counted(self.context.parties)
            election = election_on(law, day)
            if elected + 1 > election.most:
                self.add_error("role", election_lacks(election, applicants, elected + 1))
