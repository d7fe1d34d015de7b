"""Writes on the tree of organisations as it changes: names, endings, successors."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import NameKind, Organisation, OrganisationName
from accounts.permissions import require
from accounts.services import acted, add_name
from accounts.text import normalise_name


@transaction.atomic
def rename(*, actor: Actor, organisation: Organisation, name: str, since: dt.date | None = None) -> Organisation:
    """Give an organisation a new full name from a day on; the old one stays as a former name.

    Raises ValidationError, and PermissionDenied for an organisation beyond the actor's reach.
    """
    require(actor, "organisations.change", organisation)
    if normalise_name(name) == normalise_name(organisation.name):
        raise ValidationError({"name": _("This is its name already.")}, code="same")
    old = organisation.name
    organisation.name = name
    organisation.full_clean()
    organisation.save(update_fields=["name"])
    last_day = since - dt.timedelta(days=1) if since else None
    before = OrganisationName.objects.filter(organisation=organisation, normalised=normalise_name(old))
    if not before.update(kind=NameKind.FORMER, valid_to=last_day):
        add_name(actor=actor, organisation=organisation, name=old, kind=NameKind.FORMER)
    current = add_name(actor=actor, organisation=organisation, name=name, kind=NameKind.FULL)
    if current.kind != NameKind.FULL or current.valid_from != since:
        current.kind, current.valid_from, current.valid_to = NameKind.FULL, since, None
        current.save(update_fields=["kind", "valid_from", "valid_to"])
    acted.send(sender=Organisation, actor=actor, action="organisation.rename", obj=organisation, detail={})
    return organisation


@transaction.atomic
def correct_name(*, actor: Actor, entry: OrganisationName, name: str, kind: str) -> OrganisationName:
    """Put right a short or former name that was entered wrongly.

    Raises ValidationError, and PermissionDenied for an organisation beyond the actor's reach.
    """
    require(actor, "organisations.change", entry.organisation)
    if entry.kind == NameKind.FULL or kind == NameKind.FULL:
        raise ValidationError(_("The full name is changed by renaming the organisation."), code="full")
    entry.name, entry.kind = name, kind
    entry.normalised = normalise_name(name)
    entry.full_clean()
    entry.save()
    acted.send(sender=OrganisationName, actor=actor, action="organisation.name", obj=entry.organisation, detail={})
    return entry


@transaction.atomic
def end_organisation(
    *, actor: Actor, organisation: Organisation, last_day: dt.date, successor: Organisation | None = None
) -> Organisation:
    """End an organisation with `last_day` (included) and say who carries on.

    Raises ValidationError when the successor has itself ended by then, or the line of successors would close into
    a ring, or the organisation is a reconsideration organ or its office; PermissionDenied for an organisation beyond
    the actor's reach.
    """
    require(actor, "organisations.change", organisation)
    if hasattr(organisation, "organ") or organisation.serves.exists():
        raise ValidationError(_("A reconsideration organ and its office cannot be ended here."), code="organ")
    if successor is not None:
        if successor.valid_to and successor.valid_to <= last_day:
            raise ValidationError({"successor": _("The successor has itself ended by then.")}, code="ended")
        follower: Organisation | None = successor
        while follower is not None:
            if follower == organisation:
                raise ValidationError({"successor": _("An organisation cannot succeed itself.")}, code="ring")
            follower = follower.successor
    organisation.valid_to, organisation.successor = last_day, successor
    organisation.full_clean()
    organisation.save(update_fields=["valid_to", "successor"])
    detail = {"to": last_day.isoformat(), "successor": successor.pk if successor else None}
    acted.send(sender=Organisation, actor=actor, action="organisation.end", obj=organisation, detail=detail)
    return organisation
