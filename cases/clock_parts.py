"""Parts of the clocks of either law: pauses and ends, suspensions, orders, normative documents, deciding anew."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from cases import anew
from cases import facts as f
from cases.models import Law
from deadlines.engine import Prescribed
from deadlines.models import Owner
from deadlines.rules import ClockRule, FactLike

Organisations = Callable[[FactLike], int | None]

# Grounds of suspension after which the case ends when they last sixty days (2023 law 41(5) with 39①(1)(2)(4)).
SIXTY_DAY_GROUNDS = frozenset({"suspend_ground.g1", "suspend_ground.g2", "suspend_ground.g4"})

# A conclusion that was set aside ended what ran by then, and met the period for the decision.
OVER = (*f.OVER, f.SET_ASIDE)
DECIDED = (f.CONCLUDED, f.SET_ASIDE)

# What does not count towards the decision: suspensions (39), inspections, appraisals (rules 2026 45, 46; 2007 34③, 37).
PAUSES = (
    (f.SUSPENDED, f.RESUMED),
    (f.INSPECTION_BEGUN, f.INSPECTION_ENDED),
    (f.APPRAISAL_BEGUN, f.APPRAISAL_ENDED),
)


def end_of_suspension(clock: str) -> ClockRule:
    """After sixty days of a suspension on one of SIXTY_DAY_GROUNDS the case ends; `clock` has the law's article."""
    return ClockRule(
        clock,
        starts=f.SUSPENDED,
        stops=(f.RESUMED,),
        ends=OVER,
        applies=lambda start: start.value.get("ground") in SIXTY_DAY_GROUNDS,
    )


def as_ordered(clock: str, *, done: bool = False) -> ClockRule:
    """The day by which the office must have accepted or decided, where the superior organ's order names one (35).

    `done` lets it fall: under the law of 2017 what is accepted counts as accepted on its receipt, before any order.
    """
    return ClockRule(
        clock,
        starts=f.ORDERED_TO_ACT,
        stops=(f.ACCEPTED, f.DECLINED, f.NOT_HANDLED, *DECIDED),
        ends=OVER,
        applies=lambda start: bool(start.value.get("until")) and not done,
        prescribed=lambda start: Prescribed(
            on=dt.date.fromisoformat(start.value["until"]), document="superior_order", number=start.value["number"]
        ),
    )


def decided_anew(law: str, facts: Sequence[FactLike]) -> list[ClockRule]:
    """The period for the new decision: as the judgment or order sets it, else that of the law by analogy (R20)."""
    begins = "fy17_anew" if law == Law.LAW_2017 else "fy_anew"
    shared: dict[str, Any] = {
        "starts": f.HEARD_ANEW,
        "stops": DECIDED,
        "ends": (f.ESCALATED, f.VOIDED),
        "concerns": anew.of_one_hearing(facts),
    }
    return [
        ClockRule(
            f"{begins}_60d",
            **shared,
            pauses=PAUSES,
            extends=f.EXTENDED,
            applies=lambda start: not anew.has_period(start),
        ),
        ClockRule(f"{begins}_set", **shared, applies=anew.has_period, prescribed=anew.period_set),
    ]


def norm_review(review: str, forward: str, transferee: str, facts: Sequence[FactLike]) -> list[ClockRule]:
    """The periods of the incidental review of a normative document: the organ's own, or forwarding and the answer.

    They run from the suspension (rules 53②), which is the day on which the review is opened.
    """
    return [
        ClockRule(review, starts=f.NORM_OPENED, stops=(f.NORM_RESULT,), ends=OVER, applies=competent),
        ClockRule(
            forward,
            starts=f.NORM_OPENED,
            stops=(f.NORM_FORWARDED,),
            ends=(*OVER, f.NORM_RESULT),
            applies=lambda start: not competent(start),
        ),
        ClockRule(
            transferee,
            starts=f.NORM_FORWARD_RECEIVED,
            stops=(f.NORM_RESULT,),
            ends=OVER,
            owner=Owner.AGENCY,
            organisation=organ_of(facts, f.NORM_FORWARDED),
        ),
    ]


def organ_of(facts: Sequence[FactLike], kind: str) -> Organisations:
    """The organisation that has the document before it, where the last fact of a kind names one that is known."""

    def organ(start: FactLike) -> int | None:
        named = [fact for fact in facts if fact.kind == kind and fact.on_date <= start.on_date]
        return max(named, key=lambda fact: fact.on_date).value.get("organisation") if named else None

    return organ


def competent(start: FactLike) -> bool:
    """Whether the organ may handle the document under review itself (56)."""
    return bool(start.value.get("competent"))
