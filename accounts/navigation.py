"""The entries of the navigation: each app registers its own, each reader sees those of their roles.

What waits for the reader stands beside an entry. An entry gives a queryset of what is to be counted, and all counts
of a page, capped at COUNT_CAP, come from one query.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import IntegerField, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.functional import Promise

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role, User
from accounts.permissions import can

# From here on an entry says 99+.
COUNT_CAP = 99


@dataclass(frozen=True)
class Item:
    """An entry: its words, its page, the permission that shows it, its place, and what it counts.

    `count` gives the rows to count for an actor, or None for no figure. `also` are the beginnings of further
    addresses on which the entry is the current one.
    """

    label: str | Promise
    url_name: str
    permission: str
    order: int
    count: Callable[[Actor], QuerySet[Any] | None] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """An entry as one page shows it."""

    label: str
    url: str
    count: str
    active: bool


@dataclass(frozen=True)
class Chrome:
    """What stands around a page: the entries of the navigation and the name of the reader's office."""

    entries: list[Entry] = field(default_factory=list)
    office_name: str = ""


class CountOf(Subquery):
    """How many rows a query has."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Enter an item. Raises ValueError when its page has one already."""
    if item.url_name in _items:
        raise ValueError(f"The page {item.url_name} is in the navigation twice.")
    _items[item.url_name] = item


def items_for(actor: Actor) -> list[Item]:
    """The entries that `actor` sees, in order; no query."""
    seen = [item for item in _items.values() if can(actor, item.permission)]
    return sorted(seen, key=lambda item: item.order)


def chrome_for(actor: Actor, path: str) -> Chrome:
    """The navigation and the office's name for a page at `path`; one query."""
    if actor.user is None:
        return Chrome()
    items = items_for(actor)
    statement, parameters, counted = _statement(actor.bare)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        office, *counts = cursor.fetchone() or [""]
    found = dict(zip(counted, counts, strict=False))
    current = _current(items, path)
    return Chrome(
        entries=[
            Entry(str(item.label), reverse(item.url_name), _shown(found.get(item.url_name)), item is current)
            for item in items
        ],
        office_name=office or "",
    )


@lru_cache(maxsize=256)
def _statement(actor: Actor) -> tuple[str, tuple[Any, ...], tuple[str, ...]]:
    """What finds the office's name and the counts, and the entries that are counted, in order.

    It depends on who asks alone and is asked for every page; to build it takes longer than to run it.
    """
    counted = {
        item.url_name: CountOf(rows.order_by().values("pk")[: COUNT_CAP + 1])
        for item in items_for(actor)
        if item.count is not None and (rows := item.count(actor)) is not None
    }
    columns = {f"item_{place}": count for place, count in enumerate(counted.values())}
    asked = User.objects.order_by().filter(pk=actor.user_id).values(office=_office_name(actor), **columns)
    statement, parameters = asked.query.get_compiler(connection=connection).as_sql()
    return statement, tuple(parameters), tuple(counted)


def _office_name(actor: Actor) -> Combinable:
    """The office in which the actor works, else the organisation of the first role."""
    if offices := actor.organisations(Role.OFFICER, Role.DIRECTOR):
        return Subquery(Organ.objects.filter(office_id__in=offices).order_by("pk").values("office_name")[:1])
    if actor.grants:
        return Subquery(Organisation.objects.filter(pk=actor.grants[0].organisation_id).values("name")[:1])
    return Value("")


def _shown(count: Any) -> str:
    if not count:
        return ""
    return f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)


def _current(items: list[Item], path: str) -> Item | None:
    """The entry whose address is the longest beginning of `path`; the home page is current only on itself."""

    def length(item: Item) -> int:
        starts = (reverse(item.url_name), *item.also)
        return max(
            (len(start) for start in starts if start == path or (start != "/" and path.startswith(start))), default=0
        )

    best = max(items, key=length, default=None)
    return best if best is not None and length(best) else None
