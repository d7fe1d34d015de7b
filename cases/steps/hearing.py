"""The hearing (听证) of a case, which a major, difficult or complex one must have."""

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.steps import before_decision as when
from cases.steps.common import HANDLING, HEARING, articles
from dossiers.models import Visibility
from workflow.steps import Condition, Step, director

STEPS = (
    Step(
        "mark_major",
        _("Mark as major, difficult or complex"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.MajorForm,
        effect=services.mark_major,
        conditions=(Condition("it is not marked", when.not_major_yet),),
        facts=(f.MARKED_MAJOR,),
        articles=articles("第50条第1款"),
        approver=director,
        while_suspended=True,
        weight=54,
    ),
    Step(
        "order_hearing",
        _("Order a hearing"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.OrderHearingForm,
        effect=services.order_hearing,
        conditions=(Condition("no hearing is set", when.no_hearing_set),),
        facts=(f.HEARING_SET,),
        articles=articles("第50条、第51条第1款", "实施条例（2007）第33条"),
        document=_("Notice of hearing"),
        visibility=Visibility.PARTIES,
        weight=39,
    ),
    Step(
        "postpone_hearing",
        _("Put off the hearing"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.PostponeHearingForm,
        effect=services.postpone_hearing,
        conditions=(Condition("a hearing is set", when.hearing_set),),
        facts=(f.HEARING_SET,),
        articles=articles("第51条第1款", "实施条例（2007）第33条"),
        document=_("Notice of hearing"),
        visibility=Visibility.PARTIES,
        continues=True,
        weight=56,
    ),
    Step(
        "cancel_hearing",
        _("Cancel the hearing"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.CancelHearingForm,
        effect=services.cancel_hearing,
        conditions=(Condition("a hearing is set", when.hearing_set),),
        facts=(f.HEARING_CANCELLED,),
        articles=articles("第51条", "实施条例（2007）第33条"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        continues=True,
        weight=57,
    ),
    Step(
        "hold_hearing",
        _("Enter the hearing held"),
        group=HEARING,
        sources=HANDLING,
        permission="dossier.handle",
        form=forms.HoldHearingForm,
        effect=services.hold_hearing,
        conditions=(
            Condition("a hearing is set", when.hearing_set),
            Condition("its day has come", when.hearing_day_come),
            Condition("those who preside are not recused", when.presider_not_recused),
        ),
        facts=(f.HEARING_HELD,),
        articles=articles("第50条第3款、第51条", "实施条例（2007）第33条"),
        document=_("Record of the hearing"),
        visibility=Visibility.PARTIES,
        continues=True,
        weight=18,
    ),
)
