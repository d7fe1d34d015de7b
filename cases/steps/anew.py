"""A case whose conclusion was set aside and that is to be decided anew."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.steps.after_conclusion import can_be_heard_anew
from cases.steps.common import AFTERWARDS, CONCLUDED, S, articles
from dossiers.models import Visibility
from workflow.steps import Condition, Step, organ_leader

STEPS = (
    Step(
        "hear_anew",
        _("Hear anew after the conclusion was set aside"),
        group=AFTERWARDS,
        sources=CONCLUDED,
        target=S.HANDLING,
        permission="dossier.handle",
        form=forms.HearAnewForm,
        effect=services.hear_anew,
        conditions=(Condition("the case was accepted and concluded, and not by dismissal", can_be_heard_anew),),
        facts=(f.HEARD_ANEW, f.SET_ASIDE, f.RESUMED),
        moves=tuple(sorted(f.OF_A_CONCLUSION)),
        # The period is that of the decision by analogy; a court revokes and orders, or the organ above does.
        articles=articles(
            "第62条第1款；行政诉讼法第70条、行诉解释第89条；地方组织法第73条第3项",
            "第31条第1款；行政诉讼法第70条、行诉解释第89条；地方组织法第73条第3项",
        ),
        approver=organ_leader,
        document=_("Notice that the case is heard anew"),
        visibility=Visibility.PARTIES,
        weight=64,
    ),
)
