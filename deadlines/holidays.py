"""Local holidays of an organ, and what they move."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ
from accounts.permissions import require
from deadlines.changes.services import enter_at_once
from deadlines.models import CalendarDay, Change, ChangeKind, DayKind


@transaction.atomic
def set_local_day(*, actor: Actor, organ: Organ, date: dt.date, kind: str, basis: str) -> Change:
    """Enter, or put right, a day on which an organ differs from the country, and reckon its periods anew.

    `basis` is the decision that says so. A day entered by mistake is put right by the kind that it has elsewhere, or
    withdrawn. Everything happens in one transaction; the change says what moved. Raises ValidationError, and
    PermissionDenied for whoever does not keep that organ.
    """
    require(actor, "calendar.change", organ)
    if kind == DayKind.MAKE_UP_WORKING_DAY and date.weekday() < 5:
        raise ValidationError({"kind": _("Only a Saturday or Sunday can be a make-up working day.")}, code="weekday")
    if kind == DayKind.WEEKEND and date.weekday() < 5:
        raise ValidationError({"kind": _("Only a Saturday or Sunday is a weekend.")}, code="weekday")
    CalendarDay(organ=organ, date=date, kind=kind, basis=basis).clean_fields(exclude=["change", "recorded_by"])
    change = Change(kind=ChangeKind.LOCAL_DAY, organ=organ, days=[[date.isoformat(), str(kind)]], basis=basis)
    enter_at_once(actor=actor, change=change, action="calendar.day")
    return change
