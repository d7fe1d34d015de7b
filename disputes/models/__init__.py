"""Tables of dispute resolution, of study and training, and of the library of rules."""

from disputes.models.rules import Rule, RuleState, Tier
from disputes.models.study import (
    Attendance,
    SessionState,
    SessionTopic,
    StudyPlan,
    StudyRank,
    StudySession,
    StudyTopic,
)
from disputes.models.training import Invitation, Material, Participant, Training

__all__ = [
    "Attendance",
    "Invitation",
    "Material",
    "Participant",
    "Rule",
    "RuleState",
    "SessionState",
    "SessionTopic",
    "StudyPlan",
    "StudyRank",
    "StudySession",
    "StudyTopic",
    "Tier",
    "Training",
]
