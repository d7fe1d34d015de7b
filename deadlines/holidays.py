"""Local holidays of an organ, and what they move."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ
from accounts.permissions import require
from deadlines.models import CalendarDay, DayKind, Deadline
from deadlines.services import calendar_for, refresh
from dossiers.models import Dossier
from dossiers.trail import record


@dataclass(frozen=True)
class Moved:
    """What a change of the calendar did: how many running periods have another due date, in how many cases."""

    deadlines: int
    cases: int


@transaction.atomic
def set_local_day(*, actor: Actor, organ: Organ, date: dt.date, kind: str, basis: str) -> tuple[CalendarDay, Moved]:
    """Enter, or put right, a day on which an organ differs from the country, and reckon its running periods anew.

    `basis` is the decision that says so. A day entered by mistake is put right by the kind that it has elsewhere.
    Everything happens in one transaction. Raises ValidationError, and PermissionDenied for whoever does not keep
    that organ.
    """
    require(actor, "calendar.change", organ)
    if kind == DayKind.MAKE_UP_WORKING_DAY and date.weekday() < 5:
        raise ValidationError({"kind": _("Only a Saturday or Sunday can be a make-up working day.")}, code="weekday")
    day = CalendarDay.objects.select_for_update().filter(organ=organ, date=date).first()
    day = day or CalendarDay(organ=organ, date=date)
    day.kind, day.basis, day.recorded_by = kind, basis, actor.user
    day.full_clean()
    day.save()
    moved = refresh_organ(organ)
    detail = {
        "organ": organ.pk,
        "date": date,
        "kind": kind,
        "moved_deadlines": moved.deadlines,
        "moved_cases": moved.cases,
    }
    record(actor=actor, action="calendar.day", obj=day, detail=detail)
    return day, moved


def refresh_organ(organ: Organ) -> Moved:
    """Reckon the deadlines of an organ's running cases anew. Returns what moved."""
    calendar = calendar_for(organ)
    running = (
        Dossier.objects.unscoped("a change of the calendar concerns every running case of the organ")
        .filter(organ=organ)
        .running()
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    deadlines = cases = 0
    for dossier in running:
        before = _due_dates(dossier)
        refresh(dossier, calendar)
        after = _due_dates(dossier)
        changed = sum(1 for pk, due_on in after.items() if before.get(pk, due_on) != due_on)
        deadlines += changed
        cases += bool(changed)
    return Moved(deadlines, cases)


def _due_dates(dossier: Dossier) -> dict[int, dt.date | None]:
    alive = Deadline.objects.unscoped("the deadlines of one locked case").filter(dossier=dossier).alive()
    return dict(alive.values_list("pk", "due_on"))
