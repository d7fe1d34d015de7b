"""Writes on people who sign in: entering them, their passwords, locking and unlocking."""

import secrets
import string

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role, User
from accounts.permissions import can, require
from accounts.reach import people_within
from accounts.services import acted

# Without characters that look alike on paper.
_LETTERS = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))


def new_password() -> str:
    """An initial password of 16 characters in four groups, such as ``hK3m-…``, to be handed over on paper."""
    return "-".join("".join(secrets.choice(_LETTERS) for _i in range(4)) for _j in range(4))


@transaction.atomic
def add_user(*, actor: Actor, username: str, display_name: str, password: str, email: str = "", post: str = "") -> User:
    """Enter a person who signs in with an initial password and must change it.

    Raises ValidationError, and PermissionDenied for whoever may not.
    """
    require(actor, "users.change")
    user = User(
        username=User.normalize_username(username),
        display_name=display_name,
        email=email,
        post=post,
        must_change_password=True,
    )
    user.set_password(password)
    user.full_clean()
    user.save()
    acted.send(sender=User, actor=actor, action="user.add", obj=user, detail={})
    return user


@transaction.atomic
def set_initial_password(*, actor: Actor, user: User, password: str) -> None:
    """Give a person a new initial password, which ends their sessions and must be changed at sign-in.

    Raises ValidationError for one's own account and for a person who holds a role beyond the actor's reach,
    PermissionDenied for a person beyond it.
    """
    _not_oneself(actor, user)
    _may_change(actor, user)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    _lift_lock(actor, user)
    acted.send(sender=User, actor=actor, action="password.initial", obj=user, detail={})


@transaction.atomic
def password_changed(*, actor: Actor, user: User) -> None:
    """Note that a person has changed the password, so that nothing holds them back any more."""
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    acted.send(sender=User, actor=actor, action="password.change", obj=user, detail={})


@transaction.atomic
def set_active(*, actor: Actor, user: User, active: bool) -> None:
    """Let a person sign in or no longer; the sessions of one who may not end at once.

    Raises ValidationError for one's own account and for a person who holds a role beyond the actor's reach,
    PermissionDenied for a person beyond it.
    """
    _not_oneself(actor, user)
    _may_change(actor, user)
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        action = "user.activate" if active else "user.deactivate"
        acted.send(sender=User, actor=actor, action=action, obj=user, detail={})


def is_locked(user: User) -> bool:
    """Whether sign-in is locked for the person, from some address, after too many failures."""
    attempts = AccessAttempt.objects.filter(username=user.username)
    return attempts.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists()


@transaction.atomic
def unlock(*, actor: Actor, user: User) -> bool:
    """Lift the lock on a person's sign-in. Returns whether there was one.

    Raises ValidationError for a person who holds a role beyond the actor's reach, PermissionDenied for one beyond it.
    """
    _may_change(actor, user)
    return _lift_lock(actor, user)


def _lift_lock(actor: Actor, user: User) -> bool:
    locked = is_locked(user)
    reset(username=user.username)
    if locked:
        acted.send(sender=User, actor=actor, action="user.unlock", obj=user, detail={})
    return locked


def _may_change(actor: Actor, user: User) -> None:
    if can(actor, "users.change", user):
        return
    if can(actor, "users.change") and people_within(actor, Role.SECURITY_OFFICER).filter(pk=user.pk).exists():
        raise ValidationError(
            _(
                "This person also holds a role that you do not give. The account is changed by a security officer of"
                " all the organs concerned."
            ),
            code="elsewhere",
        )
    raise PermissionDenied("users.change")


def _not_oneself(actor: Actor, user: User) -> None:
    if actor.user is not None and actor.user == user:
        raise ValidationError(_("Nobody does this to their own account."), code="self")
