"""Conflicts of interest between mediators and the parties of a dispute. Pure: no query."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.text import normalise_name
from disputes.models import Mediator
from dossiers.models import Party


@dataclass(frozen=True)
class Conflict:
    """Why a mediator should not sit. `bars`: nobody mediates in a matter of their own, whatever the reason."""

    mediator: Mediator
    words: str
    bars: bool


def conflicts_of(mediators: Iterable[Mediator], parties: Iterable[Party]) -> list[Conflict]:
    """The conflicts of some mediators (read with their organisation) with the standing parties of a dispute.

    One who bears a party's name, or that of somebody who acts for a party, is barred; one of a unit that is a party,
    or that acts for one, sits for a stated reason alone.
    """
    parties = list(parties)
    names = {normalise_name(party.name): party.name for party in parties}
    places = {party.organisation_id: party.name for party in parties if party.organisation_id is not None}
    units = {normalise_name(party.unit): party.name for party in parties if party.unit}
    found = []
    for mediator in mediators:
        said = {"mediator": mediator.name}
        if mediator.name_key in names:
            words = _("%(mediator)s bears the name of a party or of somebody who acts for one.") % said
            found.append(Conflict(mediator, words, True))
        elif mediator.organisation_id in places:
            said["party"] = places[mediator.organisation_id]
            words = _("%(mediator)s is of the unit %(party)s, which is a party.") % said
            found.append(Conflict(mediator, words, False))
        elif normalise_name(mediator.of_unit) in units:
            said["party"] = units[normalise_name(mediator.of_unit)]
            words = _("%(mediator)s is of the firm or unit of %(party)s, who acts in the dispute.") % said
            found.append(Conflict(mediator, words, False))
    return found
