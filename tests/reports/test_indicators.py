"""Every indicator, in every reading, is what a plain reckoning of the same cases gives; its two lists count to it."""

import datetime as dt
from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db.models import FloatField, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from accounts import timekeeping
from accounts.actors import SYSTEM
from accounts.models import Organ
from cases import facts as c
from reports.dimensions import DIMENSIONS
from reports.evaluating import DENOMINATOR, NUMERATOR, Row, behind, evaluate
from reports.indicators import INDICATORS, Indicator, Term, Unit
from reports.indicators.appearances import every_reading, read_as
from reports.periods import Period, year_of
from tests import factories as make
from tests.reports.plain import Plain, cause_of, day
from tests.reports.random_cases import Choices, make_random

pytestmark = pytest.mark.django_db

TODAY = dt.date(2023, 6, 1)
PERIODS = (
    year_of(2022),
    Period(dt.date(2021, 11, 17), dt.date(2022, 2, 3)),
    Period(dt.date(2023, 1, 1), TODAY),
    Period(dt.date(2022, 5, 5), dt.date(2022, 5, 5)),
    year_of(2010),
)


class World:
    """An organ with random cases of every kind."""

    def __init__(self, seed: int, of_each: int, place: str = "甲区") -> None:
        self.organ: Organ = make.make_organ(place)
        government = self.organ.organisation
        agencies = [government]
        for n, kind in enumerate(("department", "department", "judicial_bureau", "township", "street_office", "other")):
            agencies.append(make.make_organisation(f"{place}第{n}机关", kind, government))
        agencies[1].led_from_above = True
        agencies[1].save()
        courts = [make.make_organisation(f"{place}第{n}法院", "court") for n in range(2)]
        with timekeeping.at(TODAY):
            self.cases = make_random(self.organ, Choices.of(agencies, courts), seed, of_each)

    def plain(self, period: Period) -> Plain:
        return Plain(self.cases, period, TODAY)


@pytest.fixture
def world() -> World:
    return World(7, 220)


def size(rows: Any, term: Term | None) -> float:
    """How many entries a list has, or what they weigh."""
    if term is not None and term.weigh:
        weights = rows.aggregate(sum=Sum(Cast(KeyTextTransform(term.weigh, "dims"), FloatField())))
        return weights["sum"] or 0
    return rows.count()


def lists_of(world: World, row: Row, period: Period, **cut: Any) -> tuple[float, float | None]:
    """What the two lists behind a figure count to."""
    asked = {"reading": {row.indicator.id: row.reading}, **cut}
    numerator = behind(SYSTEM, world.organ, period, row.indicator.id, NUMERATOR, **asked)
    denominator = behind(SYSTEM, world.organ, period, row.indicator.id, DENOMINATOR, **asked)
    return size(numerator, row.reading.numerator), (
        None if row.reading.denominator is None else size(denominator, row.reading.denominator)
    )


def test_every_indicator_in_every_reading_is_what_a_plain_reckoning_gives(world: World) -> None:
    readings = {(one.id, reading.code): reading for one in INDICATORS.values() for reading in one.readings}
    counted: Counter[str] = Counter()
    with timekeeping.at(TODAY):
        for period in PERIODS:
            wanted = world.plain(period).figures()
            assert wanted.keys() == readings.keys()
            for code in {code for _id, code in readings}:
                only = [id for id, other in readings if other == code]
                for row in evaluate(SYSTEM, world.organ, period, only=only, reading=code):
                    pair = (row.numerator, row.denominator)
                    name = (row.indicator.id, code)
                    assert pair == wanted[name], (name, period, pair, wanted[name])
                    counted[row.indicator.id] += bool(row.numerator)
                    if period == PERIODS[0]:
                        assert lists_of(world, row, period) == pair, name
                    if not row.denominator and row.indicator.unit != Unit.NUMBER:
                        assert row.value is None
    # The cases are such that each figure is something at least once: else it would not have been tested.
    assert [id for id in INDICATORS if not counted[id]] == []


def test_the_rate_of_appearance_in_all_its_readings() -> None:
    world, period, seen = World(5, 80), PERIODS[0], set()
    plain = world.plain(period)
    with timekeeping.at(TODAY):
        for reading in every_reading():
            (row,) = evaluate(
                SYSTEM, world.organ, period, only=["appearance_rate"], reading={"appearance_rate": read_as(reading)}
            )
            assert (row.numerator, row.denominator) == plain.rate(reading), reading
            seen.add((row.numerator, row.denominator))
    assert len(seen) > 20


def test_what_is_cut_by_a_dimension_has_the_lists_of_each_value() -> None:
    world, period = World(11, 60), PERIODS[0]
    draw = Random(3)
    with timekeeping.at(TODAY):
        for by in DIMENSIONS:
            only = [one.id for one in INDICATORS.values() if by in {*one.dimensions, *ALWAYS} and not _shifted(one)]
            rows = evaluate(SYSTEM, world.organ, period, by=by, only=only)
            said = [row for row in rows if row.numerator or row.denominator]
            assert said, by
            for row in draw.sample(said, min(len(said), 10)):
                assert row.label
                found = lists_of(world, row, period, by=by, key=row.key)
                assert found == (row.numerator, row.denominator), (by, row.indicator.id, row.key)


ALWAYS = ("year", "quarter", "month", "organ", "agency")


def _shifted(indicator: Indicator) -> bool:
    return indicator.denominator is not None and bool(indicator.denominator.shift)


def test_what_is_cut_is_what_a_plain_reckoning_gives(world: World) -> None:
    period = PERIODS[0]
    with timekeeping.at(TODAY):

        def cut(id: str, by: str, **asked: Any) -> dict[Any, float]:
            rows = evaluate(SYSTEM, world.organ, period, only=[id], by=by, **asked)
            return {row.key: row.numerator for row in rows if row.numerator}

        accepted = world.plain(period).accepted()
        assert cut("accepted", "domain") == Counter(case.domain for case in accepted)
        against = Counter(agency.organisation for case in accepted for agency in case.agencies)
        assert cut("accepted", "agency") == against
        months = Counter(f"{day(case, c.ACCEPTED):%Y-%m}" for case in accepted)
        # A case that went elsewhere later in the year was there in the month.
        found = cut("accepted", "month")
        assert all(found[month] >= number for month, number in months.items())
        concluded = [
            case
            for case in world.plain(period).standing(period)
            if (over := day(case, c.CONCLUDED)) and period.first <= over <= period.last
        ]
        causes = Counter(cause_of(case) for case in concluded if cause_of(case))
        assert {key: n for key, n in cut("correction_rate", "cause").items() if key} == causes
        agency = max(against, key=lambda key: against[key])
        (row,) = evaluate(SYSTEM, world.organ, period, only=["accepted"], where={"agency": agency})
        assert row.numerator == against[agency]
        both = evaluate(
            SYSTEM, world.organ, period, only=["accepted"], where={"domain": tuple({case.domain for case in accepted})}
        )
        assert both[0].numerator == len(accepted)
