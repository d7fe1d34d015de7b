"""Writing to the trail, and what of it an auditor reads."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.acting import acting_for
from accounts.actors import Actor, current_origin
from accounts.models import Role, RoleAssignment, User
from accounts.reach import keeps_every_organ, organs_within, people_within, reach
from dossiers.models import Dossier, TrailEntry

# Failed sign-ins may be under a name that nobody has.
FAILED = ("sign-in.failed", "sign-in.locked")


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
    if for_user is None and right:
        for_user = acting_for(actor, right, obj if on is None else on)
    entry = _entry(actor, action, obj, dossier, for_user, detail)
    entry.save(force_insert=True)
    return entry


def record_each(*, actor: Actor, action: str, objects: Iterable[tuple[models.Model, Dossier]]) -> None:
    """Add an entry for each (object, its case) to which the same was done, in one statement."""
    TrailEntry.objects.bulk_create(_entry(actor, action, obj, dossier) for obj, dossier in objects)


def _entry(
    actor: Actor,
    action: str,
    obj: models.Model | None,
    dossier: Dossier | None,
    for_user: User | int | None = None,
    detail: dict[str, Any] | None = None,
) -> TrailEntry:
    """An entry with where the request came from; not saved yet."""
    origin = current_origin()
    by_token = {} if origin.token_id is None else {"token": origin.token_id}
    return TrailEntry(
        user=actor.user,
        for_user_id=for_user.pk if isinstance(for_user, User) else for_user,
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        dossier=dossier,
        ip=origin.ip,
        request_id=origin.request_id,
        detail=by_token
        | {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in (detail or {}).items()},
    )


# One probe of an index for each kind: a DISTINCT would read the whole of it.
_KINDS = """
    WITH RECURSIVE kinds (kind) AS (
        (SELECT object_type FROM dossiers_trailentry WHERE object_type > '' ORDER BY object_type LIMIT 1)
        UNION ALL
        SELECT (SELECT object_type FROM dossiers_trailentry WHERE object_type > kind ORDER BY object_type LIMIT 1)
        FROM kinds WHERE kind IS NOT NULL
    )
    SELECT kind FROM kinds WHERE kind IS NOT NULL
"""


def object_kinds() -> list[str]:
    """The kinds of objects (``app.model``) that the trail speaks of."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS)
        return [kind for (kind,) in cursor.fetchall()]


def entries_for(actor: Actor) -> QuerySet[TrailEntry]:
    """The entries that `actor` reads as auditor.

    What was done in a case belongs to its organ; anything else to who did it. What the system did is read where the
    person, the role or the organisation that it concerns is within reach, as are failed sign-ins under a name that
    nobody has. Whoever audits every organ reads everything.
    """
    if keeps_every_organ(actor, Role.AUDITOR):
        return TrailEntry.objects.all()
    organs = list(organs_within(actor, Role.AUDITOR).values_list("pk", flat=True))
    places = list(reach(actor, Role.AUDITOR).values_list("pk", flat=True))
    people = list(people_within(actor, Role.AUDITOR).values_list("pk", flat=True)) if places else []
    roles = list(RoleAssignment.objects.filter(organisation__in=places).values_list("pk", flat=True))
    cases = Dossier.objects.unscoped("whether the case of an entry is one of the auditor's organs")
    concerned = Q(object_type="", action__in=FAILED) if places else Q(pk__in=[])
    for model, ids in (
        ("accounts.user", people),
        ("accounts.organisation", places),
        ("accounts.roleassignment", roles),
    ):
        concerned |= Q(object_type=model, object_id__in=[str(pk) for pk in ids])
    # A probe by primary key for each entry of a case, and lists of ids: no join has to be read through for the others.
    return TrailEntry.objects.filter(
        Q(Exists(cases.filter(pk=OuterRef("dossier_id"), organ__in=organs)), dossier__isnull=False)
        | Q(Q(user__in=people) | (Q(user=None) & concerned), dossier=None)
    )
