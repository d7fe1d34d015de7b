"""What the facts of a lawsuit say: who still owes an answer, what was judged, when it takes effect. No query."""

import datetime as dt
from collections.abc import Sequence

from deadlines.models import Deadline, DeadlineState
from dossiers.models import DossierKind, Fact, Party, PartyRole
from hearings import facts as f
from hearings.models import Lawsuit
from workflow.letters import waiting
from workflow.steps import Context

FIRST = frozenset({"first", "remanded"})
HEADS = (PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY)
RULING_CLOCK = "xs_appeal_ruling_10d"
APPEAL_CLOCKS = ("xs_appeal_judgment_15d", RULING_CLOCK)

# The results of a suit by what they are: judgment (判决), ruling (裁定), statement of mediation (行政调解书).
WITHDRAWALS = ("withdrawn", "withdrawn_changed", "withdrawn_settled", "deemed_withdrawn")
RULINGS = frozenset(
    {
        *("not_docketed", "rejected", *WITHDRAWALS, "ended", "transferred", "continue", "sent_back"),
        *("retrial_refused", "retrial_ordered"),
    }
)
MEDIATED = "mediated"
# Against these rulings of a first instance there is an appeal within ten days (行政诉讼法 85; 行诉解释 101).
APPEALABLE = frozenset({"not_docketed", "rejected"})
# Only a higher court affirms, changes and remands; only a review for retrial refuses or orders one.
OF_APPEAL = frozenset({"affirmed", "changed", "sent_back", "continue"})
OF_REVIEW = frozenset({"retrial_refused", "retrial_ordered"})
# What sets the judgment below aside, so that it never takes effect.
SET_ASIDE = frozenset({"changed", "sent_back", "continue"})


def instance_of(suit: Lawsuit) -> str:
    """The instance of a suit by its code: first, second and so on."""
    return suit.instance_id.partition(".")[2]


def is_first(suit: Lawsuit) -> bool:
    """Whether the suit stands in a first instance, anew after a remand too."""
    return instance_of(suit) in FIRST


# The instance that follows one (codes of suit_instance); after some results another one does, or none.
NEXT = {"first": "second", "remanded": "second", "second": "retrial_review", "retrial_review": "retrial"}
NEXT_AFTER = {"sent_back": "remanded", "continue": "first", "retrial_refused": None}


def next_instance(suit: Lawsuit) -> str | None:
    """The instance in which the dispute goes on after this one, by its code; None where nothing follows."""
    outcome = suit.outcome_id.partition(".")[2] if suit.outcome_id else ""
    return NEXT_AFTER[outcome] if outcome in NEXT_AFTER else NEXT.get(instance_of(suit))


def act_of(outcome: str) -> str:
    """What an outcome (a code of suit_result) is: judgment, ruling or mediation."""
    if outcome == MEDIATED:
        return "mediation"
    return "ruling" if outcome in RULINGS else "judgment"


def heads(context: Context) -> list[Party]:
    """Plaintiffs, defendants and third parties: those on whom a judgment is served and who may appeal."""
    return [party for party in context.parties_as(*HEADS) if party.represents_id is None]


def owing(context: Context) -> list[Party]:
    """The defendants that were served and owe an answer in this instance."""
    owes = {
        fact.party_id for fact in context.facts if fact.kind == f.SERVED_WITH_SUIT and fact.value.get("answer", True)
    }
    return [party for party in context.respondents if party.pk in owes]


def has_answered(context: Context, party: Party) -> bool:
    """Whether a defendant has handed in what it owes: answer and evidence in a first instance, else the answer."""
    return context.has(f.RESPONDED if is_first(context.proceeding) else f.ANSWERED, party)


def left_to_answer(context: Context) -> list[Party]:
    return [party for party in owing(context) if not has_answered(context, party)]


def judged(context: Context) -> list[Fact]:
    """What was judged, a fact for each defendant."""
    return [fact for fact in context.facts if fact.kind == f.JUDGED]


def outcomes(facts: Sequence[Fact]) -> set[str]:
    """The outcomes (codes of suit_result) of what was judged."""
    return {str(fact.value.get("outcome", "")).partition(".")[2] for fact in facts}


def appeal_against(context: Context) -> str:
    """By which period an appeal lies against what was judged: that of a judgment, of a ruling, or none."""
    found = judged(context)
    if not found or not (is_first(context.proceeding) or found[0].value.get("appealable")):
        return ""
    codes = outcomes(found)
    if any(act_of(code) == "judgment" for code in codes):
        return "judgment"
    return "ruling" if codes & APPEALABLE else ""


def unserved(context: Context) -> list[Party]:
    return [party for party in heads(context) if not context.has(f.JUDGMENT_SERVED, party)]


def takes_effect_on(context: Context) -> dt.date | None:
    """The day on which what was judged takes effect, as far as the facts tell; None while they do not yet.

    Without an appeal: the day after the last party's period for appeal; where there is none, the service on the last
    party. With an appeal the higher court's decision settles it (`f.APPEAL_ENDED`).
    """
    if not judged(context) or unserved(context) or context.has(f.APPEALED):
        return None
    last = context.last(f.JUDGMENT_SERVED)
    if not appeal_against(context):
        return last
    periods = [deadline for deadline in appeal_periods(context) if deadline.state != DeadlineState.ENDED]
    served = {party.pk for party in heads(context)}
    if {deadline.party_id for deadline in periods} < served or any(deadline.provisional for deadline in periods):
        return None
    due = [deadline.due_on for deadline in periods if deadline.due_on]
    return max(due) + dt.timedelta(days=1) if due else None


def appeal_periods(context: Context) -> list[Deadline]:
    """The periods for an appeal against what was judged; those against a ruling on the jurisdiction began before it."""
    since = min((fact.on_date for fact in judged(context)), default=None)
    return [
        deadline
        for deadline in context.deadlines
        if deadline.clock in APPEAL_CLOCKS and since is not None and deadline.starts_on >= since
    ]


def ruling_appealable_until(context: Context, party: Party) -> dt.date | None:
    """The last day of a defendant's period for an appeal against the ruling on the jurisdiction; None without one."""
    served = context.last(f.RULING_SERVED, party)
    days = [
        deadline.due_on
        for deadline in context.deadlines
        if deadline.clock == RULING_CLOCK and deadline.party_id == party.pk and deadline.starts_on == served
    ]
    return max((day for day in days if day), default=None)


def is_set_aside(context: Context) -> bool:
    """Whether a higher court changed or set aside what was judged here."""
    return any(fact.kind == f.APPEAL_ENDED and fact.value.get("result") in SET_ASIDE for fact in context.facts)


def suggestions_open(facts: Sequence[Fact], party: Party | None = None) -> bool:
    """Whether a judicial suggestion (to `party`) waits for its answer in the suit, and not in the register."""
    return any(party is None or letter.party_id == party.pk for letter in waiting(DossierKind.LITIGATION, facts))


def granted(context: Context, party: Party) -> bool:
    return context.has(f.EVIDENCE_EXTENSION_GRANTED, party)


def to_perform(context: Context) -> list[Party]:
    """The defendants that have something to perform by what was judged."""
    bound = {fact.party_id for fact in judged(context) if fact.value.get("perform")}
    return [party for party in context.respondents if party.pk in bound]
