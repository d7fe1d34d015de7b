"""The engine against a reckoning that walks day by day and shares none of its code, and what must always hold."""

import calendar as month_lengths
import csv
import datetime as dt
import json
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.engine import (
    UNLIMITED,
    Calendar,
    Clock,
    Event,
    Pause,
    Result,
    clocks,
    due_dates,
    explain,
    official_calendar,
    reckon,
    reckon_events,
)
from deadlines.engine.calendar import DATA

DAY = dt.timedelta(days=1)
CALENDAR = official_calendar()
ALL = [clock for clock in clocks().values() if clock.unit != "as_set"]
FORWARD = [c for c in ALL if c.direction == "forward" and c.unit not in ("same_day", "fixed_date")]
STOPPABLE = [c for c in FORWARD if c.pause_kind != "none"]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def due(clock_id: str, event: str, *pauses: Pause, extension: int | None = None) -> str:
    return reckon(clocks()[clock_id], day(event), CALENDAR, pauses, extension).answer


# The independent reckoning.


def listed_days() -> tuple[set[dt.date], set[dt.date]]:
    with (DATA / "calendar.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return (
        {day(row["date"]) for row in rows if row["kind"] == "holiday"},
        {day(row["date"]) for row in rows if row["kind"] == "make_up_working_day"},
    )


OFF, WORKED = listed_days()


def is_worked(today: dt.date) -> bool:
    return today in WORKED or (today.weekday() < 5 and today not in OFF)


def naive_month_end(event: dt.date, months: int) -> dt.date:
    year, month = event.year, event.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return dt.date(year, month, min(event.day, month_lengths.monthrange(year, month)[1]))


def naive(clock: Clock, event: dt.date, pauses: Sequence[tuple[dt.date, dt.date]] = (), extension: int = 0) -> dt.date:
    """Walk from the event one day at a time, counting what counts; then on to the first day on which it may end."""
    if clock.unit == "same_day":
        return event
    if clock.unit == "fixed_date":
        today = event + DAY
        while (today.month, today.day) != clock.month_day:
            today += DAY
        return today
    if clock.direction == "backward":
        today, clear = event - DAY, 0
        while clear < clock.length:
            clear += clock.unit == "calendar_day" or is_worked(today)
            today -= DAY
        while clock.unit == "working_day" and not is_worked(today):
            today -= DAY
        return today
    months = {"month": 1, "year": 12}.get(clock.unit, 0) * clock.length
    wanted = (naive_month_end(event, months) - event).days if months else clock.length
    wanted += extension
    today, counted = event, 0
    while counted < wanted:
        today += DAY
        paused = any(start < today <= end for start, end in pauses)
        if not paused and (clock.unit != "working_day" or is_worked(today)):
            counted += 1
    while True:
        until = max((end for start, end in pauses if start <= today < end), default=None)
        if until is not None:
            today = until
        elif (clock.rolls or clock.unit == "working_day") and not is_worked(today):
            today += DAY
        else:
            return today


days = st.dates(dt.date(2004, 1, 1), dt.date(2025, 3, 1))
short_clocks = st.sampled_from([c for c in STOPPABLE if c.unit != "year"])
spans = st.lists(st.tuples(st.integers(-15, 110), st.integers(0, 45)), max_size=4)


def placed(event: dt.date, given_spans: Sequence[tuple[int, int]]) -> list[tuple[dt.date, dt.date]]:
    return [(event + DAY * start, event + DAY * (start + length)) for start, length in given_spans]


def within(clock: Clock, extension: int) -> int:
    return min(extension, clock.extendable or 0)


@given(st.sampled_from(ALL), st.dates(dt.date(2004, 2, 1), dt.date(2005, 12, 31)) | days)
def test_every_clock_agrees_with_the_walk(clock: Clock, event: dt.date) -> None:
    expected = naive(clock, event, extension=clock.default_extension)
    result = reckon(clock, event, CALENDAR)
    if expected.year > 2026 and clock.rolls:
        assert result.answer == f"NEEDS_{expected.year}_CALENDAR"
    else:
        assert result.due_on == expected


@given(short_clocks, days, spans, st.integers(0, 30))
def test_pauses_and_extensions_agree_with_the_walk(
    clock: Clock, event: dt.date, offsets: list[tuple[int, int]], extension: int
) -> None:
    pauses, more = placed(event, offsets), within(clock, extension)
    result = reckon(clock, event, CALENDAR, [Pause(*span) for span in pauses], more)
    assert result.due_on == naive(clock, event, pauses, more)


@given(short_clocks, days, spans, st.integers(0, 30))
def test_a_due_date_is_a_working_day_not_before_its_start_nor_within_a_pause(
    clock: Clock, event: dt.date, offsets: list[tuple[int, int]], extension: int
) -> None:
    pauses = placed(event, offsets)
    result = reckon(clock, event, CALENDAR, [Pause(*span) for span in pauses], within(clock, extension))
    assert result.due_on is not None
    assert result.due_on > event
    assert not any(max(start, event) <= result.due_on < end for start, end in pauses)
    if clock.rolls or clock.unit == "working_day":
        assert CALENDAR.is_working_day(result.due_on)
    assert result.nominal_on is not None
    assert result.nominal_on <= result.due_on


@given(st.sampled_from([c for c in ALL if c.direction == "backward"]), days)
def test_a_backward_clock_ends_before_its_day_with_the_clear_days_between(clock: Clock, event: dt.date) -> None:
    last = reckon(clock, event, CALENDAR).due_on
    if last is None:
        assert event.year == 2004
        return
    between = [last + DAY * n for n in range(1, (event - last).days)]
    assert sum(clock.unit == "calendar_day" or is_worked(today) for today in between) == clock.length


@given(st.sampled_from([c for c in FORWARD if c.extendable]), days, st.integers(0, 29))
def test_a_longer_extension_is_never_due_earlier(clock: Clock, event: dt.date, extension: int) -> None:
    more = min(extension, (clock.extendable or 0) - 1)
    shorter = reckon(clock, event, CALENDAR, extension_days=more).due_on
    longer = reckon(clock, event, CALENDAR, extension_days=more + 1).due_on
    assert shorter is not None
    assert longer is not None
    assert event < shorter <= longer


@given(short_clocks, days, st.integers(0, 60))
def test_a_later_event_is_never_due_earlier(clock: Clock, event: dt.date, later: int) -> None:
    first = reckon(clock, event, CALENDAR).due_on
    second = reckon(clock, event + DAY * later, CALENDAR).due_on
    assert first is not None
    assert second is not None
    assert first <= second


@given(short_clocks, days, spans)
def test_pauses_count_as_their_union_in_any_order(clock: Clock, event: dt.date, offsets: list[tuple[int, int]]) -> None:
    pauses = placed(event, offsets)
    stopped = sorted({start + DAY * n for start, end in pauses for n in range(1, (end - start).days + 1)})
    as_days = [Pause(today - DAY, today) for today in stopped]
    whole = reckon(clock, event, CALENDAR, [Pause(*span) for span in pauses])
    assert reckon(clock, event, CALENDAR, [Pause(*span) for span in reversed(pauses)]) == whole
    assert reckon(clock, event, CALENDAR, as_days).due_on == whole.due_on


@given(days, days)
def test_adding_a_holiday_and_removing_it_changes_nothing(event: dt.date, holiday: dt.date) -> None:
    changed = CALENDAR.with_days({holiday: "holiday"})
    back = changed.with_days({holiday: CALENDAR.kind(holiday)})
    for clock in (clocks()["fy_decide_60d"], clocks()["fy_reply_10wd"], clocks()["xs_sue_direct_6m"]):
        assert reckon(clock, event, back) == reckon(clock, event, CALENDAR)
        before, after = reckon(clock, event, CALENDAR).due_on, reckon(clock, event, changed).due_on
        assert before is not None
        assert after is not None
        assert before <= after


kinds = st.sampled_from(["pause", "resume", "extend", "stop", "restart"])
histories = st.lists(st.tuples(kinds, st.integers(0, 90), st.integers(1, 7), st.sampled_from(["", "a"])), max_size=8)


@given(days, histories, st.randoms(use_true_random=False))
def test_any_order_of_the_same_events_gives_the_same_result(
    event: dt.date, history: list[tuple[str, int, int, str]], chance: random.Random
) -> None:
    clock = clocks()["fy_decide_60d"]
    extended = 0
    events = [Event("start", event)]
    for kind, offset, number, key in history:
        if kind == "extend":
            extended += number
            if extended > 30:
                continue
        number = number if kind == "extend" else 0
        events.append(Event(kind, event + DAY * offset, number, key))  # type: ignore[arg-type]
    result = reckon_events(clock, events, CALENDAR)
    for _ in range(4):
        chance.shuffle(events)
        assert reckon_events(clock, events, CALENDAR) == result


@given(short_clocks, days, spans, st.integers(0, 30))
def test_events_give_what_reckon_gives(
    clock: Clock, event: dt.date, offsets: list[tuple[int, int]], extension: int
) -> None:
    pauses, more = placed(event, offsets), within(clock, extension)
    events = [Event("start", event)]
    for number, (start, end) in enumerate(pauses):
        events += [Event("pause", start, key=str(number)), Event("resume", end, key=str(number))]
    if more or clock.default_extension:
        events.append(Event("extend", event, more))
    expected = reckon(clock, event, CALENDAR, [Pause(*span) for span in pauses], more)
    if clock.default_extension and not more:
        expected = reckon(clock, event, CALENDAR, [Pause(*span) for span in pauses], 0)
    assert reckon_events(clock, events, CALENDAR).due_on == expected.due_on


def test_a_thousand_pairs_of_clock_and_event_answer_and_explain_themselves() -> None:
    chance = random.Random(20260701)
    for _ in range(1000):
        clock = chance.choice(ALL)
        event = dt.date(2000, 1, 1) + DAY * chance.randrange(12_000)
        result = reckon(clock, event, CALENDAR)
        assert (result.due_on is None) == (result.needs_year is not None)
        assert json.loads(json.dumps(result.as_json()))["derivation"] == result.derivation
        for language in ("zh-hans", "en"):
            lines = explain(json.loads(json.dumps(result.derivation)), language)
            assert all(label and text for label, text in lines)
            assert lines == explain(result, language)


def test_the_bulk_path_gives_what_reckon_gives() -> None:
    few = [dt.date(2000, 1, 1) + DAY * n for n in range(0, 12_000, 97)]
    for clock in ALL:
        expected = [reckon(clock, event, CALENDAR).due_on for event in few]
        assert due_dates(clock, few, CALENDAR) == expected, clock.id
        assert due_dates(clock, few * 17, CALENDAR) == expected * 17, clock.id


def test_the_bulk_path_without_any_year_leaves_rolls_open() -> None:
    nothing = Calendar({}, [])
    event = dt.date(2026, 1, 5)
    assert due_dates(clocks()["fy_decide_60d"], [event], nothing) == [None]
    assert due_dates(clocks()["sv_public_notice_30d"], [event], nothing) == [dt.date(2026, 2, 4)]


# Readings, one by one.


def test_r5_an_extension_is_counted_on_and_rolls_once() -> None:
    assert due("fy_decide_60d", "2024-08-02", extension=30) == "2024-10-31"
    assert due("fy_extend_30d", "2024-08-02") == "2024-10-31"
    assert due("fy_extend_30d", "2024-08-02", extension=30) == "2024-10-31"
    assert due("fy_extend_30d", "2025-07-10", extension=20) == "2025-09-28"
    assert due("fy17_extend_30d", "2022-12-05") == "2023-03-06"
    assert due("fy_convert_to_ordinary", "2024-08-02", extension=30) == "2024-10-31"
    assert due("fy_escalate_restart", "2026-07-06") == "2026-09-04"


@pytest.mark.parametrize(
    ("clock_id", "extension", "complaint"),
    [
        ("fy_decide_60d", 31, "at most 30 days, not 31"),
        ("gk_reply_20wd", 21, "at most 20 working days, not 21"),
        ("fy_decide_30d_simplified", 1, "cannot be extended"),
        ("fy_hearing_notice_5wd_before", 1, "cannot be extended"),
        ("fy_decide_60d", -1, "cannot be -1 days"),
        ("fy_supplement_submit_10wd", UNLIMITED + 1, "at most"),
    ],
)
def test_an_extension_the_law_does_not_give_is_refused(clock_id: str, extension: int, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        reckon(clocks()[clock_id], day("2024-08-02"), CALENDAR, extension_days=extension)


def test_an_extension_of_working_days_counts_working_days() -> None:
    assert due("gk_reply_20wd", "2026-09-10") == "2026-10-14"
    assert due("gk_reply_20wd", "2026-09-10", extension=20) == "2026-11-11"


def test_r6_backward_days_do_not_roll() -> None:
    assert due("ct_court_notice_3d_before", "2026-10-09") == "2026-10-05"
    assert due("fy_hearing_notice_5wd_before", "2026-02-26") == "2026-02-11"


def test_r7_pauses_of_working_days() -> None:
    # Received on Thursday the 10th; the opinion of a third party was out from Monday the 14th to Friday the 18th.
    assert due("gk_reply_20wd", "2026-09-10", Pause(day("2026-09-14"), day("2026-09-18"))) == "2026-10-20"


def test_r7_a_pause_begun_after_the_period_has_ended_changes_nothing() -> None:
    # Nominal end Sunday 4 October, rolled to Thursday the 8th.
    assert due("fy_decide_60d", "2026-08-05", Pause(day("2026-10-09"), day("2026-10-20"))) == "2026-10-08"
    assert due("fy_decide_60d", "2026-08-05", Pause(day("2026-10-09"))) == "2026-10-08"
    assert due("fy_decide_60d", "2026-08-05", Pause(day("2026-10-08"))) == "PAUSED"
    # Begun while the end had rolled over the holiday: at the earliest due on the day of resumption.
    assert due("fy_decide_60d", "2026-08-05", Pause(day("2026-10-07"), day("2026-10-20"))) == "2026-10-20"
    assert due("fy_decide_60d", "2026-08-05", Pause(day("2026-10-04"), day("2026-10-20"))) == "2026-10-20"


def test_r7_a_pause_begun_before_the_event_counts_from_the_event() -> None:
    assert due("xs_sue_after_fy_15d", "2026-08-31", Pause(day("2026-08-01"), day("2026-09-10"))) == "2026-09-28"
    assert due("xs_sue_after_fy_15d", "2026-08-31", Pause(day("2026-08-01"), day("2026-08-31"))) == "2026-09-15"


def test_r7_a_pause_of_no_days_gives_none_back() -> None:
    assert due("fy_decide_60d", "2026-07-06", Pause(day("2026-07-20"), day("2026-07-20"))) == "2026-09-04"


def test_r8_long_stops_and_invariable_periods_are_not_paused() -> None:
    pause = Pause(day("2024-06-01"))
    result = reckon(clocks()["xs_longstop_5y"], day("2021-05-01"), CALENDAR, [pause])
    assert result.answer == "2026-05-06"
    assert "pause_without_effect" in [step["kind"] for step in result.derivation]
    assert due("xs_retrial_apply_6m", "2025-08-29", Pause(day("2025-10-01"), day("2025-10-31"))) == "2026-02-28"
    assert due("sv_mail", "2025-08-29", pause) == "2025-08-29"


def test_r13_public_notice_neither_rolls_nor_needs_a_calendar() -> None:
    assert due("sv_public_notice_30d", "2026-09-03") == "2026-10-03"
    assert due("sv_public_notice_30d", "2026-12-10") == "2027-01-09"


@pytest.mark.parametrize(
    ("clock_id", "event", "answer", "provisional"),
    [
        ("fy_decide_60d", "2026-11-01", "2026-12-31", None),
        ("fy_decide_60d", "2026-11-02", "NEEDS_2027_CALENDAR", "2027-01-01"),
        ("fy_decide_60d", "2003-10-20", "NEEDS_2003_CALENDAR", "2003-12-19"),
        ("fy_decide_60d", "2003-12-10", "2004-02-09", None),
        ("fy_review_5wd", "2026-12-24", "2026-12-31", None),
        ("fy_review_5wd", "2026-12-25", "NEEDS_2027_CALENDAR", "2027-01-01"),
        ("fy_review_5wd", "2028-03-01", "NEEDS_2028_CALENDAR", "2028-03-08"),
        ("fy_review_5wd", "2003-12-31", "2004-01-08", None),
        ("xs_longstop_20y", "2010-01-04", "NEEDS_2030_CALENDAR", "2030-01-04"),
        ("fy_hearing_notice_5wd_before", "2027-01-01", "2026-12-24", None),
        ("fy_hearing_notice_5wd_before", "2027-01-04", "NEEDS_2027_CALENDAR", "2026-12-25"),
        ("ct_court_notice_3d_before", "2027-01-20", "2027-01-16", None),
        ("gk_annual_report_gov", "2026-12-31", "2027-03-31", None),
        ("sv_electronic", "2027-05-01", "2027-05-01", None),
    ],
)
def test_r14_a_year_without_notice_makes_a_date_provisional(
    clock_id: str, event: str, answer: str, provisional: str | None
) -> None:
    result = reckon(clocks()[clock_id], day(event), CALENDAR)
    assert result.answer == answer
    assert result.provisional_on == (day(provisional) if provisional else None)
    assert result.state == ("provisional" if provisional else "running")


def test_r14_a_pause_that_is_open_is_known_without_the_next_years_notice() -> None:
    assert due("gk_reply_20wd", "2026-12-10", Pause(day("2026-12-20"))) == "PAUSED"
    assert due("fy_decide_60d", "2026-12-10", Pause(day("2027-01-20"))) == "PAUSED"
    assert due("gk_reply_20wd", "2026-12-10", Pause(day("2027-01-20"))) == "NEEDS_2027_CALENDAR"
    assert due("fy_review_5wd", "2026-12-10", Pause(day("2027-01-20"))) == "2026-12-17"


def test_a_notice_entered_later_settles_the_date() -> None:
    clock = clocks()["fy_opinion_letter_60d"]
    entered = CALENDAR.with_days({day("2027-02-08"): "holiday"}, years=[2027])
    assert reckon(clock, day("2026-12-10"), entered).answer == "2027-02-09"


# Restart, stop, and events by themselves.


def test_the_last_restart_takes_the_place_of_the_start_and_drops_what_was_before() -> None:
    clock = clocks()["fy_decide_60d"]
    events = [
        Event("start", day("2026-07-06")),
        Event("pause", day("2026-07-20")),
        Event("extend", day("2026-07-21"), days=30),
        Event("restart", day("2026-08-03")),
        Event("restart", day("2026-08-10")),
        Event("resume", day("2026-08-15")),
    ]
    result = reckon_events(clock, events, CALENDAR)
    assert result.answer == reckon(clock, day("2026-08-10"), CALENDAR).answer == "2026-10-09"
    assert result.start_on == day("2026-08-10")
    again = reckon(clock, day("2026-07-06"), CALENDAR, [Pause(day("2026-07-20"))], restarted_on=day("2026-08-10"))
    assert again.answer == "2026-10-09"
    assert "期限重新计算" in explain(again)[0][1]


def test_a_second_ground_keeps_the_clock_paused() -> None:
    clock = clocks()["fy_decide_60d"]
    events = [
        Event("start", day("2026-07-06")),
        Event("pause", day("2026-07-20"), key="suspension"),
        Event("pause", day("2026-07-25"), key="appraisal", ground="appraisal"),
        Event("resume", day("2026-07-30"), key="suspension"),
    ]
    assert reckon_events(clock, events, CALENDAR).answer == "PAUSED"
    events.append(Event("resume", day("2026-08-05"), key="appraisal"))
    result = reckon_events(clock, events, CALENDAR)
    assert result.answer == due("fy_decide_60d", "2026-07-06", Pause(day("2026-07-20"), day("2026-08-05")))
    assert explain(result)[2] == (
        "+16日",
        "中止、鉴定 7月20日至8月5日，不计入（第39条、实施条例第46条）→ 9月20日 周日，调休上班日，不顺延",
    )


def test_an_extension_granted_too_late_does_not_count() -> None:
    clock = clocks()["fy_decide_60d"]
    in_time = [Event("start", day("2024-08-02")), Event("extend", day("2024-10-08"), days=30)]
    assert reckon_events(clock, in_time, CALENDAR).answer == "2024-10-31"
    late = [Event("start", day("2024-08-02")), Event("extend", day("2024-10-09"), days=30)]
    result = reckon_events(clock, late, CALENDAR)
    assert result.answer == "2024-10-08"
    assert "extension_late" in [step["kind"] for step in result.derivation]


def test_extensions_add_up_to_the_limit() -> None:
    clock = clocks()["fy_decide_60d"]
    events = [Event("start", day("2024-08-02")), Event("extend", day("2024-09-02"), days=20)]
    more = [*events, Event("extend", day("2024-09-20"), days=10)]
    assert reckon_events(clock, more, CALENDAR).answer == "2024-10-31"
    with pytest.raises(ValueError, match="at most 30 days, not 31"):
        reckon_events(clock, [*events, Event("extend", day("2024-09-20"), days=11)], CALENDAR)


@pytest.mark.parametrize(
    ("stopped_on", "late", "days_late"),
    [("2026-10-15", False, 0), ("2026-10-16", False, 0), ("2026-10-17", True, 1)],
)
def test_a_stop_tells_whether_it_was_late(stopped_on: str, late: bool, days_late: int) -> None:
    result = reckon(clocks()["fy_reply_10wd"], day("2026-09-28"), CALENDAR, stopped_on=day(stopped_on))
    assert (result.state, result.answer, result.late) == ("stopped", "2026-10-16", late)
    assert result.derivation[-1]["days"] == days_late


def test_a_stop_ends_an_open_pause_and_forgets_what_follows() -> None:
    clock = clocks()["fy_decide_60d"]
    events = [
        Event("start", day("2026-07-06")),
        Event("pause", day("2026-07-20")),
        Event("stop", day("2026-12-01")),
        Event("stop", day("2026-12-05")),
        Event("pause", day("2026-12-02")),
        Event("extend", day("2026-12-03"), days=30),
    ]
    result = reckon_events(clock, events, CALENDAR)
    assert (result.state, result.stopped_on, result.late) == ("stopped", day("2026-12-01"), False)
    assert result.due_on is None
    assert result.needs_year == 2027


def test_a_stop_before_a_provisional_date_was_in_time() -> None:
    clock = clocks()["fy_review_5wd"]
    assert reckon(clock, day("2026-12-28"), CALENDAR, stopped_on=day("2026-12-31")).late is False
    assert reckon(clock, day("2026-12-28"), CALENDAR, stopped_on=day("2027-01-05")).late is None


def test_a_notice_of_hearing_is_late_when_less_than_the_clear_days_remain() -> None:
    clock = clocks()["fy_hearing_notice_5wd_before"]
    assert reckon(clock, day("2026-02-26"), CALENDAR, stopped_on=day("2026-02-11")).late is False
    assert reckon(clock, day("2026-02-26"), CALENDAR, stopped_on=day("2026-02-12")).late is True


@pytest.mark.parametrize(
    ("events", "complaint"),
    [
        ([Event("pause", day("2026-07-06"))], "needs a start"),
        ([Event("start", day("2026-07-06")), Event("start", day("2026-07-07"))], "one start, not 2026-07-06, 2026"),
        ([Event("start", day("2026-07-06")), Event("restart", day("2026-07-05"))], "cannot be restarted"),
    ],
)
def test_events_that_make_no_sense_are_refused(events: list[Event], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        reckon_events(clocks()["fy_decide_60d"], events, CALENDAR)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end on 2026-07-05"):
        reckon(clocks()["fy_decide_60d"], day("2026-07-01"), CALENDAR, [Pause(day("2026-07-06"), day("2026-07-05"))])


# Wording.


def test_the_derivation_in_chinese() -> None:
    result = reckon(
        clocks()["fy_decide_60d"], day("2026-10-09"), CALENDAR, [Pause(day("2026-11-02"), day("2026-11-12"))]
    )
    assert explain(result) == [
        ("10月9日", "受理，当日不计，次日起算（第88条第1款）"),
        ("+60日", "自然日，节假日照计（第62条第1款）→ 12月8日"),
        ("+10日", "中止 11月2日至11月12日，不计入（第39条）→ 12月18日 周五，工作日，不顺延"),
    ]


def test_the_derivation_in_english() -> None:
    result = reckon(clocks()["fy_decide_60d"], day("2024-08-02"), CALENDAR)
    assert explain(result, "en") == [
        ("2 Aug", "Acceptance; that day is not counted, the next is the first (art. 88(1))"),
        ("+60 days", "Calendar days, holidays included (art. 62(1)) → 1 Oct"),
        (
            "Roll +7 days",
            "Tue 1 Oct is a holiday, so the next working day (art. 88(1), Civil Procedure Law art. 85(3)) → Tue 8 Oct",
        ),
    ]
    with pytest.raises(ValueError, match="not 'fr'"):
        explain(result, "fr")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "line"),
    [
        (
            reckon(clocks()["fy_reply_10wd"], day("2026-09-28"), CALENDAR),
            (
                "+10个工作日",
                "只计工作日，跳过10月1日至10月7日放假、周末1天，计入10月10日调休上班（第48条）→ 10月16日 周五",
            ),
        ),
        (
            reckon(clocks()["fy_decide_60d"], day("2026-08-05"), CALENDAR),
            (
                "顺延4日",
                "10月4日 周日休息，顺延至其后第一个工作日（第88条第1款、民事诉讼法第85条第3款）→ 10月8日 周四",
            ),
        ),
        (
            reckon(clocks()["fy_opinion_letter_60d"], day("2026-12-10"), CALENDAR),
            ("暂定", "2027年放假安排未录入，按周末推算，录入后重算"),
        ),
        (
            reckon(clocks()["fy_decide_60d"], day("2026-09-01"), CALENDAR, [Pause(day("2026-09-10"))]),
            ("9月10日", "中止，尚未恢复，期限停算，余51日（第39条）"),
        ),
        (
            reckon(clocks()["xs_first_instance_6m"], day("2025-08-31"), CALENDAR),
            ("+6个月", "到期月无对应日，取月末（第81条）→ 2026年2月28日 周六，调休上班日，不顺延"),
        ),
        (
            reckon(clocks()["fy_hearing_notice_5wd_before"], day("2025-10-13"), CALENDAR),
            (
                "−5个工作日",
                "净5个工作日，通知日与当日均不计，跳过10月1日至10月8日放假、周末1天，计入10月11日"
                "调休上班（第51条第1款）→ 9月28日 周日，调休上班日",
            ),
        ),
        (
            reckon(clocks()["fy_reply_10wd"], day("2026-09-28"), CALENDAR, stopped_on=day("2026-10-19")),
            ("10月19日", "已办，逾期3日"),
        ),
        (
            reckon(clocks()["fy17_accept_on_receipt"], day("2023-12-28"), CALENDAR),
            ("12月28日", "法制机构收到申请，以当日为准（第17条第2款）→ 12月28日 周四"),
        ),
    ],
)
def test_lines_of_derivations(result: Result, line: tuple[str, str]) -> None:
    assert line in explain(result)
    assert len(explain(result, "en")) == len(explain(result))
