"""Which facts of a dispute start, stop, pause and end which clock.

The periods of the centre are the office's own rules (the plan by which the district resolves disputes) and can be set
otherwise. What the law says is that the time in the centre does not count towards the period for suing
(法释〔2026〕3号 4①三), and within which time a court wants a mediation back that it delegated or entrusted.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from deadlines.engine import Prescribed
from deadlines.models import Owner
from deadlines.rules import ClockRule, FactLike
from deadlines.sides import ANYBODY, NOBODY, Sides, for_each, sides_of
from disputes import facts as f
from disputes import suing
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


def _after_the_return(start: FactLike, fact: FactLike) -> bool:
    """Whether a fact can answer the return of a transfer: another one that was made later, and not together with it."""
    if fact.kind == f.TRANSFERRED and fact.value.get("first", fact.value["transfer"]) <= start.value["transfer"]:
        return False
    return fact.on_date >= start.on_date


def _to_hand_over_anew(start: FactLike, facts: Sequence[FactLike]) -> bool:
    """Whether the end of a transfer leaves the dispute with nobody who resolves it, or without the unit that led."""
    transfer = start.value["transfer"]
    if any(fact.kind == f.TEAM_NAMED and fact.on_date < start.on_date for fact in facts):
        return False
    ended = {fact.value["transfer"] for fact in facts if fact.kind in TRANSFER_ENDS and fact.on_date <= start.on_date}
    sent = [fact.value for fact in facts if fact.kind == f.TRANSFERRED and fact.on_date <= start.on_date]
    led = any(value.get("lead") for value in sent if value["transfer"] == transfer)
    return led or all(value["transfer"] in ended for value in sent)


def rules_in(sides: Sides, facts: Sequence[FactLike] = ()) -> list[ClockRule]:
    """The clock rules of a dispute with these sides; `facts` say who else has it when a transfer comes back."""
    transfer: dict[str, Any] = {
        "owner": Owner.AGENCY,
        "organisation": _unit,
        "concerns": _of_same("transfer"),
        "ends": (*TRANSFER_ENDS, *OVER),
    }
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
        *(
            ClockRule(
                "dc_house_transfer_again",
                starts=ended,
                stops=(f.TRANSFERRED, f.TEAM_NAMED, f.JOINED_TO),
                ends=OVER,
                applies=lambda start: _to_hand_over_anew(start, facts),
                concerns=_after_the_return,
                series=series,
            )
            for ended, series in ((f.TRANSFER_RETURNED, ""), (f.TRANSFER_RECALLED, "recalled"))
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
        *_of_court(),
        *suing.rules(),
    ]


# The mediation periods of a court: before docketing, after it, and after it in the simplified procedure; first those of
# what it hands over on paper, then those of what it hands over on its platform.
COURT_CLOCKS = {
    ("court_before", False): ("tj_delegate_pre_30d", "tj_online_30d"),
    ("court_during", False): ("tj_entrust_15d", "tj_online_15d"),
    ("court_during", True): ("tj_entrust_7d", "tj_online_7d"),
}
OF_COURT = tuple(clock for clocks in COURT_CLOCKS.values() for clock in clocks)


def _of_court() -> Iterator[ClockRule]:
    """The period in which a court wants its mediation back; both sides can lengthen it (法释〔2016〕14号 27)."""

    def fits(source: str, simplified: bool, online: bool) -> Callable[[FactLike], bool]:
        wanted = (source, simplified, online)
        return lambda start: (
            (start.value.get("source"), bool(start.value.get("simplified")), bool(start.value.get("online"))) == wanted
        )

    for (source, simplified), clocks in COURT_CLOCKS.items():
        for online, clock in enumerate(clocks):
            yield ClockRule(
                clock,
                starts=f.RECEIVED,
                stops=(f.CONCLUDED, f.DECLINED),
                ends=(f.VOIDED,),
                extends=f.MEDIATION_EXTENDED,
                tracked=False,
                applies=fits(source, simplified, bool(online)),
            )


def rules_for(dossier: Dossier, facts: Sequence[Fact]) -> list[ClockRule]:
    """The clock rules that hold for a dispute, by its parties."""
    return rules_in(sides_of(dossier), facts)


def clocks_touched_by(facts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clocks that a step with these facts can start and can stop, for docs."""
    rules = rules_in(NOBODY)
    started = tuple(dict.fromkeys(rule.clock for rule in rules if rule.starts in facts))
    stopped = tuple(dict.fromkeys(rule.clock for rule in rules if set(rule.stops) & set(facts)))
    return started, stopped
