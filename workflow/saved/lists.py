"""The lists of cases of which views can be saved: each kind of proceeding declares its own."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise

from accounts.actors import Actor
from deadlines.measure import Calendars
from workflow.filters import WorklistFilter
from workflow.saved.columns import Column

# What an address says beside the filters.
BESIDE = frozenset({"sort", "page", "rows", "columns", "view"})
RUNNING = "status=running"


@dataclass(frozen=True)
class Ready:
    """A ready-made view: its code, its words, and the query that it stands for."""

    code: str
    label: str
    query: str


class Lines(Protocol):
    """Reads cases of a worklist of the actor, in the order of their ids."""

    def __call__(
        self, ids: Sequence[int], actor: Actor, today: dt.date, calendars: Calendars | None = None
    ) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and the way out that it offers: the name of an address with its label."""

    title: Any
    text: Any
    url_name: str = ""
    label: Any = ""


@dataclass(frozen=True)
class ListKind:
    """A list with filters, named sorts and columns; `name` is the kind of its dossiers.

    `url_name`, `export` and `page` name the addresses of the list, of its export and of one case. `first` are the
    filters that stand above the others. Asked for `of_running` alone the list shows what is in progress; any other
    filter looks at all cases. `spread` gives the rows of an export for a line, where there are several. `nothing` is
    said to whom an empty list is no surprise.
    """

    name: str
    title: str | Promise
    everything: str | Promise
    url_name: str
    export: str
    page: str
    permission: str
    filters: type[WorklistFilter]
    first: tuple[str, ...]
    of_running: frozenset[str]
    columns: tuple[Column, ...]
    lines: Lines
    ready: Callable[[Actor], list[Ready]]
    unanswered: str | Promise
    nothing: Callable[[Actor], Empty] = field(repr=False)
    spread: Callable[[Any], Sequence[Any]] = lambda line: (line,)


_lists: dict[str, ListKind] = {}


def register(kind: ListKind) -> ListKind:
    """Enter a list. Raises ValueError when its name is taken."""
    if kind.name in _lists:
        raise ValueError(f"The list {kind.name} is registered twice.")
    _lists[kind.name] = kind
    return kind


def list_kind(name: str) -> ListKind:
    """The list of a name. Raises KeyError when there is none."""
    return _lists[name]


def list_kinds() -> list[ListKind]:
    """All lists, by their names."""
    return [_lists[name] for name in sorted(_lists)]
