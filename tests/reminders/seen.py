"""What lies in the outbox."""

from notices.models import Message


def waiting() -> list[tuple[str, str]]:
    """(channel, to whom) of what waits in the outbox, in order."""
    rows = Message.objects.filter(state="waiting").order_by("pk")
    return [(row.channel, row.recipient.email if row.recipient else row.address) for row in rows]
