"""Effects of what a defendant hands in and asks for once it is served."""

from dossiers.models import Party, Visibility
from hearings import facts as f
from hearings import reading
from hearings.forms.answer import ANSWER, BOTH, EVIDENCE
from hearings.models import State
from workflow.papers import keep_papers
from workflow.steps import Execution


def answer(ex: Execution) -> None:
    """What was handed in; when answer and evidence are both in, the defendant has done what it owes."""
    party, day, what = ex.data["party"], ex.data["on_date"], ex.data["what"]
    if what in {BOTH, ANSWER}:
        ex.fact(f.ANSWERED, day, party)
    if what in {BOTH, EVIDENCE}:
        ex.fact(f.EVIDENCE_IN, day, party)
    answered, evidence = ex.context.last(f.ANSWERED, party), ex.context.last(f.EVIDENCE_IN, party)
    ex.derived_fact(f.RESPONDED, max(answered, evidence) if answered and evidence else None, party)
    row = party.defendant
    row.answered_on, row.evidence_on = answered, evidence
    row.save(update_fields=["answered_on", "evidence_on"])
    for field, paper in (("answer_paper", "suit_answer"), ("evidence_papers", "evidence")):
        keep_papers(ex, field, visibility=Visibility.PARTIES, paper=paper, party=party)


def after_answer(ex: Execution) -> str | None:
    """Being tried, once every defendant has handed in what it owes; before that as it stands."""
    if ex.proceeding.state not in {State.ANSWERING, State.TRIAL}:
        return None
    left = [party for party in reading.left_to_answer(ex.context) if party != ex.data["party"]]
    return State.TRIAL if not left and _completes(ex, ex.data["party"]) else State.ANSWERING


def _completes(ex: Execution, party: Party) -> bool:
    what = ex.data["what"]
    answered = what in {BOTH, ANSWER} or ex.context.has(f.ANSWERED, party)
    evidence = what in {BOTH, EVIDENCE} or ex.context.has(f.EVIDENCE_IN, party)
    return answered and (evidence or not reading.is_first(ex.proceeding))


def ask_postponement(ex: Execution) -> None:
    ex.fact(f.EVIDENCE_EXTENSION_ASKED, ex.data["on_date"], ex.data["party"], cause=ex.data["cause"])


def decide_postponement(ex: Execution) -> None:
    """Granted: the fifteen days fall away, others run from the end of the cause. Refused: they run on."""
    granted = ex.data["granted"] == "yes"
    kind = f.EVIDENCE_EXTENSION_GRANTED if granted else f.EVIDENCE_EXTENSION_REFUSED
    ex.fact(kind, ex.data["on_date"], ex.data["party"])


def cause_over(ex: Execution) -> None:
    ex.fact(f.EVIDENCE_CAUSE_OVER, ex.data["on_date"], ex.data["party"])


def object_jurisdiction(ex: Execution) -> None:
    ex.fact(f.OBJECTED, ex.data["on_date"], ex.data["party"])


def rule_objection(ex: Execution) -> None:
    """The ruling; from its service on whoever objected the period for an appeal against it runs."""
    ex.fact(f.OBJECTION_RULED, ex.data["on_date"], ex.data["party"], result=ex.data["result"])
    if ex.data["served_on"]:
        ex.fact(f.RULING_SERVED, ex.data["served_on"], ex.data["party"])


def appeal_ruling(ex: Execution) -> None:
    ex.fact(f.RULING_APPEALED, ex.data["on_date"], ex.data["party"])
