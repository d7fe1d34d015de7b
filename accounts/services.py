"""Writes on organisations, people and roles: one act, one function, one transaction."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import (
    KEEPER_ROLES,
    Absence,
    Delegation,
    NameKind,
    Organisation,
    OrganisationName,
    Role,
    RoleAssignment,
    User,
)
from accounts.permissions import require
from accounts.reach import people_within
from accounts.text import normalise_name
from accounts.timekeeping import now, today

# Told after each write here, with `actor`, `action`, `obj` and `detail`: the trail, which lies above, listens.
acted = Signal()


@transaction.atomic
def add_organisation(
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: str,
    parent: Organisation | None = None,
    short_names: Sequence[str] = (),
    former_names: Sequence[str] = (),
    valid_from: dt.date | None = None,
    led_from_above: bool = False,
) -> Organisation:
    """Enter an organisation with the names by which it is and was known.

    Raises ValidationError, and PermissionDenied when it would stand beyond the actor's reach: one that stands under
    nobody is shared by all organs.
    """
    if parent is None:
        require(actor, "organisations.change_shared")
    else:
        require(actor, "organisations.change", parent)
    organisation = Organisation(
        code=code, name=name, kind=kind, parent=parent, valid_from=valid_from, led_from_above=led_from_above
    )
    organisation.full_clean()
    organisation.save()
    listed = [
        (name, NameKind.FULL),
        *((n, NameKind.SHORT) for n in short_names),
        *((n, NameKind.FORMER) for n in former_names),
    ]
    for text, name_kind in listed:
        add_name(actor=actor, organisation=organisation, name=text, kind=name_kind)
    acted.send(sender=Organisation, actor=actor, action="organisation.add", obj=organisation, detail={})
    return organisation


@transaction.atomic
def add_name(*, actor: Actor, organisation: Organisation, name: str, kind: str) -> OrganisationName:
    """Add a name to an organisation; the same name twice leaves one.

    Raises ValidationError, and PermissionDenied for an organisation beyond the actor's reach.
    """
    require(actor, "organisations.change", organisation)
    entry = OrganisationName(organisation=organisation, name=name, kind=kind)
    entry.clean_fields(exclude=["normalised"])
    found, made = OrganisationName.objects.get_or_create(
        organisation=organisation, normalised=normalise_name(name), defaults={"name": name, "kind": kind}
    )
    if made:
        acted.send(sender=OrganisationName, actor=actor, action="organisation.name", obj=organisation, detail={})
    return found


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    user: User,
    role: str,
    organisation: Organisation,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> RoleAssignment:
    """Give `user` a role in an organisation for a time.

    Raises ValidationError when it is held there already in that time, when the security officer would give a
    role to themselves, or when one of the three keepers' roles would meet a role that reads cases; PermissionDenied
    when the organisation or the person is beyond the actor's reach.
    """
    require(actor, "roles.grant", organisation)
    if not people_within(actor, Role.SECURITY_OFFICER).filter(pk=user.pk).exists():
        raise PermissionDenied("roles.grant")
    if actor.user is not None and actor.user == user:
        raise ValidationError(_("A security officer cannot give a role to themselves."), code="self")
    valid_from = valid_from or today()
    held = set(user.assignments.overlapping(valid_from, valid_to).values_list("role", flat=True))
    if (role in KEEPER_ROLES and held - KEEPER_ROLES) or (role not in KEEPER_ROLES and held & KEEPER_ROLES):
        raise ValidationError(
            _("Whoever administers, gives roles or reads the trail reads no case; these roles stand apart."),
            code="keeper",
        )
    if role in KEEPER_ROLES and user.principals.overlapping(valid_from, valid_to).exists():
        raise ValidationError(_("The person deputises for one who reads cases in that time."), code="keeper")
    assignment = RoleAssignment(
        user=user,
        role=role,
        organisation=organisation,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=actor.user,
    )
    _in_order(valid_from, valid_to, "valid_to")
    assignment.full_clean()
    assignment.save()
    detail = {"role": role, "organisation": organisation.pk, "user": user.pk}
    acted.send(sender=RoleAssignment, actor=actor, action="role.grant", obj=assignment, detail=detail)
    return assignment


def _in_order(first: dt.date, last: dt.date | None, field: str) -> None:
    """Ahead of the constraints: PostgreSQL has no range that ends before it begins."""
    if last is not None and last < first:
        raise ValidationError({field: _("The last day lies before the first day.")}, code="order")


@transaction.atomic
def end_role(*, actor: Actor, assignment: RoleAssignment, last_day: dt.date) -> RoleAssignment:
    """End a role with `last_day` (included).

    Raises ValidationError when that lies before it began or after it ends anyway: more time is a new grant;
    PermissionDenied when it is held beyond the actor's reach.
    """
    require(actor, "roles.grant", assignment.organisation)
    if assignment.valid_to is not None and last_day > assignment.valid_to:
        raise ValidationError({"last_day": _("The role ends before that day. Give it anew instead.")}, code="late")
    _in_order(assignment.valid_from, last_day, "last_day")
    assignment.valid_to = last_day
    assignment.full_clean()
    assignment.save()
    detail = {"role": assignment.role, "user": assignment.user_id, "to": last_day.isoformat()}
    acted.send(sender=RoleAssignment, actor=actor, action="role.end", obj=assignment, detail=detail)
    return assignment


@transaction.atomic
def delegate(
    *, actor: Actor, principal: User, deputy: User, valid_from: dt.date, valid_to: dt.date, reason: str = ""
) -> Delegation:
    """Let `deputy` act for `principal` from day to day (both included).

    Raises ValidationError when the days are the wrong way round, lie in the past, or the deputy keeps the system.
    """
    if valid_to < today():
        raise ValidationError({"valid_to": _("The last day is already past.")}, code="past")
    if deputy.assignments.overlapping(valid_from, valid_to).filter(role__in=KEEPER_ROLES).exists():
        raise ValidationError(
            {"deputy": _("Whoever keeps the system cannot deputise for a person who reads cases.")},
            code="keeper",
        )
    if principal.deputies.overlapping(valid_from, valid_to).filter(deputy=deputy).exists():
        raise ValidationError({"deputy": _("This person deputises for you in that time already.")}, code="twice")
    delegation = Delegation(
        principal=principal,
        deputy=deputy,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason,
        created_by=actor.user or principal,
    )
    delegation.full_clean()
    delegation.save()
    detail = {
        "principal": principal.pk,
        "deputy": deputy.pk,
        "from": valid_from.isoformat(),
        "to": valid_to.isoformat(),
    }
    acted.send(sender=Delegation, actor=actor, action="delegation.add", obj=delegation, detail=detail)
    return delegation


@transaction.atomic
def end_delegation(*, actor: Actor, delegation: Delegation) -> Delegation:
    """End a delegation now. Ending it twice changes nothing."""
    if delegation.ended_at is None:
        delegation.ended_at = now()
        delegation.save(update_fields=["ended_at"])
        detail = {"principal": delegation.principal_id, "deputy": delegation.deputy_id}
        acted.send(sender=Delegation, actor=actor, action="delegation.end", obj=delegation, detail=detail)
    return delegation


def find_organisation(name: str, *, under: Organisation, day: dt.date | None = None) -> Organisation | None:
    """Today's organisation for a name in a paper or a ledger, within the tree of `under`.

    Former names lead to the successor that exists on `day` (today when None). None when the name is unknown or
    means more than one organisation.
    """
    day = day or today()
    found = list(Organisation.objects.within(under).named(name).select_related("successor")[:3])
    current = set()
    for organisation in found:
        seen = {organisation.pk}
        while organisation.successor is not None and organisation.valid_to and organisation.valid_to < day:
            organisation = organisation.successor
            if organisation.pk in seen:
                break
            seen.add(organisation.pk)
        current.add(organisation)
    return current.pop() if len(current) == 1 else None


@transaction.atomic
def enter_absence(
    *, actor: Actor, user: User, valid_from: dt.date, valid_to: dt.date, reason: str = "", deputy: User | None = None
) -> Absence:
    """Note that `user` is away from day to day (both included), and let `deputy` act for them in that time.

    Raises PermissionDenied, ValidationError when the days are past, the wrong way round or taken already.
    """
    require(actor, "absence.enter", user)
    if valid_to < today():
        raise ValidationError({"valid_to": _("The last day is already past.")}, code="past")
    absence = Absence(user=user, valid_from=valid_from, valid_to=valid_to, reason=reason, entered_by=actor.user or user)
    absence.full_clean()
    if deputy is not None:
        absence.delegation = delegate(
            actor=actor, principal=user, deputy=deputy, valid_from=valid_from, valid_to=valid_to, reason=reason
        )
    absence.save()
    detail = {"user": user.pk, "from": valid_from.isoformat(), "to": valid_to.isoformat()}
    acted.send(sender=Absence, actor=actor, action="absence.enter", obj=absence, detail=detail)
    return absence


@transaction.atomic
def end_absence(*, actor: Actor, absence: Absence) -> Absence:
    """End an absence now, and the deputy's acting that came with it. Ending it twice changes nothing."""
    require(actor, "absence.enter", absence.user)
    if absence.ended_at is None:
        absence.ended_at = now()
        absence.save(update_fields=["ended_at"])
        acted.send(sender=Absence, actor=actor, action="absence.end", obj=absence, detail={"user": absence.user_id})
        if absence.delegation is not None:
            end_delegation(actor=actor, delegation=absence.delegation)
    return absence
