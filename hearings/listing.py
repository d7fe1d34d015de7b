"""A lawsuit as one line: what the list, the search and the exports show of it. One query for a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actors import Actor
from hearings.models import Lawsuit, State
from workflow.lines import CaseLine, labels_of, lines_of

COLUMNS = (
    *("state", "government", "reconsidered", "major", "act_name", "act_number", "served_on", "filed_on"),
    *("heard_on", "concluded_on", "effective_on", "judgment_number", "lost"),
)
MORE = {"court_name": "court__name", **labels_of("instance", "matter", "domain", "outcome")}


@dataclass(frozen=True)
class Line(CaseLine):
    """One lawsuit of a list."""

    @property
    def stage(self) -> str:
        return str(State(self.row.state).label)

    @property
    def lost(self) -> str:
        return {True: _("lost"), False: _("not lost"), None: ""}[self.row.lost]


def lines(ids: Sequence[int], actor: Actor, today: dt.date) -> list[Line]:
    """The lawsuits `ids` in their order, as `actor` may see them; one query.

    The ids must come from a Worklist of the actor: they are not checked again.
    """
    found = Lawsuit.objects.unscoped("the ids come from a list that the scope was laid on")
    return lines_of(Line, found, COLUMNS, MORE, ids, actor, today)
