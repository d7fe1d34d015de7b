"""What must hold for a step of a suggestion, each condition with the reason when it does not."""

from django.utils.translation import gettext_lazy as _

from disputes.suggestions import facts as f
from disputes.suggestions import reading
from workflow.steps import Condition, Context, Text


def _receipt_left(context: Context) -> Text | None:
    if all(context.has(f.RECEIVED, party) for party in context.respondents):
        return _("The receipt of every agency is entered.")
    return None


def _answer_awaited(context: Context) -> Text | None:
    found = reading.courses_of(context)
    if not any(course.of(f.RECEIVED) for course in found):
        return _("It is not entered when an agency received the suggestion.")
    if not any(course.awaited and course.of(f.RECEIVED) for course in found):
        return _("Every agency that received the suggestion has answered.")
    return None


def _answered(context: Context) -> Text | None:
    found = reading.courses_of(context)
    if all(course.awaited for course in found):
        return _("No agency has answered yet.")
    if all(course.settled for course in found if not course.awaited):
        return _("What was answered is put right already.")
    return None


def _may_be_asked_again(context: Context) -> Text | None:
    if any(reading.may_be_asked_again(context, course) for course in reading.courses_of(context)):
        return None
    return _("No agency has let its period pass, and none has left anything to be put right.")


def _may_be_reported(context: Context) -> Text | None:
    if any(reading.may_be_reported(context, course) for course in reading.courses_of(context)):
        return None
    return _("It is reported upward when an agency was asked again in vain: the new period must have passed.")


def _all_over(context: Context) -> Text | None:
    left = [course.party.name for course in reading.courses_of(context) if not course.over]
    if left:
        return _("Neither put right nor reported upward: %(names)s") % {"names": "、".join(left)}
    return None


RECEIPT_LEFT = Condition("a receipt is missing", _receipt_left)
ANSWER_AWAITED = Condition("an agency owes its answer", _answer_awaited)
ANSWERED = Condition("an agency has answered and has not put all right", _answered)
ASKED_AGAIN = Condition("an agency let its period pass or has not put all right", _may_be_asked_again)
IN_VAIN = Condition("an agency was asked again in vain", _may_be_reported)
ALL_OVER = Condition("every agency has put all right or was reported upward", _all_over)
