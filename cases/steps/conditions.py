"""What must hold for a step, each condition with the reason when it does not."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cases import conclusions
from cases import facts as f
from cases.agents import counted
from cases.law import RULES_2026, election_lacks, election_on, rules_on
from cases.models import Law, Procedure, State
from cases.reading import REPLY_CLOCKS, views_left
from cases.services import stands_declined
from deadlines.models import Deadline, DeadlineState
from dossiers.models import DossierStatus
from workflow.steps import Condition, Context, Text

REVIEW_CLOCKS = ("fy_review_5wd", "fy_review_after_supplement_5wd")
ANEW_SET_CLOCKS = ("fy_anew_set", "fy17_anew_set")
DECISION_CLOCKS = (
    *("fy_decide_60d", "fy_decide_30d_simplified", "fy_escalate_restart", "fy17_decide_60d"),
    *("fy_anew_60d", "fy17_anew_60d", *ANEW_SET_CLOCKS),
)
SUPPLEMENT_CLOCKS = ("fy_supplement_submit_10wd",)
# So many parties a reason names; more would be a list.
NAMED = 6


def running(context: Context, clocks: tuple[str, ...]) -> Deadline | None:
    """The running deadline of one of `clocks`, the latest one, or None."""
    return next(iter(context.alive(*clocks)), None)


def review_still_runs(context: Context) -> Text | None:
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


def not_supplemented_before(context: Context) -> Text | None:
    if context.has(f.SUPPLEMENT_NOTIFIED):
        return _("A supplement can be asked for once only (art. 31①).")
    return None


def supplement_served(context: Context) -> Text | None:
    if not context.has(f.SUPPLEMENT_SERVED):
        return _("It is not entered when the applicant received the notice.")
    return None


def supplement_not_served(context: Context) -> Text | None:
    if context.has(f.SUPPLEMENT_SERVED):
        return _("The receipt of the notice is entered already.")
    return None


def supplement_period_over(context: Context) -> Text | None:
    deadline = running(context, SUPPLEMENT_CLOCKS)
    if deadline is not None and deadline.due_on and context.today <= deadline.due_on:
        return _("The applicant's period for the supplement is still running.")
    return None


def is_suspended(context: Context) -> Text | None:
    return None if context.dossier.status == DossierStatus.SUSPENDED else _("The case is not suspended.")


def is_simplified(context: Context) -> Text | None:
    if context.proceeding.procedure != Procedure.SIMPLIFIED:
        return _("The case is heard in the ordinary procedure.")
    return None


def ordinary_for_extension(context: Context) -> Text | None:
    if context.proceeding.procedure == Procedure.SIMPLIFIED:
        return _("The simplified procedure cannot be extended (art. 62②); convert the case first (art. 55).")
    return None


def period_not_set(context: Context) -> Text | None:
    if running(context, ANEW_SET_CLOCKS) is not None:
        return _("The judgment or order sets the period for the new decision; it is not extended here.")
    return None


def within_decision_period(context: Context) -> Text | None:
    deadline = running(context, DECISION_CLOCKS)
    if deadline is not None and deadline.due_on and context.today > deadline.due_on:
        return _("The period for the decision has run out.")
    return None


def copies_left(context: Context) -> Text | None:
    if all(context.has(f.COPY_SENT, respondent) for respondent in context.respondents):
        return _("The copy has been sent to every respondent.")
    return None


def copy_was_sent(context: Context) -> Text | None:
    return None if context.has(f.COPY_SENT) else _("No copy has been sent to a respondent yet.")


def copy_receipt_left(context: Context) -> Text | None:
    if len(context.days(f.COPY_RECEIVED)) >= len(context.days(f.COPY_SENT)):
        return _("The receipt of every copy is entered.")
    return None


def reply_left(context: Context) -> Text | None:
    if all(context.has(f.REPLY_RECEIVED, respondent) for respondent in context.respondents):
        return _("Every respondent has replied.")
    return None


def reply_in_or_overdue(context: Context) -> Text | None:
    """A decision before the reply is in cuts the respondent short while its period runs (48, 70)."""
    for respondent in context.respondents:
        if context.has(f.REPLY_RECEIVED, respondent):
            continue
        if not context.has(f.COPY_SENT, respondent):
            return _("The copy of the application has not been sent to the respondent yet (arts. 48, 54).")
        if not context.has(f.COPY_RECEIVED, respondent):
            return _("The reply is not in, and it is not entered when the respondent received the copy.")
        for deadline in context.alive(*REPLY_CLOCKS):
            if deadline.party_id == respondent.pk and deadline.due_on and context.today <= deadline.due_on:
                return _("The reply is not in and the respondent's period for it is still running.")
    return None


def views_heard(context: Context) -> Text | None:
    if context.proceeding.law == Law.LAW_2017 or context.proceeding.procedure == Procedure.SIMPLIFIED:
        return None
    left = views_left(context)
    if not left:
        return None
    return _(
        "In the ordinary procedure the parties' views must be heard, or it must be noted why not (art. 49): %(names)s."
    ) % {"names": "、".join(party.name for party in left[:NAMED]) + ("…" if len(left) > NAMED else "")}


def opinion_drafted(context: Context) -> Text | None:
    if context.has(f.DRAFTED):
        return None
    return _("The office's opinion is not entered: enter the trial report first (art. 61①; 2017: art. 28①).")


def notice_left(context: Context) -> Text | None:
    if not conclusions.untold(context):
        return _("The parties have been told of every suspension and resumption.")
    return None


def lapse_day(context: Context) -> dt.date | None:
    """The day on which the application came to be accepted by the clock alone, when that day is over (30③, R4)."""
    if context.proceeding.state != State.REVIEW or context.proceeding.law != Law.LAW_2023:
        return None
    deadline = running(context, REVIEW_CLOCKS)
    if deadline is None or deadline.provisional or deadline.due_on is None or deadline.due_on >= context.today:
        return None
    return deadline.due_on


def review_has_lapsed(context: Context) -> Text | None:
    return None if lapse_day(context) else _("The review period has not run out.")


def representatives_elected(context: Context) -> Text | None:
    """A large group of applicants elects its representatives (rules of 2026 art. 17, of 2007 art. 8)."""
    applicants, elected = counted(context.parties)
    return election_lacks(election_on(context.proceeding.law, context.today), applicants, elected) or None


def rules_of_2026(context: Context) -> Text | None:
    if rules_on(context.proceeding.law, context.today) != RULES_2026:
        return _("The Implementing Regulations know this step since 1 July 2026.")
    return None


def was_refused(context: Context) -> Text | None:
    dismissed = conclusions.outcome_of(conclusions.concluded(context.facts)) == "dismiss_application"
    return None if dismissed or stands_declined(context) else _("The application was neither declined nor dismissed.")


def office_silent(context: Context) -> Text | None:
    """Why a superior organ has nothing to order for want of an answer, or None (35; 2017: 20, acceptance alone)."""
    old = context.proceeding.law == Law.LAW_2017
    if context.proceeding.state in {State.REVIEW, State.SUPPLEMENT}:
        if not old:
            return _("An application that is not answered in time counts as accepted (art. 30③).")
        clocks: tuple[str, ...] = ("fy17_review_5wd",)
    elif old:
        return _("The law of 2017 knows an order to accept alone (art. 20).")
    else:
        clocks = DECISION_CLOCKS
    deadline = running(context, clocks)
    if deadline is None or deadline.due_on is None or deadline.state != DeadlineState.RUNNING:
        return _("No period for the office's answer is running.")
    return _("The period for the office's answer is not over yet.") if deadline.due_on >= context.today else None


def silent_or_declined(context: Context) -> Text | None:
    return None if stands_declined(context) else office_silent(context)


def organs_not_told(context: Context) -> Text | None:
    return _("It is entered already.") if context.has(f.ORGANS_CONTEND) else None


def organs_contend(context: Context) -> Text | None:
    if not context.has(f.ORGANS_CONTEND):
        return _("It is not entered that several organs received the application.")
    return _("It is settled which organ accepts.") if context.has(f.ORGAN_SETTLED) else None


def not_asked_above(context: Context) -> Text | None:
    return _("The common superior was asked already.") if context.has(f.DESIGNATION_ASKED) else None


def agency_not_told(context: Context) -> Text | None:
    return _("It is entered already that the agency put its act right.") if context.has(f.AGENCY_TOLD) else None


def escalation_noticed(context: Context) -> Text | None:
    if context.has(f.ESCALATION_NOTICE):
        return None
    return _("It is not entered when the notice of the higher organ came.")


def escalation_not_noticed(context: Context) -> Text | None:
    return _("The notice of the higher organ is entered already.") if context.has(f.ESCALATION_NOTICE) else None


REVIEW_RUNS = Condition("the review period has not run out", review_still_runs)
REPLIED = Condition("the reply is in or overdue", reply_in_or_overdue)
REPRESENTED = Condition("a large group has elected its representatives", representatives_elected)
