"""The record of a dispute, from its receipt on."""

from django.utils.translation import gettext_lazy as _

from disputes import facts as f
from disputes import forms, services
from disputes.steps.common import BEFORE_END, RECORD, RUNNING, STANDING, S
from workflow.forms import StepForm
from workflow.links import PartForm, told_by_other
from workflow.parties import AmendPartyForm
from workflow.steps import Effect, Step, Text, director

# What begins the periods for suing.
SUIT = (f.SUIT_PERIOD, f.SUIT_TOLD, f.ACT_MADE)


def _kept(
    code: str,
    title: Text,
    form: type[StepForm],
    effect: Effect,
    *,
    weight: int,
    sources: frozenset[str] = RUNNING,
    facts: tuple[str, ...] = (),
    moves: tuple[str, ...] = (),
    permission: str = "dossier.handle",
) -> Step:
    """A step that keeps the record right and is put right by taking it again."""
    return Step(
        code,
        title,
        group=RECORD,
        sources=sources,
        permission=permission,
        form=form,
        effect=effect,
        facts=facts,
        moves=moves,
        correctable=False,
        weight=weight,
    )


STEPS = (
    _kept(
        "assign",
        _("Assign the coordinator"),
        forms.AssignDisputeForm,
        services.assign,
        weight=62,
        permission="dispute.assign",
    ),
    _kept(
        "amend",
        _("Amend the particulars"),
        forms.AmendDisputeForm,
        services.amend,
        moves=SUIT,
        weight=80,
    ),
    _kept(
        "add_party",
        _("Add a party"),
        forms.AddDisputePartyForm,
        services.add_party,
        sources=BEFORE_END,
        facts=SUIT,
        weight=81,
    ),
    _kept("add_agency", _("Add an agency"), forms.AddAgencyForm, services.add_agency, sources=BEFORE_END, weight=82),
    _kept("amend_party", _("Amend a party's particulars"), AmendPartyForm, services.amend_party, weight=83),
    _kept(
        "remove_party",
        _("Take out a party"),
        forms.RemoveDisputePartyForm,
        services.remove_party,
        sources=BEFORE_END,
        moves=SUIT,
        weight=84,
    ),
    _kept(
        "link_dispute",
        _("Link with another case"),
        forms.LinkDisputeForm,
        services.link,
        sources=STANDING,
        facts=(f.LINKED,),
        weight=64,
    ),
    _kept("unlink_dispute", _("Take back a link"), PartForm, services.unlink, sources=STANDING, weight=85),
    *told_by_other(RECORD),
    Step(
        "void",
        _("Void the case"),
        group=RECORD,
        sources=RUNNING,
        target=S.VOID,
        permission="dossier.handle",
        form=forms.VoidDisputeForm,
        effect=services.void,
        facts=(f.VOIDED,),
        approver=director,
        correctable=False,
        weight=90,
    ),
)
