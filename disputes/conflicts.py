"""Conflicts of interest of mediators: with the parties of a dispute, and with those who handle the case behind it.

`conflicts_of` is pure. What stands against a team is asked again when parties come in later (`standing_conflicts`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.text import normalise_name
from disputes import reading
from disputes.models import Mediator, TeamMember
from dossiers.handling import names_handling
from dossiers.models import Party
from workflow.steps import Context


@dataclass(frozen=True)
class Handlers:
    """Who handles the cases behind a dispute: by account, and by name, as judges have none here."""

    accounts: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Conflict:
    """Why a mediator should not sit. `bars`: nobody mediates in a matter of their own, whatever the reason."""

    mediator: Mediator
    words: str
    bars: bool


def conflicts_of(
    mediators: Iterable[Mediator], parties: Iterable[Party], handlers: Handlers = Handlers()
) -> list[Conflict]:
    """The conflicts of some mediators (read with their organisation) with the standing parties of a dispute.

    One who bears a party's name, or that of somebody who acts for a party, is barred; one of a unit that is a party,
    or that acts for one, sits for a stated reason alone. So does one of `handlers`, who handle the case behind.
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
        elif mediator.user_id in handlers.accounts or mediator.name_key in handlers.names:
            words = _("%(mediator)s handles the case behind the dispute.") % said
            found.append(Conflict(mediator, words, False))
    return found


def conflicts_in(context: Context, mediators: Iterable[Mediator]) -> list[Conflict]:
    """The conflicts of some mediators in a dispute: with its parties, with those of the disputes that follow it, and
    with whoever handles the cases behind it; at most four queries.
    """
    joined = [dispute.pk for dispute in reading.followers(context)]
    parties = list(context.parties)
    if joined:
        theirs = Party.objects.unscoped("of disputes that follow a case in hand").standing()
        parties += theirs.filter(dossier__in=joined)
    return conflicts_of(mediators, parties, _handlers(context))


def _handlers(context: Context) -> Handlers:
    """Who handles the cases behind a dispute: their officers, and the judges of suits by their names."""
    behind = reading.behind(context)
    people = [user for case in behind for user in (case.officer, case.second_officer) if user is not None]
    names = {user.display_name for user in people}
    for kind in sorted({case.kind for case in behind}):
        names |= names_handling(kind, [case.pk for case in behind if case.kind == kind])
    return Handlers(frozenset(user.pk for user in people), frozenset(map(normalise_name, names)))


_TEAM = "conflicts of the team"


def standing_conflicts(context: Context, team: Iterable[TeamMember] | None = None) -> list[str]:
    """What stands against those who sit, in words: a party came in since they were named, and no reason is given.

    `team` are those who sit, where they are read already.
    """
    if _TEAM not in context.__dict__:
        sitting = [member for member in _sitting(context, team) if member.until is None]
        given = {member.mediator_id for member in sitting if member.conflict_reason}
        found = conflicts_in(context, (member.mediator for member in sitting)) if sitting else []
        context.__dict__[_TEAM] = [one.words for one in found if one.bars or one.mediator.pk not in given]
    words: list[str] = context.__dict__[_TEAM]
    return words


def _sitting(context: Context, team: Iterable[TeamMember] | None) -> Iterable[TeamMember]:
    if team is not None:
        return team
    rows = TeamMember.objects.unscoped("the team of a case in hand").filter(dispute=context.dossier.pk, until=None)
    return rows.select_related("mediator__organisation")
