"""What stops a suit for a time, lets it go on, or changes its procedure."""

from django.utils.translation import gettext_lazy as _

from dossiers.models import Visibility
from hearings import facts as f
from hearings import forms, services
from hearings.steps.common import BEFORE_JUDGMENT, COURSE, article
from hearings.steps.conditions import SIMPLIFIED, STAYED
from workflow.steps import Step

STEPS = (
    Step(
        "stay_suit",
        _("Enter a stay of the suit"),
        group=COURSE,
        sources=BEFORE_JUDGMENT,
        permission="dossier.handle",
        form=forms.StayForm,
        effect=services.stay,
        facts=(f.STAYED,),
        articles=article("行诉解释第87条第1款"),
        visibility=Visibility.PARTIES,
        weight=60,
    ),
    Step(
        "continue_suit",
        _("Enter the continuation of the suit"),
        group=COURSE,
        sources=BEFORE_JUDGMENT,
        permission="dossier.handle",
        form=forms.ContinueForm,
        effect=services.go_on,
        conditions=(STAYED,),
        facts=(f.CONTINUED,),
        articles=article("行诉解释第87条第2款"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        continues=True,
        weight=5,
    ),
    Step(
        "convert_suit",
        _("Enter the conversion to the ordinary procedure"),
        group=COURSE,
        sources=BEFORE_JUDGMENT,
        permission="dossier.handle",
        form=forms.ConvertForm,
        effect=services.convert,
        conditions=(SIMPLIFIED,),
        facts=(f.CONVERTED,),
        articles=article("行政诉讼法第84条"),
        visibility=Visibility.PARTIES,
        continues=True,
        weight=61,
    ),
)
