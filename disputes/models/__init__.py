"""The tables of the dispute-resolution centre."""

from disputes.models.centre import Agreement, Dispute, Nature, Performance, Phase, State
from disputes.models.sessions import Position, Session, SessionKind, SessionState
from disputes.models.team import Mediator, TeamMember
from disputes.models.terms import Term, TermState
from disputes.models.transfers import Transfer, TransferState

__all__ = [
    "Agreement",
    "Dispute",
    "Mediator",
    "Nature",
    "Performance",
    "Phase",
    "Position",
    "Session",
    "SessionKind",
    "SessionState",
    "State",
    "TeamMember",
    "Term",
    "TermState",
    "Transfer",
    "TransferState",
]
