"""What an agency owes after a conclusion or an opinion letter, and what of it can be enforced by order (77②)."""

from cases import conclusions
from cases import facts as f
from cases.ending import LETTER_CLOCKS
from cases.models import Law
from dossiers.models import Fact, Party
from workflow.steps import Context

CONCLUSION, LETTER = "decision", "opinion_letter"
Duty = tuple[Party, str]


def duties(context: Context) -> list[Duty]:
    """By respondent, what leaves it something to do: a conclusion in effect, a letter whose period is over.

    The law of 2017 orders the performance of decisions alone (32②).
    """
    found = [(party, CONCLUSION) for party in conclusions.to_perform(context) if conclusions.in_effect(context)]
    if context.proceeding.law == Law.LAW_2023:
        found += [
            (party, LETTER)
            for party in context.respondents
            if context.has(f.OPINION_LETTER_RECEIVED, party) and conclusions.over(context, party, LETTER_CLOCKS)
        ]
    return found


def left(context: Context) -> list[Duty]:
    """Those of the duties that are not done."""
    done = {CONCLUSION: f.PERFORMED, LETTER: f.OPINION_LETTER_ANSWERED}
    return [(party, document) for party, document in duties(context) if not context.has(done[document], party)]


def concerns_letter(fact: Fact) -> bool:
    """Whether an order, an interview or a criticism is about an opinion letter."""
    return fact.value.get("document") == LETTER


def ordered_over_letter(context: Context, party: Party) -> bool:
    """Whether a respondent was ordered to act on an opinion letter, so that its report comes here (77②)."""
    return any(concerns_letter(fact) for fact in conclusions.facts_of(context, f.DEMANDED, party))
