"""The sittings of a case: set, joined, moved, cancelled, held; or no hearing at all."""

from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now
from dossiers.models import Visibility
from hearings import facts as f
from hearings import forms, services
from hearings.forms.sittings import joinable
from hearings.models import SittingState
from hearings.services.righting import ENTERED, of_same_act, of_same_sitting
from hearings.sittings import reading
from hearings.sittings.words import begun
from hearings.steps.common import BEFORE_JUDGMENT, RUNNING, SITTINGS, article
from workflow.steps import Condition, Context, Step, Text


def _something_to_join(context: Context) -> Text | None:
    return None if joinable(context) else _("No other sitting of the court is set.")


def _nothing_heard(context: Context) -> Text | None:
    held = reading.sittings(context, SittingState.HELD)
    return _("The case was heard in court.") if held else None


def _there(context: Context) -> Text | None:
    """Whether the case is in a sitting at all; that it can still be changed is asked of the sitting itself."""
    return None if reading.sittings(context) else _("No sitting is set.")


IN_A_SITTING = Condition("the case is in a sitting", _there)


def _heard_with_others(context: Context) -> Text | None:
    if reading.parallel(context):
        return None
    if reading.sittings(context, SittingState.SET):
        return _("The sitting hears this case alone; move or cancel it.")
    if reading.sittings(context, SittingState.HELD):
        return _("The sitting was held: what was heard in it stays with it.")
    return _("No sitting is set.")


def _begun(context: Context) -> Text | None:
    there = reading.sittings(context, SittingState.SET, SittingState.HELD)
    return None if any(begun(one, now()) for one in there) else _("No sitting has begun yet.")


STEPS = (
    Step(
        "set_hearing",
        _("Set a sitting"),
        group=SITTINGS,
        sources=BEFORE_JUDGMENT,
        permission="sitting.change",
        form=forms.SetHearingForm,
        effect=services.set_hearing,
        alongside=of_same_sitting,
        facts=(f.HEARING_SET, f.APPEARANCE_OWED),
        articles=article("行诉解释第71条"),
        document=_("Summons"),
        visibility=Visibility.PARTIES,
        weight=30,
        weight_again=55,
    ),
    Step(
        "join_hearing",
        _("Hear it in a sitting that is set"),
        group=SITTINGS,
        sources=BEFORE_JUDGMENT,
        permission="sitting.change",
        form=forms.JoinHearingForm,
        effect=services.join_hearing,
        conditions=(Condition("a sitting of the court is set", _something_to_join),),
        facts=(f.HEARING_SET, f.APPEARANCE_OWED),
        articles=article("行政诉讼法第27条"),
        document=_("Summons"),
        visibility=Visibility.PARTIES,
        continues=True,
        weight=56,
    ),
    Step(
        "move_hearing",
        _("Move the sitting"),
        group=SITTINGS,
        sources=RUNNING,
        permission="sitting.change",
        form=forms.MoveHearingForm,
        effect=services.move_hearing,
        conditions=(IN_A_SITTING,),
        facts=(f.HEARING_CANCELLED, f.HEARING_SET, f.APPEARANCE_OWED, *ENTERED),
        articles=article("行诉解释第72条"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        together=True,
        alongside=of_same_sitting,
        weight=57,
    ),
    Step(
        "cancel_hearing",
        _("Cancel the sitting"),
        group=SITTINGS,
        sources=RUNNING,
        permission="sitting.change",
        form=forms.CancelHearingForm,
        effect=services.cancel_hearing,
        conditions=(IN_A_SITTING,),
        facts=(f.HEARING_CANCELLED,),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        together=True,
        alongside=of_same_act,
        weight=58,
    ),
    Step(
        "leave_hearing",
        _("Take the case off the sitting"),
        group=SITTINGS,
        sources=RUNNING,
        permission="sitting.change",
        form=forms.LeaveHearingForm,
        effect=services.leave_hearing,
        conditions=(Condition("other cases are heard with it in a sitting to come", _heard_with_others),),
        facts=(f.HEARING_CANCELLED,),
        articles=article("行政诉讼法第27条"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        continues=True,
        correctable=False,
        weight=61,
    ),
    Step(
        "hold_hearing",
        _("Enter the sitting held"),
        group=SITTINGS,
        sources=RUNNING,
        permission="sitting.change",
        form=forms.HoldHearingForm,
        effect=services.hold_hearing,
        conditions=(Condition("a sitting has begun", _begun),),
        facts=(f.HEARING_HELD, f.RECORD_OWED),
        document=_("Record of the sitting"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        together=True,
        alongside=of_same_act,
        weight=18,
    ),
    Step(
        "without_hearing",
        _("Enter that there is no hearing"),
        group=SITTINGS,
        sources=BEFORE_JUDGMENT,
        permission="sitting.change",
        form=forms.WithoutHearingForm,
        effect=services.without_hearing,
        conditions=(Condition("the case was not heard", _nothing_heard),),
        facts=(f.HEARD_WITHOUT,),
        articles=article("行政诉讼法第86条"),
        visibility=Visibility.PARTIES,
        weight=62,
    ),
)
