"""Effects of the ways in which an application ends without being heard here, or comes to be heard by order."""

from cases import facts as f
from cases.models import Procedure, State
from cases.services.parties import agency_of_act
from dossiers.models import DossierStatus, Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution

SETTLED = "review_result.settled_before"
NOT_HANDLED = "review_result.no_further"


def forwarded_by_agency(ex: Execution) -> None:
    """The agency forwarded the application that was filed with it: received on that day, and under review (32②)."""
    day = ex.data["on_date"]
    ex.fact(f.RECEIVED, day)
    ex.proceeding.received_on = ex.dossier.opened_on = day
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="other")


def corrected_by_agency(ex: Execution) -> None:
    """The agency put its act right itself and told the applicant, instead of forwarding (rules 38)."""
    ex.fact(f.AGENCY_TOLD, ex.data["on_date"], agency_of_act(ex.dossier))
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="other")


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


def organs_contend(ex: Execution) -> None:
    """Several organs received the application on the same day; the time until one is settled does not count."""
    ex.fact(f.ORGANS_CONTEND, ex.data["on_date"], others=ex.data["others"])


def ask_designation(ex: Execution) -> None:
    """They have not agreed: the organ above all of them designates one (rules of 2007 art. 30)."""
    ex.fact(f.DESIGNATION_ASKED, ex.data["on_date"], superior=ex.data["superior"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def organ_settled(ex: Execution) -> None:
    """One organ accepts, by agreement or designation; what another one accepts is referred to it."""
    data = ex.data
    ex.fact(f.ORGAN_SETTLED, data["on_date"], how=data["how"], here=data["accepts"] == "here")
    if data["accepts"] == "there":
        ex.fact(f.TRANSFERRED, data["on_date"], result="review_result.forwarded", competent=data["organ"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def after_settling(ex: Execution) -> str | None:
    """Under review where this organ accepts; else referred to the other one."""
    if ex.proceeding.state not in {State.REVIEW, State.TRANSFERRED}:
        return None
    return State.REVIEW if ex.data["accepts"] == "here" else State.TRANSFERRED


def order_acceptance(ex: Execution) -> None:
    """A higher organ orders the acceptance of what was declined (35): accepted on the day of its order.

    What was accepted and then dismissed is heard on: the dismissal falls, the periods run from its own acceptance.
    What was served of the refusal falls with it, and so does the closing.
    """
    case, day = ex.proceeding, ex.data["on_date"]
    ex.fact(f.ORDERED_TO_ACCEPT, day, by=ex.data["ordered_by"], number=ex.data["order_number"])
    if ex.context.has(f.DECLINED):
        ex.fact(f.ACCEPTED, day, procedure=Procedure.ORDINARY, deemed=False)
        case.accepted_on, case.deemed_accepted, case.procedure = day, False, Procedure.ORDINARY
    if ex.corrected is None:
        for kind in (f.CONCLUDED, f.SEALED, f.SERVED, f.CLOSED):
            ex.derived_fact(kind, None)
        case.concluded_on, case.outcome, case.decision_number = None, None, ""
        ex.dossier.status, ex.dossier.closed_on = DossierStatus.OPEN, None
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def ordered_to_act(ex: Execution) -> None:
    """The superior organ orders the office to accept or to decide, which it has not done in time (35; 2017: 20)."""
    until = ex.data.get("until")
    ex.fact(
        f.ORDERED_TO_ACT,
        ex.data["on_date"],
        by=ex.data["ordered_by"],
        number=ex.data["order_number"],
        **({"until": until.isoformat()} if until else {}),
    )
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def superior_accepts(ex: Execution) -> None:
    """The superior organ accepts the application itself: the case is no longer this office's (35; 2017: 20)."""
    ex.fact(f.ESCALATED, ex.data["on_date"], result="review_result.escalated", by=ex.data["superior"])
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.OPEN
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
