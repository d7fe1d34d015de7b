"""What this app puts into the navigation."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.navigation import Item, register
from notices.models import Notice


def _unread(actor: Actor) -> QuerySet[Any]:
    return Notice.objects.filter(recipient_id=actor.user_id, read_at=None)


register(Item(_("Messages"), "notices:inbox", "account.own", order=80, count=_unread))
