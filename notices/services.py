"""Writing notices, how people want to be told, groups in a messenger, and doing a thing once."""

from collections.abc import Callable, Iterable, Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from accounts.crypto import encrypt
from accounts.models import Organ, User
from accounts.permissions import require
from accounts.services import acted
from accounts.timekeeping import now
from notices.channels import Undeliverable, error_words, shown_address
from notices.models import Channel, Contact, IdempotencyKey, Notice, Webhook
from notices.outbox import Letter, post

TEST_WORDS = gettext_noop("Test message from Dingfen: reminders of your office arrive in this group.")


def once(*, scope: str, key: str, actor: Actor, act: Callable[[], dict]) -> tuple[dict, bool]:
    """Run `act` in a transaction unless `key` was used in `scope` before.

    Returns the JSON-serialisable result (of this time or of the first) and whether `act` ran now. A second caller
    with the same key waits for the first to commit. When `act` raises, the key is free again.
    """
    (value,), ran = once_each(scope=scope, keys=[key], actor=actor, act=lambda _places: [act()])
    return value, bool(ran)


def once_each(
    *, scope: str, keys: Sequence[str], actor: Actor, act: Callable[[list[int]], Sequence[dict]]
) -> tuple[list[dict], list[int]]:
    """As `once`, for several keys in one transaction and a few statements.

    `act` is given the places in `keys` of what was not done before and returns a result for each. Returns all results
    in the order of `keys`, and the places of those that are of this time. When `act` raises, all keys are free again.
    """
    with transaction.atomic():
        IdempotencyKey.objects.bulk_create(
            [IdempotencyKey(scope=scope, key=key, user=actor.user) for key in keys], ignore_conflicts=True
        )
        locked = IdempotencyKey.objects.select_for_update().filter(scope=scope, key__in=keys).order_by("pk")
        entries = {entry.key: entry for entry in locked}
        todo = [place for place, key in enumerate(keys) if not entries[key].result]
        if todo:
            for place, value in zip(todo, act(todo), strict=True):
                entries[keys[place]].result = {"value": value}
            IdempotencyKey.objects.bulk_update([entries[keys[place]] for place in todo], ["result"])
        return [entries[key].result["value"] for key in keys], todo


def done(*, scope: str, key: str) -> dict | None:
    """The result of what was done in `scope` under `key`; None when it was not done."""
    entry = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    return entry.result.get("value") if entry else None


def in_each_language(words: Callable[[], str]) -> dict[str, str]:
    """What `words` gives in each language of the pages."""
    texts: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = str(words())
    return texts


def notify(*, recipients: Iterable[User], kind: str, words: Callable[[], str], path: str, key: str) -> int:
    """Give each recipient one notice per `key`, and outside the application what they chose to be told by.

    `words` gives the text in the language that is active; it is asked once for each language of the pages. The text
    names a case by its number and never a party. A second call with the same key adds nothing. Nothing is sent here:
    messages lie in the outbox until a worker takes them. Returns how many notices are new.
    """
    texts = in_each_language(words)
    before = Notice.objects.filter(key=key).count()
    post([Letter(kind=kind, texts=texts, key=key, path=path, user_id=user.pk) for user in set(recipients)])
    return Notice.objects.filter(key=key).count() - before


def mark_read(*, user: User, ids: Iterable[int] | None = None) -> int:
    """Mark a person's notices as read (all of them when `ids` is None). Returns how many changed."""
    notices = Notice.objects.filter(recipient=user, read_at=None)
    if ids is not None:
        notices = notices.filter(pk__in=list(ids))
    return notices.update(read_at=now())


# --- how a person wants to be told -----------------------------------------------------------------------------


def contact_of(user: User) -> Contact:
    """How a person wants to be told; what holds for everybody when they have not said, not saved then."""
    return Contact.objects.filter(user=user).first() or Contact(user=user)


@transaction.atomic
def set_contact(
    *,
    actor: Actor,
    email: str,
    by_mail: bool,
    by_text: bool,
    digest: bool,
    language: str,
    phone: str | None = None,
) -> Contact:
    """Keep how the acting person wants to be told, with their address and number.

    `phone` None leaves the number as it is, an empty one takes it away. Raises ValidationError when text messages are
    chosen and there is no number, and PermissionDenied for whoever is nobody.
    """
    require(actor, "account.own")
    user = User.objects.select_for_update().get(pk=actor.user_id)
    contact = contact_of(user)
    if phone is not None:
        contact.set_phone(phone)
    if by_text and not contact.phone_cipher:
        raise ValidationError({"phone": _("Text messages need a telephone number.")}, code="phone")
    contact.by_mail, contact.by_text, contact.digest, contact.language = by_mail, by_text, digest, language
    contact.full_clean()
    contact.save()
    if user.email != email:
        user.email = email
        user.full_clean()
        user.save(update_fields=["email"])
    acted.send(sender=Contact, actor=actor, action="contact.change", obj=user, detail={})
    return contact


# --- groups in a messenger -------------------------------------------------------------------------------------


@transaction.atomic
def add_webhook(*, actor: Actor, organ: Organ, name: str, url: str) -> Webhook:
    """Enter a group of an organ by its address in apprise's notation; the address is kept encrypted.

    Raises ValidationError for an address that is not allowed, PermissionDenied for whoever does not keep the organ.
    """
    require(actor, "webhooks.change", organ)
    try:
        shown = shown_address(url)
    except Undeliverable as error:
        words = _("This address cannot be used: %(reason)s.") % {"reason": error_words(error.code)}
        raise ValidationError({"url": ValidationError(words, code=error.code)}) from None
    webhook = Webhook(organ=organ, name=name, url_cipher=encrypt(url), shown=shown, created_by=actor.user)
    webhook.full_clean()
    webhook.save()
    acted.send(sender=Webhook, actor=actor, action="webhook.add", obj=webhook, detail={"organ": organ.pk})
    return webhook


@transaction.atomic
def end_webhook(*, actor: Actor, webhook: Webhook) -> None:
    """No longer tell a group. Ending twice changes nothing. Raises PermissionDenied."""
    require(actor, "webhooks.change", webhook.organ)
    if Webhook.objects.filter(pk=webhook.pk, ended_at=None).update(ended_at=now()):
        detail = {"organ": webhook.organ_id}
        acted.send(sender=Webhook, actor=actor, action="webhook.end", obj=webhook, detail=detail)


def try_webhook(*, actor: Actor, webhook: Webhook, key: str) -> int:
    """Put a test message for a group into the outbox, once for each `key`. Returns how many were written.

    Raises PermissionDenied for whoever does not keep the organ.
    """
    require(actor, "webhooks.change", webhook.organ)
    letter = Letter(
        kind="webhook_test",
        texts=in_each_language(lambda: translation.gettext(TEST_WORDS)),
        key=f"test:{key}",
        channel=Channel.WEBHOOK,
        address=f"webhook:{webhook.pk}",
        organ_id=webhook.organ_id,
    )
    return post([letter])
