"""The record of a dispute kept right, and what follows every step."""

from disputes import facts as f
from disputes import reading
from disputes.forms.keeping import AmendDisputeForm
from disputes.models import Dispute, Performance, State, TermState
from disputes.services.behind import keep_time_behind
from disputes.services.joining import after_lead
from disputes.suing import begun
from dossiers.models import Dossier, Party, PartyKind, PartyRole
from dossiers.parties import party_of
from dossiers.services import refresh_access, refresh_search
from workflow import parties_kept
from workflow.closing import close_case, reopen_case
from workflow.links import join_case, other_of, part_case
from workflow.naming import retitle
from workflow.steps import Execution

# The word between who seeks resolution and the agency, in the title of a dispute.
BEFORE_CENTRE = "与"


def suing(dossier: Dossier, dispute: Dispute) -> list[Party]:
    """Those whose period for suing is shown: who seeks resolution of an administrative dispute, once it runs."""
    if dispute.nature != "administrative" or dispute.known_on is None:
        return []
    return list(dossier.parties.standing().filter(role=PartyRole.APPLICANT, represents=None).order_by("position"))


def keep_suit_periods(ex: Execution) -> None:
    """The periods for suing as the dispute now has them, whichever entries began them."""
    dispute = ex.proceeding
    owing = suing(ex.dossier, dispute)
    for party in ex.dossier.parties.filter(role=PartyRole.APPLICANT, represents=None).order_by("position"):
        for kind, (on, value) in begun(dispute).items():
            ex.derived_fact(kind, on if party in owing else None, party, **value)


def void(ex: Execution) -> None:
    """A dispute that was entered by mistake; its number is not given again."""
    ex.void(f.VOIDED)


def assign(ex: Execution) -> None:
    ex.dossier.officer, ex.dossier.second_officer = ex.data["officer"], ex.data["second"]


def amend(ex: Execution) -> None:
    for column in AmendDisputeForm.COLUMNS:
        setattr(ex.proceeding, column, ex.data[column])
    ex.dossier.cause = ex.proceeding.act_name
    keep_suit_periods(ex)
    retitle(ex, BEFORE_CENTRE)


def add_party(ex: Execution) -> None:
    party = party_of(ex.dossier, ex.data, position=ex.dossier.parties.count())
    party.represents = ex.data["represents"]
    party.save()
    keep_suit_periods(ex)
    retitle(ex, BEFORE_CENTRE)


def add_agency(ex: Execution) -> None:
    organisation = ex.data["organisation"]
    Party.objects.create(
        dossier=ex.dossier,
        role=PartyRole.RESPONDENT,
        kind=PartyKind.AGENCY,
        name=organisation.name,
        organisation=organisation,
        position=ex.dossier.parties.filter(role=PartyRole.RESPONDENT).count(),
    )
    retitle(ex, BEFORE_CENTRE)
    refresh_access(ex.dossier)


def amend_party(ex: Execution) -> None:
    parties_kept.amend_party(ex)
    retitle(ex, BEFORE_CENTRE)


def remove_party(ex: Execution) -> None:
    parties_kept.remove_party(ex)
    keep_suit_periods(ex)
    retitle(ex, BEFORE_CENTRE)
    refresh_access(ex.dossier)


def link(ex: Execution) -> None:
    """The lawsuit or reconsideration case behind the dispute, or a dispute of the same root."""
    kind, other = ex.data["kind"], other_of(ex)
    join_case(ex, other, kind)
    ex.fact(f.LINKED, ex.data["on_date"], other=other.pk, link=kind)


def unlink(ex: Execution) -> None:
    part_case(ex)


def close(ex: Execution) -> None:
    close_case(ex, f.CLOSED)


def reopen(ex: Execution) -> None:
    """A closed dispute stands again where it stood; one that was not taken up can be examined anew."""
    reopen_case(ex, f.REOPENED, f.CLOSED)
    ex.derived_fact(f.DECLINED, None)


def before_closing(ex: Execution) -> str:
    """The state from which the file was closed."""
    return State.CONCLUDED if ex.proceeding.concluded_on else State.SCREENING


def after_step(ex: Execution) -> None:
    """What follows every step: how far an agreement is performed, what the search finds, the disputes that follow."""
    dispute = ex.proceeding
    performance = _performance(ex)
    if performance != dispute.performance:
        dispute.performance = performance
        dispute.save(update_fields=["performance"])
    refresh_search(ex.dossier, dispute.act_name, dispute.act_number, dispute.referral_number)
    keep_time_behind(ex.context, ex.data["on_date"])
    after_lead(ex)


def _performance(ex: Execution) -> str:
    """How far what was agreed is performed: by its terms, in the leading dispute where it ended with that one."""
    dispute = ex.proceeding
    if dispute.lead_id and dispute.state in reading.ENDED_STATES:
        lead = Dispute.objects.unscoped("the leading one of a case in hand").filter(pk=dispute.lead_id)
        return lead.values_list("performance", flat=True).get()
    states = set(dispute.terms.exclude(state=TermState.DROPPED).values_list("state", flat=True))
    if not states:
        ended = next((fact for fact in ex.context.facts if fact.kind == f.CONCLUDED), None)
        return Performance.DONE if ended is not None and ended.value.get("performed") else Performance.NONE
    if TermState.OPEN in states:
        return Performance.RUNNING
    return Performance.FAILED if TermState.FAILED in states else Performance.DONE
