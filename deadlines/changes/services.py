"""Drawing up a change of calendar or clocks, working out what it would do, carrying it out, withdrawing it.

What takes effect does so in one transaction: the days or the correction, every deadline that follows, the record of
what moved, the notices to the people concerned, the entry of the trail. Working out and carrying out are done by the
worker; each of these functions can be run again and then does nothing more.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from celery import Task
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Organ, User
from accounts.permissions import require
from accounts.timekeeping import now
from deadlines import recompute
from deadlines.basis import Basis, basis_in_force, correction_of
from deadlines.changes.people import tell
from deadlines.changes.reading import Notice, check_whole
from deadlines.engine import DataError, official_calendar
from deadlines.models import (
    HOUSE,
    CalendarDay,
    CalendarYear,
    Change,
    ChangeKind,
    ChangeStatus,
    DayKind,
    MovedDeadline,
    Phase,
)
from dossiers.services import hold_basis, lock_basis
from dossiers.trail import record


class NoticeFaults(ValidationError):
    """A notice that cannot be taken, with every fault of it."""

    def __init__(self, notice: Notice) -> None:
        super().__init__([str(fault) for fault in notice.faults], code="notice")


# --- drawing up ------------------------------------------------------------------------------------------------


@transaction.atomic
def draw_up_notice(
    *, actor: Actor, notice: Notice, basis: str, year: int | None = None, start: Task | None = None
) -> Change:
    """Draw up a nationwide notice: the whole arrangement of `year`, or with None single days that are changed.

    The arrangement of a year that has one already takes its place: what the new one does not name is as in any week.
    The task `start` works out what it would do. Raises PermissionDenied, NoticeFaults.
    """
    require(actor, "calendar.change_shared")
    if year is not None:
        check_whole(notice, year)
    elif not notice.days:
        raise ValidationError(_("The notice names no day."), code="empty")
    if notice.faults:
        raise NoticeFaults(notice)
    days = dict(notice.days)
    settles = None if year is None or official_calendar().covers(year) else year
    if year is not None:
        for day in basis_in_force().calendar(None).exceptions():
            if day.year == year:
                days.setdefault(day, DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKING_DAY)
    elif unsettled := _unsettled(days):
        raise ValidationError(
            _("%(year)s has no notice yet: enter the whole arrangement of that year."), code="year",
            params={"year": unsettled},
        )  # fmt: skip
    return _draw_up(
        actor, start, kind=ChangeKind.NOTICE, basis=basis, year=settles,
        days=[[day.isoformat(), str(kind)] for day, kind in sorted(days.items())],
    )  # fmt: skip


def _unsettled(days: Iterable[dt.date]) -> int | None:
    national = basis_in_force().calendar(None)
    return next((day.year for day in sorted(days) if not national.covers(day.year)), None)


@transaction.atomic
def draw_up_correction(
    *,
    actor: Actor,
    clock: str,
    cells: Mapping[str, str],
    since: dt.date | None,
    basis: str,
    organ: Organ | None = None,
    start: Task | None = None,
) -> Change:
    """Draw up a clock put right: the columns `cells` of its row, for periods starting on `since` or later, or for all.

    With `organ` a period of the house is set for that organ alone, by whoever keeps it. Raises PermissionDenied,
    ValidationError at the column that the reader of the data file refuses, or where a law sets the period (``law``).
    """
    change = Change(kind=ChangeKind.CLOCK, clock=clock, cells=dict(cells), since=since, basis=basis, organ=organ)
    require(actor, *permission_of(change))
    if organ is not None and not clock.startswith(HOUSE):
        raise ValidationError(_("A law sets this period: it is the same for every organ."), code="law")
    if not cells:
        raise ValidationError(_("Nothing is changed."), code="same")
    try:
        basis_in_force().book_of(change.organ_id).corrected([correction_of(change)])
    except DataError as error:
        raise ValidationError({error.column: [_("This does not fit the period: check it.")]}, code="cell") from error
    given = {"clock": clock, "cells": dict(cells), "since": since, "basis": basis, "organ": organ}
    return _draw_up(actor, start, kind=ChangeKind.CLOCK, **given)


def _draw_up(actor: Actor, start: Task | None, **values: Any) -> Change:
    change = Change.objects.create(made_by=actor.user, made_at=now(), **values)
    record(actor=actor, action="basis.draw_up", obj=change, detail={"kind": change.kind})
    if start is not None:
        _send(change, start)
    return change


def _send(change: Change, task: Task) -> None:
    """Send the task when the transaction is through; without a broker the change says that it broke off."""

    def send() -> None:
        try:
            task.delay(change.pk)
        except OperationalError:
            break_off(change.pk)

    transaction.on_commit(send)


# --- working out -----------------------------------------------------------------------------------------------


@transaction.atomic
def work_out(change_id: int, *, again: bool = False) -> Change:
    """Work out what a drawn-up change would do and keep it as its preview; no deadline is written.

    With `again` a preview that is ready is worked out anew.
    """
    # Nobody carries out another change while this one is worked out.
    hold_basis()
    change = _locked(change_id)
    if change.status == ChangeStatus.WORKING or (again and change.status == ChangeStatus.READY):
        _preview(change)
        change.status, change.broke_off = ChangeStatus.READY, False
        change.save()
    return change


def _preview(change: Change) -> None:
    MovedDeadline.objects.unscoped("a preview is taken back").filter(change=change, phase=Phase.PREVIEW).delete()
    before = basis_in_force()
    effect, refused = recompute.preview(change, before, before.with_change(change))
    _keep(change, effect, refused)


def _keep(change: Change, effect: recompute.Effect, refused: list[int]) -> None:
    change.moved, change.settled, change.rewritten = effect.moved, effect.settled, effect.rewritten
    change.cases, change.digest, change.refused = effect.cases, effect.digest, refused[:100]


def _locked(change_id: int) -> Change:
    return Change.objects.select_for_update().get(pk=change_id)


def break_off(change_id: int) -> None:
    """Say that the work on a change ended early: nothing of it took effect, and it can be taken up again."""
    with transaction.atomic():
        change = _locked(change_id)
        if not change.busy:
            return
        back = {ChangeStatus.CONFIRMING: ChangeStatus.READY, ChangeStatus.WITHDRAWING: ChangeStatus.IN_FORCE}
        change.status, change.broke_off = back.get(ChangeStatus(change.status), ChangeStatus(change.status)), True
        change.save(update_fields=["status", "broke_off"])


@transaction.atomic
def take_up(*, actor: Actor, change: Change, start: Task) -> None:
    """Send the working out of a change once more after it broke off. Raises PermissionDenied."""
    locked = _locked(change.pk)
    require(actor, *permission_of(locked))
    if locked.status == ChangeStatus.WORKING and locked.broke_off:
        locked.broke_off = False
        locked.save(update_fields=["broke_off"])
        _send(locked, start)


# --- confirming ------------------------------------------------------------------------------------------------


def permission_of(change: Change) -> tuple[str, Organ | None]:
    """What is asked of whoever confirms or withdraws a change, and on what."""
    if change.kind == ChangeKind.CLOCK:
        return ("clocks.change_own", change.organ) if change.organ else ("clocks.change", None)
    return ("calendar.change", change.organ) if change.organ else ("calendar.change_shared", None)


@transaction.atomic
def confirm(*, actor: Actor, change: Change, digest: str, start: Task | None = None) -> bool:
    """Let a change be carried out as its preview says; whether it was confirmed now.

    `digest` is that of the preview that was read. Raises PermissionDenied, ValidationError where another preview
    stands there by now, or where the change cannot be carried out.
    """
    locked = _locked(change.pk)
    require(actor, *permission_of(locked))
    if locked.status in {ChangeStatus.CONFIRMING, ChangeStatus.IN_FORCE}:
        return False
    if locked.status != ChangeStatus.READY:
        raise ValidationError(_("This change cannot be carried out now."), code="status")
    if locked.digest != digest:
        raise ValidationError(_("Another preview stands here by now; read it before you confirm."), code="digest")
    if locked.refused:
        raise ValidationError(_("Some running periods do not allow this change."), code="refused")
    locked.status, locked.outdated, locked.broke_off = ChangeStatus.CONFIRMING, False, False
    locked.confirmed_by, locked.confirmed_at = actor.user, now()
    locked.save()
    if start is not None:
        _send(locked, start)
    return True


class Outdated(Exception):
    """What would be carried out is no longer what the preview said."""


def carry_out(change_id: int) -> Change:
    """Carry out a confirmed change in one transaction; where the state is another than the preview's, nothing of it.

    Then the preview is worked out anew and waits for another confirmation.
    """
    try:
        with transaction.atomic():
            return _carry_out(change_id)
    except Outdated:
        with transaction.atomic():
            hold_basis()
            change = _locked(change_id)
            _preview(change)
            change.status, change.outdated = ChangeStatus.READY, True
            change.confirmed_by, change.confirmed_at = None, None
            change.save()
        return change


def _carry_out(change_id: int) -> Change:
    lock_basis()
    change = _locked(change_id)
    if change.status != ChangeStatus.CONFIRMING:
        return change
    before = basis_in_force()
    effect, refused = recompute.carry_out(change, Phase.MADE, before, before.with_change(change))
    if effect.digest != change.digest or refused:
        raise Outdated
    _enter(change)
    MovedDeadline.objects.unscoped("the record takes the preview's place").filter(
        change=change, phase=Phase.PREVIEW
    ).delete()
    change.status = ChangeStatus.IN_FORCE
    change.save(update_fields=["status"])
    _tell_trail(change, "basis.confirm", _actor(change.confirmed_by), effect)
    tell(change, Phase.MADE)
    return change


def _enter(change: Change) -> None:
    """The rows that say from now on what the change says."""
    if change.kind == ChangeKind.CLOCK:
        return
    by = {"change": change, "recorded_by": change.confirmed_by, "recorded_at": change.confirmed_at}
    if change.year is not None:
        CalendarYear.objects.create(year=change.year, notice=change.basis, **by)
    CalendarDay.objects.bulk_create(
        CalendarDay(organ=change.organ, date=date, kind=kind, basis=change.basis, **by) for date, kind in change.days
    )


def _actor(user: User | None) -> Actor:
    return actor_for(user) if user is not None else SYSTEM


def _tell_trail(change: Change, action: str, actor: Actor, effect: recompute.Effect) -> None:
    detail: dict[str, Any] = {
        "kind": change.kind,
        "moved_deadlines": effect.moved,
        "settled_deadlines": effect.settled,
        "moved_cases": effect.cases,
    }
    if change.organ_id is not None:
        detail["organ"] = change.organ_id
    if change.clock:
        detail["clock"] = change.clock
    if change.kind == ChangeKind.LOCAL_DAY:
        detail["date"], detail["day_kind"] = change.days[0]
    record(actor=actor, action=action, obj=change, detail=detail)


# --- withdrawing -----------------------------------------------------------------------------------------------


@transaction.atomic
def ask_withdrawal(*, actor: Actor, change: Change, reason: str, start: Task | None = None) -> bool:
    """Let a change that is in force be withdrawn; whether that was asked for now.

    Raises PermissionDenied, ValidationError without a reason or for a change that is not in force.
    """
    locked = _locked(change.pk)
    require(actor, *permission_of(locked))
    if locked.status in {ChangeStatus.WITHDRAWING, ChangeStatus.WITHDRAWN}:
        return False
    if locked.status != ChangeStatus.IN_FORCE:
        raise ValidationError(_("Only what is in force can be withdrawn."), code="status")
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    locked.status, locked.reason, locked.withdrawn_by = ChangeStatus.WITHDRAWING, reason.strip(), actor.user
    locked.broke_off = False
    locked.save()
    if start is not None:
        _send(locked, start)
    return True


@transaction.atomic
def withdraw(change_id: int) -> Change:
    """Withdraw a change: every deadline is what it would be had it never been made; both are on record."""
    lock_basis()
    change = _locked(change_id)
    if change.status != ChangeStatus.WITHDRAWING:
        return change
    before, after = basis_in_force(), basis_in_force(without=change)
    effect, refused = recompute.carry_out(change, Phase.WITHDRAWN, before, after)
    if refused:
        raise ValueError(f"Change {change.pk} cannot be withdrawn: {refused[:10]}")
    change.status, change.withdrawn_at = ChangeStatus.WITHDRAWN, now()
    change.save(update_fields=["status", "withdrawn_at"])
    _tell_trail(change, "basis.withdraw", _actor(change.withdrawn_by), effect)
    tell(change, Phase.WITHDRAWN)
    return change


@transaction.atomic
def drop(*, actor: Actor, change: Change) -> bool:
    """Put a drawn-up change away without carrying it out; whether it was put away now. Raises PermissionDenied."""
    locked = _locked(change.pk)
    require(actor, *permission_of(locked))
    if locked.status not in {ChangeStatus.READY, ChangeStatus.WORKING}:
        return False
    MovedDeadline.objects.unscoped("a preview is taken back").filter(change=locked, phase=Phase.PREVIEW).delete()
    locked.status = ChangeStatus.DROPPED
    locked.save(update_fields=["status"])
    record(actor=actor, action="basis.drop", obj=locked, detail={"kind": locked.kind})
    return True


# --- at once ---------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_at_once(*, actor: Actor, change: Change, action: str) -> recompute.Effect:
    """Carry out an unsaved change without a preview: what one organ enters for itself, a single day."""
    lock_basis()
    before = basis_in_force()
    after: Basis = before.with_change(change)
    change.made_by = change.confirmed_by = actor.user
    change.made_at = change.confirmed_at = now()
    change.status = ChangeStatus.IN_FORCE
    change.save()
    effect, refused = recompute.carry_out(change, Phase.MADE, before, after)
    _keep(change, effect, refused)
    change.save()
    _enter(change)
    _tell_trail(change, action, actor, effect)
    tell(change, Phase.MADE)
    return effect
