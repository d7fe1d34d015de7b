"""Effects of asking the reconsideration committee and of a stay of execution."""

from cases import facts as f
from dossiers.models import Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution


def refer_to_committee(ex: Execution) -> None:
    ex.fact(f.COMMITTEE_REFERRED, ex.data["on_date"], ground=ex.data["ground"].pk)


def committee_opinion(ex: Execution) -> None:
    ex.fact(f.COMMITTEE_OPINION, ex.data["on_date"], conclusion=ex.data["conclusion"])
    keep_papers(ex, "record", visibility=Visibility.OFFICE, paper="committee_opinion")


def ask_stay(ex: Execution) -> None:
    ex.fact(f.STAY_ASKED, ex.data["on_date"], ex.data["party"])


def decide_stay(ex: Execution) -> None:
    """Execution is stayed, or it goes on (42)."""
    data = ex.data
    if data["result"] == "granted":
        ex.fact(f.STAY_GRANTED, data["on_date"], ground=data["ground"].pk)
    else:
        ex.fact(f.STAY_REFUSED, data["on_date"])
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="stay_decision")


def lift_stay(ex: Execution) -> None:
    ex.fact(f.STAY_LIFTED, ex.data["on_date"])
