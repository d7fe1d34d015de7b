"""The record of a lawsuit kept right, and what follows every step."""

from accounts.timekeeping import now
from dossiers.models import DossierStatus
from dossiers.services import refresh_search
from hearings import facts as f
from workflow.steps import Execution


def void(ex: Execution) -> None:
    """A suit that was entered by mistake; its number is free for the right one."""
    ex.fact(f.VOIDED, ex.data["on_date"])
    ex.dossier.status, ex.dossier.voided_at, ex.dossier.void_reason = (
        DossierStatus.VOID,
        now(),
        ex.data["reason"][:300],
    )


def after_step(ex: Execution) -> None:
    """What follows every step: what the search finds."""
    suit = ex.proceeding
    refresh_search(ex.dossier, suit.act_name, suit.act_number, suit.judgment_number, suit.reconsideration_number)
