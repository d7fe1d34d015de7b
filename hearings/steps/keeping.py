"""The record of a lawsuit, from its registration on."""

from django.utils.translation import gettext_lazy as _

from dossiers.models import Visibility
from hearings import facts as f
from hearings import forms, services
from hearings.steps.common import NOWHERE, RECEIPT, RECORD, RUNNING, S, article, director
from workflow.steps import Step

STEPS = (
    Step(
        "register",
        _("Register the suit"),
        group=RECEIPT,
        sources=NOWHERE,
        permission="dossier.handle",
        form=forms.DayForm,
        effect=services.correct_registration,
        facts=(f.FILED, f.SERVED_WITH_SUIT),
        articles=article("行政诉讼法第67条第1款"),
        visibility=Visibility.PARTIES,
        correctable=False,
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
