"""Tables of the dispute-resolution centre, of suggestions, of study and training, and of the library of rules."""

from disputes.models.centre import Agreement, Dispute, Nature, Performance, Phase, State, Suing
from disputes.models.rules import Rule, RuleState, Tier
from disputes.models.sessions import Position, Session, SessionKind, SessionState
from disputes.models.study import (
    Attendance,
    SessionTopic,
    StudyPlan,
    StudyRank,
    StudySession,
    StudyState,
    StudyTopic,
)
from disputes.models.suggestions import (
    Rectified,
    Subject,
    Suggestion,
    SuggestionAgency,
    SuggestionKind,
    SuggestionState,
    TakenUp,
)
from disputes.models.team import Mediator, TeamMember
from disputes.models.terms import Term, TermState
from disputes.models.training import Invitation, Material, Participant, Training
from disputes.models.transfers import Transfer, TransferState

__all__ = [
    "Agreement",
    "Attendance",
    "Dispute",
    "Invitation",
    "Material",
    "Mediator",
    "Nature",
    "Participant",
    "Performance",
    "Phase",
    "Position",
    "Rectified",
    "Rule",
    "RuleState",
    "Session",
    "SessionKind",
    "SessionState",
    "SessionTopic",
    "State",
    "StudyPlan",
    "StudyRank",
    "StudySession",
    "StudyState",
    "StudyTopic",
    "Subject",
    "Suggestion",
    "SuggestionAgency",
    "SuggestionKind",
    "SuggestionState",
    "Suing",
    "TakenUp",
    "TeamMember",
    "Term",
    "TermState",
    "Tier",
    "Training",
    "Transfer",
    "TransferState",
]
