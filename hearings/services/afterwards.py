"""Effects of what follows a judgment."""

from dossiers.models import Visibility
from hearings import facts as f
from hearings import reading
from hearings.models import State
from workflow.closing import close_case, reopen_case
from workflow.papers import keep_papers
from workflow.steps import Execution


def ask_retrial(ex: Execution) -> None:
    _asked(ex, f.RETRIAL_ASKED)


def ask_supervision(ex: Execution) -> None:
    """Asked for; from its acceptance the period of the procuratorate runs."""
    _asked(ex, f.SUPERVISION_ASKED)
    if ex.data["accepted_on"]:
        ex.fact(f.SUPERVISION_ACCEPTED, ex.data["accepted_on"], ex.data["party"])


def _asked(ex: Execution, kind: str) -> None:
    ex.fact(kind, ex.data["on_date"], ex.data["party"], to=ex.data["to"], number=ex.data.get("number") or "")


def perform(ex: Execution) -> None:
    ex.fact(f.PERFORMED, ex.data["on_date"], ex.data["party"])
    keep_papers(ex, "papers", visibility=Visibility.PARTIES, paper="other", party=ex.data["party"])


def compensate(ex: Execution) -> None:
    data = ex.data
    ex.fact(f.COMPENSATED, data["on_date"], data["party"], amount=str(data["amount"]), recourse=data["recourse"])


def receive_suggestion(ex: Execution) -> None:
    """The answer is due within two months, to one about a normative document within sixty days."""
    norm = {"norm": True} if ex.data.get("norm") else {}
    ex.fact(f.SUGGESTION_RECEIVED, ex.data["on_date"], ex.data["party"], **norm)
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="other", party=ex.data["party"])


def answer_suggestion(ex: Execution) -> None:
    ex.fact(f.SUGGESTION_ANSWERED, ex.data["on_date"], ex.data["party"], taken_up=ex.data["taken_up"])
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="other", party=ex.data["party"])


def close(ex: Execution) -> None:
    close_case(ex, f.CLOSED)


def reopen(ex: Execution) -> None:
    reopen_case(ex, f.REOPENED, f.CLOSED)


def before_closing(ex: Execution) -> str:
    """The state from which the case was closed."""
    return State.APPEALED if reading.is_set_aside(ex.context) else State.EFFECTIVE
