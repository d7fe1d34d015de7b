"""Effects of naming the officers of a case and of recusal (回避)."""

from cases import facts as f
from cases.reading import recused
from workflow.steps import Execution


def name_officers(ex: Execution) -> None:
    """The officer who answers for the case, and the second one; who is not typed stays.

    Who becomes the first is no longer the second.
    """
    dossier = ex.dossier
    dossier.officer = ex.data.get("officer") or dossier.officer
    dossier.second_officer = ex.data.get("second") or dossier.second_officer
    if dossier.second_officer_id is not None and dossier.second_officer_id == dossier.officer_id:
        dossier.second_officer = None


def ask_recusal(ex: Execution) -> None:
    ex.fact(
        f.RECUSAL_ASKED,
        ex.data["on_date"],
        ex.data.get("party"),
        person=ex.data["person"].pk,
        of_director=ex.data["of_director"],
        by=ex.data["by"],
    )


def decide_recusal(ex: Execution) -> None:
    """Who withdraws is out of the case from now on, and the replacement stands in their place."""
    dossier, person = ex.dossier, ex.data["person"]
    granted = ex.data["result"] == "granted"
    ex.fact(f.RECUSAL_DECIDED, ex.data["on_date"], person=person, granted=granted)
    dossier.recused = recused(ex.context.facts)
    if not granted:
        return
    if dossier.officer_id == person:
        dossier.officer = ex.data["replacement"]
    elif dossier.second_officer_id == person:
        dossier.second_officer = ex.data["replacement"]
