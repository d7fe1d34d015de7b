"""A book of clocks with corrections: pure, read as strictly as the data file, each start by the clock it began with."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.engine import Correction, DataError, UnknownClock, clocks, official_calendar, read_clock, reckon

CLOCK = "fy_decide_60d"
FROM = dt.date(2027, 7, 1)
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


def test_every_row_is_read_alone_as_in_the_file() -> None:
    assert {name: read_clock(clocks().row(name)) for name in clocks()} == dict(clocks())


@given(start=DATES, since=st.none() | DATES)
def test_a_start_before_the_day_keeps_the_old_clock(start: dt.date, since: dt.date | None) -> None:
    book = clocks().corrected([Correction(CLOCK, (("length", "90"),), since)])
    length = book.holding(CLOCK, start).length
    assert length == (90 if since is None or start >= since else 60)
    assert book[CLOCK] == clocks()[CLOCK], "the data file's clock is there as it was"
    assert book.holding("fy_review_5wd", start) is clocks()["fy_review_5wd"]
    assert clocks().holding(CLOCK, start).length == 60


@given(start=DATES, first=DATES, second=DATES)
def test_a_later_correction_goes_before_and_keeps_what_it_does_not_name(
    start: dt.date, first: dt.date, second: dt.date
) -> None:
    book = clocks().corrected(
        [Correction(CLOCK, (("length", "90"),), first), Correction(CLOCK, (("rolls", "否"),), second)]
    )
    clock = book.holding(CLOCK, start)
    if start >= second:
        assert (clock.length, clock.rolls) == (90 if first <= second else 60, False)
    elif start >= first:
        assert (clock.length, clock.rolls) == (90, True)
    else:
        assert clock == clocks()[CLOCK]


def test_a_corrected_clock_is_reckoned_by_and_cited() -> None:
    changed = (("length", "3"), ("unit", "月"), ("citation", "行政复议法(2027修正) 62①"))
    book = clocks().corrected([Correction(CLOCK, changed, dt.date(2026, 1, 1))])
    result = reckon(book.holding(CLOCK, dt.date(2026, 3, 2)), dt.date(2026, 3, 2), official_calendar())
    assert result.due_on == dt.date(2026, 6, 2)
    assert result.derivation[1]["article"] == "行政复议法(2027修正) 62①"


@pytest.mark.parametrize(
    ("column", "cell"),
    [("length", "0"), ("length", ""), ("unit", "星期"), ("rolls", "也许"), ("pause", ""), ("effective_from", "明年"),
     ("effective_to", "2000-01-01"), ("citation", ""), ("default_extension", "40"), ("readings", "R99")],
)  # fmt: skip
def test_what_the_data_file_would_not_take_names_its_column(column: str, cell: str) -> None:
    with pytest.raises(DataError) as caught:
        clocks().corrected([Correction(CLOCK, ((column, cell),), FROM)])
    assert caught.value.column == column
    assert CLOCK in str(caught.value)


def test_only_a_clock_can_be_corrected() -> None:
    for name in ("no_such", next(iter(clocks().rules))):
        with pytest.raises(UnknownClock):
            clocks().corrected([Correction(name, (("length", "5"),), None)])
