"""The record of a suggestion kept right, and what follows every step."""

from collections.abc import Iterable

from disputes.models import Suggestion, SuggestionAgency, SuggestionState
from disputes.suggestions import facts as f
from disputes.suggestions import reading
from disputes.suggestions.forms.keeping import AmendForm
from disputes.suggestions.wording import title_of
from dossiers.models import DossierLink, Fact, LinkKind
from dossiers.parties import add_respondent
from dossiers.services import refresh_access, refresh_search
from workflow import letters, parties_kept
from workflow.links import join_case, other_of, part_case
from workflow.steps import Execution


def settle_agencies(suggestion: Suggestion, facts: Iterable[Fact]) -> None:
    """Let the rows of the agencies say what the facts say; the facts are the authority."""
    facts = list(facts)
    rows = suggestion.agencies.select_related("party")
    for row in rows:
        course = reading.Course(row.party, [fact for fact in facts if fact.party_id == row.party_id])
        reply, check = course.last(f.REPLIED), course.check
        said = reply.value if reply else {}
        row.received_on = course.day(f.RECEIVED)
        row.replied_on = reply.on_date if reply else None
        row.taken_up = said.get("taken_up", "")
        row.measures, row.responsible = said.get("measures", ""), said.get("responsible", "")
        row.done_by = said.get("done_by") or None
        row.reported_on = course.day(f.RECTIFICATION_REPORTED)
        row.checked_on, row.rectified = (check.on_date, check.value["result"]) if check else (None, "")
        row.requests, row.requested_on = course.turn, course.day(f.REQUESTED_AGAIN)
        row.reported_up_on = course.day(f.REPORTED_UP)
    SuggestionAgency.objects.unscoped("the rows of the suggestion in hand").bulk_update(
        rows,
        [
            *("received_on", "replied_on", "taken_up", "measures", "responsible", "done_by", "reported_on"),
            *("checked_on", "rectified", "requests", "requested_on", "reported_up_on"),
        ],
    )


def search_words(suggestion: Suggestion) -> list[str]:
    """What the search finds of a suggestion beside its number, title and agencies."""
    register = suggestion.dossier.case_number.text
    return [register, suggestion.issuer_name, suggestion.problem, suggestion.proposal, suggestion.other_cases]


def after_step(ex: Execution) -> None:
    """What follows every step: the rows of the agencies, and what the search finds."""
    settle_agencies(ex.proceeding, ex.context.facts)
    refresh_search(ex.dossier, *search_words(ex.proceeding))


def assign(ex: Execution) -> None:
    ex.dossier.officer = ex.data["officer"]


def amend(ex: Execution) -> None:
    suggestion = ex.proceeding
    for column in AmendForm.COLUMNS:
        setattr(suggestion, column, ex.data[column])
    ex.dossier.cause = str(suggestion.cause or "")


def add_agency(ex: Execution) -> None:
    """A further agency to which the suggestion is made, with its receipt where it has it already."""
    organisation = ex.data["organisation"]
    party = add_respondent(ex.dossier, organisation)
    SuggestionAgency.objects.create(suggestion=ex.proceeding, party=party, organisation=organisation)
    if ex.data["received"]:
        ex.fact(f.RECEIVED, ex.data["on_date"], party)
    _after_agencies(ex)


def remove_agency(ex: Execution) -> None:
    """An agency named by mistake; its receipt falls."""
    party = parties_kept.remove_party(ex)
    ex.derived_fact(f.RECEIVED, None, party)
    _after_agencies(ex)


def after_removal(ex: Execution) -> str | None:
    """Where it stands by the agencies that are left."""
    left = [party for party in ex.context.respondents if party != ex.data["party"]]
    return reading.state_of(reading.courses(left, ex.context.facts)) if ex.proceeding.issued_on else None


def after_adding(ex: Execution) -> str | None:
    """Answer awaited, since an agency has been added; a draft stays one."""
    return SuggestionState.AWAITING if ex.proceeding.issued_on else None


def _after_agencies(ex: Execution) -> None:
    names = list(ex.dossier.parties.standing().order_by("position", "pk").values_list("name", flat=True))
    ex.dossier.title = title_of(ex.proceeding.issuer_name, names, ex.proceeding.kind)
    refresh_access(ex.dossier)


def link(ex: Execution) -> None:
    """A case behind the suggestion, found by its number."""
    other = other_of(ex)
    join_case(ex, other, LinkKind.SUGGESTED)
    ex.fact(f.LINKED, ex.data["on_date"], other=other.pk)


def unlink(ex: Execution) -> None:
    """A link made by mistake is taken back; both cases keep the entry, and a letter is followed in its case again."""
    other, _kind = part_case(ex)
    letters.give_back(actor=ex.context.actor, of=ex.dossier, others=[other])


def void(ex: Execution) -> None:
    """A suggestion that was entered by mistake: the letters that it took over are followed in their cases again."""
    ex.void(f.VOIDED)
    links = DossierLink.objects.unscoped("the links of a case in hand").of(ex.dossier)
    letters.give_back(actor=ex.context.actor, of=ex.dossier, others=[link.partner(ex.dossier) for link in links])
