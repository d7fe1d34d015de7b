"""The home page 今日待办: panels of what waits for the reader, each registered by the app that knows it.

A source answers for the roles it knows and makes its panels with a fixed number of queries, whatever the volumes.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext

from accounts import navigation
from accounts.actors import Actor
from accounts.guards import requires
from accounts.paging import COUNT_CAP
from accounts.permissions import can
from accounts.timekeeping import today
from dossiers.worklist import Worklist, counts

# Lines of a panel; the rest is behind its link.
MOST = 8
# The place of panels that only tell how many cases stand where: after all that is to be done.
STANDING = 90


@dataclass
class Panel:
    """A panel of the home page.

    `todo` are lines as components/todo.html takes them, `tiles` figures as components/tile.html does. A panel with
    neither is shown with `empty`, or left out when that is None. `aside` puts it into the narrow column.
    """

    code: str
    title: str
    order: int
    todo: list[dict[str, Any]] = field(default_factory=list)
    tiles: list[dict[str, Any]] = field(default_factory=list)
    count: int | str | None = None
    tone: str = ""
    link: str = ""
    link_label: str = ""
    empty: dict[str, Any] | None = None
    aside: bool = False

    @property
    def shown(self) -> bool:
        return bool(self.todo or self.tiles or self.empty)


@dataclass(frozen=True)
class Ask:
    """A list of cases asked for: what it is called, the filters of its address, the tone of its number."""

    name: str
    query: dict[str, str]
    rows: Worklist
    tone: str = ""


def list_tiles(page: str, asks: Sequence[Ask]) -> list[dict[str, Any]]:
    """How many cases each list has, as tiles that open it; `page` names the address of the lists. One query."""
    return [
        {
            "name": ask.name,
            "value": f"{COUNT_CAP}+" if more else count,
            "unit": pgettext("unit", "cases"),
            "tone": ask.tone if count else "",
            "url": f"{reverse(page)}?{urlencode(ask.query)}",
        }
        for ask, (count, more) in zip(asks, counts([ask.rows for ask in asks]), strict=True)
    ]


Source = Callable[[Actor, dt.date], Iterable[Panel]]

_sources: dict[str, tuple[str, Source]] = {}


def register(code: str, permission: str, source: Source) -> None:
    """Enter a source of panels for those who hold `permission`. Raises ValueError when its code is taken."""
    if code in _sources:
        raise ValueError(f"The panels {code} are registered twice.")
    _sources[code] = (permission, source)


NOTHING = {
    "title": gettext_lazy("Nothing waits for you today"),
    "text": gettext_lazy("What happens in your cases and waits for you is told here."),
}
NO_ROLE = {
    "title": gettext_lazy("You have no role yet"),
    "text": gettext_lazy("The security officer gives roles; until then there is nothing to see here."),
}


def panels_for(actor: Actor, day: dt.date) -> list[Panel]:
    """What waits for an actor on a day, the most pressing first."""
    found = [
        panel
        for permission, source in _sources.values()
        if can(actor, permission)
        for panel in source(actor, day)
        if panel.shown
    ]
    return sorted(found, key=lambda panel: panel.order)


def capped(rows: list[Any], most: int = MOST) -> int | str | None:
    """How many rows there are, from a list that holds one more than `most` when there are more; None for none."""
    return f"{most}+" if len(rows) > most else len(rows) or None


@requires("home.view")
def home(request: HttpRequest) -> HttpResponse:
    """今日待办: what waits for who reads, by role."""
    day = today()
    panels = panels_for(request.actor, day)
    context = {
        "day": day,
        "panels": [panel for panel in panels if not panel.aside],
        "aside": [panel for panel in panels if panel.aside],
        "nothing": NOTHING if request.actor.grants else NO_ROLE,
    }
    return render(request, "workflow/home.html", context)


navigation.register(navigation.Item(gettext_lazy("Today"), "home", "home.view", 10))
