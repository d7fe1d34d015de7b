"""What the tests of the main line ask of a case: its one period of a clock, its parties, what a form said."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cases.models import ReconsiderationCase
from deadlines.models import Deadline
from dossiers.models import Party


def day(text: str) -> dt.date:
    """A day as it is written."""
    return dt.date.fromisoformat(text)


def clock(case: ReconsiderationCase, name: str, party: Party | None = None) -> Deadline:
    """The one deadline of a clock, of one party where one is given."""
    deadlines = case.dossier.deadlines.filter(clock=name)
    return (deadlines.filter(party=party) if party else deadlines).get()


def due(case: ReconsiderationCase, name: str, party: Party | None = None) -> tuple[str, dt.date | None]:
    """The state of the one deadline of a clock, and its last day."""
    found = clock(case, name, party)
    return found.state, found.due_on


def applicant(case: ReconsiderationCase) -> Party:
    """The first applicant."""
    return case.dossier.parties.filter(role="applicant").first()


def respondent(case: ReconsiderationCase) -> Party:
    """The first respondent."""
    return case.dossier.parties.filter(role="respondent").first()


def messages(error: pytest.ExceptionInfo[ValidationError], field: str = "on_date") -> str:
    """What a form said of one field."""
    return " ".join(str(e) for e in error.value.message_dict.get(field, []))
