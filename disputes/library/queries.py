"""What is read of the rules: in scope, and as they stand on a day."""

import datetime as dt
from typing import Self

from django.db.models import Exists, OuterRef, Q

from accounts.actors import Actor
from accounts.models import KEEPER_ROLES, Role
from accounts.reach import organs_within
from dossiers.queries import OrganDataQuerySet

OFFICE = (Role.OFFICER, Role.DIRECTOR)
READERS = tuple(role for role in Role if role not in KEEPER_ROLES)


class RuleQuerySet(OrganDataQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """For the office all of its organ's rules; for an agency what it handed in; for all others the library.

        The library of an organ is open to whoever works within it, and to the courts and procuratorates that it
        invited to a training.
        """
        from disputes.models.training import Invitation  # noqa: PLC0415 - models are built on this module

        outside = Invitation.objects.unscoped("the units that an organ works with").filter(
            voided_at=None,
            training__voided_at=None,
            organisation__in=actor.organisations(Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON),
        )
        published = Q(voided_at=None, state="published")
        clone = self.filter(
            Q(organ__office__in=actor.organisations(*OFFICE))
            | Q(organisation__in=actor.organisations(Role.AGENCY_LIAISON))
            | (published & Q(organ__in=organs_within(actor, *READERS)))
            | (published & Q(Exists(outside.filter(training__organ=OuterRef("organ")))))
        )
        clone._scope = "visible_to"
        return clone

    def published(self) -> Self:
        """Rules that stand in the library."""
        return self.standing().filter(state="published")

    def replaced_on(self, day: dt.date) -> Q:
        """The condition that another rule, which is in force on `day`, has taken the place of one."""
        through = self.model.replaces.through.objects.filter(
            to_rule=OuterRef("pk"),
            from_rule__voided_at=None,
            from_rule__state="published",
            from_rule__valid_from__lte=day,
        )
        return Q(Exists(through))

    def as_of(self, day: dt.date, standing: str) -> Self:
        """The rules that stand in a way on `day`: ``coming``, ``in_force``, ``replaced`` or ``ended``."""
        coming, over = Q(valid_from__gt=day), Q(valid_to__lt=day)
        replaced = self.replaced_on(day)
        conditions = {
            "coming": coming,
            "replaced": ~coming & replaced,
            "ended": ~coming & ~replaced & over,
            "in_force": ~coming & ~replaced & ~over,
        }
        return self.filter(conditions[standing])
