"""Enrolling people for a training, by page and by program."""

from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.permissions import can
from disputes.models import Invitation, Participant, Training
from disputes.study.forms import EnrolForm
from disputes.study.queries import UNITS
from disputes.study.services import Enrolled, enrol


def enrol_form(actor: Actor, training: Training, data: Any) -> EnrolForm:
    """The form for the units of which the actor enrols people: the office those of any, a unit its own.

    Raises PermissionDenied for whoever enrols nobody.
    """
    office = can(actor, "training.change", training)
    units = Invitation.objects.visible_to(actor).standing().filter(training=training)
    if not office:
        if not can(actor, "training.invited"):
            raise PermissionDenied("training.enrol")
        units = units.filter(organisation__in=actor.organisations(*UNITS))
    units = units.select_related("organisation", "training__organ").order_by("organisation__name")
    return EnrolForm(data, units=units, kinds=training.kinds.order_by("position"), office=office)


def enrol_typed(actor: Actor, training: Training, data: dict[str, Any]) -> list[Participant]:
    """Enrol the people of a valid form."""
    people = [Enrolled(unit=data.get("unit", ""), **row) for row in data["people"]]
    return enrol(actor=actor, training=training, invitation=data["invitation"], people=people)
