"""Writes on the pool of mediators."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ
from accounts.permissions import require
from disputes.models import Mediator
from dossiers.trail import record


@transaction.atomic
def add_mediator(*, actor: Actor, organ: Organ, **fields: Any) -> Mediator:
    """Enter somebody in the pool: name, kind, organisation or unit, post, domains, user, valid_from.

    Raises PermissionDenied, and ValidationError where the pool says otherwise.
    """
    require(actor, "mediators.change", organ)
    mediator = Mediator(organ=organ, entered_by=actor.user, **fields)
    _save(mediator)
    record(actor=actor, action="mediator.add", obj=mediator)
    return mediator


@transaction.atomic
def end_mediator(*, actor: Actor, mediator: Mediator, last_day: dt.date, reason: str) -> Mediator:
    """Let an entry of the pool end with a day; the disputes in which the person sits keep them.

    Raises PermissionDenied, ValidationError without a reason or for a day before the first.
    """
    locked = Mediator.objects.select_for_update().select_related("organ").get(pk=mediator.pk)
    require(actor, "mediators.change", locked.organ)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    locked.valid_to, locked.end_reason = last_day, reason
    _save(locked)
    record(actor=actor, action="mediator.end", obj=locked, detail={"on": last_day})
    return locked


def _save(mediator: Mediator) -> None:
    try:
        mediator.clean_fields(exclude=["name_key"])
        mediator.name_key = mediator.name_key or mediator.name
        mediator.validate_constraints()
        with transaction.atomic():
            mediator.save()
    except IntegrityError as error:
        raise ValidationError(_("This person of this unit is in the pool already."), code="taken") from error
