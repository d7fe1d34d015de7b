"""What is read of disputes and of what hangs on them."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Count, Q, Value

from accounts.actors import Actor
from accounts.models import Role
from dossiers.handling import RUNNING
from dossiers.queries import CaseDataQuerySet


class DisputeQuerySet(CaseDataQuerySet):
    def standing(self) -> Self:
        """Disputes that have not been voided."""
        return self.exclude(state="void")

    def received_in(self, first: dt.date, last: dt.date) -> Self:
        """Disputes received from day to day, both included."""
        return self.standing().filter(received_on__range=(first, last))

    def concluded_in(self, first: dt.date, last: dt.date) -> Self:
        """Disputes concluded from day to day, both included."""
        return self.standing().filter(concluded_on__range=(first, last))


class DisputeDataQuerySet(CaseDataQuerySet):
    """Rows that hang on a dispute."""

    dossier_path = "dispute_id"


class PositionQuerySet(DisputeDataQuerySet):
    def readable_by(self, actor: Actor) -> Self:
        """Those whose content `actor` may read: what is confidential, the team and who recorded it alone."""
        team = Q(dispute__team__mediator__user__in=actor.people, dispute__team__until=None)
        mine = Q(confidential=False) | Q(recorded_by__in=actor.people) | team
        return self.visible_to(actor).filter(mine).distinct()


class MediatorQuerySet(models.QuerySet):
    """The pool is the centre's own: its people see it, nobody else does."""

    def on(self, day: dt.date) -> Self:
        """Those who belong to the pool on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def visible_to(self, actor: Actor) -> Self:
        offices = actor.organisations(Role.OFFICER, Role.DIRECTOR, Role.CENTRE_COORDINATOR)
        return self.filter(organ__office_id__in=offices)

    def with_load(self) -> Self:
        """Each with `load`, the number of running disputes in which they sit."""
        sitting = Q(disputes__until=None, disputes__dispute__dossier__status__in=RUNNING)
        return self.annotate(load=Count("disputes", filter=sitting))

    def at_home_first(self, domain: str | None) -> Self:
        """Each with `at_home`, whether a field (a key of the list domain) is one of theirs; for ordering."""
        return self.annotate(at_home=Q(domains__contains=[domain]) if domain else Value(False))
