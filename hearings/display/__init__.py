"""A lawsuit as its page shows it, by the part of the page. Nothing here makes a query."""

from hearings.display.particulars import badges, course, defendants, facts, outcome
from hearings.display.process import lacks_of, process

__all__ = ["badges", "course", "defendants", "facts", "lacks_of", "outcome", "process"]
