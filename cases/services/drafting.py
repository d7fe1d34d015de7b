"""Effects of what the office does towards a conclusion: mediation, its opinion, discussion, the seal, slips."""

from cases import facts as f
from dossiers.models import Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution


def mediation_session(ex: Execution) -> None:
    """One session of mediation and what came of it (5, 73)."""
    ex.fact(f.MEDIATED, ex.data["on_date"], result=ex.data["result"].pk)
    keep_papers(ex, "record", visibility=Visibility.OFFICE, paper="other")


def draft_opinion(ex: Execution) -> None:
    """The office's opinion in the trial report (61①)."""
    proposed = ex.data.get("proposed")
    ex.fact(f.DRAFTED, ex.data["on_date"], **({"proposed": proposed.pk} if proposed else {}))
    keep_papers(ex, "report", visibility=Visibility.OFFICE, paper="trial_report")


def discuss(ex: Execution) -> None:
    """The case was discussed collectively (61①)."""
    ex.fact(f.DISCUSSED, ex.data["on_date"])
    keep_papers(ex, "record", visibility=Visibility.OFFICE, paper="discussion_record")


def seal(ex: Execution) -> None:
    """The organ's seal was put on a document: an entry of the seal register."""
    ex.fact(f.SEALED, ex.data["on_date"], paper=ex.data["kind"].pk)
    keep_papers(ex, "scan", visibility=Visibility.OFFICE, paper="seal_register")


def correct_slip(ex: Execution) -> None:
    """A slip of the pen in a document was put right, its substance unchanged."""
    ex.fact(f.SLIP_CORRECTED, ex.data["on_date"], paper=ex.data["kind"].pk)
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="other")
