"""Tables of the dispute-resolution centre, of suggestions, of study and of rules."""

from disputes.models.suggestions import (
    Rectified,
    State,
    Subject,
    Suggestion,
    SuggestionAgency,
    SuggestionKind,
    TakenUp,
)

__all__ = [
    "Rectified",
    "State",
    "Subject",
    "Suggestion",
    "SuggestionAgency",
    "SuggestionKind",
    "TakenUp",
]
