"""The figures, each declared once, by subject."""

from reports.figures.base import Figure, Part, Period, Rate, Subject
from reports.figures.litigation import LITIGATION
from reports.figures.reconsideration import RECONSIDERATION

SUBJECTS = {subject.code: subject for subject in (RECONSIDERATION, LITIGATION)}

__all__ = ["LITIGATION", "RECONSIDERATION", "SUBJECTS", "Figure", "Part", "Period", "Rate", "Subject"]
