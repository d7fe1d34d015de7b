"""The record of a suggestion kept right: its officer, what it says, its agencies, the cases behind it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AGENCY_KINDS, Organisation
from accounts.timekeeping import today
from disputes.models import Suggestion, SuggestionAgency
from disputes.suggestions import facts as f
from dossiers.models import LinkKind, Party, PartyRole
from workflow.fields import CHOOSE, CodeField, OfficerField, half, text
from workflow.forms import StepForm, plain
from workflow.links import OtherCaseForm
from workflow.parties import RemovePartyForm
from workflow.steps import Context


class VoidForm(StepForm):
    on_date_label = _("Voided on")
    reason = text(_("Reason"), 2)


class AssignForm(StepForm):
    on_date_label = _("Assigned on")
    officer = OfficerField()
    reason = text(_("Reason"), 2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        self.fields["officer"].offer([dossier.organ], barred=dossier.recused)

    def stored_raw(self) -> dict[str, list[str]]:
        return {"officer": plain(self.context.dossier.officer_id)}


class AmendForm(StepForm):
    """What a suggestion says, put right."""

    on_date_label = _("Amended on")
    COLUMNS = ("cause", "domain", "matter", "problem", "proposal", "other_cases")
    cause = half(CodeField("loss_cause", label=_("Cause of the problem"), required=False))
    domain = half(CodeField("domain", label=_("Domain"), required=False))
    matter = half(CodeField("matter", label=_("Kind of act"), required=False))
    problem = text(_("Problem"), 3)
    proposal = text(_("What is suggested"), 3)
    other_cases = forms.CharField(label=_("Other cases behind it"), max_length=500, required=False)

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        initial = self._stored(context.proceeding) | (kwargs.pop("initial", None) or {})
        super().__init__(*args, context=context, initial=initial, **kwargs)

    @classmethod
    def _stored(cls, suggestion: Suggestion) -> dict[str, Any]:
        return {name: getattr(suggestion, name) for name in cls.COLUMNS}

    def stored_raw(self) -> dict[str, list[str]]:
        return {name: plain(value) for name, value in self._stored(self.context.proceeding).items()}


class AddAgencyForm(StepForm):
    """A further agency to which the suggestion is made."""

    on_date_label = _("Received or added on")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=CHOOSE)
    received = forms.BooleanField(label=_("It received the paper on this day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        here = Organisation.objects.within(dossier.organ.organisation).valid_on(today()).filter(kind__in=AGENCY_KINDS)
        named = SuggestionAgency.objects.unscoped("the suggestion in hand").filter(suggestion=dossier.pk)
        self.fields["organisation"].queryset = here.exclude(pk__in=named.values("organisation")).order_by("pk")
        if self.context.proceeding.issued_on is None:
            del self.fields["received"]

    def clean(self) -> dict[str, Any]:
        return {"received": False, **(super().clean() or {})}


class RemoveAgencyForm(RemovePartyForm):
    """An agency named by mistake, that has done nothing in the matter yet."""

    party_roles = (PartyRole.RESPONDENT,)

    def clean_party(self) -> Party:
        party: Party = self.cleaned_data["party"]
        if len(self.context.respondents) == 1:
            raise forms.ValidationError(
                _("The only agency cannot be taken out; void the suggestion instead."), code="last"
            )
        return super().clean_party() if self._concerned(party) else party

    def _concerned(self, party: Party) -> bool:
        """Whether more happened to the agency than that it received the paper."""
        return any(fact.party_id == party.pk and fact.kind != f.RECEIVED for fact in self.context.facts)


class LinkForm(OtherCaseForm):
    """A case behind the suggestion."""

    on_date_label = _("Linked on")
    note = text(_("Remarks"), 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_unlinked(LinkKind.SUGGESTED)
        return cleaned
