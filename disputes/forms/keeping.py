"""The record of a dispute kept right: what it is about, its parties, the cases it belongs to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AGENCY_KINDS, Organisation
from accounts.timekeeping import today
from disputes.forms.registration import EARLIER, DisputePartyForm, ParticularsForm
from disputes.models import Dispute
from dossiers.models import Dossier, DossierKind, LinkKind, PartyRole
from workflow.fields import CHOOSE, text
from workflow.forms import StepForm, plain
from workflow.links import OtherCaseForm
from workflow.parties import AddedPartyForm, RemovePartyForm
from workflow.steps import Context


class AmendDisputeForm(ParticularsForm, StepForm):
    """What the dispute is about, put right. Since when the period for suing runs stands in the receipt."""

    on_date_label = _("Amended on")

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        initial = self._stored(context.proceeding) | (kwargs.pop("initial", None) or {})
        super().__init__(*args, context=context, initial=initial, **kwargs)
        self.order_fields(["on_date"])

    @classmethod
    def _stored(cls, dispute: Dispute) -> dict[str, Any]:
        return {name: getattr(dispute, name) for name in cls.COLUMNS}

    def stored_raw(self) -> dict[str, list[str]]:
        return {name: plain(value) for name, value in self._stored(self.context.proceeding).items()}


class AddDisputePartyForm(DisputePartyForm, AddedPartyForm):
    """A party that was left out, or comes in later; those who act for an agency too."""


class AddAgencyForm(StepForm):
    """A further agency that the dispute concerns."""

    on_date_label = _("Entered on")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        here = Organisation.objects.within(dossier.organ.organisation).filter(kind__in=AGENCY_KINDS).valid_on(today())
        named = dossier.parties.standing().filter(role=PartyRole.RESPONDENT).values("organisation")
        self.fields["organisation"].queryset = here.exclude(pk__in=named).order_by("pk")


class RemoveDisputePartyForm(RemovePartyForm):
    """A party entered by mistake, an agency too."""

    party_roles = (*RemovePartyForm.party_roles, PartyRole.RESPONDENT)
    # They began with the receipt, not with a step of the party's.
    taken_along = EARLIER


class LinkDisputeForm(OtherCaseForm):
    """Another case of the organ to which the dispute belongs, found by its number in whatever form it is typed."""

    on_date_label = _("Linked on")
    KINDS = (
        (LinkKind.CENTRE, _("Lawsuit or reconsideration case behind the dispute")),
        (LinkKind.SAME_ACT, _("Against the same act")),
    )
    kind = forms.ChoiceField(label=_("How they belong together"), choices=KINDS, initial=LinkKind.CENTRE)
    note = text(_("Remarks"), 2, required=False)

    field_order = ["on_date", "kind", "number", "note"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if self.other is None or not kind:
            return cleaned
        if not fits(kind, self.other):
            self.add_error("number", _("The number is that of a case of another kind."))
        self.check_unlinked(kind)
        return cleaned


def fits(kind: str, other: Dossier) -> bool:
    """Whether a case can stand in a relation to a dispute: behind it stand suits and reconsideration cases."""
    return kind != LinkKind.CENTRE or other.kind in {DossierKind.LITIGATION, DossierKind.RECONSIDERATION}


class VoidDisputeForm(StepForm):
    on_date_label = _("Voided on")
    reason = text(_("Reason"), 2)
