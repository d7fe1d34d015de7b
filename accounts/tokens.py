"""Interface tokens: made by a liaison for their agency or court, shown once, found by their digest, revoked."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor, actor_for
from accounts.crypto import digest_of
from accounts.models import TOKEN_ROLES, ApiToken, Organisation, Scope
from accounts.permissions import require
from accounts.services import acted
from accounts.timekeeping import now, today

PREFIX: Final = "dingfen_"
LONGEST: Final = dt.timedelta(days=366)
# When it was last used is written at most this often.
TOUCH: Final = dt.timedelta(minutes=5)


def places_of(actor: Actor) -> list[tuple[str, int]]:
    """(role, organisation id) for which the actor may make a token: roles of their own that enter for a body."""
    return [
        (grant.role, grant.organisation_id)
        for grant in actor.grants
        if grant.role in TOKEN_ROLES and grant.for_user_id is None
    ]


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """The tokens that the actor sees and may revoke: all those of the bodies for which they enter, whoever made them.

    So that the token of a colleague who has left does not outlive what the body knows of it.
    """
    ways = Q(pk__in=[])
    for role, organisation in places_of(actor):
        ways |= Q(role=role, organisation=organisation)
    return ApiToken.objects.filter(ways).select_related("user", "organisation")


@transaction.atomic
def make_token(
    *, actor: Actor, role: str, organisation: Organisation, name: str, scopes: Iterable[str], expires_on: dt.date
) -> tuple[ApiToken, str]:
    """A token and its secret, which is kept nowhere.

    Raises PermissionDenied unless the actor holds the role there themselves, ValidationError for a last day that has
    passed or lies more than a year ahead, or without anything it is for.
    """
    if actor.user is None or actor.token_id is not None or (role, organisation.pk) not in places_of(actor):
        raise PermissionDenied("tokens.own")
    wanted = [scope.value for scope in Scope if scope.value in set(scopes)]
    if not wanted:
        raise ValidationError({"scopes": _("Say what the token is for.")}, code="required")
    if not today() <= expires_on <= today() + LONGEST:
        raise ValidationError({"expires_on": _("A token lasts for a year at the most.")}, code="expires_on")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=actor.user,
        organisation=organisation,
        role=role,
        name=name,
        scopes=wanted,
        digest=digest_of(secret),
        hint=secret[: len(PREFIX) + 4],
        expires_on=expires_on,
    )
    detail = {"organisation": organisation.pk, "role": role, "scopes": wanted}
    acted.send(sender=ApiToken, actor=actor, action="token.make", obj=token, detail=detail)
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """Let a token open nothing any more; twice changes nothing. Raises PermissionDenied for a body not one's own."""
    require(actor, "tokens.own")
    if not tokens_of(actor).filter(pk=token.pk).exists():
        raise PermissionDenied("tokens.own")
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now()):
        acted.send(sender=ApiToken, actor=actor, action="token.revoke", obj=token, detail={})


def find_token(secret: str) -> ApiToken | None:
    """The token to which a secret belongs; None for one that is unknown, revoked, past its day, or of nobody."""
    rows = ApiToken.objects.select_related("user").filter(digest=digest_of(secret), revoked_at=None)
    found = rows.first()
    if found is None or found.expires_on < today() or not found.user.is_active:
        return None
    moment = now()
    if found.used_at is None or moment - found.used_at > TOUCH:
        ApiToken.objects.filter(pk=found.pk).update(used_at=moment)
    return found


def actor_by(token: ApiToken) -> Actor:
    """Its person with the one role that it carries, while they hold it themselves; nobody's deputy."""
    actor = actor_for(token.user)
    grants = tuple(
        grant
        for grant in actor.grants
        if (grant.role, grant.organisation_id, grant.for_user_id) == (token.role, token.organisation_id, None)
    )
    return replace(actor, grants=grants, principals=(), token_id=token.pk)
