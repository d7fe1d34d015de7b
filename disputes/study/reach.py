"""Which agencies a reader of study and training looks at."""

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role
from accounts.offices import agencies_of
from accounts.timekeeping import today
from disputes.study.queries import LEADERS, OFFICE


def organs_read(actor: Actor) -> QuerySet[Organ]:
    """The organs whose study and training the actor reads as a whole: as one of the office, or of the leaders."""
    office, leaders = actor.organisations(*OFFICE), actor.organisations(*LEADERS)
    return Organ.objects.filter(Q(office__in=office) | Q(organisation__in=leaders)).select_related("organisation")


def agencies_read(actor: Actor) -> QuerySet[Organisation]:
    """The agencies of today whose study the actor reads: a liaison's own, for office and leaders the whole district."""
    ids = set(actor.organisations(Role.AGENCY_LIAISON))
    ids |= set(agencies_of(organs_read(actor)).values_list("pk", flat=True))
    return Organisation.objects.filter(pk__in=ids).valid_on(today()).order_by("name")
