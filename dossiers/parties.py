"""The parties of a case as they are entered with it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Organisation
from dossiers.models import Dossier, Party, PartyKind, PartyRole


def respondents_of_case(dossier: Dossier, organisations: list[Organisation]) -> list[Party]:
    """The agencies against which an application is directed, as parties; not saved yet."""
    return [
        Party(
            dossier=dossier,
            role=PartyRole.RESPONDENT,
            kind=PartyKind.AGENCY,
            name=organisation.name,
            organisation=organisation,
            position=position,
        )
        for position, organisation in enumerate(organisations)
    ]


def add_respondent(dossier: Dossier, organisation: Organisation) -> Party:
    """A further agency in a case, after those that are there or were."""
    position = dossier.parties.filter(role=PartyRole.RESPONDENT).count()
    return Party.objects.create(
        dossier=dossier,
        role=PartyRole.RESPONDENT,
        kind=PartyKind.AGENCY,
        name=organisation.name,
        organisation=organisation,
        position=position,
    )


def party_of(dossier: Dossier, row: dict[str, Any], position: int) -> Party:
    """A party from the fields of its form; not saved yet."""
    party = Party(
        dossier=dossier,
        role=row["role"],
        kind=row["kind"],
        name=row["name"],
        group_size=row.get("group_size") or 1,
        credit_code=row.get("credit_code", ""),
        address=row.get("address", ""),
        agent_kind=row.get("agent_kind"),
        unit=row.get("unit", ""),
        authority=row.get("authority") or "",
        empowered_on=row.get("empowered_on"),
        licence=row.get("licence") or "",
        relation=row.get("relation") or "",
        legal_aid=row.get("legal_aid") or False,
        electronic_service=row.get("electronic_service", False),
        position=position,
    )
    party.set_identity(row.get("identity", ""))
    party.set_phone(row.get("phone", ""))
    return party


def add_parties(dossier: Dossier, rows: list[dict[str, Any]], respondents: list[Organisation]) -> None:
    """Enter the parties of an application: who acts for another comes right after them. Raises ValidationError."""
    made: list[Party] = []
    for position, row in enumerate(rows):
        party = party_of(dossier, row, position)
        if party.role in {PartyRole.AGENT, PartyRole.REPRESENTATIVE, PartyRole.STATUTORY_AGENT}:
            # Somebody who acts for another follows the person for whom they act.
            party.represents = next((p for p in reversed(made) if p.represents_id is None), None)
            if party.represents is None:
                raise ValidationError(_("Enter the applicant before the person who acts for them."), code="order")
        party.save()
        made.append(party)
    for respondent in respondents_of_case(dossier, respondents):
        respondent.save()


def copy_parties(source: Dossier, target: Dossier) -> None:
    """The standing parties of one case entered in another, with those who act for them."""
    made: dict[int, Party] = {}
    for party in source.parties.standing().order_by(F("represents_id").asc(nulls_first=True), "pk"):
        kept = party.pk
        party.pk, party.dossier, party._state.adding = None, target, True
        party.represents = made[party.represents_id] if party.represents_id else None
        party.save(force_insert=True)
        made[kept] = party
