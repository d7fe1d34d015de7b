"""Tables of lawsuits and of the appearance of agency heads in court."""

from hearings.models.appearances import Appearance, AppearanceState, IdentityResult
from hearings.models.duties import DutyEvidence, DutyResult
from hearings.models.lawsuits import Defendant, Designation, Lawsuit, LostRule, Procedure, State, Trial
from hearings.models.sittings import (
    Booking,
    Resource,
    Sitting,
    SittingCase,
    SittingKind,
    SittingMode,
    SittingState,
)

__all__ = [
    "Appearance",
    "AppearanceState",
    "Booking",
    "Defendant",
    "Designation",
    "DutyEvidence",
    "DutyResult",
    "IdentityResult",
    "Lawsuit",
    "LostRule",
    "Procedure",
    "Resource",
    "Sitting",
    "SittingCase",
    "SittingKind",
    "SittingMode",
    "SittingState",
    "State",
    "Trial",
]
