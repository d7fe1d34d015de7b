"""How a suggestion begins: registered as it came or was issued, or drawn up in the office to be issued."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role, User
from accounts.permissions import require
from accounts.timekeeping import today
from deadlines import services as deadlines
from disputes.models import Suggestion, SuggestionAgency, SuggestionKind, SuggestionState
from disputes.suggestions import facts as f
from disputes.suggestions import telling
from disputes.suggestions.services.keeping import search_words, settle_agencies
from disputes.suggestions.wording import paper_of, title_of
from dossiers.following import changed
from dossiers.models import (
    Code,
    Dossier,
    DossierKind,
    DossierLink,
    DossierSource,
    LinkKind,
    Party,
    TimelineEntry,
    Visibility,
)
from dossiers.parties import respondents_of_case
from dossiers.services import add_fact, add_file, enter_in_register, keep_courts_number, refresh_access, refresh_search
from dossiers.trail import record
from workflow.forms import plain
from workflow.letters import Letter, take_over
from workflow.links import note_link
from workflow.rows import write_row
from workflow.steps import Execution

# Which body's liaison registers which kind.
KIND_OF_ROLE = {
    Role.COURT_LIAISON: SuggestionKind.JUDICIAL,
    Role.PROCURATORATE_LIAISON: SuggestionKind.PROCURATORIAL,
}


@dataclass(frozen=True)
class AgencyRow:
    """An agency to which a suggestion is made, and when it received it, where that is known."""

    organisation: Organisation
    received_on: dt.date | None = None


def bodies_of(actor: Actor) -> dict[str, frozenset[int]]:
    """The courts and procuratorates for which the actor registers what they issue, by the kind of suggestion."""
    found = {kind: actor.organisations(role) for role, kind in KIND_OF_ROLE.items()}
    return {kind: ids for kind, ids in found.items() if ids}


def _check_issuer(actor: Actor, organ: Organ, kind: str, issuer: Organisation | None) -> None:
    if actor.has_any((Role.OFFICER, Role.DIRECTOR), organ.office_id):
        return
    if issuer is None or issuer.pk not in bodies_of(actor).get(kind, frozenset()):
        raise PermissionDenied("suggestion.register")


@transaction.atomic
def register_suggestion(
    *,
    actor: Actor,
    organ: Organ,
    suggestion: dict[str, Any],
    agencies: Sequence[AgencyRow],
    number: str = "",
    officer: User | None = None,
    cases: Iterable[Dossier] = (),
    letters: Iterable[tuple[Dossier, Letter]] = (),
    document: Any = None,
) -> Suggestion:
    """Enter a suggestion with its agencies, access, facts, periods, links and paper; those concerned are told.

    `suggestion` holds columns of Suggestion (kind, subject, own, issuer, issuer_name, issued_on, problem and so on; not
    state). Without `issued_on` it is being drawn up here, to be issued later. `cases` are those behind it, `letters`
    those that stand in a case and are followed here from now on. Raises PermissionDenied for a court or procuratorate
    that registers what another body issued, and ValidationError for a number that is taken (code ``taken``), without an
    agency, and for days that do not agree.
    """
    require(actor, "suggestion.register", organ)
    _check_issuer(actor, organ, suggestion["kind"], suggestion.get("issuer"))
    issued_on: dt.date | None = suggestion.get("issued_on")
    received = [row.received_on for row in agencies if row.received_on]
    if not agencies:
        raise ValidationError(_("A suggestion is made to an agency at least."), code="agencies")
    if max([day for day in (issued_on, *received) if day], default=today()) > today():
        raise ValidationError(_("The day lies in the future."), code="future")
    if received and (issued_on is None or min(received) < issued_on):
        raise ValidationError(_("It cannot have been received before it was sent."), code="order")
    dossier = Dossier(
        organ=organ,
        kind=DossierKind.SUGGESTION,
        title=title_of(suggestion["issuer_name"], [row.organisation.name for row in agencies], suggestion["kind"]),
        cause=str(suggestion.get("cause") or ""),
        officer=officer,
        stage=SuggestionState.AWAITING if issued_on else SuggestionState.DRAFT,
        opened_on=issued_on or today(),
        source=DossierSource.ENTERED,
        created_by=actor.user,
    )
    if number:
        keep_courts_number(dossier=dossier, text=number)
    dossier.save(force_insert=True)
    made = Suggestion.objects.create(dossier=dossier, state=dossier.stage, **suggestion)
    parties = respondents_of_case(dossier, [row.organisation for row in agencies])
    for party in parties:
        party.save()
        SuggestionAgency.objects.create(suggestion=made, party=party, organisation=party.organisation)
    entry = _first_entry(actor, made, parties, agencies)
    if document:
        add_file(
            actor=actor,
            dossier=dossier,
            file=document,
            paper=Code.objects.get(pk=f"paper.{paper_of(made.kind)}"),
            visibility=entry.visibility,
            entry=entry,
        )
    settle_agencies(made, list(dossier.facts.current()))
    refresh_access(dossier)
    for other in {case.pk: case for case in (*cases, *(case for case, _letter in letters))}.values():
        link_case(actor=actor, dossier=dossier, other=other)
    for case, letter in letters:
        take_over(actor=actor, dossier=case, letter=letter, of=dossier)
    deadlines.refresh(dossier)
    record(actor=actor, action="suggestion.register", obj=made, dossier=dossier)
    # Last, since others then wait for this transaction.
    enter_in_register(dossier=dossier, year=today().year)
    refresh_search(dossier, *search_words(made))
    changed([dossier.pk])
    if issued_on:
        told = [party.organisation_id for party in parties if party.organisation_id]
        telling.tell(entry, made, "made", telling.liaisons(told))
        if not actor.has_any((Role.OFFICER, Role.DIRECTOR), organ.office_id):
            telling.tell(entry, made, "registered", telling.office(dossier))
    return made


def _first_entry(
    actor: Actor, made: Suggestion, parties: Sequence[Party], agencies: Sequence[AgencyRow]
) -> TimelineEntry:
    """The entry of the registration with the issue and each receipt, or of the drawing up."""
    dossier, drafted = made.dossier, made.issued_on is None
    receipts = [(party, row.received_on) for party, row in zip(parties, agencies, strict=True) if row.received_on]
    typed = {
        "on_date": [dossier.opened_on.isoformat()],
        **({} if drafted else {"number": plain(dossier.number), "about": [made.subject]}),
        **{name: plain(getattr(made, name)) for name in ("reply_by", "reply_days") if not drafted},
        "receipts": [write_row(party=str(party.pk), received_on=day.isoformat()) for party, day in receipts],
    }
    entry = TimelineEntry(
        dossier=dossier,
        step="draw_up" if drafted else "register",
        on_date=dossier.opened_on,
        taken_by=actor.user,
        to_state=made.state,
        data={"form": {name: values for name, values in typed.items() if values}, "version": dossier.version},
        visibility=Visibility.OFFICE if drafted else Visibility.PARTIES,
    )
    entry.save(force_insert=True)
    if made.issued_on:
        add_fact(entry=entry, kind=f.ISSUED, on_date=made.issued_on)
    for party, day in receipts:
        add_fact(entry=entry, kind=f.RECEIVED, on_date=day, party=party)
    return entry


def link_case(*, actor: Actor, dossier: Dossier, other: Dossier) -> DossierLink:
    """Link a suggestion with a case behind it, which tells of it in its own timeline."""
    link = DossierLink.objects.create(
        dossier=dossier, other=other, kind=LinkKind.SUGGESTED, on_date=today(), created_by=actor.user
    )
    note_link(actor=actor, other=other, of=dossier, step="linked", what=LinkKind.SUGGESTED, on=today())
    return link


def correct_registration(ex: Execution) -> None:
    """The registration put right: number, day of issue, what the paper lays down, each receipt that it gave."""
    suggestion, dossier, data = ex.proceeding, ex.dossier, ex.data
    if data["number"]:
        keep_courts_number(dossier=dossier, text=data["number"])
    else:
        dossier.number = None
    ex.fact(f.ISSUED, data["on_date"])
    for row in data["receipts"]:
        ex.fact(f.RECEIVED, row["received_on"], row["party"])
    suggestion.subject, suggestion.reply_by, suggestion.reply_days = data["about"], data["reply_by"], data["reply_days"]
    suggestion.issued_on = dossier.opened_on = data["on_date"]
    # What the clocks are reckoned by is read from what is stored.
    suggestion.save()
