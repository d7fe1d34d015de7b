"""What stops an accepted case for a time and lets it go on, with the notice of either."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.steps.before_decision import no_norm_review
from cases.steps.common import COURSE, HANDLING, articles
from cases.steps.conditions import is_suspended, notice_left
from dossiers.models import Visibility
from workflow.steps import Condition, Step, director

STEPS = (
    Step(
        "suspend",
        _("Suspend"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.SuspendForm,
        effect=services.suspend,
        facts=(f.SUSPENDED, f.TOLD),
        articles=articles("第39条第1款", "实施条例（2007）第41条第1款"),
        approver=director,
        document=_("Notice of suspension"),
        visibility=Visibility.PARTIES,
        weight=45,
    ),
    Step(
        "resume",
        _("Resume"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.ResumeForm,
        effect=services.resume,
        conditions=(
            Condition("the case is suspended", is_suspended),
            Condition("no normative document is under review", no_norm_review),
        ),
        facts=(f.RESUMED, f.TOLD),
        articles=articles("第39条第2款", "实施条例（2007）第41条第2款"),
        document=_("Notice of resumption"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=5,
    ),
    Step(
        "tell",
        _("Enter the notice to the parties"),
        group=COURSE,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.ToldForm,
        effect=services.tell,
        conditions=(Condition("a suspension or resumption has not been told", notice_left),),
        facts=(f.TOLD,),
        articles=articles("第39条第3款", "实施条例（2007）第41条第2款"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=44,
    ),
)
