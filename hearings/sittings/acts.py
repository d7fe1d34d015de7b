"""The acts on a sitting: moved, cancelled, held in all of its cases; joined by further cases, left by some."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.permissions import can, require
from dossiers.models import Dossier, TimelineEntry
from hearings.models import Sitting, SittingState
from hearings.services.sitting_acts import cancel_sitting, hold_sitting, join_sitting, leave_sitting, move_sitting
from hearings.sittings.forms import CancelForm, HoldForm, JoinForm, LeaveForm, MoveForm
from workflow.steps import proceeding_type


@dataclass(frozen=True)
class Act:
    """An act: what it is called, its form and with what that is made, how it is done with what the form holds."""

    title: Any
    form: type[forms.Form]
    carry_out: Callable[[dict[str, Any], dict[str, Any]], Sitting]
    made_with: tuple[str, ...] = ()


def _move(data: dict[str, Any], given: dict[str, Any]) -> Sitting:
    when = {name: data[name] for name in ("mode", "courtroom", "presider", "during")}
    return move_sitting(when=when, **{name: data[name] for name in ("on_date", "reason", "clash_reason")}, **given)


def _cancel(data: dict[str, Any], given: dict[str, Any]) -> Sitting:
    return cancel_sitting(on_date=data["on_date"], reason=data["reason"], **given)


def _hold(data: dict[str, Any], given: dict[str, Any]) -> Sitting:
    return hold_sitting(observers=data["observers"], remarks=data["remarks"], **given)


def _join(data: dict[str, Any], given: dict[str, Any]) -> Sitting:
    why = {name: data[name] for name in ("on_date", "clash_reason")}
    return join_sitting(dossiers=list(data["cases"]), **why, **given)


def _leave(data: dict[str, Any], given: dict[str, Any]) -> Sitting:
    why = {name: data[name] for name in ("on_date", "reason")}
    return leave_sitting(dossiers=list(data["cases"]), **why, **given)


ACTS: dict[str, Act] = {
    "hold": Act(_("Enter the sitting held"), HoldForm, _hold),
    "move": Act(_("Move the sitting"), MoveForm, _move, ("sitting",)),
    "cancel": Act(_("Cancel the sitting"), CancelForm, _cancel),
    "join": Act(_("Add cases"), JoinForm, _join, ("actor", "sitting")),
    "leave": Act(_("Take cases off"), LeaveForm, _leave, ("actor", "sitting")),
}


def bound(act: str, data: Any, actor: Actor, sitting: Sitting) -> forms.Form:
    """The form of an act with what was sent, or empty with None."""
    known: dict[str, Any] = {"actor": actor, "sitting": sitting}
    return ACTS[act].form(data, **{name: known[name] for name in ACTS[act].made_with})


def carry_out(actor: Actor, act: str, sitting: Sitting, data: dict[str, Any], version: int | None) -> Sitting:
    """Do an act with the cleaned data of its form. Raises what `hearings.services.sittings` raises."""
    return ACTS[act].carry_out(data, {"actor": actor, "sitting": sitting, "version": version})


def _dossiers(sitting: Sitting) -> list[Dossier]:
    return [row.lawsuit.dossier for row in sitting.cases.standing().select_related("lawsuit__dossier__organ")]


def check_may(actor: Actor, sitting: Sitting) -> None:
    """Raise PermissionDenied unless the actor may act on each case of the sitting."""
    for dossier in _dossiers(sitting):
        require(actor, "sitting.change", dossier)


def righting(actor: Actor, sitting: Sitting) -> dict[str, Any] | None:
    """What was last done with the sitting, to be put right in all of its cases, for whoever may: a button."""
    dossiers = _dossiers(sitting)
    if not dossiers or not all(can(actor, "dossier.handle", dossier) for dossier in dossiers):
        return None
    entry = _last_entry(sitting, [dossier.pk for dossier in dossiers])
    if entry is None:
        return None
    title = proceeding_type("litigation").steps[entry.step].title
    return {
        "label": _("Correction: %(step)s") % {"step": title},
        "url": reverse("workflow:correct", args=[entry.dossier_id, entry.pk]),
        "rare": True,
    }


def _last_entry(sitting: Sitting, dossiers: list[int]) -> TimelineEntry | None:
    """The entry in one of its cases by which the sitting is as it is."""
    if sitting.state == SittingState.SET:
        places = sitting.cases.standing().filter(entry__step__in=("set_hearing", "move_hearing"))
        row = places.select_related("entry__corrects").first()
        return (row.entry.corrects or row.entry) if row else None
    steps = {SittingState.HELD: "hold_hearing", SittingState.MOVED: "move_hearing"}
    step = steps.get(SittingState(sitting.state), "cancel_hearing")
    rows = TimelineEntry.objects.unscoped("of a sitting that the actor handles").filter(dossier__in=dossiers)
    return rows.filter(step=step, corrects=None, data__form__sitting=[str(sitting.pk)]).order_by("pk").first()


def may_change(actor: Actor, sitting: Sitting) -> bool:
    """Whether the sitting has cases and the actor may act on each of them."""
    dossiers = _dossiers(sitting)
    return bool(dossiers) and all(can(actor, "sitting.change", dossier) for dossier in dossiers)
