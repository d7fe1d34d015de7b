"""What the office does towards a conclusion and with its document: mediation, opinion, discussion, seal, slips."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.steps.after_conclusion import document_there
from cases.steps.common import AFTERWARDS, ANSWERED, CONCLUSION, HANDLING, HEARING, RECORD, S, articles
from dossiers.models import Visibility
from workflow.steps import Condition, Step, director

STEPS = (
    Step(
        "mediation_session",
        _("Record a mediation session"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.MediationSessionForm,
        effect=services.mediation_session,
        facts=(f.MEDIATED,),
        articles=articles("第5条、第73条", "实施条例（2007）第50条"),
        document=_("Record of mediation"),
        while_suspended=True,
        weight=39,
        weight_again=49,
    ),
    Step(
        "draft_opinion",
        _("Enter the trial report"),
        group=CONCLUSION,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.DraftOpinionForm,
        effect=services.draft_opinion,
        facts=(f.DRAFTED,),
        articles=articles("第61条第1款", "第28条第1款"),
        document=_("Trial report"),
        weight=35,
        weight_again=52,
    ),
    Step(
        "discuss",
        _("Enter a collective discussion"),
        group=CONCLUSION,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.DiscussForm,
        effect=services.discuss,
        facts=(f.DISCUSSED,),
        articles=articles("第61条第1款", "第28条第1款"),
        document=_("Record of the discussion"),
        weight=51,
    ),
    Step(
        "seal",
        _("Register the seal"),
        group=AFTERWARDS,
        sources=ANSWERED - {S.CLOSED},
        permission="dossier.handle",
        form=forms.SealForm,
        effect=services.seal,
        facts=(f.SEALED,),
        articles=articles("第75条第1款", "第31条第2款"),
        document=_("Seal register"),
        weight=30,
        weight_again=72,
    ),
    Step(
        "correct_slip",
        _("Correct a slip in a document"),
        group=RECORD,
        sources=ANSWERED,
        permission="dossier.handle",
        form=forms.CorrectSlipForm,
        effect=services.correct_slip,
        conditions=(Condition("there is a document", document_there),),
        facts=(f.SLIP_CORRECTED,),
        approver=director,
        document=_("Notice of correction"),
        visibility=Visibility.PARTIES,
        weight=75,
    ),
)
