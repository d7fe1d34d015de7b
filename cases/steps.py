"""The steps of administrative reconsideration: the main line from application to closing.

Each names the states it is open in, who takes it, what must hold, which facts it leaves (and so which clocks start
and stop), whose approval it needs, and its article under each law. docs/steps.md is printed from here.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases import forms, services
from cases.models import Law, Procedure, ReconsiderationCase, State
from deadlines.models import Deadline
from dossiers.actions import name_values
from dossiers.models import Dossier, DossierStatus, Visibility
from workflow.batch import declared as batches
from workflow.steps import Condition, Context, ProceedingType, Step, Text, declare, register

REVIEW_CLOCKS = ("fy_review_5wd", "fy_review_after_supplement_5wd")
DECISION_CLOCKS = ("fy_decide_60d", "fy_decide_30d_simplified", "fy17_decide_60d")
REPLY_CLOCKS = ("fy_reply_10wd", "fy_reply_5wd_simplified", "fy17_reply_10d")
SUPPLEMENT_CLOCKS = ("fy_supplement_submit_10wd",)


def running(context: Context, clocks: tuple[str, ...]) -> Deadline | None:
    """The running deadline of one of `clocks`, the latest one, or None."""
    return next(iter(context.alive(*clocks)), None)


# --- conditions ------------------------------------------------------------------------------------------------


def _review_still_runs(context: Context) -> Text | None:
    """After the review has lapsed only dismissal remains (30③, 33); the clock decides, not a nightly task."""
    if context.proceeding.law == Law.LAW_2017:
        return None
    deadline = running(context, REVIEW_CLOCKS)
    # A provisional day decides nothing: the year's official notice is still to come.
    if deadline is not None and deadline.due_on and not deadline.provisional and context.today > deadline.due_on:
        return _(
            "The review period has run out: the application counts as accepted (art. 30③)."
            " It can now only be dismissed (art. 33)."
        )
    return None


def _not_supplemented_before(context: Context) -> Text | None:
    if context.has(f.SUPPLEMENT_NOTIFIED):
        return _("A supplement can be asked for once only (art. 31①).")
    return None


def _supplement_served(context: Context) -> Text | None:
    if not context.has(f.SUPPLEMENT_SERVED):
        return _("It is not entered when the applicant received the notice.")
    return None


def _supplement_not_served(context: Context) -> Text | None:
    if context.has(f.SUPPLEMENT_SERVED):
        return _("The receipt of the notice is entered already.")
    return None


def _supplement_period_over(context: Context) -> Text | None:
    deadline = running(context, SUPPLEMENT_CLOCKS)
    if deadline is not None and deadline.due_on and context.today <= deadline.due_on:
        return _("The applicant's period for the supplement is still running.")
    return None


def _is_suspended(context: Context) -> Text | None:
    return None if context.dossier.status == DossierStatus.SUSPENDED else _("The case is not suspended.")


def _is_simplified(context: Context) -> Text | None:
    if context.proceeding.procedure != Procedure.SIMPLIFIED:
        return _("The case is heard in the ordinary procedure.")
    return None


def _ordinary_for_extension(context: Context) -> Text | None:
    if context.proceeding.procedure == Procedure.SIMPLIFIED:
        return _("The simplified procedure cannot be extended (art. 62②); convert the case first (art. 55).")
    return None


def _within_decision_period(context: Context) -> Text | None:
    deadline = running(context, DECISION_CLOCKS)
    if deadline is not None and deadline.due_on and context.today > deadline.due_on:
        return _("The period for the decision has run out.")
    return None


def _copies_left(context: Context) -> Text | None:
    if all(context.has(f.COPY_SENT, respondent) for respondent in context.respondents):
        return _("The copy has been sent to every respondent.")
    return None


def _copy_was_sent(context: Context) -> Text | None:
    return None if context.has(f.COPY_SENT) else _("No copy has been sent to a respondent yet.")


def _copy_receipt_left(context: Context) -> Text | None:
    if len(context.days(f.COPY_RECEIVED)) >= len(context.days(f.COPY_SENT)):
        return _("The receipt of every copy is entered.")
    return None


def _reply_left(context: Context) -> Text | None:
    if all(context.has(f.REPLY_RECEIVED, respondent) for respondent in context.respondents):
        return _("Every respondent has replied.")
    return None


def _reply_in_or_overdue(context: Context) -> Text | None:
    """A decision before the reply is in cuts the respondent short while its period runs (48, 70)."""
    for respondent in context.respondents:
        if context.has(f.REPLY_RECEIVED, respondent):
            continue
        if not context.has(f.COPY_SENT, respondent):
            return _("The copy of the application has not been sent to the respondent yet (art. 48).")
        if not context.has(f.COPY_RECEIVED, respondent):
            return _("The reply is not in, and it is not entered when the respondent received the copy.")
        for deadline in context.alive(*REPLY_CLOCKS):
            if deadline.party_id == respondent.pk and deadline.due_on and context.today <= deadline.due_on:
                return _("The reply is not in and the respondent's period for it is still running.")
    return None


def _views_heard(context: Context) -> Text | None:
    if context.proceeding.law == Law.LAW_2017 or context.proceeding.procedure == Procedure.SIMPLIFIED:
        return None
    if context.has(f.VIEWS_HEARD) or context.has(f.VIEWS_NOT_HEARD):
        return None
    return _("In the ordinary procedure the parties' views must be heard, or it must be noted why not (art. 49).")


def _not_sued_yet(context: Context) -> Text | None:
    return _("A suit is entered already.") if context.has(f.SUED) else None


def lapse_day(context: Context) -> dt.date | None:
    """The day on which the application came to be accepted by the clock alone, when that day is over (30③, R4)."""
    if context.proceeding.state != State.REVIEW or context.proceeding.law != Law.LAW_2023:
        return None
    deadline = running(context, REVIEW_CLOCKS)
    if deadline is None or deadline.provisional or deadline.due_on is None or deadline.due_on >= context.today:
        return None
    return deadline.due_on


def _review_has_lapsed(context: Context) -> Text | None:
    return None if lapse_day(context) else _("The review period has not run out.")


REVIEW_RUNS = Condition("the review period has not run out", _review_still_runs)
REPLIED = Condition("the reply is in or overdue", _reply_in_or_overdue)


# --- who approves ----------------------------------------------------------------------------------------------


def extension_approver(context: Context) -> str:
    """The director of the office (2023 law 62①); under the law of 2017 the leader of the organ (31①)."""
    return "approve.organ_leader" if context.proceeding.law == Law.LAW_2017 else "approve.director"


def _director(context: Context) -> str:
    return "approve.director"


def _organ_leader(context: Context) -> str:
    return "approve.organ_leader"


# --- the steps -------------------------------------------------------------------------------------------------

S = State
BEFORE_ACCEPTANCE = frozenset({S.REVIEW, S.SUPPLEMENT})
RUNNING = frozenset({S.REVIEW, S.SUPPLEMENT, S.HANDLING, S.DECIDED, S.DECLINED, S.SERVED, S.ABANDONED, S.WITHDRAWN})
HANDLING = frozenset({S.HANDLING})
NOWHERE: frozenset[str] = frozenset()


def _articles(law_2023: str = "", law_2017: str = "") -> dict[str, str]:
    return {Law.LAW_2023: law_2023, Law.LAW_2017: law_2017}


STEPS = declare(
    [
        Step(
            "register",
            _("Register the application"),
            sources=NOWHERE,
            permission="dossier.handle",
            form=forms.ReceiptForm,
            effect=services.correct_receipt,
            facts=(f.RECEIVED,),
            moves=(f.ACCEPTED,),
            articles=_articles("第22条", "第11条"),
        ),
        Step(
            "enter_running",
            _("Enter a running case"),
            sources=NOWHERE,
            permission="dossier.handle",
            form=forms.DayForm,
            effect=services.correct_receipt,
            correctable=False,
        ),
        Step(
            "enter_ledger",
            _("Enter from a ledger"),
            sources=NOWHERE,
            permission="dossier.handle",
            form=forms.DayForm,
            effect=services.correct_receipt,
            correctable=False,
        ),
        Step(
            "accept",
            _("Accept"),
            sources=frozenset({S.REVIEW}),
            target=S.HANDLING,
            permission="dossier.handle",
            form=forms.AcceptForm,
            effect=services.accept,
            conditions=(REVIEW_RUNS,),
            facts=(f.ACCEPTED,),
            articles=_articles("第30条第1款", "第17条"),
            document=_("Notice of acceptance"),
            visibility=Visibility.PARTIES,
            weight=10,
        ),
        Step(
            "supplement",
            _("Ask for a supplement"),
            sources=frozenset({S.REVIEW}),
            target=S.SUPPLEMENT,
            permission="dossier.handle",
            form=forms.SupplementForm,
            effect=services.require_supplement,
            conditions=(
                REVIEW_RUNS,
                Condition("no supplement was asked for before", _not_supplemented_before),
            ),
            facts=(f.SUPPLEMENT_NOTIFIED, f.SUPPLEMENT_SERVED),
            articles=_articles("第31条第1款", "实施条例（2007）第29条"),
            document=_("Notice of supplement"),
            weight=20,
        ),
        Step(
            "decline",
            _("Decline"),
            sources=frozenset({S.REVIEW}),
            target=S.DECLINED,
            permission="dossier.handle",
            form=forms.DeclineForm,
            effect=services.decline,
            conditions=(REVIEW_RUNS,),
            facts=(f.DECLINED,),
            articles=_articles("第30条第2款", "第17条第1款"),
            approver=_director,
            document=_("Decision of non-acceptance"),
            weight=30,
        ),
        Step(
            "supplement_served",
            _("Enter receipt of the notice"),
            sources=frozenset({S.SUPPLEMENT}),
            permission="dossier.handle",
            form=forms.SupplementServedForm,
            effect=services.supplement_served,
            conditions=(Condition("the receipt is not entered", _supplement_not_served),),
            facts=(f.SUPPLEMENT_SERVED,),
            articles=_articles("第31条第2款", "实施条例（2007）第29条"),
            weight=10,
        ),
        Step(
            "supplement_received",
            _("Enter the supplement"),
            sources=frozenset({S.SUPPLEMENT}),
            target=S.REVIEW,
            permission="dossier.handle",
            form=forms.SupplementReceivedForm,
            effect=services.supplement_received,
            facts=(f.SUPPLEMENT_RECEIVED,),
            articles=_articles("第31条第3款", "实施条例（2007）第29条"),
            weight=15,
        ),
        Step(
            "supplement_extend",
            _("Extend the supplement period"),
            sources=frozenset({S.SUPPLEMENT}),
            permission="dossier.handle",
            form=forms.SupplementExtensionForm,
            effect=services.extend_supplement,
            conditions=(Condition("the notice was received", _supplement_served),),
            facts=(f.SUPPLEMENT_EXTENDED,),
            articles=_articles("第31条第2款", "实施条例（2007）第29条"),
            weight=40,
        ),
        Step(
            "abandon",
            _("Note as abandoned"),
            sources=frozenset({S.SUPPLEMENT}),
            target=S.ABANDONED,
            permission="dossier.handle",
            form=forms.DayForm,
            effect=services.abandon,
            conditions=(
                Condition("the notice was received", _supplement_served),
                Condition("the period for the supplement is over", _supplement_period_over),
            ),
            facts=(f.ABANDONED,),
            articles=_articles("第31条第2款", "实施条例（2007）第29条"),
            weight=50,
        ),
        Step(
            "withdraw_before",
            _("Withdrawn before acceptance"),
            sources=BEFORE_ACCEPTANCE,
            target=S.WITHDRAWN,
            permission="dossier.handle",
            form=forms.DayForm,
            effect=services.withdraw_before_acceptance,
            facts=(f.WITHDRAWN,),
            articles=_articles("第41条第1项", "第25条"),
            weight=60,
        ),
        Step(
            "deem_accepted",
            _("Deemed accepted"),
            sources=frozenset({S.REVIEW}),
            target=S.HANDLING,
            permission="dossier.handle",
            form=forms.DayForm,
            effect=services.deem_accepted,
            conditions=(Condition("the review period has run out", _review_has_lapsed),),
            facts=(f.ACCEPTED,),
            articles=_articles("第30条第3款", "第17条第2款"),
            visibility=Visibility.PARTIES,
            automatic=True,
            correctable=False,
        ),
        Step(
            "assign",
            _("Assign"),
            sources=RUNNING,
            permission="dossier.assign",
            form=forms.AssignForm,
            effect=services.assign,
            while_suspended=True,
            correctable=False,
            weight=70,
        ),
        Step(
            "send_copy",
            _("Send the copy"),
            sources=HANDLING,
            permission="dossier.handle",
            form=forms.SendCopyForm,
            effect=services.send_copy,
            conditions=(Condition("a respondent has no copy yet", _copies_left),),
            facts=(f.COPY_SENT, f.COPY_RECEIVED, f.COPIES_COMPLETE),
            articles=_articles("第48条、第54条第1款", "第23条第1款"),
            document=_("Notice to reply"),
            visibility=Visibility.PARTIES,
            weight=10,
        ),
        Step(
            "copy_received",
            _("Enter receipt of the copy"),
            sources=HANDLING,
            permission="dossier.handle",
            form=forms.CopyReceivedForm,
            effect=services.copy_received,
            conditions=(
                Condition("a copy was sent", _copy_was_sent),
                Condition("a receipt is missing", _copy_receipt_left),
            ),
            facts=(f.COPY_RECEIVED,),
            articles=_articles("第48条、第54条第1款", "第23条第1款"),
            visibility=Visibility.PARTIES,
            while_suspended=True,
            weight=15,
        ),
        Step(
            "reply",
            _("Reply and evidence"),
            sources=HANDLING,
            permission="case.reply",
            form=forms.ReplyForm,
            effect=services.reply,
            conditions=(
                Condition("a copy was sent", _copy_was_sent),
                Condition("a respondent has not replied", _reply_left),
            ),
            facts=(f.REPLY_RECEIVED,),
            articles=_articles("第48条、第54条第1款", "第23条第1款"),
            document=_("Reply"),
            visibility=Visibility.PARTIES,
            while_suspended=True,
            weight=20,
        ),
        Step(
            "hear_views",
            _("Record views heard"),
            sources=HANDLING,
            permission="dossier.handle",
            form=forms.ViewsForm,
            effect=services.hear_views,
            facts=(f.VIEWS_HEARD,),
            articles=_articles("第49条", "第22条"),
            document=_("Record of views heard"),
            weight=25,
            weight_again=38,
        ),
        Step(
            "views_not_heard",
            _("Note why views were not heard"),
            sources=HANDLING,
            permission="dossier.handle",
            form=forms.ViewsNotHeardForm,
            effect=services.views_not_heard,
            facts=(f.VIEWS_NOT_HEARD,),
            articles=_articles("第49条", "第22条"),
            weight=55,
        ),
        Step(
            "suspend",
            _("Suspend"),
            sources=HANDLING,
            permission="dossier.handle",
            form=forms.SuspendForm,
            effect=services.suspend,
            facts=(f.SUSPENDED,),
            articles=_articles("第39条第1款", "实施条例（2007）第41条第1款"),
            approver=_director,
            document=_("Notice of suspension"),
            visibility=Visibility.PARTIES,
            weight=45,
        ),
        Step(
            "resume",
            _("Resume"),
            sources=HANDLING,
            permission="dossier.handle",
            form=forms.ResumeForm,
            effect=services.resume,
            conditions=(Condition("the case is suspended", _is_suspended),),
            facts=(f.RESUMED,),
            articles=_articles("第39条第2款", "实施条例（2007）第41条第2款"),
            document=_("Notice of resumption"),
            visibility=Visibility.PARTIES,
            while_suspended=True,
            weight=5,
        ),
        Step(
            "extend",
            _("Extend"),
            sources=HANDLING,
            permission="dossier.handle",
            form=forms.ExtendForm,
            effect=services.extend,
            conditions=(
                Condition("the procedure is ordinary", _ordinary_for_extension),
                Condition("the period for the decision has not run out", _within_decision_period),
            ),
            facts=(f.EXTENDED,),
            articles=_articles("第62条第1款", "第31条第1款"),
            approver=extension_approver,
            document=_("Notice of extension"),
            visibility=Visibility.PARTIES,
            weight=40,
        ),
        Step(
            "convert",
            _("Convert to the ordinary procedure"),
            sources=HANDLING,
            permission="dossier.handle",
            form=forms.ConvertForm,
            effect=services.convert,
            conditions=(
                Condition("the procedure is simplified", _is_simplified),
                Condition("the period for the decision has not run out", _within_decision_period),
            ),
            facts=(f.CONVERTED,),
            articles=_articles("第55条"),
            approver=_director,
            visibility=Visibility.PARTIES,
            weight=42,
        ),
        Step(
            "decide",
            _("Decide"),
            sources=HANDLING,
            target=S.DECIDED,
            permission="dossier.handle",
            form=forms.DecideForm,
            effect=services.conclude,
            conditions=(REPLIED, Condition("views were heard or it is noted why not", _views_heard)),
            facts=(f.CONCLUDED,),
            articles=_articles("第61条、第62条", "第28条、第31条"),
            approver=_organ_leader,
            document=_("Reconsideration decision"),
            visibility=Visibility.PARTIES,
            weight=30,
        ),
        Step(
            "mediate",
            _("Conclude by mediation"),
            sources=HANDLING,
            target=S.DECIDED,
            permission="dossier.handle",
            form=forms.MediateForm,
            effect=services.conclude,
            facts=(f.CONCLUDED,),
            articles=_articles("第5条、第73条", "实施条例（2007）第50条"),
            approver=_organ_leader,
            document=_("Mediation statement"),
            visibility=Visibility.PARTIES,
            while_suspended=True,
            weight=46,
        ),
        Step(
            "terminate",
            _("Terminate"),
            sources=HANDLING,
            target=S.DECIDED,
            permission="dossier.handle",
            form=forms.TerminateForm,
            effect=services.conclude,
            facts=(f.CONCLUDED,),
            articles=_articles("第41条、第74条", "第25条；实施条例（2007）第42条"),
            approver=_director,
            document=_("Decision of termination"),
            visibility=Visibility.PARTIES,
            while_suspended=True,
            weight=47,
        ),
        Step(
            "dismiss",
            _("Dismiss the application"),
            sources=HANDLING,
            target=S.DECIDED,
            permission="dossier.handle",
            form=forms.DismissForm,
            effect=services.conclude,
            facts=(f.CONCLUDED,),
            articles=_articles("第33条", "实施条例（2007）第48条"),
            approver=_organ_leader,
            document=_("Decision dismissing the application"),
            visibility=Visibility.PARTIES,
            weight=48,
        ),
        Step(
            "serve",
            _("Enter service"),
            sources=frozenset({S.DECIDED, S.DECLINED}),
            target=services.after_service,
            permission="dossier.handle",
            form=forms.ServeForm,
            effect=services.serve,
            facts=(f.SERVED,),
            articles=_articles("第75条第2款、第88条第1款", "第31条第3款、第40条第1款"),
            document=_("Proof of service"),
            weight=10,
        ),
        Step(
            "sued",
            _("Enter a suit"),
            sources=frozenset({S.DECIDED, S.DECLINED, S.SERVED, S.CLOSED}),
            permission="dossier.handle",
            form=forms.SuedForm,
            effect=services.sued,
            conditions=(Condition("no suit is entered", _not_sued_yet),),
            facts=(f.SUED,),
            articles=_articles("第10条、第34条", "第5条、第19条"),
            weight=60,
        ),
        Step(
            "close",
            _("Close"),
            sources=frozenset({S.SERVED, S.ABANDONED, S.WITHDRAWN}),
            target=S.CLOSED,
            permission="dossier.handle",
            form=forms.CloseForm,
            effect=services.close,
            facts=(f.CLOSED,),
            weight=20,
        ),
        Step(
            "amend",
            _("Amend the application's particulars"),
            sources=RUNNING,
            permission="dossier.handle",
            form=forms.AmendForm,
            effect=services.amend,
            while_suspended=True,
            correctable=False,
            weight=80,
        ),
        Step(
            "add_party",
            _("Add a party"),
            sources=RUNNING,
            permission="dossier.handle",
            form=forms.AddPartyForm,
            effect=services.add_party,
            while_suspended=True,
            correctable=False,
            weight=81,
        ),
        Step(
            "amend_party",
            _("Amend a party's particulars"),
            sources=RUNNING,
            permission="dossier.handle",
            form=forms.AmendPartyForm,
            effect=services.amend_party,
            while_suspended=True,
            correctable=False,
            weight=82,
        ),
        Step(
            "remove_party",
            _("Take out a party"),
            sources=RUNNING,
            permission="dossier.handle",
            form=forms.RemovePartyForm,
            target=services.after_removal,
            effect=services.remove_party,
            while_suspended=True,
            correctable=False,
            weight=83,
        ),
        Step(
            "void",
            _("Void the case"),
            sources=RUNNING,
            target=S.VOID,
            permission="dossier.handle",
            form=forms.VoidForm,
            effect=services.void,
            facts=(f.VOIDED,),
            approver=_director,
            while_suspended=True,
            correctable=False,
            weight=90,
        ),
    ]
)


def _load(dossier: Dossier) -> ReconsiderationCase:
    return ReconsiderationCase.objects.unscoped("the proceeding of a dossier that was reached").get(dossier=dossier)


# The step that is due when a clock runs.
ANSWERS = {
    **dict.fromkeys((*REVIEW_CLOCKS, "fy17_review_5wd"), "accept"),
    **dict.fromkeys(SUPPLEMENT_CLOCKS, "supplement_received"),
    **dict.fromkeys(("fy_send_copy_7wd", "fy_send_copy_3wd_simplified", "fy17_send_copy_7wd"), "send_copy"),
    **dict.fromkeys(("fy_reply_10wd", "fy_reply_5wd_simplified", "fy17_reply_10d"), "reply"),
    **dict.fromkeys(DECISION_CLOCKS, "decide"),
    **dict.fromkeys(("fy_terminate_after_suspension_60d", "fy17_terminate_60d"), "terminate"),
}


name_values("to", dict(State.choices))
register(
    ProceedingType(
        kind="reconsideration",
        steps=STEPS,
        load=_load,
        law_of=lambda case: case.law,
        stage_of=lambda case: case.state,
        correct_permission="dossier.handle",
        correct_approver="approve.director",
        page="cases:detail",
        list_page="cases:list",
        state_label=lambda state: State(state).label,
        answers=ANSWERS,
        after=services.after_step,
    )
)
batches.register(
    batches.BatchStep(
        kind="reconsideration",
        step="assign",
        title=_("Assign"),
        permission="cases.assign_many",
        told=services.tell_of_assignment,
    )
)
