"""A dispute as one line: what the list, the search and the exports show of it. One query for a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.actors import Actor
from deadlines.measure import Calendars
from disputes.models import Dispute, Performance, State
from workflow.saved.lines import SidedLine, labels_of, read_lines

COLUMNS = (
    *("state", "nature", "phase", "act_name", "act_number", "received_on", "accepted_on", "concluded_on"),
    *("agreement", "agreed_amount", "confirmed_on", "performance", "reported_on", "referral_number"),
)
MORE = {
    "referrer_name": "referrer__name",
    "lead_number": "lead__dossier__number",
    **labels_of("source", "subject", "civil_kind", "domain", "result"),
}


@dataclass(frozen=True)
class Line(SidedLine):
    """One dispute of a list."""

    @property
    def stage(self) -> str:
        return str(State(self.row.state).label)

    @property
    def outcome(self) -> str:
        return self.label("result")

    @property
    def performance(self) -> str:
        return str(Performance(self.row.performance).label) if self.row.performance else ""


def lines(ids: Sequence[int], actor: Actor, today: dt.date, calendars: Calendars | None = None) -> list[Line]:
    """The disputes `ids` in their order, as `actor` may see them (workflow.saved.lines.read_lines)."""
    disputes = Dispute.objects.unscoped("the ids come from a list that the scope was laid on")
    return read_lines(Line, disputes, COLUMNS, MORE, ids, actor, today, calendars)
