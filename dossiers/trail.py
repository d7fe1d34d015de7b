"""Writing to the trail."""

import datetime as dt
from typing import Any

from django.db import models

from accounts.acting import acting_for
from accounts.actors import Actor, current_origin
from accounts.models import User
from dossiers.models import Dossier, TrailEntry


def record(
    *,
    actor: Actor,
    action: str,
    obj: models.Model | None = None,
    dossier: Dossier | None = None,
    for_user: User | int | None = None,
    right: str = "",
    on: Any = None,
    detail: dict[str, Any] | None = None,
) -> TrailEntry:
    """Add an entry in the transaction of the act itself, so that neither stands without the other.

    `right` is the permission by which it was done, on `on` (by default `obj`): where the actor holds it only through
    somebody they deputise for, that person is who it was done for, unless `for_user` says so already.
    `detail` may hold codes, ids, counts and dates; names and numbers of persons do not belong in it.
    """
    origin = current_origin()
    if for_user is None and right:
        for_user = acting_for(actor, right, obj if on is None else on)
    return TrailEntry.objects.create(
        user=actor.user,
        for_user_id=for_user.pk if isinstance(for_user, User) else for_user,
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        dossier=dossier,
        ip=origin.ip,
        request_id=origin.request_id,
        detail={
            key: value.isoformat() if isinstance(value, dt.date) else value for key, value in (detail or {}).items()
        },
    )
