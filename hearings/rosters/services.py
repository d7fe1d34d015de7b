"""Writes on the rosters of agency heads."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organisation, RosterEntry
from accounts.permissions import require
from accounts.text import normalise_name
from accounts.timekeeping import now
from dossiers.trail import record

# The field of a form at which the message of a constraint belongs.
FIELDS = {
    "roster_ends_after_it_begins": "valid_to",
    "roster_person_once_at_a_time": "name",
    "roster_one_principal_at_a_time": "rank",
}


@transaction.atomic
def add_head(*, actor: Actor, organisation: Organisation, **fields: Any) -> RosterEntry:
    """Enter a head of an agency: name, rank, post, party_post, field, valid_from, valid_to.

    Raises PermissionDenied, and ValidationError at the field where the roster says otherwise.
    """
    require(actor, "roster.change", organisation)
    return _save(actor, RosterEntry(organisation=organisation, entered_by=actor.user, **fields), "roster.add")


@transaction.atomic
def change_head(*, actor: Actor, entry: RosterEntry, **fields: Any) -> RosterEntry:
    """Give a head other posts from `valid_from` on: the old entry ends the day before, a new one begins.

    Raises PermissionDenied, ValidationError when the day does not lie within the old entry.
    """
    old = _locked(actor, entry)
    since = fields["valid_from"]
    if since <= old.valid_from or (old.valid_to is not None and since > old.valid_to):
        raise ValidationError({"valid_from": _("The change begins within the time of the present posts.")})
    old.valid_to, ends = since - dt.timedelta(days=1), old.valid_to
    old.save(update_fields=["valid_to"])
    new = RosterEntry(
        organisation=old.organisation,
        name=old.name,
        user=old.user,
        entered_by=actor.user,
        **{"valid_to": ends, **fields},
    )
    return _save(actor, new, "roster.change")


@transaction.atomic
def end_head(*, actor: Actor, entry: RosterEntry, last_day: dt.date) -> RosterEntry:
    """Let an entry end with a day. Raises PermissionDenied, ValidationError."""
    entry = _locked(actor, entry)
    entry.valid_to = last_day
    return _save(actor, entry, "roster.end")


@transaction.atomic
def void_head(*, actor: Actor, entry: RosterEntry, reason: str) -> RosterEntry:
    """Take back an entry made by mistake; appearances that name it keep it. Raises ValidationError."""
    entry = _locked(actor, entry)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    entry.voided_at, entry.void_reason = now(), reason.strip()[:300]
    entry.save(update_fields=["voided_at", "void_reason"])
    record(actor=actor, action="roster.void", obj=entry, detail={"organisation": entry.organisation_id})
    return entry


def _locked(actor: Actor, entry: RosterEntry) -> RosterEntry:
    found = RosterEntry.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=entry.pk)
    require(actor, "roster.change", found.organisation)
    if found.voided_at is not None:
        raise ValidationError(_("The entry has been voided."), code="voided")
    return found


def _save(actor: Actor, entry: RosterEntry, action: str) -> RosterEntry:
    check(entry)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        # Somebody entered the same person, or another principal, at the same moment.
        raise ValidationError(_("The roster has changed meanwhile. Look at it and try again.")) from error
    record(actor=actor, action=action, obj=entry, detail={"organisation": entry.organisation_id})
    return entry


def check(entry: RosterEntry) -> None:
    """Raise ValidationError at the field concerned where an entry breaks a constraint of the roster."""
    entry.normalised = normalise_name(entry.name)
    errors: dict[str, list[str]] = {}
    for constraint in entry._meta.constraints:
        try:
            constraint.validate(RosterEntry, entry)
        except ValidationError as error:
            errors.setdefault(FIELDS.get(constraint.name, "name"), []).extend(error.messages)
    if errors:
        raise ValidationError(errors)


def heads_in_force(organisations: Iterable[int], day: dt.date) -> QuerySet[RosterEntry]:
    """The heads of some agencies on a day."""
    return RosterEntry.objects.on(day).filter(organisation__in=organisations).select_related("organisation")
