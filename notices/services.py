"""Writing notices, and doing a thing once."""

from collections.abc import Callable, Iterable, Sequence

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
