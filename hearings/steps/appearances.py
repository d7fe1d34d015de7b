"""The appearance of a defendant's head at a hearing: called, agreed, named, recorded, confirmed, settled."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dossiers.models import Visibility
from hearings import facts as f
from hearings import forms, services
from hearings.forms.appearances import AppearanceForm, designatable
from hearings.sittings import reading
from hearings.steps.common import BEFORE_JUDGMENT, RUNNING, SITTINGS, article
from workflow.steps import Condition, Context, Effect, Step, Text

RULES = "负责人出庭规定"


def open_for_some(form: type[AppearanceForm]) -> Condition:
    """That there is an appearance for which the form's step is open; else why it is not open for the last one."""

    def test(context: Context) -> Text | None:
        reasons = [form.bar(row) for row in reading.appearances(context)]
        if not reasons:
            return _("No hearing is set at which a head appears.")
        return None if None in reasons else reasons[-1]

    return Condition("it is open at one of the hearings", test)


def _step(
    code: str,
    title: Text,
    permission: str,
    form: type[AppearanceForm],
    effect: Effect,
    facts: tuple[str, ...],
    place: str,
    weight: int,
    **more: Any,
) -> Step:
    """A step about one appearance, open to the parties' eyes, which a stay of the suit does not hinder."""
    return Step(
        code,
        title,
        group=SITTINGS,
        sources=RUNNING,
        permission=permission,
        form=form,
        effect=effect,
        conditions=(open_for_some(form),),
        facts=facts,
        articles=article(place),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        weight=weight,
        **more,
    )


OWED = (f.APPEARANCE_OWED,)

STEPS = (
    _step(
        "call_head",
        _("Enter the notice of appearance"),
        "sitting.change",
        forms.CallForm,
        services.call,
        (f.CALLED, *OWED),
        f"{RULES}第4条、第5条",
        40,
        document=_("Notice of appearance"),
        weight_again=63,
    ),
    Step(
        "designate_appearance",
        _("Settle which defendant appears"),
        group=SITTINGS,
        sources=BEFORE_JUDGMENT,
        permission="sitting.change",
        form=forms.DesignateForm,
        effect=services.designate,
        conditions=(Condition("there are several defendants", designatable),),
        facts=(f.DESIGNATED, *OWED),
        articles=article(f"{RULES}第3条"),
        visibility=Visibility.PARTIES,
        while_suspended=True,
        continues=True,
        weight=60,
    ),
    _step(
        "nominate_head",
        _("Name the head who appears"),
        "appearance.enter",
        forms.NominateForm,
        services.nominate,
        (f.HEAD_NOMINATED,),
        f"{RULES}第2条、第5条",
        20,
    ),
    _step(
        "change_head",
        _("Name another head"),
        "appearance.enter",
        forms.ChangeHeadForm,
        services.nominate,
        (f.HEAD_NOMINATED,),
        f"{RULES}第5条第3款",
        58,
        continues=True,
    ),
    _step(
        "hand_in_identity",
        _("Hand in the statement of identity"),
        "appearance.enter",
        forms.IdentityForm,
        services.hand_in_identity,
        (f.IDENTITY_IN,),
        f"{RULES}第6条第1款",
        22,
        document=_("Statement of identity"),
        continues=True,
        weight_again=59,
    ),
    _step(
        "judge_identity",
        _("Enter the court's view of the statement of identity"),
        "sitting.change",
        forms.JudgeIdentityForm,
        services.judge_identity,
        (f.IDENTITY_JUDGED,),
        f"{RULES}第6条第2款",
        59,
        continues=True,
    ),
    _step(
        "explain_absence",
        _("Explain that no head can appear"),
        "appearance.enter",
        forms.ExplainAbsenceForm,
        services.explain_absence,
        (f.ABSENCE_EXPLAINED,),
        f"{RULES}第8条、第9条；行诉解释第128条第2款",
        57,
        document=_("Stamped paper"),
    ),
    _step(
        "submit_appearance",
        _("Hand in the appearance record"),
        "appearance.enter",
        forms.RecordForm,
        services.submit_record,
        (f.RECORD_SUBMITTED,),
        f"{RULES}第11条",
        16,
    ),
    _step(
        "return_appearance",
        _("Return the appearance record"),
        "dossier.handle",
        forms.ReturnRecordForm,
        services.return_record,
        (f.RECORD_RETURNED,),
        f"{RULES}第14条",
        51,
        continues=True,
    ),
    _step(
        "confirm_appearance",
        _("Confirm the appearance record"),
        "dossier.handle",
        forms.ConfirmRecordForm,
        services.confirm_record,
        (f.RECORD_CONFIRMED,),
        f"{RULES}第14条",
        14,
        continues=True,
    ),
    _step(
        "court_appearance",
        _("Enter the court's record of who came"),
        "appearance.court",
        forms.CourtRecordForm,
        services.court_record,
        (f.COURT_RECORDED,),
        f"{RULES}第12条",
        17,
        weight_again=64,
    ),
    _step(
        "settle_appearance",
        _("Settle a difference between the records"),
        "dossier.handle",
        forms.SettleForm,
        services.settle,
        (f.DIFFERENCE_SETTLED,),
        f"{RULES}第14条",
        13,
        continues=True,
    ),
)
