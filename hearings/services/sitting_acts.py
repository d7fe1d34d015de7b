"""The acts that take a step in every case of a sitting, and those that bring cases into one or take them off it."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from accounts.timekeeping import SHANGHAI, now, today
from dossiers.models import Dossier
from dossiers.services import lock
from hearings.models import Sitting, SittingState, State
from hearings.services.bookings import rebook
from hearings.services.places import locked_sitting
from hearings.sittings.telling import tell
from hearings.sittings.words import begun, day_of
from workflow.services import context_for, take
from workflow.steps import StaleCase, StepRefused, proceeding_type

MOST_CASES = 200

Act = Callable[[Sitting], dict[str, Any]]


def _in_all_cases(
    actor: Actor,
    sitting: Sitting,
    version: int | None,
    step_code: str,
    on_date: dt.date,
    act: Act,
) -> Sitting:
    """Do `act` on the sitting and take a step with the fields it gives in each of its cases, all or nothing.

    Cases are locked first, in the order of their ids, then the sitting: everybody takes their locks in this order.
    Raises PermissionDenied, StaleCase where somebody was faster, StepRefused, ValidationError.
    """
    ids = _standing_cases(sitting)
    dossiers = [lock(pk) for pk in ids]
    for dossier in dossiers:
        require(actor, "sitting.change", dossier)
    found = locked_sitting(sitting.pk)
    if (version is not None and found.version != version) or ids != _standing_cases(found):
        raise StaleCase(_("The sitting was changed while the page was open. Look at what is new and try again."), [])
    if found.state != SittingState.SET:
        raise StepRefused(_("The sitting is set no more."), code="closed")
    fields = act(found)
    raw = {"on_date": [on_date.isoformat()], "sitting": [str(found.pk)]}
    raw |= {name: [str(value)] for name, value in fields.items() if value not in (None, "")}
    take_in_each(actor, dossiers, step_code, raw)
    return found


def _standing_cases(sitting: Sitting) -> list[int]:
    """The cases that still hang on the sitting: not those voided, nor those that were over before its day."""
    rows = sitting.cases.standing().exclude(lawsuit__state__in=[State.VOID, State.CLOSED])
    over = rows.filter(lawsuit__concluded_on__lt=day_of(sitting)).values("pk")
    return sorted(rows.exclude(pk__in=over).values_list("lawsuit_id", flat=True))


def take_in_each(actor: Actor, dossiers: Iterable[Dossier], step_code: str, raw: dict[str, list[str]]) -> None:
    """Take a step with the same fields in each of some locked cases; what refuses it in one refuses it in all."""
    step = proceeding_type("litigation").steps[step_code]
    for dossier in dossiers:
        form = step.form.from_raw(raw, context_for(actor, dossier))
        try:
            take(actor=actor, dossier=dossier, step_code=step_code, form=form, together=True)
        except ValidationError as refusal:
            lines = [f"{dossier.number}：{words}" for words in refusal.messages]
            raise StepRefused(" ".join(lines), code="refused") from refusal


@transaction.atomic
def move_sitting(
    *,
    actor: Actor,
    sitting: Sitting,
    on_date: dt.date,
    reason: str,
    when: dict[str, Any],
    clash_reason: str = "",
    version: int | None = None,
) -> Sitting:
    """Move a sitting: another takes its place (`when`: mode, courtroom, presider, during), in all of its cases."""
    made: list[Sitting] = []

    def act(old: Sitting) -> dict[str, Any]:
        new = Sitting.objects.create(organ=old.organ, court=old.court, kind=old.kind, entered_by=actor.user, **when)
        new.refresh_from_db()
        made.append(new)
        _change(old, SittingState.MOVED, reason, replaced_by=new)
        rebook(actor, old)
        first, last = (moment.astimezone(SHANGHAI) for moment in when["during"])
        typed = {name: when[name] for name in ("mode", "courtroom", "presider")}
        typed |= {"hearing_on": first.date(), "starts": f"{first:%H:%M}", "ends": f"{last:%H:%M}"}
        return {**typed, "reason": reason}

    old = _in_all_cases(actor, sitting, version, "move_hearing", on_date, act)
    rebook(actor, made[0], clash_reason)
    tell(made[0], "moved", before=old)
    return made[0]


@transaction.atomic
def cancel_sitting(
    *, actor: Actor, sitting: Sitting, on_date: dt.date, reason: str, version: int | None = None
) -> Sitting:
    """Cancel a sitting, in all of its cases."""

    def act(found: Sitting) -> dict[str, Any]:
        _change(found, SittingState.CANCELLED, reason)
        rebook(actor, found)
        return {"reason": reason}

    found = _in_all_cases(actor, sitting, version, "cancel_hearing", on_date, act)
    tell(found, "cancelled")
    return found


@transaction.atomic
def hold_sitting(
    *,
    actor: Actor,
    sitting: Sitting,
    observers: int | None = None,
    remarks: str = "",
    version: int | None = None,
) -> Sitting:
    """Enter that a sitting was held on its day, in all of its cases."""

    def act(found: Sitting) -> dict[str, Any]:
        if not begun(found, now()):
            raise StepRefused(_("The sitting has not begun yet."), code="early")
        found.state, found.observers, found.remarks = SittingState.HELD, observers, remarks[:300]
        found.version += 1
        found.save()
        return {"observers": observers, "remarks": remarks}

    return _in_all_cases(actor, sitting, version, "hold_hearing", day_of(sitting), act)


def _change(sitting: Sitting, state: str, reason: str, **more: Any) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    sitting.state, sitting.change_reason = state, reason.strip()[:300]
    for name, value in more.items():
        setattr(sitting, name, value)
    sitting.version += 1
    sitting.save()


@transaction.atomic
def join_sitting(
    *,
    actor: Actor,
    sitting: Sitting,
    dossiers: Sequence[Dossier],
    clash_reason: str = "",
    on_date: dt.date | None = None,
    version: int | None = None,
) -> Sitting:
    """Let further cases of the court be heard in a sitting, all or none."""
    cases, found = _with_cases(sitting, dossiers, version)
    found.version += 1
    found.save(update_fields=["version"])
    _join(actor, found, cases, on_date or today(), clash_reason)
    return found


@transaction.atomic
def leave_sitting(
    *,
    actor: Actor,
    sitting: Sitting,
    dossiers: Sequence[Dossier],
    on_date: dt.date,
    reason: str,
    version: int | None = None,
) -> Sitting:
    """Take cases off a sitting that is set, all or none; one at least stays in it. Raises as `join_sitting` does."""
    cases, found = _with_cases(sitting, dossiers, version)
    raw = {"on_date": [on_date.isoformat()], "sitting": [str(found.pk)], "reason": [reason]}
    take_in_each(actor, cases, "leave_hearing", raw)
    found.refresh_from_db()
    return found


def _locked_cases(dossiers: Sequence[Dossier]) -> list[Dossier]:
    """Some cases, locked in the order of their ids. Raises ValidationError where they are none or too many."""
    if not dossiers:
        raise ValidationError(_("Select at least one case."), code="none")
    if len(dossiers) > MOST_CASES:
        raise ValidationError(_("At most %(n)s cases at a time.") % {"n": MOST_CASES}, code="many")
    return [lock(pk) for pk in sorted({dossier.pk for dossier in dossiers})]


def _with_cases(sitting: Sitting, dossiers: Sequence[Dossier], version: int | None) -> tuple[list[Dossier], Sitting]:
    """Some cases and then the sitting, locked. Raises StaleCase where somebody was faster."""
    cases, found = _locked_cases(dossiers), locked_sitting(sitting.pk)
    if version is not None and found.version != version:
        raise StaleCase(_("The sitting was changed while the page was open. Look at what is new and try again."), [])
    return cases, found


def _join(actor: Actor, sitting: Sitting, cases: Sequence[Dossier], on_date: dt.date, clash_reason: str) -> None:
    raw = {"on_date": [on_date.isoformat()], "sitting": [str(sitting.pk)]}
    take_in_each(actor, cases, "join_hearing", raw | ({"clash_reason": [clash_reason]} if clash_reason else {}))


@transaction.atomic
def set_sitting(*, actor: Actor, dossiers: Sequence[Dossier], raw: dict[str, list[str]]) -> Sitting:
    """Set a sitting that hears several cases at once: in the first it is set, the others join it.

    `raw` holds the fields of the step `set_hearing` as its form keeps them. Raises as `join_sitting` does.
    """
    cases = _locked_cases(dossiers)
    for dossier in cases:
        require(actor, "sitting.change", dossier)
    take_in_each(actor, cases[:1], "set_hearing", raw)
    sitting = Sitting.objects.unscoped("the one just set").filter(cases__lawsuit=cases[0].pk).latest("pk")
    if cases[1:]:
        day = dt.date.fromisoformat(raw["on_date"][0])
        reason = "".join(raw.get("clash_reason", []))
        # In the same version of the sitting: whoever is told that it is set is told once.
        _join(actor, sitting, cases[1:], day, reason)
    return sitting
