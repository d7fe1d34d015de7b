"""The outbox: messages are written with what they tell of, in one transaction, and sent afterwards by the workers.

`post` writes, `recall` takes back what has not gone out, `resend` tries anew what failed, `deliver_due` sends.
"""

import datetime as dt
import json
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from accounts.actors import Actor
from accounts.crypto import decrypt
from accounts.models import User
from accounts.services import acted
from accounts.timekeeping import now
from notices.addresses import resolve
from notices.channels import Undeliverable, is_on, send
from notices.models import Channel, Contact, Message, MessageState

logger = logging.getLogger(__name__)

# So many are claimed at a time: each may take as long as the other side is given, and all within the lease.
BATCH = 20
INSIDE = "inside"


@dataclass(frozen=True)
class Letter:
    """What one recipient is told: a person by `user_id`, or somebody outside by `address` over `channel`.

    A person is told in the application and as they chose outside it; with `channel` in that way alone, INSIDE being
    the application.
    `texts` are the words in each language of the pages, naming a case by its number and never a party.
    """

    kind: str
    texts: dict[str, str]
    key: str
    path: str = ""
    user_id: int | None = None
    channel: str = ""
    address: str = ""
    organ_id: int | None = None


class RecipientGone(Exception):
    """The person may no longer sign in, and is told nothing."""


# --- writing ---------------------------------------------------------------------------------------------------

# One document and one statement, whose letters go to both tables: a sweep writes ten thousand, and a list of values
# for each column costs the database more to read than the rows to write.
POST = """
    WITH letter AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(letters)s) AS t(recipient_id bigint, kind text, texts jsonb, path text,
            key text, inside boolean, channels text[], address text, organ_id bigint)
    ), told_inside AS (
        INSERT INTO notices_notice (recipient_id, kind, texts, path, key, created_at)
        SELECT recipient_id, kind, texts, path, key, %(now)s FROM letter WHERE inside
        ON CONFLICT DO NOTHING
    )
    INSERT INTO notices_message (channel, recipient_id, address, organ_id, kind, texts, path, key, state, created_at,
        next_attempt_at, attempts, last_error, recalled_because)
    SELECT c.channel, l.recipient_id, l.address, l.organ_id, l.kind, l.texts, l.path, l.key, 'waiting', %(now)s,
        %(now)s, 0, '', ''
    FROM letter l CROSS JOIN unnest(l.channels) AS c(channel)
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def post(letters: Sequence[Letter]) -> int:
    """Tell people in the application and, as each of them chose, outside it; tell addresses over their channel.

    What was told under the same key before is not told again. Returns how many messages are to leave the house, of
    this time or told before. Two queries however many letters.
    """
    if not letters:
        return 0
    ways = ways_of({letter.user_id for letter in letters if letter.user_id is not None and not letter.channel})
    rows = [_row(letter, ways) for letter in letters]
    with connection.cursor() as cursor:
        cursor.execute(POST, {"letters": json.dumps(rows, ensure_ascii=False), "now": now()})
    return sum(len(row["channels"]) for row in rows)


def _row(letter: Letter, ways: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    """A letter as POST takes it: with the channels that it leaves by, and whether it is told in the application."""
    channels: Sequence[str] = ()
    if letter.channel:
        channels = () if letter.channel == INSIDE else (letter.channel,)
    elif letter.user_id is not None:
        channels = ways.get(letter.user_id, ())
    return {
        "recipient_id": letter.user_id,
        "kind": letter.kind,
        "texts": letter.texts,
        "path": letter.path,
        "key": letter.key,
        "inside": letter.user_id is not None and letter.channel in ("", INSIDE),
        "channels": channels,
        "address": letter.address,
        "organ_id": letter.organ_id,
    }


def ways_of(user_ids: Iterable[int]) -> dict[int, list[str]]:
    """The channels outside the application that each person chose and has an address for; one query."""
    rows = (
        User.objects.filter(pk__in=set(user_ids), is_active=True)
        .order_by()
        .values_list("pk", "email", "contact__by_mail", "contact__by_text")
    )
    mail, text = is_on(Channel.MAIL), is_on(Channel.TEXT)
    found: dict[int, list[str]] = {}
    for pk, email, by_mail, by_text in rows:
        ways = []
        # Nobody has said otherwise: by e-mail where there is an address.
        if mail and email and by_mail is not False:
            ways.append(str(Channel.MAIL))
        if text and by_text:
            ways.append(str(Channel.TEXT))
        found[pk] = ways
    return found


# --- taking back, trying anew ----------------------------------------------------------------------------------


def recall(message_ids: Iterable[int], because: str) -> int:
    """Withdraw what has not gone out of these messages, for the reason `because` names. Returns how many.

    One that is being sent at this moment cannot be caught; it is not tried again should it fail.
    """
    ids = list(message_ids)
    caught = Message.objects.filter(pk__in=ids, state__in=[MessageState.WAITING, MessageState.FAILED]).update(
        state=MessageState.WITHDRAWN, recalled_at=now(), recalled_because=because
    )
    Message.objects.filter(pk__in=ids, state=MessageState.CLAIMED, recalled_at=None).update(
        recalled_at=now(), recalled_because=because
    )
    return caught


@transaction.atomic
def resend(*, actor: Actor, message: Message) -> bool:
    """Send a message that failed once more, from the first try on. Returns whether it had failed.

    The caller has checked that `actor` may. Pressed twice, it is sent once.
    """
    moment = now()
    changed = Message.objects.filter(pk=message.pk, state=MessageState.FAILED).update(
        state=MessageState.WAITING, attempts=0, next_attempt_at=moment
    )
    if changed:
        detail = {"channel": message.channel, "kind": message.kind}
        acted.send(sender=Message, actor=actor, action="message.resend", obj=message, detail=detail)
    return bool(changed)


# --- sending ---------------------------------------------------------------------------------------------------

CLAIM = """
    UPDATE notices_message SET state = 'claimed', claimed_at = %(now)s, lease_until = %(until)s,
        attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM notices_message
        WHERE state = 'waiting' AND next_attempt_at <= %(now)s
        ORDER BY next_attempt_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
    RETURNING id
"""
# What somebody claimed and did not send in time: it may have gone out or not, and goes again under the same key.
RECLAIM = """
    UPDATE notices_message SET state = 'claimed', claimed_at = %(now)s, lease_until = %(until)s,
        attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM notices_message
        WHERE state = 'claimed' AND lease_until < %(now)s
        ORDER BY lease_until, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
    RETURNING id
"""


def claim(batch: int = BATCH) -> list[Message]:
    """Take messages that are due, and those whose lease ran out, for OUTBOX_LEASE_SECONDS. Commits at once."""
    moment = now()
    given: dict[str, Any] = {
        "now": moment,
        "until": moment + dt.timedelta(seconds=settings.OUTBOX_LEASE_SECONDS),
        "batch": batch,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECLAIM, given)
        ids = [row[0] for row in cursor.fetchall()]
        if len(ids) < batch:
            cursor.execute(CLAIM, {**given, "batch": batch - len(ids)})
            ids += [row[0] for row in cursor.fetchall()]
    return list(Message.objects.filter(pk__in=ids).select_related("recipient__contact").order_by("pk"))


def deliver_due(seconds: float = 50.0) -> dict[str, int]:
    """Send what is due until there is no more or `seconds` have passed. Returns how many were sent, put off, failed."""
    done = {"sent": 0, "put_off": 0, "failed": 0, "withdrawn": 0}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        claimed = claim()
        if not claimed:
            break
        for message in claimed:
            if outcome := deliver(message):
                done[outcome] += 1
    return done


def deliver(message: Message) -> str:
    """Send one claimed message and write down what became of it: a key of `deliver_due`, or "" when it was not ours.

    Nothing is sent within a transaction. Should writing down fail after sending, the lease runs out and the message
    goes again under the same key.
    """
    mine = Message.objects.filter(pk=message.pk, state=MessageState.CLAIMED, attempts=message.attempts)
    standing = mine.first()
    if standing is None or standing.lease_until is None:
        return ""
    if standing.lease_until <= now() + dt.timedelta(seconds=settings.CHANNEL_TIMEOUT):
        return ""
    if standing.recalled_at is not None:
        mine.update(state=MessageState.WITHDRAWN, lease_until=None)
        return "withdrawn"
    try:
        if message.attempts > settings.OUTBOX_MAX_ATTEMPTS:
            raise Undeliverable("lost", final=True)
        send(message.channel, _address_of(message), _words_of(message), message.idempotency_key)
    except Undeliverable as failure:
        return _put_off(message, failure)
    except RecipientGone:
        mine.update(state=MessageState.WITHDRAWN, lease_until=None, recalled_at=now(), recalled_because="inactive")
        return "withdrawn"
    except Exception:
        # The text of the error may hold an address or a name: its kind and place are enough.
        logger.exception("Message %s could not be sent.", message.pk, exc_info=settings.MODE != "production")
        return _put_off(message, Undeliverable("program"))
    _written_down(message)
    return "sent"


def _written_down(message: Message) -> None:
    """Mark as sent; for a while also when the database is just coming back, since the message is out."""
    for wait in (0.2, 1, 3, 5, None):
        try:
            Message.objects.filter(pk=message.pk).exclude(state=MessageState.SENT).update(
                state=MessageState.SENT, sent_at=now(), lease_until=None, last_error=""
            )
        except (OperationalError, InterfaceError):
            if wait is None:
                raise
            connection.close()
            time.sleep(wait)
        else:
            return


def _put_off(message: Message, failure: Undeliverable) -> str:
    mine = Message.objects.filter(pk=message.pk, state=MessageState.CLAIMED, attempts=message.attempts)
    over = failure.final or message.attempts >= settings.OUTBOX_MAX_ATTEMPTS
    if mine.filter(recalled_at__isnull=False).update(state=MessageState.WITHDRAWN, lease_until=None):
        return "withdrawn"
    if over:
        mine.update(state=MessageState.FAILED, lease_until=None, last_error=failure.code)
        return "failed"
    mine.update(
        state=MessageState.WAITING,
        lease_until=None,
        last_error=failure.code,
        next_attempt_at=now() + wait_after(message.attempts),
    )
    return "put_off"


def wait_after(attempts: int) -> dt.timedelta:
    """How long a message waits after so many tries: twice as long each time, up to a limit."""
    seconds = settings.OUTBOX_FIRST_WAIT_SECONDS * 2 ** (attempts - 1)
    return dt.timedelta(seconds=min(seconds, settings.OUTBOX_LONGEST_WAIT_SECONDS))


def _address_of(message: Message) -> str:
    """Where a message goes, as things stand when it is sent. Raises Undeliverable and RecipientGone."""
    if message.recipient is None:
        address = resolve(message.address)
    elif not message.recipient.is_active:
        raise RecipientGone
    elif message.channel == Channel.MAIL:
        address = message.recipient.email
    else:
        contact = getattr(message.recipient, "contact", None)
        address = decrypt(contact.phone_cipher) if contact else ""
    if not address:
        raise Undeliverable("no_address", final=True)
    return address


def _words_of(message: Message) -> str:
    contact: Contact | None = getattr(message.recipient, "contact", None) if message.recipient else None
    text = message.text(contact.language if contact else None)
    # A text message is short, and whoever is no user cannot follow the link.
    if message.channel != Channel.TEXT and message.path and settings.PUBLIC_URL:
        return f"{text}\n{settings.PUBLIC_URL}{message.path}"
    return text
