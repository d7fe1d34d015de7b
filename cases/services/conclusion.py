"""Effects of the conclusion and of what follows it: service, suit, closing."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases import facts as f
from cases.models import State
from cases.services.papers import keep_papers
from cases.services.review import stands_declined
from deadlines.basis import calendar_for, clock_on
from deadlines.engine import reckon
from dossiers.models import DossierStatus, Party, PartyRole, Visibility
from workflow.steps import Execution


def conclude(ex: Execution) -> None:
    """A decision, dismissal, mediation statement or termination: the case is concluded on the document's day."""
    case, data = ex.proceeding, ex.data
    ex.fact(f.CONCLUDED, data["on_date"], outcome=data["outcome"].pk)
    case.concluded_on, case.outcome, case.decision_number = (
        data["on_date"],
        data["outcome"],
        data["document_number"],
    )
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.OPEN
    keep_papers(ex, "document", visibility=Visibility.PARTIES, paper="decision")


def serve(ex: Execution) -> None:
    """Service on one party: effective on receipt, by public notice thirty days after it (R13)."""
    data, party = ex.data, ex.data["party"]
    if data["manner"].code == "public_notice":
        calendar, clock = calendar_for(ex.dossier.organ), clock_on("sv_public_notice_30d", data["on_date"])
        # Thirty calendar days that no holiday moves (R13), so that there is always an answer.
        effective: dt.date | None = reckon(clock, data["on_date"], calendar).due_on
    else:
        effective = data["effective_on"]
    if effective is None:
        raise ValidationError({"effective_on": _("Give the day on which it was received.")}, code="required")
    may_sue = party.role in {PartyRole.APPLICANT, PartyRole.THIRD_PARTY}
    ex.fact(
        f.SERVED,
        effective,
        party,
        sent_on=data["on_date"].isoformat(),
        manner=data["manner"].pk,
        may_sue=may_sue,
    )
    keep_papers(ex, "proof", visibility=Visibility.OFFICE, paper="proof_of_service", party=party)


def after_service(ex: Execution) -> str | None:
    """The state after one more party has been served, or a service put right: all served, or waiting for the rest."""
    return _state_by_service(ex, but=ex.data["party"])


def after_removal(ex: Execution) -> str | None:
    """As it stands; all served, when the party taken out was the last that had not been served."""
    return _state_by_service(ex, but=ex.data["party"])


def _state_by_service(ex: Execution, *, but: Party) -> str | None:
    """Where a concluded case stands by who has been served; `but` is served, or no longer to be."""
    if ex.proceeding.state not in {State.DECIDED, State.DECLINED, State.SERVED}:
        return None
    declined = stands_declined(ex.context)
    to_serve = ex.dossier.parties.standing().filter(represents=None)
    if declined:
        to_serve = to_serve.filter(role=PartyRole.APPLICANT)
    left = [party for party in to_serve if party != but and not ex.context.has(f.SERVED, party)]
    if not left:
        return State.SERVED
    return State.DECLINED if declined else State.DECIDED


def close(ex: Execution) -> None:
    ex.fact(f.CLOSED, ex.data["on_date"])
    ex.dossier.status, ex.dossier.closed_on = DossierStatus.CLOSED, ex.data["on_date"]


def sued(ex: Execution) -> None:
    ex.fact(
        f.SUED,
        ex.data["on_date"],
        ex.data["party"],
        court=ex.data["court"],
        number=ex.data.get("suit_number", ""),
    )
    ex.proceeding.sued, ex.proceeding.sued_on = True, ex.data["on_date"]
