"""Effects of suspension and resumption and of the notice of either (39)."""

from cases import conclusions
from cases import facts as f
from dossiers.models import DossierStatus
from workflow.steps import Execution


def suspend(ex: Execution) -> None:
    """The case stands still; the periods for the decision with it (39①)."""
    data = ex.data
    value = {"ground": data["ground"].pk}
    if data.get("applicant_agrees") and data.get("respondent_agrees"):
        value["agreed"] = True
    ex.fact(f.SUSPENDED, data["on_date"], **value)
    _told(ex, f.SUSPENDED)
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.SUSPENDED


def resume(ex: Execution) -> None:
    """The case goes on (39②)."""
    ex.fact(f.RESUMED, ex.data["on_date"])
    _told(ex, f.RESUMED)
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.OPEN


def _told(ex: Execution, kind: str) -> None:
    if ex.data.get("told_on"):
        ex.fact(f.TOLD, ex.data["told_on"], of=kind, on=ex.data["on_date"].isoformat())


def tell(ex: Execution) -> None:
    """The parties were told in writing of all suspensions and resumptions of which they had not been told (39③)."""
    for fact in conclusions.untold(ex.context):
        if fact.on_date <= ex.data["on_date"]:
            ex.fact(f.TOLD, ex.data["on_date"], of=fact.kind, on=fact.on_date.isoformat())
