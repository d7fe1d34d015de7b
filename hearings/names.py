"""How a sitting, a head and what an earlier entry brought up are named in the entries of a timeline."""

from django.db.models import Q

from accounts.models import RosterEntry
from dossiers.models import TimelineEntry
from hearings.models import Sitting
from hearings.sittings.words import place_words, when_words
from workflow.describing import name_rows


def _sittings(keys: set[str]) -> dict[str, str]:
    rows = Sitting.objects.unscoped("named in an entry that is in scope").filter(pk__in=keys).select_related("court")
    return {str(row.pk): f"{when_words(row)} {place_words(row)}" for row in rows}


def _heads(keys: set[str]) -> dict[str, str]:
    return {str(row.pk): f"{row.name}（{row.post}）" for row in RosterEntry.objects.filter(pk__in=keys)}


def _entries(keys: set[str]) -> dict[str, str]:
    """The risk or the question that an entry brought up, as it was last put right."""
    rows = TimelineEntry.objects.unscoped("named in an entry that is in scope")
    found: dict[str, str] = {}
    for row in rows.filter(Q(pk__in=keys) | Q(corrects__in=keys)).order_by("pk"):
        typed = row.data.get("form", {})
        found[str(row.corrects_id or row.pk)] = "".join(typed.get("what") or typed.get("question") or [])
    return found


name_rows(Sitting, _sittings)
name_rows(TimelineEntry, _entries)
name_rows(RosterEntry, _heads)
