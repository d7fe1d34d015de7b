"""Writes on the evidence of the six duties, and what stands of them for some agencies in a year."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.offices import organ_over
from accounts.permissions import require
from accounts.timekeeping import now
from dossiers.models import Code
from dossiers.services import store
from dossiers.trail import record
from hearings.models import DutyEvidence, DutyResult


@transaction.atomic
def add_evidence(
    *,
    actor: Actor,
    organisation: Organisation,
    duty: Code,
    on_date: dt.date,
    what: str,
    file: File | None = None,
) -> DutyEvidence:
    """Enter what an agency did for a duty on a day, with its paper. Raises PermissionDenied, ValidationError."""
    require(actor, "roster.change", organisation)
    organ = organ_over(organisation)
    if organ is None:
        raise ValidationError(_("The agency belongs to no organ."), code="organ")
    evidence = DutyEvidence.objects.create(
        organ=organ,
        organisation=organisation,
        duty=duty,
        year=on_date.year,
        on_date=on_date,
        what=what,
        stored=store(file) if file else None,
        file_name=(getattr(file, "name", "") or "")[-200:] if file else "",
        entered_by=actor.user,
    )
    detail = {"organisation": organisation.pk, "on": on_date}
    record(actor=actor, action="duty.enter", obj=evidence, detail=detail)
    return evidence


@transaction.atomic
def judge_evidence(*, actor: Actor, evidence: DutyEvidence, result: str, note: str = "") -> DutyEvidence:
    """What the office makes of an evidence: done, or returned with what is missing. Raises PermissionDenied, …"""
    locked = DutyEvidence.objects.select_for_update().get(pk=evidence.pk)
    require(actor, "duty.judge", locked)
    if locked.voided_at is not None:
        raise ValidationError(_("The entry has been voided."), code="voided")
    if result == DutyResult.RETURNED and not note.strip():
        raise ValidationError({"note": _("Say what is missing.")}, code="required")
    locked.result, locked.result_note = result, note.strip()[:300]
    locked.checked_by, locked.checked_at = actor.user, now()
    locked.save()
    record(actor=actor, action="duty.judge", obj=locked, detail={"organisation": locked.organisation_id})
    return locked


@transaction.atomic
def void_evidence(*, actor: Actor, evidence: DutyEvidence, reason: str) -> DutyEvidence:
    """Take back what was entered by mistake. Raises PermissionDenied, ValidationError without a reason."""
    locked = DutyEvidence.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=evidence.pk)
    require(actor, "roster.change", locked.organisation)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    locked.voided_at, locked.void_reason = now(), reason.strip()[:300]
    locked.save(update_fields=["voided_at", "void_reason"])
    record(actor=actor, action="duty.void", obj=locked, detail={"organisation": locked.organisation_id})
    return locked


def standing_of(organisations: Iterable[int], year: int) -> dict[tuple[int, str], str]:
    """By agency and duty, the best that the evidence of a year came to; one query."""
    best = {DutyResult.RETURNED: 0, DutyResult.OPEN: 1, DutyResult.ACCEPTED: 2}
    found: dict[tuple[int, str], str] = {}
    rows = DutyEvidence.objects.filter(organisation__in=list(organisations), year=year, voided_at=None)
    for organisation, duty, result in rows.order_by().values_list("organisation_id", "duty_id", "result"):
        known = found.get((organisation, duty))
        if known is None or best[DutyResult(result)] > best[DutyResult(known)]:
            found[organisation, duty] = result
    return found
