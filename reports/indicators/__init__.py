"""The indicators, each declared once, by subject."""

from reports.indicators import appearances, disputes, litigation, reconsideration, together
from reports.indicators.base import DEFAULT, Direction, Indicator, Reading, Subject, Term, Unit, When, terms_of

BY_SUBJECT: dict[Subject, tuple[Indicator, ...]] = {
    Subject.RECONSIDERATION: reconsideration.INDICATORS,
    Subject.LITIGATION: litigation.INDICATORS,
    Subject.APPEARANCES: appearances.INDICATORS,
    Subject.DISPUTES: disputes.INDICATORS,
    Subject.SUGGESTIONS: disputes.SUGGESTIONS,
    Subject.TOGETHER: together.INDICATORS,
}
INDICATORS: dict[str, Indicator] = {
    indicator.id: indicator for declared in BY_SUBJECT.values() for indicator in declared
}
if len(INDICATORS) != sum(len(declared) for declared in BY_SUBJECT.values()):
    raise ValueError("An indicator is declared twice.")

__all__ = [
    "BY_SUBJECT",
    "DEFAULT",
    "INDICATORS",
    "Direction",
    "Indicator",
    "Reading",
    "Subject",
    "Term",
    "Unit",
    "When",
    "terms_of",
]
