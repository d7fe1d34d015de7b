"""Telling of hearings (听证): who presides, listens and records, the officers, the agencies' liaisons, the parties.

Nobody is told twice of the same day, hour and place; who enters a hearing knows of it. A party with a telephone number
is told by text message, as of its periods. A notice names the case by its number and never a party.
"""

from collections.abc import Callable, Iterable
from zlib import crc32

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, RoleAssignment, User
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from cases.reading import Sitting
from notices.outbox import Letter, post
from notices.services import in_each_language
from workflow.steps import Execution
from workflow.told import letters_by_text, reached_by_text


def tell_of_hearing(ex: Execution, sitting: Sitting, before: Iterable[int] = ()) -> None:
    """Tell of a hearing as it is set now, and those (`before`) who were to hold it as it was set before."""
    key = f"hearing:{sitting.key}:{sitting.on}:{sitting.time:%H%M}:{crc32(sitting.place.encode()):08x}"
    moved = sitting.turn > 0 or ex.corrected is not None

    def said() -> str:
        now = {"case": _case(ex), "day": cn_date(sitting.on), "time": f"{sitting.time:%H:%M}", "place": sitting.place}
        if moved:
            return _("%(case)s: the hearing is now set for %(day)s, %(time)s, at %(place)s.") % now
        return _("%(case)s: a hearing is set for %(day)s, %(time)s, at %(place)s.") % now

    _tell(ex, {*sitting.people, *before}, said, key)


def tell_of_cancelling(ex: Execution, sitting: Sitting) -> None:
    """Tell that a hearing is not held."""

    def said() -> str:
        return _("%(case)s: the hearing of %(day)s is cancelled.") % {"case": _case(ex), "day": cn_date(sitting.on)}

    _tell(ex, sitting.people, said, f"hearing:{sitting.key}:cancelled")


def _case(ex: Execution) -> str:
    return ex.dossier.number or _("a case without number")


def _tell(ex: Execution, people: Iterable[int], said: Callable[[], str], key: str) -> None:
    dossier = ex.dossier
    agencies = {party.organisation_id for party in ex.context.parties if party.organisation_id}
    liaisons = RoleAssignment.objects.on(today()).filter(role=Role.AGENCY_LIAISON, organisation_id__in=agencies)
    told = {*people, *liaisons.values_list("user_id", flat=True), dossier.officer_id, dossier.second_officer_id}
    told -= {None, ex.context.actor.user_id}
    active = User.objects.filter(pk__in=told, is_active=True).order_by("pk").values_list("pk", flat=True)
    texts, path = in_each_language(said), reverse("dossier", args=[dossier.pk])
    letters = [
        Letter(kind="hearing", texts=texts, key=key, path=path, user_id=pk, organ_id=dossier.organ_id) for pk in active
    ]
    letters += letters_by_text(reached_by_text(ex.context.parties), dossier, said, kind="hearing", key=key)
    post(letters)
