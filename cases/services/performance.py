"""Effects of the duties after a conclusion: letters, what is to be performed, what follows when it is not (76-79)."""

from cases import facts as f
from dossiers.models import Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution


def copy_to_superior(ex: Execution) -> None:
    """A decision or opinion letter was copied to the respondent's superior department (79②)."""
    data = ex.data
    ex.fact(f.COPIED_TO_SUPERIOR, data["on_date"], data["party"], document=data["document"])
    keep_papers(ex, "letter", visibility=Visibility.OFFICE, paper="superior_copy", party=data["party"])


def opinion_letter(ex: Execution) -> None:
    """An opinion letter to a respondent (76); its sixty days begin with the receipt."""
    data = ex.data
    ex.fact(f.OPINION_LETTER, data["on_date"], data["party"], number=data["number"])
    if data.get("received_on"):
        ex.fact(f.OPINION_LETTER_RECEIVED, data["received_on"], data["party"])
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="opinion_letter", party=data["party"])


def opinion_letter_received(ex: Execution) -> None:
    """The respondent received the opinion letter."""
    ex.fact(f.OPINION_LETTER_RECEIVED, ex.data["on_date"], ex.data["party"])


def opinion_letter_answered(ex: Execution) -> None:
    """The respondent reported what it put right (76)."""
    ex.fact(f.OPINION_LETTER_ANSWERED, ex.data["on_date"], ex.data["party"])
    keep_papers(ex, "report", visibility=Visibility.PARTIES, paper="other", party=ex.data["party"])


def suggest(ex: Execution) -> None:
    """A suggestion on how to better the law or its execution (rules 69)."""
    ex.fact(f.SUGGESTED, ex.data["on_date"], number=ex.data.get("number", ""))
    keep_papers(ex, "document", visibility=Visibility.OFFICE, paper="suggestion_letter")


def demand(ex: Execution) -> None:
    """A respondent that does not perform was ordered to within a period (77②)."""
    data = ex.data
    said = {"until": data["until"].isoformat(), "number": data.get("number", ""), "document": data["over"]}
    ex.fact(f.DEMANDED, data["on_date"], data["party"], **said)
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="performance_demand", party=data["party"])


def admonish(ex: Execution) -> None:
    """The respondent's head was interviewed, or the respondent criticised in a circular (77②)."""
    data = ex.data
    ex.fact(f.ADMONISHED, data["on_date"], data["party"], measure=data["measure"], document=data["over"])
    keep_papers(ex, "document", visibility=Visibility.OFFICE, paper="interview_notice", party=data["party"])


def perform(ex: Execution) -> None:
    """A respondent performed what the conclusion orders (77①)."""
    ex.fact(f.PERFORMED, ex.data["on_date"], ex.data["party"])
    keep_papers(ex, "proof", visibility=Visibility.PARTIES, paper="other", party=ex.data["party"])


def enforce(ex: Execution) -> None:
    """What an applicant or third party did not perform is enforced, by whom the law says (78)."""
    data = ex.data
    ex.fact(f.ENFORCED, data["on_date"], data["party"], route=data["route"])
    keep_papers(ex, "attachment", visibility=Visibility.OFFICE, paper="other", party=data["party"])
