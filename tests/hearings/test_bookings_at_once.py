"""Two people set a sitting in one courtroom at the same moment: the database lets one of them through."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation

from accounts.timekeeping import at
from hearings.models import Booking, Sitting
from tests.hearings.court import Court


@pytest.mark.django_db(transaction=True)
def test_one_courtroom_is_taken_up_once() -> None:
    court = Court()
    with at("2026-03-02"):
        suits = [court.sue(officer=actor.user) for actor in (court.officer, court.second)]
        start = threading.Barrier(2)
        outcomes: list[str] = []

        def run(place: int) -> None:
            actor, suit = (court.officer, court.second)[place], suits[place]
            try:
                with translation.override("en"):
                    start.wait()
                    court.set(suit, "2026-03-20", by=actor)
                outcomes.append("set")
            except ValidationError as error:
                outcomes.append(" ".join(error.messages))
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(place,)) for place in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(outcomes) == 2
    assert outcomes.count("set") == 1
    assert "第二法庭 is taken up by the sitting of 20 March 2026" in next(one for one in outcomes if one != "set")
    assert Sitting.objects.unscoped("test").count() == 1
    assert Booking.objects.filter(resource="room", active=True).count() == 1
