"""Which facts of a dispute start, stop, pause and end which clock.

The periods of the centre are the office's own rules (the plan by which the district resolves disputes) and can be set
otherwise. What the law says is that the time in the centre does not count towards the period for suing
(法释〔2026〕3号 4①三), and within which time a court wants a mediation back that it delegated or entrusted.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from deadlines.engine import Prescribed
from deadlines.models import Owner
from deadlines.rules import ClockRule, FactLike
from deadlines.sides import ANYBODY, NOBODY, Sides, for_each, sides_of
from disputes import facts as f
from dossiers.models import Dossier, Fact

OVER = (f.CONCLUDED, f.DECLINED, f.VOIDED)
# What ends a transfer without its being dealt with.
TRANSFER_ENDS = (f.TRANSFER_RETURNED, f.TRANSFER_RECALLED)


def _of_same(key: str) -> Any:
    """Whether a fact concerns the row of `start`: the same transfer, the same term; or the whole dispute is over."""

    def concerns(start: FactLike, fact: FactLike) -> bool:
        return fact.kind in OVER or fact.value.get(key) == start.value.get(key)

    return concerns


def _unit(start: FactLike) -> int | None:
    return start.value.get("organisation")


def _agreed_day(start: FactLike) -> Prescribed:
    return Prescribed(on=dt.date.fromisoformat(start.value["due"]), document="agreement")


def _concerns_term(start: FactLike, fact: FactLike) -> bool:
    return fact.kind == f.VOIDED or fact.value.get("term") == start.value.get("term")


def rules_in(sides: Sides) -> list[ClockRule]:
    """The clock rules of a dispute with these sides."""
    transfer: dict[str, Any] = {
        "owner": Owner.AGENCY,
        "organisation": _unit,
        "concerns": _of_same("transfer"),
        "ends": (*TRANSFER_ENDS, *OVER),
    }
    court: dict[str, Any] = {"starts": f.RECEIVED, "stops": (f.CONCLUDED, f.DECLINED), "ends": (f.VOIDED,)}
    suing: dict[str, Any] = {"pauses": ((f.JOINED, f.LEFT),), "ends": (f.VOIDED,), "tracked": False}
    return [
        ClockRule("dc_house_screen", starts=f.RECEIVED, stops=(f.ACCEPTED, f.DECLINED), ends=(f.VOIDED,)),
        ClockRule("dc_house_transfer", starts=f.ACCEPTED, stops=(f.TRANSFERRED, f.TEAM_NAMED, f.JOINED_TO), ends=OVER),
        # Parted from the dispute with which it was resolved, it is to be handed over by itself.
        ClockRule(
            "dc_house_transfer",
            starts=f.PARTED,
            stops=(f.TRANSFERRED, f.TEAM_NAMED, f.JOINED_TO),
            ends=OVER,
            series="parted",
        ),
        ClockRule("dc_house_sign", starts=f.TRANSFERRED, stops=(f.SIGNED,), **transfer),
        ClockRule("dc_house_handle", starts=f.SIGNED, stops=(f.HANDLING_REPORTED,), **transfer),
        ClockRule("dc_house_overall", starts=f.ACCEPTED, stops=(f.CONCLUDED,), ends=(f.VOIDED,), extends=f.EXTENDED),
        # A party that came by itself is told without a letter: the closing of the file ends it too.
        ClockRule("dc_house_report", starts=f.CONCLUDED, stops=(f.REPORTED_BACK,), ends=(f.VOIDED, f.CLOSED)),
        *for_each(
            sides,
            ANYBODY,
            "dc_term_set",
            f.TERM_AGREED,
            lambda start: bool(start.value.get("due")),
            stops=(f.TERM_DONE,),
            ends=(f.TERM_FAILED, f.VOIDED),
            prescribed=_agreed_day,
            concerns=_concerns_term,
        ),
        *(
            ClockRule(
                clock,
                tracked=False,
                applies=lambda start, source=source: start.value.get("source") == source,
                **court,
            )
            for clock, source in (("tj_delegate_pre_30d", "court_before"), ("tj_entrust_15d", "court_during"))
        ),
        *(
            rule
            for clock, after in (("xs_sue_direct_6m", False), ("xs_sue_after_fy_15d", True))
            for rule in for_each(
                NOBODY,
                (Owner.APPLICANT,),
                clock,
                f.SUIT_PERIOD,
                lambda start, after=after: bool(start.value.get("after")) is after,
                **suing,
            )
        ),
    ]


def rules_for(dossier: Dossier, facts: Sequence[Fact]) -> list[ClockRule]:
    """The clock rules that hold for a dispute, by its parties."""
    return rules_in(sides_of(dossier))


def clocks_touched_by(facts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clocks that a step with these facts can start and can stop, for docs."""
    rules = rules_in(NOBODY)
    started = tuple(dict.fromkeys(rule.clock for rule in rules if rule.starts in facts))
    stopped = tuple(dict.fromkeys(rule.clock for rule in rules if set(rule.stops) & set(facts)))
    return started, stopped
