"""The record of a case kept right, at any stage."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.steps.common import RECORD, RUNNING, S
from workflow.steps import Step, director

STEPS = (
    Step(
        "amend",
        _("Amend the application's particulars"),
        group=RECORD,
        sources=RUNNING,
        permission="dossier.handle",
        form=forms.AmendForm,
        effect=services.amend,
        while_suspended=True,
        correctable=False,
        weight=80,
    ),
    Step(
        "add_party",
        _("Add a party"),
        group=RECORD,
        sources=RUNNING,
        permission="dossier.handle",
        form=forms.AddPartyForm,
        effect=services.add_party,
        while_suspended=True,
        correctable=False,
        weight=81,
    ),
    Step(
        "amend_party",
        _("Amend a party's particulars"),
        group=RECORD,
        sources=RUNNING,
        permission="dossier.handle",
        form=forms.AmendPartyForm,
        effect=services.amend_party,
        while_suspended=True,
        correctable=False,
        weight=82,
    ),
    Step(
        "remove_party",
        _("Take out a party"),
        group=RECORD,
        sources=RUNNING,
        permission="dossier.handle",
        form=forms.RemovePartyForm,
        target=services.after_removal,
        effect=services.remove_party,
        while_suspended=True,
        correctable=False,
        weight=83,
    ),
    Step(
        "void",
        _("Void the case"),
        group=RECORD,
        sources=RUNNING,
        target=S.VOID,
        permission="dossier.handle",
        form=forms.VoidForm,
        effect=services.void,
        facts=(f.VOIDED,),
        approver=director,
        while_suspended=True,
        correctable=False,
        weight=90,
    ),
)
