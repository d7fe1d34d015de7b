"""What is read of deadlines, and of the changes by which they move."""

import datetime as dt
from typing import Self

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.models import Role
from accounts.reach import keeps_every_organ, organs_within
from dossiers.queries import CaseDataQuerySet
from dossiers.scoping import ScopedQuerySet, reached_by


def concerning(actor: Actor, deadline: str = "") -> Q:
    """The condition that a deadline is open to `actor`: any of a case on whose side they stand, else what they owe.

    `deadline` leads to the deadline from a row that hangs on the same dossier.
    """
    agencies = actor.organisations(Role.AGENCY_LIAISON)
    grants = tuple(grant for grant in actor.grants if grant.role != Role.AGENCY_LIAISON)
    inside = Actor(user=actor.user, grants=grants, principals=actor.principals)
    condition = reached_by(inside, "dossier_id")
    return condition | Q(**{f"{deadline}organisation__in": agencies}) if agencies else condition


class DeadlineQuerySet(CaseDataQuerySet):
    def alive(self) -> Self:
        """Deadlines that run or are paused."""
        return self.filter(state__in=["running", "paused"])

    def due_by(self, day: dt.date) -> Self:
        """Running deadlines whose due date is `day` or earlier."""
        return self.filter(state="running", due_on__lte=day)

    def open_to(self, actor: Actor) -> Self:
        """The deadlines that `actor` may read: of an agency's liaison those that the agency owes."""
        return self.visible_to(actor).filter(concerning(actor))


class MovedDeadlineQuerySet(CaseDataQuerySet):
    def open_to(self, actor: Actor) -> Self:
        """What moved among the deadlines that `actor` may read."""
        return self.visible_to(actor).filter(concerning(actor, "deadline__"))

    def kept_by(self, actor: Actor) -> Self:
        """What moved in the organs that `actor` keeps as administrator; of the case its number, never a party."""
        rows = self.unscoped("who keeps the calendar sees numbers of cases, no names")
        if keeps_every_organ(actor, Role.ADMINISTRATOR):
            return rows
        return rows.filter(organ__in=organs_within(actor, Role.ADMINISTRATOR))


class InForceQuerySet(QuerySet):
    def in_force(self) -> Self:
        """Rows that no change entered, and those whose change is in force."""
        return self.filter(Q(change=None) | Q(change__status__in=["in_force", "withdrawing"]))


class ChangeQuerySet(QuerySet):
    def in_force(self) -> Self:
        return self.filter(status__in=["in_force", "withdrawing"])

    def open_to(self, actor: Actor) -> Self:
        """What took effect; what is only drawn up, for those who may carry it out."""
        if keeps_every_organ(actor, Role.ADMINISTRATOR):
            return self.all()
        kept = organs_within(actor, Role.ADMINISTRATOR)
        return self.filter(Q(status__in=["in_force", "withdrawing", "withdrawn"]) | Q(organ__in=kept))


class DeadlineDataQuerySet(ScopedQuerySet):
    """Rows that hang on a deadline."""

    dossier_path = "deadline__dossier_id"
