"""Disputes of one root resolved together: one leads, the others follow it, end with it or are parted from it.

All is done in the leading dispute, so that its row is always locked before those that follow.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import OperationalError
from django.utils.translation import gettext as _

from accounts.actors import Actor
from disputes import facts as f
from disputes import reading
from disputes.models import Dispute
from disputes.services.behind import prompt_cases_behind
from disputes.services.intake import leave_all
from disputes.telling import concerned, tell
from dossiers.following import changed
from dossiers.models import Dossier, Fact, TimelineEntry
from dossiers.services import lock, refresh_access
from workflow.links import called
from workflow.services.conduct import carry_out, context_for
from workflow.steps import Execution, StepRefused, proceeding_type


def join(ex: Execution) -> None:
    """The chosen disputes follow this one from now on."""
    for dispute in ex.data["joined"]:
        _write(ex.context.actor, dispute.pk, "follow", ex.dossier, ex.data["on_date"], ex.data["reason"])


def part(ex: Execution) -> None:
    """The chosen disputes are resolved by themselves again."""
    for dispute in sorted(ex.data["disputes"], key=lambda one: one.pk):
        _write(ex.context.actor, dispute.pk, "leave_lead", ex.dossier, ex.data["on_date"], ex.data["reason"])


def _write(
    actor: Actor,
    pk: int,
    code: str,
    lead: Dossier,
    day: dt.date,
    reason: str = "",
    states: Iterable[str] = reading.OPEN_STATES,
) -> TimelineEntry:
    """The entry in a dispute of what its leading one does with it; raises StepRefused where it cannot be so."""
    kind = proceeding_type(lead.kind)
    step, dossier = kind.steps[code], _locked(pk)
    context = context_for(actor, dossier)
    form = step.form.from_raw(
        {"on_date": [day.isoformat()], "case": [called(lead)], "reason": [reason] if reason else []}, context
    )
    refused = step.obstacle(context)
    if context.proceeding.state not in states:
        refused = _("The case is not at this stage.")
    elif not form.is_valid():
        refused = " ".join(words for errors in form.errors.values() for words in errors)
    if refused is not None:
        raise StepRefused(_("%(case)s: %(reason)s") % {"case": called(dossier), "reason": refused}, code="joined")
    # Which one leads is not typed: it is known to whoever writes this.
    form.cleaned_data["lead"] = lead
    return carry_out(kind, step, context, form)


def _locked(pk: int) -> Dossier:
    try:
        return lock(pk)
    except OperationalError as error:
        # Two disputes that are each to lead the other wait for each other: the database lets one of them go on.
        raise StepRefused(
            _("One of the disputes is being changed by somebody else; try again."), code="busy"
        ) from error


def follow(ex: Execution) -> None:
    """Resolved together with the leading dispute: its mediators and units see to this one too."""
    lead: Dossier = ex.data["lead"]
    ex.fact(f.JOINED_TO, ex.data["on_date"], lead=lead.pk)
    ex.proceeding.lead_id = lead.pk
    ex.proceeding.save()
    for member in ex.proceeding.team.filter(until=None):
        member.until = max(ex.data["on_date"], member.since)
        member.save(update_fields=["until"])
    if ex.dossier.officer_id is None:
        ex.dossier.officer = lead.officer
    refresh_access(ex.dossier)
    _tell(ex, "joined", _("%(case)s is resolved together with %(lead)s."), lead)


def leave_lead(ex: Execution) -> None:
    """Resolved by itself again."""
    lead: Dossier = ex.data["lead"]
    ex.fact(f.PARTED, ex.data["on_date"], lead=lead.pk)
    ex.proceeding.lead = None
    ex.proceeding.save()
    refresh_access(ex.dossier)
    _tell(ex, "parted", _("%(case)s is no longer resolved together with %(lead)s."), lead)


def _tell(ex: Execution, what: str, words: str, lead: Dossier) -> None:
    tell(
        concerned(ex.proceeding).exclude(pk=ex.context.actor.user_id),
        ex.dossier,
        f"{what}:{ex.entry.pk}",
        lambda number: words % {"case": number, "lead": called(lead)},
    )


def end_with_lead(ex: Execution) -> None:
    """It came to what the leading dispute came to; the terms stand there."""
    dispute, day = ex.proceeding, ex.data["on_date"]
    lead = (
        Dispute.objects.unscoped("the leading one of a case in hand").select_related("result").get(pk=dispute.lead_id)
    )
    ex.fact(f.CONCLUDED, day, result=lead.result_id)
    leave_all(ex)
    dispute.result, dispute.concluded_on, dispute.agreement = lead.result, day, lead.agreement
    if ex.corrected is None:
        _tell(ex, "concluded", _("%(case)s has ended with %(lead)s."), ex.data["lead"])
        prompt_cases_behind(ex, lead.result)


def confirm_with_lead(ex: Execution) -> None:
    """The court has confirmed the agreement in the leading dispute, by which this one was settled too."""
    told = Fact.objects.unscoped("the leading one of a case in hand").current().filter(kind=f.CONFIRMED)
    court = told.filter(dossier=ex.proceeding.lead_id).values_list("value__court", flat=True).first()
    ex.fact(f.CONFIRMED, ex.data["on_date"], court=court)
    ex.proceeding.confirmed_on = ex.data["on_date"]


def ended_with(entry: TimelineEntry) -> list[TimelineEntry]:
    """The entries of the disputes that ended by a conclusion, which a correction of it puts right too."""
    return _theirs(entry, "end_with_lead")


def confirmed_with(entry: TimelineEntry) -> list[TimelineEntry]:
    """The entries of the disputes that were confirmed with the leading one, which a correction puts right too."""
    return _theirs(entry, "confirm_with_lead")


def _theirs(entry: TimelineEntry, code: str) -> list[TimelineEntry]:
    rows = TimelineEntry.objects.unscoped("what the leading dispute did").filter(step=code, corrects=None)
    latest: dict[int, TimelineEntry] = {}
    for row in rows.filter(dossier__dispute__lead=entry.dossier_id).select_related("dossier").order_by("pk"):
        latest[row.dossier_id] = row
    return list(latest.values())


def after_lead(ex: Execution) -> None:
    """What a step of the leading dispute does to those that follow: they end with it, or stand alone once it is over.

    Whoever reaches it reaches them.
    """
    context = ex.context
    if ex.proceeding.state in reading.ENDED_STATES:
        _settled_with(ex)
    following = reading.followers(context)
    if not following:
        return
    if ex.proceeding.state in reading.OPEN_STATES:
        for dispute in following:
            refresh_access(dispute.dossier)
        return
    ending = _chosen(ex) if ex.step.code == "conclude" else set()
    for dispute in following:
        code = "end_with_lead" if dispute.pk in ending else "leave_lead"
        reason = "" if dispute.pk in ending else _("The leading dispute is over.")
        _write(context.actor, dispute.pk, code, ex.dossier, ex.data["on_date"], reason)


def _settled_with(ex: Execution) -> None:
    """The disputes that ended with the leading one: performed as far as its terms are, confirmed where it is."""
    rows = Dispute.objects.unscoped("what ended with a case in hand").filter(lead=ex.dossier.pk)
    ended = rows.filter(state__in=reading.ENDED_STATES)
    if ex.step.code == "confirm_agreement" and ex.corrected is None:
        for pk in ended.filter(confirmed_on=None).order_by("pk").values_list("pk", flat=True):
            _write(
                ex.context.actor,
                pk,
                "confirm_with_lead",
                ex.dossier,
                ex.data["on_date"],
                states=reading.ENDED_STATES,
            )
    differing = list(ended.exclude(performance=ex.proceeding.performance).values_list("pk", flat=True))
    if differing:
        rows.filter(pk__in=differing).update(performance=ex.proceeding.performance)
        changed(differing)


def _chosen(ex: Execution) -> set[int]:
    rows: Iterable[Dispute] = ex.data.get("joined") or ()
    return {row.pk for row in rows}
