"""Effects of what follows a conclusion: service, suits and their results, publication, closing and reopening."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases import facts as f
from cases.models import State
from cases.services.review import stands_declined
from deadlines.basis import calendar_for, clock_on
from deadlines.engine import reckon
from dossiers.models import Party, PartyRole, Visibility
from workflow.closing import close_case, reopen_case
from workflow.papers import keep_papers
from workflow.steps import Execution

# What ended a case without a document of the organ, and the state in which that left it.
ENDED_BY = {
    f.ABANDONED: State.ABANDONED,
    f.WITHDRAWN: State.WITHDRAWN,
    f.NOT_HANDLED: State.NOT_HANDLED,
    f.TRANSFERRED: State.TRANSFERRED,
    f.ESCALATED: State.ESCALATED,
}


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
        **({"prior": True} if data.get("prior") else {}),
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


def sued(ex: Execution) -> None:
    """A suit of one party; the first of all says since when the case has been sued."""
    ex.fact(
        f.SUED,
        ex.data["on_date"],
        ex.data["party"],
        court=ex.data["court"],
        number=ex.data.get("suit_number", ""),
    )
    ex.proceeding.sued, ex.proceeding.sued_on = True, min(ex.context.days(f.SUED))


def not_sued(ex: Execution) -> None:
    """One party let its period for suing pass."""
    ex.fact(f.NOT_SUED, ex.data["on_date"], ex.data["party"])


def suit_result(ex: Execution) -> None:
    """What a court gave in one instance of a suit."""
    data = ex.data
    ex.fact(
        f.SUIT_RESULT,
        data["on_date"],
        data["party"],
        instance=data["instance"].pk,
        result=data["result"].pk,
        court=data["court"],
        number=data.get("number", ""),
        final=bool(data.get("final")),
    )
    keep_papers(ex, "judgment", visibility=Visibility.OFFICE, paper="other", party=data["party"])


def publish(ex: Execution) -> None:
    """The decision was made public, or it is noted why it is not (79①)."""
    ex.fact(f.PUBLISHED, ex.data["on_date"], published=ex.data["how"] == "published")


def appeal_above(ex: Execution) -> None:
    """An internal appeal to the higher organ."""
    data = ex.data
    ex.fact(f.APPEALED_ABOVE, data["on_date"], data["party"], superior=data["superior"])
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other", party=data["party"])


def answered_above(ex: Execution) -> None:
    """What the higher organ answered to an internal appeal."""
    data = ex.data
    ex.fact(f.ANSWERED_ABOVE, data["on_date"], data["party"], result=data["result"], number=data.get("number", ""))
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="other", party=data["party"])


def close(ex: Execution) -> None:
    close_case(ex, f.CLOSED)


def reopen(ex: Execution) -> None:
    reopen_case(ex, f.REOPENED, f.CLOSED)


def before_closing(ex: Execution) -> str:
    """The state from which the case was closed."""
    return next((state for kind, state in ENDED_BY.items() if ex.context.has(kind)), State.SERVED)
