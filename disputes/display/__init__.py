"""A dispute as its page shows it, by the part of the page. Nothing here makes a query."""

from disputes.display.course import sessions, team, transfers
from disputes.display.joining import joined
from disputes.display.outcome import outcome, terms
from disputes.display.participation import participation
from disputes.display.particulars import badges, course, facts

__all__ = [
    "badges",
    "course",
    "facts",
    "joined",
    "outcome",
    "participation",
    "sessions",
    "team",
    "terms",
    "transfers",
]
