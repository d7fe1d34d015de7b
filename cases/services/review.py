"""Effects of the steps of the review: receipt, supplement, acceptance, refusal."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases import facts as f
from cases.models import Law, Procedure
from cases.services.naming import law_for
from deadlines.basis import calendar_for, clock_on
from deadlines.engine import reckon
from workflow.steps import Context, Execution


def correct_receipt(ex: Execution) -> None:
    """The day of receipt put right: the case begins anew on it, and the law it lives by with it (R9)."""
    day = ex.data["on_date"]
    ex.fact(f.RECEIVED, day)
    case, dossier = ex.proceeding, ex.dossier
    accepted_on = acceptance_after(ex.context, day)
    case.received_on = dossier.opened_on = day
    case.channel, case.law = ex.data["channel"], law_for(day)
    if accepted_on is not None and accepted_on != case.accepted_on:
        case.deemed_accepted = case.deemed_accepted and case.law == Law.LAW_2023
        if case.law == Law.LAW_2017:
            case.procedure = Procedure.ORDINARY
        case.accepted_on = accepted_on
        ex.derived_fact(f.ACCEPTED, accepted_on, procedure=case.procedure, deemed=case.deemed_accepted)


def acceptance_after(context: Context, received_on: dt.date) -> dt.date | None:
    """The day of acceptance once the receipt is put right to `received_on`; None when nothing was accepted yet.

    Under the law of 2017 the receipt is the acceptance (17②), acceptance by the clock alone is the day on which the
    review runs out (30③), any other is the day of the notice. Raises ValidationError when the day cannot be.
    """
    case = context.proceeding
    if case.accepted_on is None:
        return None
    if law_for(received_on) == Law.LAW_2017:
        return received_on
    if case.law == Law.LAW_2017:
        notice = context.dossier.timeline.filter(step="accept").order_by("pk").last()
        day = notice.on_date if notice else case.accepted_on
    elif case.deemed_accepted and not context.has(f.SUPPLEMENT_RECEIVED):
        calendar = calendar_for(context.dossier.organ)
        due_on = reckon(clock_on("fy_review_5wd", received_on), received_on, calendar).due_on
        if due_on is None or due_on >= context.today:
            raise ValidationError(_("With this day the review would still be running, and nothing accepted by it."))
        day = due_on
    else:
        day = case.accepted_on
    later = [fact.on_date for fact in context.facts if fact.kind not in f.UP_TO_ACCEPTANCE]
    if day < received_on or (later and day > min(later)):
        raise ValidationError(
            _("The acceptance would come to lie after the steps that follow it."), code="out_of_order"
        )
    return day


def require_supplement(ex: Execution) -> None:
    ex.fact(f.SUPPLEMENT_NOTIFIED, ex.data["on_date"])
    if ex.data.get("served_on"):
        ex.fact(f.SUPPLEMENT_SERVED, ex.data["served_on"])


def supplement_served(ex: Execution) -> None:
    ex.fact(f.SUPPLEMENT_SERVED, ex.data["on_date"])


def extend_supplement(ex: Execution) -> None:
    ex.fact(f.SUPPLEMENT_EXTENDED, ex.data["on_date"], days=ex.data["days"])


def supplement_received(ex: Execution) -> None:
    ex.fact(f.SUPPLEMENT_RECEIVED, ex.data["on_date"])


def abandon(ex: Execution) -> None:
    ex.fact(f.ABANDONED, ex.data["on_date"])


def withdraw_before_acceptance(ex: Execution) -> None:
    ex.fact(f.WITHDRAWN, ex.data["on_date"])


def _accepted(ex: Execution, *, procedure: str, deemed: bool) -> None:
    case, day = ex.proceeding, ex.data["on_date"]
    if case.law == Law.LAW_2017:
        day = case.received_on
    ex.fact(f.ACCEPTED, day, procedure=procedure, deemed=deemed)
    case.accepted_on, case.deemed_accepted = day, deemed
    case.procedure = Procedure.ORDINARY if ex.context.has(f.CONVERTED) else procedure


def accept(ex: Execution) -> None:
    """Acceptance (30); under the law of 2017 the case was accepted with its receipt (17②)."""
    _accepted(ex, procedure=ex.data["procedure"], deemed=False)
    if ex.data.get("officer") and ex.corrected is None:
        ex.dossier.officer = ex.data["officer"]


def deem_accepted(ex: Execution) -> None:
    """Acceptance by the clock alone (30③): on the last day of the review, in the ordinary procedure."""
    _accepted(ex, procedure=Procedure.ORDINARY, deemed=True)


def decline(ex: Execution) -> None:
    ex.fact(f.DECLINED, ex.data["on_date"], reason=ex.data["reason"].pk, competent=ex.data.get("competent", ""))
    ex.proceeding.decision_number = ex.data.get("document_number", "")
