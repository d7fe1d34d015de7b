"""What warrants hearing a concluded case anew, and within which period it is then decided.

No law says in so many words within which period a reconsideration decision that was revoked is made anew. What a
judgment or an order sets goes first; else the period of the law runs from the day on which it took effect or came
(R20).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from deadlines.engine import Prescribed
from deadlines.rules import FactLike

COURT, SUPERIOR, APPEAL = "court", "superior", "appeal"
OCCASIONS = {
    COURT: _("A judgment in effect revoked the decision or ordered a new one"),
    SUPERIOR: _("The superior organ revoked the decision or ordered a new one"),
    APPEAL: _("The superior organ upheld an internal appeal"),
}
# Results of a suit after which there may be something to decide anew (行政诉讼法 70, 72; 行诉解释 89).
REVOKING_RESULTS = frozenset(
    f"suit_result.{code}" for code in ("revoked", "revoked_partly", "revoked_redo", "perform", "changed")
)
# On what each occasion rests, as the data file of the clocks cites it.
CITATIONS = {
    COURT: "行诉解释 法释〔2018〕1号 89",
    SUPERIOR: "地方组织法(2022修正) 73(三)",
    APPEAL: "地方组织法(2022修正) 73(三)",
}
DOCUMENTS = {COURT: "judgment", SUPERIOR: "superior_order", APPEAL: "superior_order"}


def warrants(facts: Iterable[Any]) -> dict[str, dict[str, str]]:
    """By occasion, what is entered in a case that warrants hearing it anew: who said so, its number, its day."""
    found: dict[str, dict[str, str]] = {}
    for fact in facts:
        value = fact.value
        if fact.kind == f.SUIT_RESULT and value.get("final") and value.get("result") in REVOKING_RESULTS:
            found[COURT] = {"by": value["court"], "number": value.get("number", ""), "on": fact.on_date.isoformat()}
        elif fact.kind == f.ANSWERED_ABOVE and value["result"] == "correct":
            found[APPEAL] = {"by": "", "number": value.get("number", ""), "on": fact.on_date.isoformat()}
    return found


def set_aside(facts: Iterable[Any]) -> list[tuple[Any, Any]]:
    """The conclusions of a case that were set aside, each with the fact by which the case is heard anew, in order."""
    found = list(facts)
    earlier = {fact.value["turn"]: fact for fact in found if fact.kind == f.SET_ASIDE}
    begun = {fact.value["turn"]: fact for fact in found if fact.kind == f.HEARD_ANEW}
    return [(earlier[turn], begun[turn]) for turn in sorted(earlier)]


def since(facts: Iterable[Any]) -> dt.date | None:
    """The day since which a case is heard anew, or None."""
    return max((fact.on_date for fact in facts if fact.kind == f.HEARD_ANEW), default=None)


def fallen(facts: Iterable[Any]) -> list[Any]:
    """The facts that fall with the conclusion; what an opinion letter brings stays, whatever was decided (76)."""
    return [fact for fact in facts if fact.kind in f.OF_A_CONCLUSION and fact.value.get("document") != "opinion_letter"]


def fixed_entries(facts: Iterable[Any]) -> frozenset[int]:
    """The ids of the entries that belong to conclusions set aside: they stand as they were."""
    return frozenset(pk for fact in facts if fact.kind == f.SET_ASIDE for pk in fact.value["entries"])


def has_period(start: FactLike) -> bool:
    """Whether the judgment or order sets a period for the new decision."""
    return bool(start.value.get("until") or start.value.get("days"))


def period_set(start: FactLike) -> Prescribed:
    """The period that the judgment or order sets."""
    value = start.value
    until = value.get("until")
    return Prescribed(
        on=dt.date.fromisoformat(until) if until else None,
        days=int(value.get("days") or 0),
        document=DOCUMENTS[value["occasion"]],
        number=value.get("number", ""),
        article=CITATIONS[value["occasion"]],
    )


def of_one_hearing(facts: Sequence[FactLike]) -> Callable[[FactLike, FactLike], bool]:
    """Which facts concern a period for deciding: those from its start until the case was heard anew."""
    begun = sorted(fact.on_date for fact in facts if fact.kind == f.HEARD_ANEW)

    def concerns(start: FactLike, fact: FactLike) -> bool:
        # What it set aside did not meet the period that it began, though both be of one day.
        if start.kind == f.HEARD_ANEW and fact.kind == f.SET_ASIDE and fact.value["turn"] <= start.value["turn"]:
            return False
        after = next((day for day in begun if day > start.on_date), None)
        within = after is None or fact.on_date < after or fact.kind == f.SET_ASIDE
        return start.on_date <= fact.on_date and within

    return concerns
