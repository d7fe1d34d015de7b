"""Effects of the steps of the review: receipt, supplement, acceptance, refusal."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.templatetags.dates import cn_day
from cases import facts as f
from cases.acceptance import item_not_met
from cases.application import Application
from cases.law import law_for
from cases.models import Law, Procedure, ReconsiderationCase
from cases.services.officers import name_officers
from cases.services.parties import agency_of_act
from deadlines.basis import calendar_for, clock_on
from deadlines.engine import reckon
from dossiers.models import Visibility
from workflow.papers import keep_papers
from workflow.steps import Context, Execution

# How an application came in, among its particulars.
WAY_IN = ("oral", "postmark_on", "filed_with_agency_on", "agency_told_on")


@dataclass(frozen=True)
class Acceptance:
    """The day from which a case counts as accepted, and whether by the clock alone."""

    day: dt.date
    deemed: bool = False


def correct_receipt(ex: Execution) -> None:
    """The day of receipt put right: the case begins anew on it, and the law it lives by with it (R9)."""
    day = ex.data["on_date"]
    case, dossier = ex.proceeding, ex.dossier
    # What still lies with the agency was not received; what it forwarded was received by a step of its own.
    forwarded = ex.context.has(f.RECEIVED)
    if not forwarded and ex.dossier.facts.filter(kind=f.RECEIVED).exists():
        ex.fact(f.RECEIVED, day)
    elif not forwarded:
        day = ex.data.get("filed_with_agency_on") or day
    way = {name: ex.data.get(name) for name in WAY_IN}
    case.application = {k: v for k, v in case.application.items() if k not in way} | Application.of(way).as_json()
    if way["filed_with_agency_on"]:
        agency = agency_of_act(dossier)
        ex.fact(f.FILED_WITH_AGENCY, way["filed_with_agency_on"], agency)
        if way["agency_told_on"]:
            ex.fact(f.AGENCY_TOLD, way["agency_told_on"], agency)
    case.channel = ex.data["channel"]
    if forwarded:
        return
    accepted = acceptance_after(ex.context, day)
    case.received_on = dossier.opened_on = day
    case.law = law_for(day)
    if accepted is not None and accepted != Acceptance(case.accepted_on, case.deemed_accepted):
        if case.law == Law.LAW_2017:
            case.procedure = Procedure.ORDINARY
        case.accepted_on, case.deemed_accepted = accepted.day, accepted.deemed
        said = next((fact.value for fact in ex.context.facts if fact.kind == f.ACCEPTED), {})
        ex.derived_fact(f.ACCEPTED, accepted.day, **said | {"procedure": case.procedure, "deemed": accepted.deemed})


def acceptance_after(context: Context, received_on: dt.date) -> Acceptance | None:
    """The acceptance once the receipt is put right to `received_on`; None when nothing was accepted yet.

    Under the law of 2017 the receipt is the acceptance (17②). Else it is the day of the notice; the day on which the
    review runs out, when no notice came by then (30③). Raises ValidationError when the day cannot be.
    """
    case = context.proceeding
    if case.accepted_on is None:
        return None
    if law_for(received_on) == Law.LAW_2017:
        return Acceptance(received_on)
    # A case that was running already when it was entered has its acceptance and no notice.
    notice = context.dossier.timeline.filter(step="accept").order_by("pk").last()
    if notice is not None:
        accepted = accepted_by(context, received_on, notice.on_date)
    elif case.deemed_accepted:
        accepted = _accepted_by_the_clock(context, received_on)
    else:
        accepted = Acceptance(case.accepted_on)
    later = [fact.on_date for fact in context.facts if fact.kind not in f.UP_TO_ACCEPTANCE]
    if accepted.day < received_on or (later and accepted.day > min(later)):
        raise ValidationError(
            _("The acceptance would come to lie after the steps that follow it."), code="out_of_order"
        )
    return accepted


def accepted_by(context: Context, received_on: dt.date, notice_on: dt.date) -> Acceptance:
    """The acceptance of an application received on `received_on` of which notice was given on `notice_on`.

    A notice after the review had run out accepts nothing any more: the application was accepted on its last day (R4).
    """
    due_on = _review_ends(context, received_on)
    return Acceptance(notice_on) if due_on is None or notice_on <= due_on else Acceptance(due_on, deemed=True)


def _accepted_by_the_clock(context: Context, received_on: dt.date) -> Acceptance:
    due_on = _review_ends(context, received_on)
    if due_on is None or due_on >= context.today:
        raise ValidationError(_("With this day the review would still be running, and nothing accepted by it."))
    return Acceptance(due_on, deemed=True)


def _review_ends(context: Context, received_on: dt.date) -> dt.date | None:
    """The last day of the review: after a supplement it begins anew with it (R4b). None while no day is certain."""
    supplemented = context.last(f.SUPPLEMENT_RECEIVED)
    if supplemented is None and context.has(f.SUPPLEMENT_NOTIFIED):
        return None
    clock = "fy_review_after_supplement_5wd" if supplemented else "fy_review_5wd"
    began = supplemented or received_on
    return reckon(clock_on(clock, began), began, calendar_for(context.dossier.organ)).due_on


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


def _accepted(ex: Execution, accepted: Acceptance, procedure: str) -> None:
    case = ex.proceeding
    ex.fact(f.ACCEPTED, accepted.day, procedure=procedure, deemed=accepted.deemed, **_evidence(ex), **_simplified(ex))
    case.accepted_on, case.deemed_accepted = accepted.day, accepted.deemed
    case.procedure = Procedure.ORDINARY if ordinary_since(ex.context) else procedure


def _simplified(ex: Execution) -> dict[str, Any]:
    """On which ground the simplified procedure rests, and what was found of the case (53)."""
    if ex.data.get("procedure") != Procedure.SIMPLIFIED:
        return {}
    return {"ground": ex.data["ground"].pk, "plain": list(ex.data["plain"])}


def ordinary_since(context: Context) -> bool:
    """Whether a case is heard in the ordinary procedure however it began: converted (55), or heard anew."""
    return context.has(f.CONVERTED) or context.has(f.HEARD_ANEW)


def _evidence(ex: Execution) -> dict[str, Any]:
    """What the examiners found for which condition of acceptance, where they noted it."""
    rows = ex.data.get("evidence")
    return {"evidence": rows} if rows else {}


def accept(ex: Execution) -> None:
    """Acceptance (30); under the law of 2017 the case was accepted with its receipt (17②).

    Put right to a day after the review had run out, it gives way to the acceptance by the clock (30③).
    """
    case = ex.proceeding
    if case.law == Law.LAW_2017:
        accepted = Acceptance(case.received_on)
    else:
        accepted = accepted_by(ex.context, case.received_on, ex.data["on_date"])
    _accepted(ex, accepted, ex.data["procedure"])
    if ex.corrected is None:
        name_officers(ex)
    keep_papers(ex, "consent", visibility=Visibility.PARTIES, paper="other")


def deem_accepted(ex: Execution) -> None:
    """Acceptance by the clock alone (30③): on the last day of the review, in the ordinary procedure."""
    _accepted(ex, Acceptance(ex.data["on_date"], deemed=True), Procedure.ORDINARY)


def acceptance_told(before: ReconsiderationCase, after: ReconsiderationCase) -> list[str]:
    """What a correction does to the acceptance, in words for whoever enters or approves it."""
    if before.accepted_on is None or after.accepted_on is None:
        return []
    was = Acceptance(before.accepted_on, before.deemed_accepted)
    now = Acceptance(after.accepted_on, after.deemed_accepted)
    if was == now:
        return []
    words = {"old": cn_day(was.day), "new": cn_day(now.day)}
    if now.deemed and not was.deemed:
        told = _(
            "The review had run out on %(new)s, before the acceptance of %(old)s: the application counts as accepted"
            " on %(new)s by the clock (art. 30③), and the periods that follow run from that day."
        )
    elif was.deemed and not now.deemed:
        told = _("The application no longer counts as accepted by the clock; it was accepted on %(new)s.")
    else:
        told = _("Day of acceptance: %(old)s → %(new)s")
    return [told % words]


def decline(ex: Execution) -> None:
    reason = ex.data["reason"]
    ex.fact(
        f.DECLINED,
        ex.data["on_date"],
        reason=reason.pk,
        item=item_not_met(reason),
        competent=ex.data.get("competent", ""),
        **_evidence(ex),
    )
    ex.proceeding.decision_number = ex.data.get("document_number", "")


def stands_declined(context: Context) -> bool:
    """Whether the application was declined and no higher organ has ordered its acceptance since (35)."""
    return context.has(f.DECLINED) and not context.has(f.ORDERED_TO_ACCEPT)
