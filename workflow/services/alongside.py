"""Entries of several cases that stand or fall together, as those of one sitting: put right in one transaction."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from dossiers.models import Dossier, TimelineEntry
from dossiers.services import lock
from workflow.forms import StepForm
from workflow.services.conduct import bind_correction, carry_out, context_for
from workflow.steps import Context, ProceedingType, Step, StepRefused, proceeding_type


def companions(entry: TimelineEntry) -> list[TimelineEntry]:
    """The entries of other cases that a correction of an entry puts right too, by the ids of their cases."""
    alongside = proceeding_type(entry.dossier.kind).steps[entry.step].alongside
    return sorted(alongside(entry), key=lambda other: other.dossier_id) if alongside else []


def lock_with(entry: TimelineEntry) -> list[Dossier]:
    """Lock the case of an entry and those of its companions, in the order of their ids; the entry's own comes first."""
    ids = {entry.dossier_id, *(other.dossier_id for other in companions(entry))}
    locked = {pk: lock(pk) for pk in sorted(ids)}
    return [locked.pop(entry.dossier_id), *locked.values()]


def in_all(dossiers: list[Dossier], may: Callable[[Dossier], bool]) -> bool:
    """Whether something may be done in each of some cases."""
    return all(may(dossier) for dossier in dossiers)


def carry_out_in_all(
    kind: ProceedingType,
    step: Step,
    context: Context,
    form: StepForm,
    corrected: TimelineEntry | None = None,
    **given: Any,
) -> TimelineEntry:
    """Carry out a step or a correction; a correction puts the companions of its entry right too, by the same form.

    A companion of another step is entered anew as it stands, since what it rests on has changed. The caller holds the
    locks of all. Raises StepRefused naming the case where something stands against it.
    """
    entry = carry_out(kind, step, context, form, corrected=corrected, **given)
    given.pop("approval", None)
    for other in companions(corrected) if corrected is not None else []:
        theirs = kind.steps[other.step]
        dossier = lock(other.dossier_id)
        bound = theirs.form.from_raw(
            form.raw() if theirs is step else as_it_stands(other), context_for(context.actor, dossier)
        ).without_files()
        bind_correction(bound, other)
        if not bound.is_valid():
            words = " ".join(text for errors in bound.errors.values() for text in errors)
            raise StepRefused(_("%(case)s: %(reason)s") % {"case": dossier.number, "reason": words}, code="alongside")
        carry_out(kind, theirs, bound.context, bound, corrected=other, **given)
    return entry


def as_it_stands(entry: TimelineEntry) -> dict[str, list[str]]:
    """What was typed into a step, as its latest correction left it."""
    latest = entry.corrections.order_by("pk").last() or entry
    return {"on_date": [latest.on_date.isoformat()], **latest.data["form"]}
