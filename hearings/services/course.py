"""Effects of what stops a suit for a time, lets it go on, or changes its procedure."""

from dossiers.models import DossierStatus
from hearings import facts as f
from hearings.models import Procedure
from workflow.steps import Execution

# Grounds under which the suit may be ended when nobody goes on after ninety days (行诉解释 88②).
NINETY_DAYS = frozenset({"heirs", "capacity", "successor"})


def stay(ex: Execution) -> None:
    """The suit stands still; after ninety days under some grounds it may be ended (行诉解释 88②)."""
    ground = ex.data["ground"]
    ex.fact(f.STAYED, ex.data["on_date"], ground=ground.pk, ninety=ground.code in NINETY_DAYS)
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.SUSPENDED


def go_on(ex: Execution) -> None:
    ex.fact(f.CONTINUED, ex.data["on_date"])
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.OPEN


def convert(ex: Execution) -> None:
    """The court's six months then run from the docketing (行诉解释 105②)."""
    ex.fact(f.CONVERTED, ex.data["on_date"])
    ex.proceeding.procedure = Procedure.ORDINARY
