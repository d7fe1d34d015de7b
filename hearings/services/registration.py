"""How a lawsuit begins: registered from the court's notice to respond (应诉通知书)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ, Organisation, User
from accounts.permissions import require
from accounts.timekeeping import today
from deadlines import services as deadlines
from dossiers.following import changed
from dossiers.models import (
    Code,
    Dossier,
    DossierKind,
    DossierSource,
    Party,
    PartyRole,
    TimelineEntry,
    Visibility,
)
from dossiers.parties import add_parties
from dossiers.services import add_fact, keep_courts_number, refresh_access, refresh_search
from dossiers.trail import record
from hearings import facts as f
from hearings.models import Defendant, Designation, Lawsuit, Procedure, State
from hearings.numbers import court_number
from hearings.services.keeping import AGAINST, searched
from hearings.services.linking import link_waiting
from workflow.forms import plain
from workflow.naming import named, title_of
from workflow.rows import write_row
from workflow.steps import Execution


@dataclass(frozen=True)
class DefendantRow:
    """A defendant as the notice names it: its standing, since when it is served, whether it owes an answer."""

    organisation: Organisation
    standing: Code
    served_on: dt.date | None = None
    answers: bool = True


@transaction.atomic
def register_suit(
    *,
    actor: Actor,
    organ: Organ,
    number: str,
    suit: dict[str, Any],
    parties: list[dict[str, Any]],
    defendants: Sequence[DefendantRow],
    officer: User | None = None,
    cause: str = "",
) -> Lawsuit:
    """Register one instance of a suit: dossier, parties, lawsuit, defendants, access, first entry, facts, periods.

    `suit` holds columns of Lawsuit (court, instance, matter, act_name and so on; not state, served_on, government),
    `parties` the plaintiffs, third parties and those who act for them as `dossiers.parties.party_of` takes them.
    `number` is the court's in any form, `cause` the cause of action (the act without one). Raises ValidationError for
    a number that is none or is taken (codes ``number``, ``taken``), for a suit without plaintiff, defendant or service,
    and for a day in the future.
    """
    require(actor, "suit.register", organ)
    kept = court_number(number)
    served = [row.served_on for row in defendants if row.served_on]
    if not served or not any(row["role"] == PartyRole.APPLICANT for row in parties):
        raise ValidationError(_("A suit has a plaintiff, and a defendant who was served."), code="parties")
    if max(served) > today():
        raise ValidationError(_("The day lies in the future."), code="future")
    dossier = _dossier(actor, organ, min(served), suit, parties, defendants, officer)
    dossier.cause = cause or dossier.cause
    keep_courts_number(dossier=dossier, text=kept.text)
    dossier.save(force_insert=True)
    add_parties(dossier, parties, [row.organisation for row in defendants])
    made = Lawsuit.objects.create(
        dossier=dossier,
        state=State.ANSWERING,
        served_on=min(served),
        government=any(row.organisation == organ.organisation for row in defendants),
        **suit,
    )
    entry = TimelineEntry(
        dossier=dossier,
        step="register",
        on_date=dossier.opened_on,
        taken_by=actor.user,
        to_state=made.state,
        data={"form": _as_typed(dossier, made, defendants), "version": dossier.version},
        visibility=Visibility.PARTIES,
    )
    entry.save(force_insert=True)
    if made.filed_on:
        add_fact(entry=entry, kind=f.FILED, on_date=made.filed_on)
    for party, row in zip(_respondents(dossier), defendants, strict=True):
        enter_defendant(made, party, row, entry, several=len(defendants) > 1)
    refresh_access(dossier)
    refresh_search(dossier, *searched(made))
    deadlines.refresh(dossier)
    link_waiting([dossier])
    record(actor=actor, action="suit.register", obj=made, dossier=dossier)
    changed([dossier.pk])
    return made


def _dossier(
    actor: Actor,
    organ: Organ,
    served_on: dt.date,
    suit: dict[str, Any],
    parties: list[dict[str, Any]],
    defendants: Sequence[DefendantRow],
    officer: User | None,
) -> Dossier:
    plaintiffs = [named(row["name"], row.get("group_size") or 1) for row in parties if row["role"] == "applicant"]
    act = suit.get("act_name", "")
    return Dossier(
        organ=organ,
        kind=DossierKind.LITIGATION,
        title=title_of(plaintiffs, [row.organisation.name for row in defendants], act, AGAINST),
        cause=act,
        officer=officer,
        stage=State.ANSWERING,
        opened_on=served_on,
        source=DossierSource.ENTERED,
        created_by=actor.user,
    )


def _as_typed(dossier: Dossier, suit: Lawsuit, defendants: Sequence[DefendantRow]) -> dict[str, list[str]]:
    """The notice as the form that puts it right keeps it."""
    served = zip(_respondents(dossier), defendants, strict=True)
    kept = {
        "on_date": [suit.served_on.isoformat()],
        "number": [dossier.number or ""],
        "filed_on": plain(suit.filed_on),
        "services": [
            write_row(
                party=str(party.pk), served_on=row.served_on.isoformat(), **({} if row.answers else {"exempt": True})
            )
            for party, row in served
            if row.served_on
        ],
    }
    return {name: values for name, values in kept.items() if values}


def _respondents(dossier: Dossier) -> list[Party]:
    return list(dossier.parties.standing().filter(role=PartyRole.RESPONDENT).order_by("position", "pk"))


def enter_defendant(suit: Lawsuit, party: Party, row: DefendantRow, entry: TimelineEntry, *, several: bool) -> None:
    """The defendant of a party, with its service; of several nobody is designated to appear yet."""
    Defendant.objects.create(
        lawsuit=suit,
        party=party,
        organisation=row.organisation,
        standing=row.standing,
        position=party.position,
        designation=Designation.OPEN if several else Designation.SOLE,
        served_on=row.served_on,
    )
    if row.served_on:
        value = {"procedure": suit.procedure, "answer": row.answers}
        add_fact(entry=entry, kind=f.SERVED_WITH_SUIT, on_date=row.served_on, party=party, value=value)


def correct_registration(ex: Execution) -> None:
    """The notice put right: the periods begin anew with the service on each defendant."""
    suit, dossier, data = ex.proceeding, ex.dossier, ex.data
    keep_courts_number(dossier=dossier, text=data["number"])
    if data["filed_on"]:
        ex.fact(f.FILED, data["filed_on"])
    rows = {row.party_id: row for row in suit.defendants.all()}
    for service in data["services"]:
        party, day = service["party"], service["served_on"]
        value = {"procedure": _began_as(suit, ex), "answer": not service["exempt"]}
        ex.fact(f.SERVED_WITH_SUIT, day, party, **value)
        row = rows[party.pk]
        row.served_on = day
        row.save(update_fields=["served_on"])
    suit.filed_on, suit.served_on = data["filed_on"], data["on_date"]
    dossier.opened_on = data["on_date"]
    link_waiting([dossier])


def _began_as(suit: Lawsuit, ex: Execution) -> str:
    """The procedure in which the suit began."""
    return Procedure.SIMPLIFIED if ex.context.has(f.CONVERTED) else suit.procedure
