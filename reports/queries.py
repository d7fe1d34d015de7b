"""Whose figures somebody reads."""

from django.db.models import Q

from accounts.actors import Actor
from accounts.models import Organ, Role


def organs_for(actor: Actor) -> list[Organ]:
    """The organs whose figures the actor reads: of the own office, or of the organ one leads."""
    return list(
        Organ.objects.filter(
            Q(office_id__in=actor.organisations(Role.OFFICER, Role.DIRECTOR))
            | Q(organisation_id__in=actor.organisations(Role.ORGAN_LEADER, Role.LEADERSHIP))
        ).select_related("organisation", "office")
    )


def organs_of_centre(actor: Actor) -> list[Organ]:
    """The organs whose disputes the actor counts: those above, and those of the centre that one coordinates."""
    own = {organ.pk: organ for organ in organs_for(actor)}
    offices = actor.organisations(Role.CENTRE_COORDINATOR)
    coordinated = Organ.objects.filter(office_id__in=offices).select_related("organisation", "office")
    return list((own | {organ.pk: organ for organ in coordinated}).values())


def organs_in_reach(actor: Actor) -> list[Organ]:
    """The organs of which the actor sees some case: those above, else all of them, limited case by case."""
    own = organs_for(actor)
    return own or list(Organ.objects.select_related("organisation", "office"))
