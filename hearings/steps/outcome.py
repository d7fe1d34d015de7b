"""How an instance of a suit ends, and when that takes effect."""

from django.utils.translation import gettext_lazy as _

from dossiers.models import Visibility
from hearings import facts as f
from hearings import forms, services
from hearings.steps.common import BEFORE_JUDGMENT, OUTCOME, S, article
from hearings.steps.conditions import APPEAL_LIES, JUDGMENT_UNSERVED, LAPSED
from workflow.steps import Step

EFFECT = (f.EFFECTIVE, f.TO_PERFORM)

STEPS = (
    Step(
        "judge",
        _("Enter the judgment or ruling"),
        group=OUTCOME,
        sources=BEFORE_JUDGMENT,
        target=S.JUDGED,
        permission="suit.judge",
        form=forms.JudgeForm,
        effect=services.judge,
        facts=(f.JUDGED,),
        moves=EFFECT,
        articles=article("行政诉讼法第69条至第78条、第89条"),
        document=_("Judgment or ruling"),
        visibility=Visibility.PARTIES,
        weight=40,
    ),
    Step(
        "withdraw_suit",
        _("Enter the withdrawal of the suit"),
        group=OUTCOME,
        sources=BEFORE_JUDGMENT,
        target=S.JUDGED,
        permission="suit.judge",
        form=forms.WithdrawForm,
        effect=services.withdraw,
        facts=(f.JUDGED,),
        moves=EFFECT,
        articles=article("行政诉讼法第58条、第62条"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=55,
    ),
    Step(
        "serve_judgment",
        _("Enter the service of the judgment"),
        group=OUTCOME,
        sources=frozenset({S.JUDGED, S.APPEALED}),
        target=services.after_serving,
        permission="suit.judge",
        form=forms.ServeJudgmentForm,
        effect=services.serve_judgment,
        conditions=(JUDGMENT_UNSERVED,),
        facts=(f.JUDGMENT_SERVED, *EFFECT),
        articles=article("行政诉讼法第80条、第85条"),
        visibility=Visibility.PARTIES,
        weight=10,
    ),
    Step(
        "appeal",
        _("Enter an appeal"),
        group=OUTCOME,
        sources=frozenset({S.JUDGED, S.APPEALED}),
        target=S.APPEALED,
        permission="dossier.handle",
        form=forms.AppealForm,
        effect=services.appeal,
        conditions=(APPEAL_LIES,),
        facts=(f.APPEALED,),
        articles=article("行政诉讼法第85条"),
        visibility=Visibility.PARTIES,
        weight=20,
        weight_again=60,
    ),
    Step(
        "appeal_ended",
        _("Enter the result of the appeal"),
        group=OUTCOME,
        sources=frozenset({S.APPEALED}),
        target=services.after_appeal,
        permission="dossier.handle",
        form=forms.AppealEndedForm,
        effect=services.end_appeal,
        facts=(f.APPEAL_ENDED, *EFFECT),
        articles=article("行政诉讼法第89条"),
        visibility=Visibility.PARTIES,
        weight=15,
    ),
    Step(
        "take_effect",
        _("In effect: no appeal within the period"),
        group=OUTCOME,
        sources=frozenset({S.JUDGED}),
        target=S.EFFECTIVE,
        permission="dossier.handle",
        form=forms.TakeEffectForm,
        effect=services.take_effect,
        conditions=(LAPSED,),
        facts=EFFECT,
        articles=article("行政诉讼法第85条"),
        visibility=Visibility.PARTIES,
        weight=12,
    ),
)
