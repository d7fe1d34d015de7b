"""A dispute as one line: what the list, the search and the exports show of it. One query for a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.actors import Actor
from disputes.models import Dispute, Performance, State
from workflow.lines import CaseLine, labels_of, lines_of

COLUMNS = (
    *("state", "nature", "phase", "act_name", "act_number", "received_on", "accepted_on", "concluded_on"),
    *("agreement", "agreed_amount", "confirmed_on", "performance", "reported_on", "referral_number"),
)
MORE = {
    "referrer_name": "referrer__name",
    **labels_of("source", "subject", "civil_kind", "domain", "result"),
}


@dataclass(frozen=True)
class Line(CaseLine):
    """One dispute of a list."""

    @property
    def stage(self) -> str:
        return str(State(self.row.state).label)

    @property
    def performance(self) -> str:
        return str(Performance(self.row.performance).label) if self.row.performance else ""

    @property
    def source(self) -> str:
        return " · ".join(filter(None, (self.label("source"), self.row.referrer_name)))


def lines(ids: Sequence[int], actor: Actor, today: dt.date) -> list[Line]:
    """The disputes `ids` in their order, as `actor` may see them; one query.

    The ids must come from a Worklist of the actor: they are not checked again.
    """
    found = Dispute.objects.unscoped("the ids come from a list that the scope was laid on")
    return lines_of(Line, found, COLUMNS, MORE, ids, actor, today)
