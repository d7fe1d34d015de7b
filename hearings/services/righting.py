"""What was done with a sitting put right: how it was set or moved, or that it was moved, cancelled or held at all.

A correction is entered in every case of the sitting (`Step.alongside`). The first one changes the sitting itself, those
of the other cases find it changed.
"""

import copy
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import RosterEntry
from accounts.timekeeping import now
from dossiers.models import TimelineEntry
from hearings import facts as f
from hearings.appearances import next_place
from hearings.models import Sitting, SittingCase, SittingKind, SittingState, State, Trial
from hearings.services.bookings import rebook
from hearings.services.places import drop, locked_sitting, revive
from hearings.sittings import reading
from hearings.sittings.telling import tell
from hearings.sittings.words import begun, day_of
from workflow.steps import Execution, StepRefused

S = SittingState
# What an agency entered for a sitting to which its case had been moved by mistake goes with the case.
ENTERED = (f.HEAD_NOMINATED, f.ABSENCE_EXPLAINED, f.IDENTITY_IN, f.IDENTITY_JUDGED)


# --- the entries of the other cases ------------------------------------------------------------------------------


def of_same_act(entry: TimelineEntry) -> list[TimelineEntry]:
    """The entries by which the same sitting was cancelled or held in the other cases, but those voided since."""
    rows = TimelineEntry.objects.unscoped("the other cases of a sitting whose entry is put right")
    rows = rows.filter(step=entry.step, corrects=None, data__form__sitting=entry.data["form"]["sitting"])
    rows = rows.exclude(dossier=entry.dossier_id).exclude(dossier__lawsuit__state=State.VOID)
    return list(rows.select_related("dossier__organ"))


def of_same_sitting(entry: TimelineEntry) -> list[TimelineEntry]:
    """The entries by which the other cases came into the sitting that an entry has set, or moved its case to."""
    rows = SittingCase.objects.unscoped("the other cases of a sitting whose entry is put right")
    sittings = rows.filter(entry__in=[entry.pk, *entry.corrections.values_list("pk", flat=True)]).values("sitting")
    others = rows.standing().filter(sitting__in=sittings, entry__isnull=False).exclude(lawsuit=entry.dossier_id)
    others = others.exclude(lawsuit__state=State.VOID).select_related("entry__dossier__organ", "entry__corrects")
    return [row.entry.corrects or row.entry for row in others]


# --- the sitting itself ------------------------------------------------------------------------------------------


def let_be(sitting: Sitting, allowed: set[str], **fields: Any) -> bool:
    """Let a sitting be as `fields` say; whether that changes it. Raises StepRefused where its state is not `allowed`.

    A sitting that is so already is left alone in whatever state: another case has put it right.
    """
    changed = {name: value for name, value in fields.items() if not _is(sitting, name, value)}
    if not changed:
        return False
    if sitting.state not in allowed:
        raise StepRefused(_("The sitting was moved, cancelled or held since; put that right first."), code="since")
    for name, value in changed.items():
        setattr(sitting, name, value)
    sitting.version += 1
    sitting.save()
    sitting.refresh_from_db()
    return True


def _is(sitting: Sitting, name: str, value: Any) -> bool:
    if name == "during":
        return (sitting.during.lower, sitting.during.upper) == tuple(value)
    return bool(getattr(sitting, name) == value)


def right_setting(ex: Execution, sitting: Sitting, fields: dict[str, Any]) -> None:
    """How a sitting was set, put right; everybody concerned is told what holds."""
    before = copy.copy(sitting)
    if let_be(sitting, {S.SET}, **fields):
        tell(sitting, "righted", before=before)


# --- moved -------------------------------------------------------------------------------------------------------


def right_move(ex: Execution) -> tuple[Sitting, Sitting, bool]:
    """The sitting that was moved, the one in its place, and whether it was moved at all; both as the form says."""
    old, new = locked_sitting(ex.data["sitting"].pk), locked_sitting(ex.data["moved_to"].pk)
    if ex.data["stands"]:
        _moved(ex, old, new)
    else:
        _not_moved(ex, old, new)
    return old, new, ex.data["stands"]


def _moved(ex: Execution, old: Sitting, new: Sitting) -> None:
    before, again = copy.copy(new), old.state == S.SET
    fields: dict[str, Any] = {}
    if "during" in ex.data:
        fields = {name: ex.data[name] for name in ("mode", "courtroom", "presider", "during")}
    # The one in its place stands again, unless something else was done with it.
    if new.state == S.CANCELLED and not _cancelled_too(ex, new):
        fields |= {"state": S.SET, "change_reason": ""}
    changed = let_be(new, {S.SET, S.CANCELLED}, **fields)
    let_be(old, {S.SET, S.MOVED}, state=S.MOVED, replaced_by=new, change_reason=ex.data["reason"][:300])
    rebook(ex.context.actor, old)
    if again:
        tell(new, "moved", before=old)
    elif changed:
        tell(new, "righted", before=before)


def _not_moved(ex: Execution, old: Sitting, new: Sitting) -> None:
    if old.state != S.SET:
        _check_nothing_hangs_on(new)
    let_be(new, {S.SET, S.CANCELLED}, state=S.CANCELLED, change_reason=new.change_reason or ex.entry.reason[:300])
    rebook(ex.context.actor, new)
    if let_be(old, {S.MOVED}, state=S.SET, replaced_by=None, change_reason=""):
        tell(old, "righted", before=new)


def _cancelled_too(ex: Execution, sitting: Sitting) -> bool:
    """Whether a sitting was cancelled by an act of its own."""
    return any(
        fact.kind == f.HEARING_CANCELLED and fact.value["sitting"] == sitting.pk and "left" not in fact.value
        for fact in ex.context.facts
    )


def _check_nothing_hangs_on(new: Sitting) -> None:
    """Raise StepRefused where a case came to a sitting, or left it, since it took the place of another."""
    for row in new.cases.select_related("entry", "lawsuit__dossier"):
        came_with_it = row.entry is not None and row.entry.step == "move_hearing"
        if came_with_it == (row.left_on is not None) and row.lawsuit.state != State.VOID:
            words = _("%(case)s joined the sitting or was taken off it since; put that right first.")
            raise StepRefused(words % {"case": row.lawsuit.dossier.number}, code="since")


def bring_back(ex: Execution, old: Sitting, new: Sitting) -> None:
    """The case is heard as it was set: what its agencies entered for the other sitting since goes with it."""
    drop(ex, new)
    parties = {party.pk: party for party in ex.context.parties}
    later = [fact for fact in ex.context.facts if fact.kind in ENTERED and fact.value.get("sitting") == new.pk]
    heads = {fact.value["head"] for fact in later if "head" in fact.value}
    standing = set(RosterEntry.objects.on(day_of(old)).filter(pk__in=heads).values_list("pk", flat=True))
    # One who does not hold the post on that day stays behind, with the papers.
    behind = {fact.party_id for fact in later if fact.value.get("head", None) in heads - standing}
    for fact in later:
        if fact.party_id not in behind and fact.party_id in parties:
            place = next_place(reading.said_of(ex.context.facts, old.pk, fact.party_id))
            value = fact.value | {"sitting": old.pk, "place": place}
            ex.fact(fact.kind, fact.on_date, parties[fact.party_id], **value)
    if old.kind == SittingKind.HEARING:
        revive(ex, old.cases.get(lawsuit=ex.proceeding))
    rebook(ex.context.actor, old, ex.data["clash_reason"])


# --- cancelled, held ---------------------------------------------------------------------------------------------


def right_cancelling(ex: Execution) -> Sitting:
    """A sitting as the correction of its cancelling says: cancelled for another reason, or set as it was."""
    sitting, so = locked_sitting(ex.data["sitting"].pk), ex.data["stands"]
    if not so and not _still_set_by(ex, sitting):
        raise StepRefused(_("That the sitting was moved to this time was put right: it is not set."), code="since")
    fields = {"state": S.CANCELLED if so else S.SET, "change_reason": ex.data["reason"][:300] if so else ""}
    was = sitting.state
    if let_be(sitting, {S.SET, S.CANCELLED}, **fields) and was != sitting.state:
        tell(sitting, "cancelled" if so else "righted")
    return sitting


def _still_set_by(ex: Execution, sitting: Sitting) -> bool:
    return any(fact.kind == f.HEARING_SET and fact.value["sitting"] == sitting.pk for fact in ex.context.facts)


def right_holding(ex: Execution) -> Sitting:
    """A sitting as the correction of its holding says: held before other observers, or not held yet."""
    sitting, so = locked_sitting(ex.data["sitting"].pk), ex.data["stands"]
    if so and not begun(sitting, now()):
        raise StepRefused(_("The sitting has not begun yet."), code="early")
    fields = {
        "state": S.HELD if so else S.SET,
        "observers": ex.data["observers"] if so else None,
        "remarks": ex.data["remarks"][:300] if so else "",
    }
    was = sitting.state
    if let_be(sitting, {S.SET, S.HELD}, **fields) and was != sitting.state and not so:
        tell(sitting, "righted")
    return sitting


def without_it(ex: Execution) -> None:
    """A suit whose hearing was entered by mistake: heard at another one, or not at all."""
    suit = ex.proceeding
    held = [fact for fact in ex.context.facts if fact.kind == f.HEARING_HELD]
    heard = [fact.on_date for fact in held if fact.value.get("sort", SittingKind.HEARING) == SittingKind.HEARING]
    suit.heard_on = min(heard, default=None)
    if not heard:
        written = [fact.value["how"] for fact in ex.context.facts if fact.kind == f.HEARD_WITHOUT]
        suit.trial = (Trial.WRITTEN if written[-1] == "written" else Trial.NONE) if written else ""
