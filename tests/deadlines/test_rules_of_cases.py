"""From facts to deadlines: pure, whatever the order of the facts, one period for each party."""

import dataclasses
import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cases.clocks import rules_2017, rules_2023
from deadlines.engine import clocks, official_calendar
from deadlines.rules import ClockRule, Planned, plan

CALENDAR = official_calendar()


@dataclasses.dataclass(frozen=True)
class AFact:
    kind: str
    on_date: dt.date
    party_id: int | None = None
    value: dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def find(planned: list[Planned], clock: str, party_id: int | None = None) -> Planned:
    (found,) = [p for p in planned if p.clock == clock and p.party_id == party_id]
    return found


MAIN_LINE = [
    AFact("received", on("03-02")),
    AFact("accepted", on("03-05"), value={"procedure": "ordinary"}),
    AFact("copy_sent", on("03-06"), 7),
    AFact("copy_received", on("03-09"), 7),
    AFact("copy_sent", on("03-09"), 8),
    AFact("copy_received", on("03-10"), 8),
    AFact("copies_complete", on("03-09")),
    AFact("reply_received", on("03-20"), 7),
    AFact("suspended", on("03-23"), value={"ground": "suspend_ground.g1"}),
    AFact("resumed", on("04-02")),
    AFact("suspended", on("04-13"), value={"ground": "suspend_ground.g8"}),
    AFact("resumed", on("04-20")),
    AFact("extended", on("04-21"), value={"days": 10}),
    AFact("extended", on("04-28"), value={"days": 5}),
]


@given(st.permutations(MAIN_LINE))
def test_the_order_in_which_facts_were_recorded_does_not_matter(facts: list[AFact]) -> None:
    assert plan(rules_2023(), facts, CALENDAR) == plan(rules_2023(), MAIN_LINE, CALENDAR)
    assert plan(rules_2017(), facts, CALENDAR) == plan(rules_2017(), MAIN_LINE, CALENDAR)


@given(st.permutations(MAIN_LINE), st.integers(1, len(MAIN_LINE)))
def test_any_part_of_the_line_gives_deadlines_that_hold_together(facts: list[AFact], known: int) -> None:
    for planned in plan(rules_2023(), facts[:known], CALENDAR):
        assert planned.due_on is None or planned.due_on >= planned.starts_on
        assert (planned.state == "running") <= (planned.due_on is not None)
        assert (planned.state == "paused") == (planned.paused_since is not None)
        assert (planned.state in {"met", "ended"}) == (planned.ended_on is not None)
        assert planned.derivation


def test_planning_changes_nothing_that_it_is_given() -> None:
    facts = list(MAIN_LINE)
    assert plan(rules_2023(), facts, CALENDAR) == plan(rules_2023(), facts, CALENDAR)
    assert facts == MAIN_LINE


def test_each_party_has_its_own_period() -> None:
    planned = plan(rules_2023(), MAIN_LINE, CALENDAR)
    first, second = find(planned, "fy_reply_10wd", 7), find(planned, "fy_reply_10wd", 8)
    assert (first.state, first.ended_on, first.due_on) == ("met", on("03-20"), on("03-23"))
    assert (second.state, second.due_on) == ("running", on("03-24"))
    assert {first.key, second.key} == {"fy_reply_10wd/7/1", "fy_reply_10wd/8/1"}


def test_pauses_and_extensions_add_up() -> None:
    decision = find(plan(rules_2023(), MAIN_LINE, CALENDAR), "fy_decide_60d")
    # 60 days from 5 March, 10 and 7 given back, 15 added: 5 June
    assert (decision.state, decision.due_on) == ("running", on("06-05"))
    assert [event["kind"] for event in decision.events] == ["start", "pause", "pause", "extend"]


def test_an_open_pause_stops_the_clock_and_a_conclusion_meets_it_all_the_same() -> None:
    suspended = MAIN_LINE[:9]
    decision = find(plan(rules_2023(), suspended, CALENDAR), "fy_decide_60d")
    assert (decision.state, decision.due_on, decision.paused_since) == ("paused", None, on("03-23"))
    concluded = [*suspended, AFact("concluded", on("03-30"))]
    decision = find(plan(rules_2023(), concluded, CALENDAR), "fy_decide_60d")
    assert (decision.state, decision.ended_on) == ("met", on("03-30"))


def test_sixty_days_of_suspension_run_for_some_grounds_alone() -> None:
    planned = [p for p in plan(rules_2023(), MAIN_LINE, CALENDAR) if p.clock == "fy_terminate_after_suspension_60d"]
    assert [(p.starts_on, p.state, p.ended_on) for p in planned] == [(on("03-23"), "met", on("04-02"))]


def test_what_ends_a_case_ends_what_still_ran() -> None:
    void = [*MAIN_LINE[:6], AFact("voided", on("03-12"))]
    assert {p.state for p in plan(rules_2023(), void, CALENDAR) if p.clock != "fy_review_5wd"} <= {"ended", "met"}
    declined = [MAIN_LINE[0], AFact("declined", on("03-04"))]
    (review,) = plan(rules_2023(), declined, CALENDAR)
    assert (review.state, review.ended_on) == ("met", on("03-04"))


def test_an_extension_given_before_the_pause_counts_as_one_given_after_it() -> None:
    early = [*MAIN_LINE[:2], AFact("extended", on("03-10"), value={"days": 15}), *MAIN_LINE[8:12]]
    assert find(plan(rules_2023(), early, CALENDAR), "fy_decide_60d").due_on == on("06-05")


def test_a_year_without_its_notice_makes_the_day_provisional() -> None:
    planned = plan(rules_2023(), [AFact("received", on("11-20")), AFact("accepted", on("11-23"))], CALENDAR)
    decision = find(planned, "fy_decide_60d")
    assert (decision.state, decision.due_on, decision.provisional_year) == ("running", dt.date(2027, 1, 22), 2027)
    assert find(planned, "fy_review_5wd").provisional_year is None


def test_each_start_is_a_period_of_its_own() -> None:
    facts = [AFact("received", on("03-02")), AFact("received", on("03-04"))]
    planned = plan([ClockRule("fy_review_5wd", starts="received")], facts, CALENDAR)
    assert [(p.key, p.starts_on) for p in planned] == [
        ("fy_review_5wd/-/1", on("03-02")),
        ("fy_review_5wd/-/2", on("03-04")),
    ]


def test_every_rule_names_a_clock_that_can_be_reckoned() -> None:
    for rule in [*rules_2023(), *rules_2017()]:
        assert rule.clock in clocks(), rule
