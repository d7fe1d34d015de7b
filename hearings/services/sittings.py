"""Effects of the steps about sittings, and the acts that take such a step in every case of a sitting."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import RosterEntry
from accounts.permissions import require
from accounts.timekeeping import now, today
from dossiers.models import Dossier, Visibility
from dossiers.services import lock
from hearings import facts as f
from hearings.models import (
    Appearance,
    AppearanceState,
    Defendant,
    Designation,
    IdentityResult,
    Lawsuit,
    Sitting,
    SittingCase,
    SittingKind,
    SittingState,
    State,
    Trial,
)
from hearings.services.bookings import rebook
from hearings.services.keeping_appearances import keep
from hearings.sittings import reading
from hearings.sittings.telling import tell
from hearings.sittings.words import begun, day_of, hours_of, place_words
from workflow.papers import keep_papers
from workflow.services import context_for, take
from workflow.steps import Execution, StaleCase, StepRefused, proceeding_type

MOST_CASES = 200


# --- effects of the steps --------------------------------------------------------------------------------------


def set_hearing(ex: Execution) -> None:
    """A sitting of its own for the case; a correction puts the sitting itself right."""
    data, own = ex.data, ex.data["own"]
    fields = {name: data[name] for name in ("kind", "mode", "courtroom", "presider", "during")}
    if own is None:
        sitting = Sitting.objects.create(
            organ=ex.dossier.organ, court=ex.proceeding.court, entered_by=ex.context.actor.user, **fields
        )
    else:
        sitting = own
        for name, value in fields.items():
            setattr(sitting, name, value)
        sitting.version += 1
        sitting.save()
    sitting.refresh_from_db()
    _enter(ex, sitting, data["clash_reason"])
    tell(sitting, "set")
    keep_papers(ex, "notice", visibility=Visibility.PARTIES, paper="summons")


def join_hearing(ex: Execution) -> None:
    """The case is heard in a sitting that is there."""
    sitting = locked_sitting(ex.data["sitting"].pk)
    if sitting.state != SittingState.SET:
        raise StepRefused(_("The sitting is set no more."), code="closed")
    _enter(ex, sitting, ex.data["clash_reason"])
    tell(sitting, "set")
    keep_papers(ex, "notice", visibility=Visibility.PARTIES, paper="summons")


def _enter(ex: Execution, sitting: Sitting, reason: str) -> None:
    """The case's place in a sitting, the appearances of its defendants, and the facts of both."""
    row, made = SittingCase.objects.unscoped("the case at hand").get_or_create(
        sitting=sitting,
        lawsuit=ex.proceeding,
        defaults={"entry": ex.entry, "position": sitting.cases.count()},
    )
    ex.fact(
        f.HEARING_SET,
        day_of(sitting),
        sitting=sitting.pk,
        sort=sitting.kind,
        hours=hours_of(sitting),
        at=place_words(sitting),
    )
    if sitting.kind == SittingKind.HEARING:
        _call_defendants(ex, row)
    elif not made:
        row.appearances.update(state=AppearanceState.DROPPED)
    rebook(ex.context.actor, sitting, reason)


def _call_defendants(ex: Execution, row: SittingCase) -> None:
    defendants = list(ex.proceeding.defendants.select_related("party"))
    known = set(row.appearances.values_list("defendant_id", flat=True))
    Appearance.objects.bulk_create(
        Appearance(case=row, defendant=one, state=_first_state(one)) for one in defendants if one.pk not in known
    )
    for one in defendants:
        if one.designation != Designation.RELEASED and not suffices(ex.proceeding, one, row.sitting_id):
            ex.fact(f.APPEARANCE_OWED, day_of(row.sitting), one.party, sitting=row.sitting_id)


def _first_state(defendant: Defendant) -> str:
    released = defendant.designation == Designation.RELEASED
    return AppearanceState.DROPPED if released else AppearanceState.AWAITED


def suffices(suit: Lawsuit, defendant: Defendant, but: int) -> bool:
    """Whether the head has appeared at another hearing of this instance, which suffices (负责人出庭应诉规定 7)."""
    others = Appearance.objects.unscoped("the defendant at hand").filter(defendant=defendant, present=True)
    return others.exclude(case__sitting=but).exists()


def move_hearing(ex: Execution) -> None:
    """The case follows its sitting: the old one falls away in it, the new one takes what was entered of the heads."""
    old, new = ex.data["sitting"], ex.data["moved_to"]
    ex.fact(f.HEARING_CANCELLED, ex.data["on_date"], sitting=old.pk, moved_to=new.pk)
    places = [row for row in reading.sitting_cases(ex.context) if row.sitting_id == old.pk]
    row = SittingCase.objects.create(
        sitting=new, lawsuit=ex.proceeding, position=places[0].position if places else 0, entry=ex.entry
    )
    ex.fact(f.HEARING_SET, day_of(new), sitting=new.pk, sort=new.kind, hours=hours_of(new), at=place_words(new))
    _drop(ex, old)
    if new.kind == SittingKind.HEARING:
        _call_defendants(ex, row)
        _carry_over(ex, old, row)


def _carry_over(ex: Execution, old: Sitting, row: SittingCase) -> None:
    """Heads who hold their post on the new day stay named, with the papers that they handed in."""
    day = day_of(row.sitting)
    before = Appearance.objects.unscoped("the case at hand").filter(
        case__sitting=old, case__lawsuit=ex.proceeding, head__isnull=False
    )
    standing = {entry.pk for entry in RosterEntry.objects.on(day).filter(pk__in=before.values("head_id"))}
    for one in before.filter(head_id__in=standing).select_related("defendant__party"):
        if one.defendant.designation == Designation.RELEASED:
            continue
        new = row.appearances.select_related("case__sitting", "defendant__party").get(defendant=one.defendant)
        party = one.defendant.party
        ex.fact(f.HEAD_NOMINATED, ex.data["on_date"], party, sitting=row.sitting_id, place=1, head=one.head_id)
        if one.identity != IdentityResult.NONE and one.identity_on:
            ex.fact(f.IDENTITY_IN, one.identity_on, party, sitting=row.sitting_id, place=2)
        keep(ex, new)


def _drop(ex: Execution, sitting: Sitting) -> None:
    Appearance.objects.unscoped("the case at hand").filter(case__sitting=sitting, case__lawsuit=ex.proceeding).update(
        state=AppearanceState.DROPPED
    )


def cancel_hearing(ex: Execution) -> None:
    ex.fact(f.HEARING_CANCELLED, ex.data["on_date"], sitting=ex.data["sitting"].pk)
    _drop(ex, ex.data["sitting"])


def hold_hearing(ex: Execution) -> None:
    """The case was heard: from then on the records of the appearances are owed."""
    sitting, suit = ex.data["sitting"], ex.proceeding
    day = day_of(sitting)
    ex.fact(f.HEARING_HELD, day, sitting=sitting.pk, sort=sitting.kind)
    if sitting.kind == SittingKind.HEARING:
        suit.trial = Trial.ORAL
        suit.heard_on = min(filter(None, (suit.heard_on, day)))
        owed = Appearance.objects.unscoped("the case at hand").filter(case__sitting=sitting, case__lawsuit=suit)
        for one in owed.exclude(state=AppearanceState.DROPPED).select_related("defendant__party"):
            ex.fact(f.RECORD_OWED, day, one.defendant.party, sitting=sitting.pk)
    if ex.corrected is not None:
        sitting.observers, sitting.remarks = ex.data["observers"], ex.data["remarks"][:300]
        sitting.save(update_fields=["observers", "remarks"])
    keep_papers(ex, "record", visibility=Visibility.PARTIES, paper="trial_record")


def without_hearing(ex: Execution) -> None:
    """The case is tried on the papers, or ends without being heard: it is in no denominator."""
    how = ex.data["how"]
    ex.fact(f.HEARD_WITHOUT, ex.data["on_date"], how=how)
    ex.proceeding.trial = Trial.WRITTEN if how == "written" else Trial.NONE


# --- acts on a sitting, in all of its cases --------------------------------------------------------------------


def locked_sitting(pk: int) -> Sitting:
    """The sitting, its row locked; asked after the cases are locked. Keys that point to it are not held up."""
    rows = Sitting.objects.unscoped("the caller has reached it and now locks it")
    return rows.select_for_update(no_key=True, of=("self",)).select_related("court", "organ").get(pk=pk)


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
    rows = sitting.cases.exclude(lawsuit__state__in=[State.VOID, State.CLOSED])
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
        return {"moved_to": new.pk, "reason": reason}

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
    if not dossiers:
        raise ValidationError(_("Select at least one case."), code="none")
    if len(dossiers) > MOST_CASES:
        raise ValidationError(_("At most %(n)s cases at a time.") % {"n": MOST_CASES}, code="many")
    cases = [lock(pk) for pk in sorted({dossier.pk for dossier in dossiers})]
    found = locked_sitting(sitting.pk)
    if version is not None and found.version != version:
        raise StaleCase(_("The sitting was changed while the page was open. Look at what is new and try again."), [])
    found.version += 1
    found.save(update_fields=["version"])
    _join(actor, found, cases, on_date or today(), clash_reason)
    return found


def _join(actor: Actor, sitting: Sitting, cases: Sequence[Dossier], on_date: dt.date, clash_reason: str) -> None:
    raw = {"on_date": [on_date.isoformat()], "sitting": [str(sitting.pk)]}
    take_in_each(actor, cases, "join_hearing", raw | ({"clash_reason": [clash_reason]} if clash_reason else {}))


@transaction.atomic
def set_sitting(*, actor: Actor, dossiers: Sequence[Dossier], raw: dict[str, list[str]]) -> Sitting:
    """Set a sitting that hears several cases at once: in the first it is set, the others join it.

    `raw` holds the fields of the step `set_hearing` as its form keeps them. Raises as `join_sitting` does.
    """
    if not dossiers:
        raise ValidationError(_("Select at least one case."), code="none")
    if len(dossiers) > MOST_CASES:
        raise ValidationError(_("At most %(n)s cases at a time.") % {"n": MOST_CASES}, code="many")
    cases = [lock(pk) for pk in sorted({dossier.pk for dossier in dossiers})]
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
