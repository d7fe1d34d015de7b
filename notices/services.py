"""Writing notices, and doing a thing once."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.actors import Actor
from accounts.models import User
from accounts.timekeeping import now
from notices.models import IdempotencyKey, Notice


def once(*, scope: str, key: str, actor: Actor, act: Callable[[], dict]) -> tuple[dict, bool]:
    """Run `act` in a transaction unless `key` was used in `scope` before.

    Returns the JSON-serialisable result (of this time or of the first) and whether `act` ran now. A second caller
    with the same key waits for the first to commit. When `act` raises, the key is free again.
    """
    with transaction.atomic():
        IdempotencyKey.objects.bulk_create(
            [IdempotencyKey(scope=scope, key=key, user=actor.user)], ignore_conflicts=True
        )
        entry = IdempotencyKey.objects.select_for_update().get(scope=scope, key=key)
        if entry.result:
            return entry.result["value"], False
        value = act()
        entry.result = {"value": value}
        entry.save(update_fields=["result"])
        return value, True


def done(*, scope: str, key: str) -> dict | None:
    """The result of what was done in `scope` under `key`; None when it was not done."""
    entry = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    return entry.result.get("value") if entry else None


def notify(*, recipients: Iterable[User], kind: str, words: Callable[[], str], path: str, key: str) -> int:
    """Give each recipient one notice per `key`; a second call with the same key adds none.

    `words` gives the text in the language that is active; it is asked once for each language of the pages. The text
    names a case by its number and never a party. Returns how many notices are new.
    """
    texts: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = str(words())
    before = Notice.objects.filter(key=key).count()
    Notice.objects.bulk_create(
        [Notice(recipient=user, kind=kind, texts=texts, path=path, key=key) for user in set(recipients)],
        ignore_conflicts=True,
    )
    return Notice.objects.filter(key=key).count() - before


def mark_read(*, user: User, ids: Iterable[int] | None = None) -> int:
    """Mark a person's notices as read (all of them when `ids` is None). Returns how many changed."""
    notices = Notice.objects.filter(recipient=user, read_at=None)
    if ids is not None:
        notices = notices.filter(pk__in=list(ids))
    return notices.update(read_at=now())
