"""The record kept right: particulars, parties, a case entered by mistake; and what follows every step."""

from cases import facts as f
from cases.application import Application
from dossiers.models import DossierStatus
from dossiers.parties import party_of
from dossiers.services import give_number, refresh_search
from workflow import parties_kept
from workflow.naming import retitle
from workflow.steps import Execution


def void(ex: Execution) -> None:
    ex.void(f.VOIDED)


AMENDED = (
    *("act_name", "act_number", "act_on", "nature", "matter", "domain", "known_on", "known_how", "rights_told"),
    *("requests", "reasons", "compensation", "prior", "norm_asked", "stay_asked"),
)


def amend(ex: Execution) -> None:
    """What the application says, put right; how it came in stays, for its receipt says that."""
    case = ex.proceeding
    for column in AMENDED:
        setattr(case, column, ex.data[column])
    # Read before: the form's own values replace it whole.
    receipt = {name: value for name, value in case.application.items() if name not in ex.data}
    case.application = receipt | Application.of(ex.data).as_json()
    ex.dossier.cause = case.act_name
    retitle(ex)


def add_party(ex: Execution) -> None:
    party = party_of(ex.dossier, ex.data, position=ex.dossier.parties.count())
    party.represents = ex.data["represents"]
    party.save()
    retitle(ex)


def amend_party(ex: Execution) -> None:
    """What was typed is put right in place; the timeline keeps what it became, on which day and why."""
    parties_kept.amend_party(ex)
    retitle(ex)


def remove_party(ex: Execution) -> None:
    parties_kept.remove_party(ex)
    retitle(ex)


def after_step(ex: Execution) -> None:
    """What follows every step: the number that acceptance gives, and what the search finds."""
    case, dossier = ex.proceeding, ex.dossier
    if dossier.number is None and case.accepted_on is not None and dossier.status != DossierStatus.VOID:
        give_number(dossier=dossier, year=case.accepted_on.year)
    earlier = [str(fact.value.get("number", "")) for fact in ex.context.facts if fact.kind == f.SET_ASIDE]
    refresh_search(dossier, case.act_name, case.act_number, case.decision_number, *earlier)
