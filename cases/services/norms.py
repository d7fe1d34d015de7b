"""Effects of the incidental review of a normative document (附带审查), and of an order to resume."""

from cases import facts as f
from cases.reading import last_fact
from dossiers.models import DossierStatus, Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution

SUSPENDED_FOR_REVIEW = "suspend_ground.g9"


def open_norm_review(ex: Execution) -> None:
    """The clauses are under review and the case is suspended for it (39①(9)); the periods run from that day (53②)."""
    data = ex.data
    ex.fact(
        f.NORM_OPENED,
        data["on_date"],
        competent=data["competent"] == "yes",
        origin=data["origin"],
        title=data["title"],
        clauses=data["clauses"],
        maker=data["maker"],
    )
    ex.fact(f.SUSPENDED, data["on_date"], ground=SUSPENDED_FOR_REVIEW)
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.SUSPENDED


def notify_maker(ex: Execution) -> None:
    ex.fact(f.NORM_MAKER_NOTIFIED, ex.data["on_date"])


def forward_norm(ex: Execution) -> None:
    ex.fact(f.NORM_FORWARDED, ex.data["on_date"], to=ex.data["to"])


def norm_received(ex: Execution) -> None:
    """The other organ has the notice or the papers: its ten working or sixty days begin (58①, 60)."""
    day = ex.data["on_date"]
    review = last_fact([fact for fact in ex.context.facts if fact.on_date <= day], f.NORM_OPENED)
    maker = review is None or review.value["competent"]
    ex.fact(f.NORM_MAKER_RECEIVED if maker else f.NORM_FORWARD_RECEIVED, day)


def maker_replied(ex: Execution) -> None:
    ex.fact(f.NORM_MAKER_REPLIED, ex.data["on_date"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other")


def norm_result(ex: Execution) -> None:
    """The review is over and the case resumes (39②)."""
    ex.fact(f.NORM_RESULT, ex.data["on_date"], result=ex.data["result"])
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="other")
    _resume(ex)


def ordered_to_resume(ex: Execution) -> None:
    """The higher organ has ordered the case to resume, which was suspended without good reason (40)."""
    ex.fact(f.ORDERED_TO_RESUME, ex.data["on_date"], organ=ex.data["organ"])
    keep_papers(ex, "document", visibility=Visibility.OFFICE, paper="other")
    _resume(ex)


def _resume(ex: Execution) -> None:
    ex.fact(f.RESUMED, ex.data["on_date"])
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.OPEN
