"""The rate of appearance: each choice of the reading by examples worked out by hand, and by properties."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearings.rates import Among, By, Heard, Joint, Parallel, Place, Reading, Unit, place_of, rate

READ = Reading()
DAY = dt.date(2026, 4, 13)


def heard(present: bool | None = True, day: int = 0, **more: object) -> Heard:
    return Heard(sitting=more.pop("sitting", day), on_date=DAY + dt.timedelta(day), present=present, **more)


def unit(*hearings: Heard, **more: object) -> Unit:
    return Unit(**{"key": 1, "case": 1, "agency": 7, "first_instance": True, "heard": hearings, **more})


@pytest.mark.parametrize(
    ("hearings", "place"),
    [
        ([heard(True)], Place.PRESENT),
        ([heard(False)], Place.ABSENT),
        ([heard(None)], Place.UNKNOWN),
        ([], Place.OUTSIDE),
        # One appearance suffices for the instance,
        ([heard(False), heard(True, 30)], Place.PRESENT),
        ([heard(True), heard(False, 30)], Place.PRESENT),
        ([heard(True), heard(None, 30)], Place.PRESENT),
        # but not where the court called again.
        ([heard(True), heard(False, 30, again=True)], Place.ABSENT),
        ([heard(True), heard(None, 30, again=True)], Place.UNKNOWN),
        ([heard(True), heard(True, 30, again=True)], Place.PRESENT),
        ([heard(False), heard(None, 30)], Place.UNKNOWN),
        ([heard(True, refused=True)], Place.ABSENT),
        ([heard(True, left=True)], Place.ABSENT),
        ([heard(True, refused=True), heard(True, 30)], Place.PRESENT),
    ],
)
def test_one_unit(hearings: list[Heard], place: Place) -> None:
    found, reason = place_of(unit(*hearings), READ)
    assert found is place
    assert str(reason)


def test_refused_papers_and_leaving_are_choices() -> None:
    refused, left = unit(heard(True, refused=True)), unit(heard(True, left=True))
    assert place_of(refused, Reading(refused=False))[0] is Place.PRESENT
    assert place_of(left, Reading(left=False))[0] is Place.PRESENT
    assert place_of(refused, Reading(left=False))[0] is Place.ABSENT


def test_a_released_defendant_is_outside_both() -> None:
    released = unit(heard(False), released=True)
    assert place_of(released, READ)[0] is Place.OUTSIDE
    assert place_of(released, Reading(joint=Joint.EACH))[0] is Place.ABSENT


def test_vertical_agencies_in_or_out() -> None:
    vertical = unit(heard(True), vertical=True)
    assert place_of(vertical, READ)[0] is Place.PRESENT
    assert place_of(vertical, Reading(vertical=False))[0] is Place.OUTSIDE


@pytest.mark.parametrize(
    ("among", "numbers"),
    [(Among.HEARD, (1, 2)), (Among.CALLED, (1, 1)), (Among.FIRST_CONCLUDED, (1, 2)), (Among.ALL, (1, 4))],
)
def test_the_four_denominators(among: Among, numbers: tuple[int, int]) -> None:
    units = [
        unit(heard(True), called=True, judged_on=DAY),
        unit(heard(False), key=2, first_instance=False, judged_on=DAY),
        unit(key=3, judged_on=DAY),
        unit(key=4, first_instance=False, judged_on=DAY),
    ]
    found = rate(units, Reading(among=among))
    assert (found.numerator, found.denominator) == numbers


def test_twenty_parallel_cases_count_by_case_or_by_sitting() -> None:
    units = [unit(heard(True, sitting=5), key=n, case=n) for n in range(20)]
    units.append(unit(heard(False, 1, sitting=6), key=99, case=99))
    by_case, by_sitting = rate(units, READ), rate(units, Reading(parallel=Parallel.SITTINGS))
    assert (by_case.numerator, by_case.denominator) == (20, 21)
    assert (by_sitting.numerator, by_sitting.denominator) == (1, 2)
    # One of the twenty in which the court says that nobody came: by sitting the whole sitting is one of absence.
    units[3] = replace(units[3], heard=(heard(False, sitting=5),))
    assert rate(units, READ).numerator == 19
    assert rate(units, Reading(parallel=Parallel.SITTINGS)).numerator == 0


def test_two_agencies_at_one_sitting_are_two() -> None:
    units = [unit(heard(True, sitting=5)), unit(heard(False, sitting=5), key=2, agency=8)]
    found = rate(units, Reading(parallel=Parallel.SITTINGS))
    assert (found.numerator, found.denominator) == (1, 2)


def test_the_period_is_that_of_the_first_hearing_or_of_the_judgment() -> None:
    over_the_year = unit(heard(True, -120), heard(True, 5), judged_on=dt.date(2026, 5, 1))
    within_2025, within_2026 = (lambda day, year=year: day.year == year for year in (2025, 2026))
    assert rate([over_the_year], READ, within_2025).denominator == 1
    assert rate([over_the_year], READ, within_2026).denominator == 0
    assert rate([over_the_year], Reading(by=By.JUDGMENT), within_2026).denominator == 1
    # Heard and not judged: it has no day of judgment yet.
    assert rate([unit(heard(True))], Reading(by=By.JUDGMENT)).denominator == 0


def test_principals_are_counted_apart_and_what_nobody_has_said() -> None:
    found = rate([unit(heard(True, principal=True)), unit(heard(True), key=2), unit(heard(None), key=3)], READ)
    assert (found.numerator, found.denominator, found.principals, found.unknown) == (2, 3, 1, 1)
    assert rate([unit(heard(True, principal=True, refused=True))], READ).principals == 0


def test_nothing_among_nothing_has_no_share() -> None:
    assert rate([], READ).share is None
    assert rate([unit()], READ).share is None


hearings = st.builds(
    Heard,
    sitting=st.integers(1, 4),
    on_date=st.dates(dt.date(2025, 12, 1), dt.date(2026, 1, 31)),
    present=st.sampled_from([True, False, None]),
    principal=st.booleans(),
    refused=st.booleans(),
    left=st.booleans(),
    again=st.booleans(),
)
units = st.lists(
    st.builds(
        Unit,
        key=st.integers(1, 10**6),
        case=st.integers(1, 9),
        agency=st.integers(1, 3),
        first_instance=st.booleans(),
        released=st.booleans(),
        vertical=st.booleans(),
        called=st.booleans(),
        judged_on=st.none() | st.dates(dt.date(2025, 12, 1), dt.date(2026, 1, 31)),
        heard=st.lists(hearings, max_size=3).map(tuple),
    ),
    max_size=8,
    unique_by=lambda unit: unit.key,
)
readings = st.builds(
    Reading,
    among=st.sampled_from(Among),
    joint=st.sampled_from(Joint),
    parallel=st.sampled_from(Parallel),
    by=st.sampled_from(By),
    vertical=st.booleans(),
    refused=st.booleans(),
    left=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(units, readings)
def test_whatever_the_reading(cases: list[Unit], reading: Reading) -> None:
    found = rate(cases, reading)
    assert 0 <= found.principals <= found.numerator <= found.denominator - found.unknown
    # Each unit that has a day stands in exactly one place, with its reason.
    counted = [each.key for group in found.counted for each in group.units]
    assert len(counted) == len(set(counted))
    assert all(str(group.reason) for group in found.counted)
    # The order of the units and of their hearings says nothing.
    turned = [replace(each, heard=tuple(reversed(each.heard))) for each in reversed(cases)]
    again = rate(turned, reading)
    assert (again.numerator, again.denominator, again.unknown) == (found.numerator, found.denominator, found.unknown)
    # The two years together are the whole, so that no unit is counted in both or in none.
    years = [rate(cases, reading, lambda day, year=year: day.year == year) for year in (2025, 2026)]
    if reading.parallel == Parallel.CASES:
        assert sum(each.denominator for each in years) == found.denominator
    # A stricter reading of what counts as present never raises the rate.
    strict = rate(cases, replace(reading, refused=True, left=True))
    assert strict.numerator <= found.numerator
