"""The record of a lawsuit kept right, and what follows every step."""

from accounts.timekeeping import now
from dossiers.models import LinkKind, PartyRole
from dossiers.parties import add_respondent, party_of
from dossiers.services import refresh_access, refresh_search
from hearings import facts as f
from hearings import reading
from hearings.forms.keeping import AmendForm
from hearings.models import Defendant, Designation, Lawsuit, Sitting, SittingState, State
from hearings.services.bookings import rebook
from hearings.services.linking import relink
from hearings.services.losing import settle_lost
from workflow import parties_kept
from workflow.links import join_case, other_of, part_case
from workflow.naming import retitle
from workflow.steps import Execution

AGAINST = "诉"


def void(ex: Execution) -> None:
    """A suit that was entered by mistake; its number is free for the right one."""
    ex.void(f.VOIDED)


def assign(ex: Execution) -> None:
    """The officers of the suit, whose time its sittings to come take up from now on."""
    ex.dossier.officer, ex.dossier.second_officer = ex.data["officer"], ex.data["second"]
    # Bookings are read from what is stored.
    ex.dossier.save(update_fields=["officer", "second_officer"])
    to_come = Sitting.objects.unscoped("those of the case at hand").filter(
        cases__lawsuit=ex.proceeding, cases__left_on=None, state=SittingState.SET, during__startswith__gt=now()
    )
    for sitting in to_come.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        rebook(ex.context.actor, sitting, ex.data["clash_reason"])


def amend(ex: Execution) -> None:
    """The notice put right; where it names another case before the suit, that one is linked."""
    suit = ex.proceeding
    before = {column: getattr(suit, column) for column in AmendForm.COLUMNS}
    for column in AmendForm.COLUMNS:
        setattr(suit, column, ex.data[column])
    relink(ex, before)
    ex.dossier.cause = ex.data["cause"] or suit.act_name
    retitle(ex, AGAINST)


def add_party(ex: Execution) -> None:
    party = party_of(ex.dossier, ex.data, position=ex.dossier.parties.count())
    party.represents = ex.data["represents"]
    party.save()
    retitle(ex, AGAINST)


def add_defendant(ex: Execution) -> None:
    """A further defendant, served on its own day; from then on nobody is the only one."""
    suit, organisation = ex.proceeding, ex.data["organisation"]
    party = add_respondent(ex.dossier, organisation)
    ex.fact(f.SERVED_WITH_SUIT, ex.data["on_date"], party, procedure=suit.procedure, answer=bool(ex.data["answers"]))
    suit.defendants.filter(designation=Designation.SOLE).update(designation=Designation.OPEN)
    Defendant.objects.create(
        lawsuit=suit,
        party=party,
        organisation=organisation,
        standing=ex.data["standing"],
        position=party.position,
        designation=Designation.OPEN,
        served_on=ex.data["on_date"],
    )
    suit.government = suit.government or organisation.pk == ex.dossier.organ.organisation_id
    _after_parties(ex)


def after_adding(ex: Execution) -> str | None:
    """Answer and evidence due, since a defendant has been added; as it stands when it owes none."""
    return State.ANSWERING if ex.data["answers"] else None


def amend_party(ex: Execution) -> None:
    parties_kept.amend_party(ex)
    retitle(ex, AGAINST)


def remove_party(ex: Execution) -> None:
    """A party taken out; a defendant's service falls, and whoever is left alone is the only one."""
    party = parties_kept.remove_party(ex)
    if party.role != PartyRole.RESPONDENT:
        retitle(ex, AGAINST)
        return
    ex.derived_fact(f.SERVED_WITH_SUIT, None, party)
    suit = ex.proceeding
    left = [row for row in suit.defendants.all() if row.party_id != party.pk and row.party.voided_at is None]
    if len(left) == 1 and left[0].designation == Designation.OPEN:
        left[0].designation = Designation.SOLE
        left[0].save(update_fields=["designation"])
    suit.government = any(row.organisation_id == ex.dossier.organ.organisation_id for row in left)
    _after_parties(ex)


def after_removal(ex: Execution) -> str | None:
    """Being tried, when only the party taken out still owed its answer; else as it stands."""
    if ex.proceeding.state != State.ANSWERING or ex.data["party"].role != PartyRole.RESPONDENT:
        return None
    left = [party for party in reading.left_to_answer(ex.context) if party != ex.data["party"]]
    return None if left else State.TRIAL


def _after_parties(ex: Execution) -> None:
    retitle(ex, AGAINST)
    refresh_access(ex.dossier)


def link(ex: Execution) -> None:
    """This suit follows the reconsideration case or the earlier instance; a parallel one stands beside it."""
    kind, other = ex.data["kind"], other_of(ex)
    join_case(ex, other, kind)
    ex.fact(f.LINKED, ex.data["on_date"], other=other.pk, link=kind)
    if kind == LinkKind.SUED:
        ex.proceeding.reconsidered, ex.proceeding.reconsideration_number = True, other.number or ""
    elif kind == LinkKind.INSTANCE:
        ex.proceeding.earlier_number = other.number or ""


def unlink(ex: Execution) -> None:
    """A link made by mistake is taken back; both cases keep the entry."""
    part_case(ex)


def after_step(ex: Execution) -> None:
    """What follows every step: what the search finds, and whether the suit is lost."""
    suit = ex.proceeding
    if suit.outcome_id or suit.lost is not None:
        settle_lost([suit], ex.dossier.organ)
    refresh_search(ex.dossier, *searched(suit))


def searched(suit: Lawsuit) -> tuple[str, ...]:
    """By what of a suit the search finds it, beside its number and its parties."""
    numbers = (suit.act_number, suit.judgment_number, suit.reconsideration_number, suit.earlier_number)
    return (suit.act_name, *numbers)
