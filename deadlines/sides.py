"""Who answers for the periods of the parties of a case, and the clocks that each party has for itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from deadlines.models import Owner
from deadlines.rules import ClockRule, FactLike
from dossiers.models import Dossier, PartyRole

AGENCIES = (Owner.OFFICE, Owner.AGENCY)
ANYBODY = (*AGENCIES, Owner.APPLICANT)


@dataclass(frozen=True)
class Sides:
    """The parties of a case by who answers for their periods."""

    organ: frozenset[int] = frozenset()
    agencies: frozenset[int] = frozenset()

    def owner(self, party_id: int | None) -> str:
        """Who owes what is for a party: the office for the organ, an agency for itself, anybody else the other side."""
        if party_id in self.organ:
            return Owner.OFFICE
        return Owner.AGENCY if party_id in self.agencies else Owner.APPLICANT


def sides_of(dossier: Dossier) -> Sides:
    """The sides of a case by its respondents; one query."""
    rows = dossier.parties.filter(role=PartyRole.RESPONDENT).values_list("pk", "organisation_id")
    own = dossier.organ.organisation_id
    return Sides(
        organ=frozenset(pk for pk, organisation in rows if organisation == own),
        agencies=frozenset(pk for pk, organisation in rows if organisation != own),
    )


def for_each(
    sides: Sides,
    owners: Iterable[str],
    clock: str,
    starts: str,
    applies: Callable[[FactLike], bool] = lambda start: True,
    **fields: Any,
) -> list[ClockRule]:
    """A clock of a party's own, as a rule for each who may owe it."""

    def owed_by(owner: str) -> Callable[[FactLike], bool]:
        return lambda start: sides.owner(start.party_id) == owner and applies(start)

    return [
        ClockRule(
            clock,
            starts=starts,
            per_party=True,
            owner=owner,
            applies=owed_by(owner),
            **fields,
        )
        for owner in owners
    ]
