"""How entries of the registers are written: saved with their constraints in words, with a file, and voided."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role, RoleAssignment, User
from accounts.timekeeping import now, today
from disputes.models.kept import Entered
from dossiers.services import store
from dossiers.trail import record

Row = TypeVar("Row", bound=Model)
Kept = TypeVar("Kept", bound=Entered)


def save(row: Row, fields: Mapping[str, str] | None = None) -> Row:
    """Check and save a row. Raises ValidationError; a broken constraint is told at its field of `fields`."""
    row.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        broken = next((one for one in row._meta.constraints if one.name == name), None)
        if broken is None:
            raise
        place = (fields or {}).get(broken.name, NON_FIELD_ERRORS)
        raise ValidationError({place: broken.get_violation_error_message()}) from error
    return row


def standing(row: Kept) -> Kept:
    """The row, unless it has been voided. Raises ValidationError then."""
    if row.voided_at is not None:
        raise ValidationError(_("The entry has been voided and is not changed any more."), code="voided")
    return row


def void(actor: Actor, row: Kept, reason: str, action: str, detail: dict[str, Any] | None = None) -> Kept:
    """Void a locked row with a reason and write it into the trail. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    standing(row).voided_at, row.void_reason = now(), reason.strip()[:300]
    row.save(update_fields=["voided_at", "void_reason"])
    record(actor=actor, action=action, obj=row, detail=detail)
    return row


def as_paper(file: File | None) -> dict[str, Any]:
    """The columns of a row with a paper for an upload; none of them without one. Raises ValidationError."""
    if file is None:
        return {}
    return {"stored": store(file), "file_name": (getattr(file, "name", "") or "file")[-200:]}


def liaisons(organisations: Iterable[int], *roles: str) -> QuerySet[User]:
    """The people who hold one of `roles` (by default the agencies' liaisons) in some organisations today."""
    held = RoleAssignment.objects.on(today()).filter(
        role__in=roles or [Role.AGENCY_LIAISON], organisation__in=list(organisations)
    )
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True)
