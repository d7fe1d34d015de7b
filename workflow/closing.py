"""Closing a case and opening it again, as every proceeding does it."""

from dossiers.models import DossierStatus
from workflow.steps import Execution


def close_case(ex: Execution, closed: str) -> None:
    """The file is closed; `closed` is the fact of it. A closing put right after the case was opened again closes
    nothing.
    """
    if ex.corrected is not None and ex.dossier.closed_on is None:
        return
    ex.fact(closed, ex.data["on_date"])
    ex.dossier.status, ex.dossier.closed_on = DossierStatus.CLOSED, ex.data["on_date"]


def reopen_case(ex: Execution, reopened: str, closed: str) -> None:
    """A closed case is opened again (the fact `reopened`): it stands where it stood before, and is closed no more."""
    ex.fact(reopened, ex.data["on_date"])
    ex.derived_fact(closed, None)
    ex.dossier.status, ex.dossier.closed_on = DossierStatus.OPEN, None
