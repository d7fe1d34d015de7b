"""A suggestion from its registration to its end: each step, its clocks to the day, what escalates, what comes again."""

import datetime as dt

import pytest

from accounts.timekeeping import at
from tests.disputes.register import Register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


@pytest.fixture
def register() -> Register:
    return Register()


def test_a_judicial_suggestion_is_answered_checked_and_closed(register: Register) -> None:
    with at("2026-03-02"):
        suggestion = register.received(received_on=dt.date(2026, 3, 2))
        assert suggestion.state == "awaiting"
        (deadline,) = suggestion.dossier.deadlines.all()
        assert (deadline.clock, deadline.due_on, deadline.owner) == ("jy_governance_2m", dt.date(2026, 5, 6), "agency")
