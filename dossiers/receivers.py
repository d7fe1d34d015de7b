"""What the layers below tell, written to the trail: sign-ins and writes on organisations, people and roles."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.actors import SYSTEM, Actor
from accounts.models import User
from accounts.services import acted
from dossiers.trail import record


@receiver(acted)
def on_act(sender: type, actor: Actor, action: str, obj: models.Model, detail: dict[str, Any], **kwargs: Any) -> None:
    record(actor=actor, action=action, obj=obj, detail=detail)


@receiver(user_logged_in)
def on_sign_in(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(actor=Actor(user=user), action="sign-in", obj=user)


@receiver(user_logged_out)
def on_sign_out(sender: type, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(actor=Actor(user=user), action="sign-out", obj=user)


@receiver(user_login_failed)
def on_failed_sign_in(sender: type, credentials: dict[str, Any], **kwargs: Any) -> None:
    # What was typed as a user name may be a password: only a known user is named.
    user = User.objects.filter(username=credentials.get("username") or "").first()
    record(actor=SYSTEM, action="sign-in.failed", obj=user)


@receiver(user_locked_out)
def on_lock_out(sender: type, username: str | None = None, **kwargs: Any) -> None:
    user = User.objects.filter(username=username or "").first()
    record(actor=SYSTEM, action="sign-in.locked", obj=user)
