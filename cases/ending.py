"""The periods after a conclusion: for suing, for acting anew and performing, for the answer to an opinion letter."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cases import facts as f
from cases.conclusions import REDO, TO_PERFORM, citation_of, codes_against, concluded, outcome_of
from cases.law import RULES_2026, rules_on
from cases.models import Law
from deadlines.engine import Prescribed, clocks
from deadlines.models import Owner
from deadlines.rules import ClockRule, FactLike
from dossiers.models import PartyRole
from workflow import centre
from workflow.letters import ends_there

# The periods for suing; one runs for each party who was served.
SUING_CLOCKS = centre.SUING_CLOCKS
# Acting anew: the sixty days of the implementing rules, or what the decision sets; performing as the decision sets.
REDO_CLOCKS = ("fy_redo_60d", "t07_redo_60d", "fy_redo_set", "fy17_redo_set")
PERFORM_CLOCKS = ("fy_perform_set", "fy17_perform_set")
# What an order to perform sets (77②; 2017: 32②).
DEMAND_CLOCKS = ("fy_demand_set", "fy17_demand_set")
LETTER_CLOCKS = ("fy_opinion_letter_60d", "fy17_opinion_letter_60d")


@dataclass(frozen=True)
class Ending:
    """What the periods after a conclusion depend on.

    `refused`: the application was not accepted, or dismissed; `mediated`: a mediation statement leaves nothing to sue
    against; `end` is the fact of the conclusion under `law`, which says who has what to do within which period.
    """

    refused: bool = False
    mediated: bool = False
    end: Any = None
    law: str = Law.LAW_2023

    @classmethod
    def of(cls, facts: Sequence[FactLike], law: str = Law.LAW_2023) -> "Ending":
        """The ending that the facts of a case give."""
        end = concluded(facts)
        outcome = outcome_of(end)
        return cls(
            refused=outcome == "dismiss_application" or any(fact.kind == f.DECLINED for fact in facts),
            mediated=outcome == "mediation",
            end=end,
            law=law,
        )

    def suing_clock(self, start: FactLike, law: str) -> str | None:
        """The period for suing that a service begins, by what was served; None where nobody may sue."""
        if not start.value.get("may_sue") or self.mediated:
            return None
        if self.refused and start.value.get("prior"):
            return "fy17_sue_after_15d" if law == Law.LAW_2017 else "fy_sue_after_refusal_15d"
        refusal = clocks()["xs_sue_after_fy_refusal_15d"]
        return refusal.id if self.refused and refusal.effective_from <= start.on_date else "xs_sue_after_fy_15d"

    def acts_anew(self, start: FactLike) -> bool:
        """Whether a service is that on a respondent who is to act anew (64①)."""
        return bool(self._ordered(start, REDO))

    def redo_clock(self, start: FactLike) -> str | None:
        """The period for acting anew that a service begins; None where nothing is to be done anew.

        What the decision sets goes before the sixty days of the implementing rules in force (58①; 2007: 49①).
        """
        if not self.acts_anew(start):
            return None
        if self.end.value.get("redo_days"):
            return "fy17_redo_set" if self.law == Law.LAW_2017 else "fy_redo_set"
        return "fy_redo_60d" if rules_on(self.law, start.on_date) == RULES_2026 else "t07_redo_60d"

    def redo_set(self, start: FactLike) -> Prescribed:
        """What the decision sets for acting anew."""
        return self._prescribed(self.end.value["redo_days"], REDO)

    def performs(self, start: FactLike) -> bool:
        """Whether a service is that on a respondent for whom the decision sets a period for performing (66, 71, 72)."""
        return bool(
            self.end is not None and self.end.value.get("perform_days") and self._ordered(start, TO_PERFORM - REDO)
        )

    def perform_set(self, start: FactLike) -> Prescribed:
        """What the decision sets for performing, by the article of what it orders this respondent."""
        return self._prescribed(self.end.value["perform_days"], self._ordered(start, TO_PERFORM - REDO))

    def _ordered(self, start: FactLike, codes: Iterable[str]) -> frozenset[str]:
        """Which of the outcomes `codes` were given against the respondent on whom a service was made."""
        if self.end is None or start.value.get("may_sue"):
            return frozenset()
        return codes_against(self.end, start.party_id) & frozenset(codes)

    def _prescribed(self, days: int, codes: Iterable[str]) -> Prescribed:
        articles = dict.fromkeys(citation_of(code, self.law) for code in sorted(codes))
        number = self.end.value.get("number", "")
        return Prescribed(days=int(days), document="decision", number=number, article=";".join(filter(None, articles)))


NO_ENDING = Ending()


def agreed(start: FactLike) -> Prescribed:
    """What a mediation statement sets for performing, from the day on which it takes effect (73②, 77①)."""
    value = start.value
    until, days = value.get("until"), value.get("days")
    return Prescribed(
        on=dt.date.fromisoformat(until) if until else None,
        days=int(days or 0),
        document="mediation_statement",
        number=value.get("number", ""),
        article=value.get("article", ""),
    )


def demanded(start: FactLike) -> Prescribed:
    """The last day that an order to perform names (77②)."""
    until = dt.date.fromisoformat(start.value["until"])
    return Prescribed(on=until, document="order", number=start.value.get("number", ""))


# Who owes what a mediation statement sets, by the party's role.
AGREEING = {PartyRole.RESPONDENT: Owner.AGENCY, PartyRole.APPLICANT: Owner.APPLICANT}


def _agreed(clock: str, role: str, owner: str) -> ClockRule:
    rule = _owed(clock, lambda start: start.value["role"] == role, agreed, starts=f.AGREED)
    return replace(rule, owner=owner, series=f"agreed-{role}-")


def _suing(clock: str, law: str, ending: Ending) -> ClockRule:
    return ClockRule(
        clock,
        starts=f.SERVED,
        stops=(f.SUED,),
        ends=(f.VOIDED,),
        # 起诉期限解释 4①(三)
        pauses=((f.CENTRE_JOINED, f.CENTRE_LEFT),),
        concerns=centre.counts_for,
        per_party=True,
        owner=Owner.APPLICANT,
        tracked=False,
        applies=lambda start: ending.suing_clock(start, law) == clock,
    )


def _owed(
    clock: str,
    applies: Callable[[FactLike], bool] = lambda start: True,
    prescribed: Callable[[FactLike], Prescribed | None] = lambda start: None,
    *,
    starts: str = f.SERVED,
    stops: str = f.PERFORMED,
) -> ClockRule:
    """A period that a respondent owes after the conclusion, from the service on it unless something else begins it."""
    return ClockRule(
        clock,
        starts=starts,
        stops=(stops,),
        ends=(f.VOIDED,),
        per_party=True,
        owner=Owner.AGENCY,
        applies=applies,
        prescribed=prescribed,
    )


# What meets an order to perform, by the document that was not performed.
DEMANDED_OVER = {"decision": f.PERFORMED, "opinion_letter": f.OPINION_LETTER_ANSWERED}


def _demanded(clock: str, document: str, stops: str) -> ClockRule:
    rule = _owed(
        clock,
        lambda start: start.value.get("document", "decision") == document,
        demanded,
        starts=f.DEMANDED,
        stops=stops,
    )
    return replace(rule, series="" if document == "decision" else f"{document}-")


def _redo(clock: str, ending: Ending, *, prescribed: bool = False) -> ClockRule:
    return _owed(
        clock,
        lambda start: ending.redo_clock(start) == clock,
        ending.redo_set if prescribed else lambda start: None,
    )


def afterwards(law: str, ending: Ending) -> list[ClockRule]:
    """The clocks that begin with the service, with an order to perform (77②), with an opinion letter's receipt (76)."""
    old = law == Law.LAW_2017
    prior = "fy17_sue_after_15d" if old else "fy_sue_after_refusal_15d"
    letter = "fy17_opinion_letter_60d" if old else "fy_opinion_letter_60d"
    redo, perform, demand = (f"fy17_{name}_set" if old else f"fy_{name}_set" for name in ("redo", "perform", "demand"))
    return [
        *(_suing(clock, law, ending) for clock in ("xs_sue_after_fy_15d", "xs_sue_after_fy_refusal_15d", prior)),
        *(_redo(clock, ending) for clock in ("fy_redo_60d", "t07_redo_60d")),
        _redo(redo, ending, prescribed=True),
        _owed(perform, ending.performs, ending.perform_set),
        *(_agreed(perform, role, owner) for role, owner in AGREEING.items()),
        *(_demanded(demand, document, stops) for document, stops in DEMANDED_OVER.items()),
        # From its registration on the clock of the register counts, and not this one too (workflow.letters).
        replace(
            _owed(letter, starts=f.OPINION_LETTER_RECEIVED, stops=f.OPINION_LETTER_ANSWERED),
            ends=(f.VOIDED, f.LETTER_REGISTERED),
            concerns=ends_there,
        ),
    ]
