"""A reconsideration case as its page shows it, by the part of the page. Nothing here makes a query."""

from cases.display.afterwards import afterwards, closing_checks
from cases.display.cautions import cautions, overdue
from cases.display.clocks import OPEN_CLOCKS, followed_by_law, unused_periods
from cases.display.conclusion import decision, suspension
from cases.display.course import badges, course
from cases.display.hearing import hearing
from cases.display.intake import examination, too_late
from cases.display.particulars import facts, service
from cases.display.performance import performance
from workflow.people import folded, long_text, people

__all__ = [
    "OPEN_CLOCKS",
    "afterwards",
    "badges",
    "cautions",
    "closing_checks",
    "course",
    "decision",
    "examination",
    "facts",
    "folded",
    "followed_by_law",
    "hearing",
    "long_text",
    "overdue",
    "people",
    "performance",
    "service",
    "suspension",
    "too_late",
    "unused_periods",
]
