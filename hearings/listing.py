"""A lawsuit as one line: what the list, the search and the exports show of it. One query for a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actors import Actor
from deadlines.measure import Calendars
from hearings.models import Lawsuit, State
from workflow.saved.lines import SidedLine, labels_of, read_lines

COLUMNS = (
    *("state", "government", "reconsidered", "major", "act_name", "act_number", "served_on", "filed_on"),
    *("heard_on", "concluded_on", "effective_on", "judgment_number", "lost"),
)
MORE = {"court_name": "court__name", **labels_of("instance", "matter", "domain", "outcome")}


@dataclass(frozen=True)
class Line(SidedLine):
    """One lawsuit of a list. Its instance stands by the court."""

    @property
    def stage(self) -> str:
        return str(State(self.row.state).label)

    @property
    def lost(self) -> str:
        return {True: _("lost"), False: _("not lost"), None: ""}[self.row.lost]


def lines(ids: Sequence[int], actor: Actor, today: dt.date, calendars: Calendars | None = None) -> list[Line]:
    """The lawsuits `ids` in their order, as `actor` may see them (workflow.saved.lines.read_lines)."""
    suits = Lawsuit.objects.unscoped("the ids come from a list that the scope was laid on")
    return read_lines(Line, suits, COLUMNS, MORE, ids, actor, today, calendars)
