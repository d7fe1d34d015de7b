"""Twenty parallel cases in one sitting: the head replaced the day before, papers refused, the court saying that nobody
came; which rate moves by which reading, and why.
"""

from collections import Counter

import pytest

from accounts.timekeeping import at
from hearings.models import Lawsuit
from hearings.rates import Among, Parallel, Place, Rate, Reading, rate
from hearings.services import hold_sitting, join_sitting
from hearings.units import units_of
from tests.factories import pdf
from tests.hearings.court import Court

pytestmark = pytest.mark.django_db


def read(reading: Reading) -> Rate:
    return rate(units_of(Lawsuit.objects.unscoped("a test")), reading)


def numbers(reading: Reading) -> tuple[int, int, int]:
    """Heads present, units counted, units of which nobody has said yet who came."""
    found = read(reading)
    return found.numerator, found.denominator, found.unknown


def test_twenty_parallel_cases_and_which_rate_moves(db: None) -> None:
    court = Court()
    by_sitting = Reading(parallel=Parallel.SITTINGS)
    with at("2026-03-02"):
        suits = [court.sue() for _n in range(20)]
        sitting = court.set(suits[0], "2026-03-20")
        join_sitting(actor=court.court_liaison, sitting=sitting, dossiers=[suit.dossier for suit in suits[1:]])
        court.step(court.court_liaison, suits[0], "call_head", sitting, ground="appearance_call.group")
        for suit in suits:
            court.step(court.liaison, suit, "nominate_head", sitting, head=court.principal)
    # Not held yet: outside every rate of hearings.
    assert numbers(Reading()) == (0, 0, 0)
    with at("2026-03-19"):
        for suit in suits:
            court.step(court.liaison, suit, "change_head", sitting, head=court.deputy, reason="另有公务")
        for suit in suits[:2]:
            court.step(court.liaison, suit, "hand_in_identity", sitting, statement=pdf())
    with at("2026-03-20T15:00"):
        hold_sitting(actor=court.court_liaison, sitting=sitting, observers=None)
        assert numbers(Reading()) == (0, 20, 20)
        for suit in suits[:19]:
            court.step(court.liaison, suit, "submit_appearance", sitting, **court.came(head=court.deputy))
            court.step(court.officer, suit, "confirm_appearance", sitting)
    assert numbers(Reading()) == (19, 20, 1)
    assert numbers(by_sitting) == (0, 1, 1)
    assert read(Reading()).principals == 0
    with at("2026-03-23"):
        court.step(court.court_liaison, suits[0], "judge_identity", sitting, result="refused", reason="未加盖印章")
        court.step(court.court_liaison, suits[1], "court_appearance", sitting, came="appearance.nobody")
    # Refused papers are absence in the first case, unless it is read otherwise; the court's record holds in the second.
    assert numbers(Reading()) == (17, 20, 1)
    assert numbers(Reading(refused=False)) == (18, 20, 1)
    assert numbers(Reading(among=Among.CALLED)) == (0, 1, 0)
    reasons = Counter(str(counted.reason) for counted in read(Reading()).counted if counted.place is Place.ABSENT)
    assert reasons == {"负责人身份证明未通过法院审查，视为未出庭。": 1, "负责人未出庭。": 1}
    with at("2026-03-24"):
        settled = {"came": "appearance.deputy", "reason": "法院更正记录"}
        court.step(court.officer, suits[1], "settle_appearance", sitting, **settled)
    assert numbers(Reading()) == (18, 20, 1)
