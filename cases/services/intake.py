"""Effects of the ways in which an application ends without being heard here, or comes to be heard by order."""

from cases import facts as f
from cases.models import Procedure
from dossiers.models import DossierStatus, Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution

SETTLED = "review_result.settled_before"
NOT_HANDLED = "review_result.no_further"


def no_further_handling(ex: Execution) -> None:
    """Applied for again without new facts or reasons: the applicant is told that it is not handled (rules 37②)."""
    ex.fact(f.NOT_HANDLED, ex.data["on_date"], result=NOT_HANDLED, earlier=ex.data["earlier"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="information_letter")


def settle_before_acceptance(ex: Execution) -> None:
    """Settled before acceptance (受理前化解): a withdrawal, told apart from a plain one by a fact of its own."""
    ex.fact(f.WITHDRAWN, ex.data["on_date"])
    ex.fact(f.SETTLED_BEFORE, ex.data["on_date"], result=SETTLED, corrected=ex.data["corrected"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="mediation_statement")


def refer_to_competent(ex: Execution) -> None:
    """The applicant told of the competent organ, or the application passed on to it (2017 law 17①, 18)."""
    ex.fact(f.TRANSFERRED, ex.data["on_date"], result=ex.data["result"], competent=ex.data["competent"])
    forwarded = ex.data["result"] == "review_result.forwarded"
    kind = "transfer_letter" if forwarded else "information_letter"
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper=kind)


def order_acceptance(ex: Execution) -> None:
    """A higher organ orders the acceptance of what was declined (35): accepted on the day of its order.

    What was served of the refusal falls with it, and so does the closing.
    """
    case, day = ex.proceeding, ex.data["on_date"]
    ex.fact(f.ORDERED_TO_ACCEPT, day, by=ex.data["ordered_by"], number=ex.data["order_number"])
    ex.fact(f.ACCEPTED, day, procedure=Procedure.ORDINARY, deemed=False)
    case.accepted_on, case.deemed_accepted, case.procedure = day, False, Procedure.ORDINARY
    if ex.corrected is None:
        ex.derived_fact(f.SERVED, None)
        ex.derived_fact(f.CLOSED, None)
        case.decision_number = ""
        ex.dossier.status, ex.dossier.closed_on = DossierStatus.OPEN, None
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def escalation_notice(ex: Execution) -> None:
    """The higher organ's notice that it hears the case itself (rules 40): five working days for the papers."""
    ex.fact(f.ESCALATION_NOTICE, ex.data["on_date"], by=ex.data["higher"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def escalate(ex: Execution) -> None:
    """The papers have gone to the higher organ: the case is no longer this office's (rules 40③)."""
    ex.fact(f.ESCALATED, ex.data["on_date"], result="review_result.escalated")
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.OPEN
