"""Statutory clocks as pure functions: dated events and a calendar in, the due date and its derivation out.

Neither Django nor a database is imported here.
"""

from deadlines.engine.calendar import (
    Calendar,
    DataError,
    Kind,
    UncoveredYear,
    load_calendar,
    official_calendar,
)
from deadlines.engine.clocks import (
    UNLIMITED,
    Clock,
    ClockBook,
    Correction,
    Direction,
    Rule,
    Unit,
    UnknownClock,
    clocks,
    load_clocks,
    read_clock,
)
from deadlines.engine.derivation import GROUNDS, explain
from deadlines.engine.law import ground_citation, implementing_regulations, reconsideration_act
from deadlines.engine.reckoning import (
    Event,
    Pause,
    Prescribed,
    Result,
    State,
    Step,
    due_dates,
    reckon,
    reckon_events,
)

__all__ = [
    "GROUNDS",
    "UNLIMITED",
    "Calendar",
    "Clock",
    "ClockBook",
    "Correction",
    "DataError",
    "Direction",
    "Event",
    "Kind",
    "Pause",
    "Prescribed",
    "Result",
    "Rule",
    "State",
    "Step",
    "UncoveredYear",
    "Unit",
    "UnknownClock",
    "clocks",
    "due_dates",
    "explain",
    "ground_citation",
    "implementing_regulations",
    "load_calendar",
    "load_clocks",
    "official_calendar",
    "read_clock",
    "reckon",
    "reckon_events",
    "reconsideration_act",
]
