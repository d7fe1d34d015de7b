"""The lists of which views can be saved: each kind of proceeding enters its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from accounts.actors import Actor


@dataclass(frozen=True)
class Ready:
    """A ready-made view: its code, its words, and the query that it stands for."""

    code: str
    label: str
    query: str


@dataclass(frozen=True)
class ListKind:
    """A list with filters, named sorts and columns.

    `clean` gives what of a query belongs to the list and holds for the actor (filters, sort, columns), and raises
    ValidationError for what does not hold. `chips` puts a query into words. `chosen_columns` gives the columns of a
    choice that are open to the actor, as an address has them.
    """

    name: str
    title: str | Promise
    url_name: str
    permission: str
    clean: Callable[[Actor, QueryDict], QueryDict]
    chips: Callable[[Actor, QueryDict], list[dict[str, Any]]]
    ready: Callable[[Actor], list[Ready]]
    chosen_columns: Callable[[Actor, list[str]], str]


_lists: dict[str, ListKind] = {}


def register(kind: ListKind) -> None:
    """Enter a list. Raises ValueError when its name is taken."""
    if kind.name in _lists:
        raise ValueError(f"The list {kind.name} is registered twice.")
    _lists[kind.name] = kind


def list_kind(name: str) -> ListKind:
    """The list of a name. Raises KeyError when there is none."""
    return _lists[name]
