"""What is read of the outbox."""

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.crypto import decrypt
from accounts.models import Role
from accounts.reach import keeps_every_organ, organs_within, people_within
from notices.models import Message, MessageState, Webhook


def address_of_webhook(pk: int) -> str | None:
    """The address of a group; None when it is told no longer."""
    webhook = Webhook.objects.filter(pk=pk, ended_at=None).first()
    return decrypt(webhook.url_cipher) if webhook else None


def failed_within(actor: Actor) -> QuerySet[Message]:
    """The messages that failed, as far as the administrator `actor` reaches: of their organs, or to their people."""
    failed = Message.objects.filter(state=MessageState.FAILED)
    if keeps_every_organ(actor, Role.ADMINISTRATOR):
        return failed
    organs = organs_within(actor, Role.ADMINISTRATOR).values("pk")
    people = people_within(actor, Role.ADMINISTRATOR).values("pk")
    return failed.filter(Q(organ__in=organs) | Q(organ=None, recipient__in=people))
