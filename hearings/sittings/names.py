"""How a sitting and a head are named in the entries of a timeline."""

from accounts.models import RosterEntry
from hearings.models import Sitting
from hearings.sittings.words import place_words, when_words
from workflow.describing import name_rows


def _sittings(keys: set[str]) -> dict[str, str]:
    rows = Sitting.objects.unscoped("named in an entry that is in scope").filter(pk__in=keys).select_related("court")
    return {str(row.pk): f"{when_words(row)} {place_words(row)}" for row in rows}


def _heads(keys: set[str]) -> dict[str, str]:
    return {str(row.pk): f"{row.name}（{row.post}）" for row in RosterEntry.objects.filter(pk__in=keys)}


name_rows(Sitting, _sittings)
name_rows(RosterEntry, _heads)
