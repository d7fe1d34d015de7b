"""The conclusion of a case: by a decision, mediation, termination or dismissal."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.steps.before_decision import BEFORE_DECISION
from cases.steps.common import CONCLUSION, HANDLING, S, articles
from cases.steps.conditions import REPLIED, opinion_drafted, views_heard
from dossiers.models import Visibility
from workflow.steps import Condition, Step, director, organ_leader

STEPS = (
    Step(
        "decide",
        _("Decide"),
        group=CONCLUSION,
        sources=HANDLING,
        target=S.DECIDED,
        permission="dossier.handle",
        form=forms.DecideForm,
        effect=services.decide,
        conditions=(
            REPLIED,
            Condition("each party's views were heard or it is noted why not", views_heard),
            *BEFORE_DECISION,
            Condition("the office's opinion is entered", opinion_drafted),
        ),
        facts=(f.CONCLUDED,),
        articles=articles("第61条、第62条", "第28条、第31条"),
        approver=organ_leader,
        document=_("Reconsideration decision"),
        visibility=Visibility.PARTIES,
        weight=30,
    ),
    Step(
        "mediate",
        _("Conclude by mediation"),
        group=CONCLUSION,
        sources=HANDLING,
        target=S.DECIDED,
        permission="dossier.handle",
        form=forms.MediateForm,
        effect=services.mediate,
        facts=(f.CONCLUDED, f.SIGNED, f.SEALED, f.AGREED),
        articles=articles("第5条、第73条", "实施条例（2007）第50条"),
        approver=organ_leader,
        document=_("Mediation statement"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=46,
    ),
    Step(
        "terminate",
        _("Terminate"),
        group=CONCLUSION,
        sources=HANDLING,
        target=S.DECIDED,
        permission="dossier.handle",
        form=forms.TerminateForm,
        effect=services.terminate,
        facts=(f.CONCLUDED,),
        articles=articles("第41条、第74条", "第25条；实施条例（2007）第42条"),
        approver=director,
        document=_("Decision of termination"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=47,
    ),
    Step(
        "dismiss",
        _("Dismiss the application"),
        group=CONCLUSION,
        sources=HANDLING,
        target=S.DECIDED,
        permission="dossier.handle",
        form=forms.DismissForm,
        effect=services.dismiss,
        facts=(f.CONCLUDED,),
        articles=articles("第33条", "实施条例（2007）第48条"),
        approver=organ_leader,
        document=_("Decision dismissing the application"),
        visibility=Visibility.PARTIES,
        weight=48,
    ),
)
