"""Tables of the yearly assessment."""

from reports.assessment.models.runs import (
    AssessmentObjection,
    AssessmentPoints,
    AssessmentRun,
    AssessmentScore,
    ObjectionState,
    Remedy,
    RunState,
    Standing,
)
from reports.assessment.models.schemes import (
    KINDS,
    AssessmentExemption,
    AssessmentItem,
    AssessmentMark,
    AssessmentScheme,
    Counted,
    ItemKind,
    Method,
    Nothing,
    SchemeState,
    Way,
)

__all__ = [
    "KINDS",
    "AssessmentExemption",
    "AssessmentItem",
    "AssessmentMark",
    "AssessmentObjection",
    "AssessmentPoints",
    "AssessmentRun",
    "AssessmentScheme",
    "AssessmentScore",
    "Counted",
    "ItemKind",
    "Method",
    "Nothing",
    "ObjectionState",
    "Remedy",
    "RunState",
    "SchemeState",
    "Standing",
    "Way",
]
