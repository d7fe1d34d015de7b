"""What is read of organisations, roles and delegations."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.text import normalise_name

if TYPE_CHECKING:
    from accounts.models import Organisation


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def valid_on(self, day: dt.date) -> "OrganisationQuerySet":
        """Organisations that exist on `day`."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))

    def agencies(self) -> "OrganisationQuerySet":
        """Organisations that can be respondent or defendant."""
        from accounts.models import AGENCY_KINDS  # noqa: PLC0415 - models imports this module

        return self.filter(kind__in=AGENCY_KINDS)

    def below(self, *roots: "Organisation") -> "OrganisationQuerySet":
        """`roots` and all that stand below them."""
        return self.filter(pk__in=self._tree_ids(roots))

    def within(self, root: "Organisation") -> "OrganisationQuerySet":
        """`root` and all that stand below it, and the organisations that stand under nobody."""
        return self.filter(Q(pk__in=self._tree_ids([root])) | Q(parent=None, organ=None))

    def _tree_ids(self, roots: "Iterable[Organisation]") -> set[int]:
        """One query for each level of the tree."""
        ids = level = {root.pk for root in roots}
        while level:
            level = set(self.model.objects.filter(parent_id__in=level).values_list("pk", flat=True)) - ids
            ids = ids | level
        return ids

    def named(self, name: str) -> "OrganisationQuerySet":
        """Organisations known by `name`, in full, in short or formerly; widths and spaces do not matter."""
        return self.filter(names__normalised=normalise_name(name)).distinct()


class RoleAssignmentQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> "RoleAssignmentQuerySet":
        """Assignments in force on `day` of people who may sign in."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day, user__is_active=True)

    def overlapping(self, first: dt.date, last: dt.date | None) -> "RoleAssignmentQuerySet":
        """Assignments in force on some day from `first` to `last` (both included; None is open)."""
        found = self.filter(Q(valid_to=None) | Q(valid_to__gte=first))
        return found if last is None else found.filter(valid_from__lte=last)


class SpanQuerySet(models.QuerySet):
    """Spans of days that can be ended early: deputies, days away."""

    def overlapping(self, first: dt.date, last: dt.date | None) -> "SpanQuerySet":
        """Those in force on some day from `first` to `last` (both included; None is open)."""
        found = self.filter(valid_to__gte=first, ended_at=None)
        return found if last is None else found.filter(valid_from__lte=last)

    def on(self, day: dt.date) -> "SpanQuerySet":
        """Those in force on `day`."""
        return self.filter(valid_from__lte=day, valid_to__gte=day, ended_at=None)


class RosterQuerySet(models.QuerySet):
    """Entries of the rosters of agency heads."""

    def standing(self) -> "RosterQuerySet":
        """Entries that have not been voided."""
        return self.filter(voided_at=None)

    def by_rank(self, *before: str) -> "RosterQuerySet":
        """In the order of some columns, and then principals first, deputies next."""
        place = models.Case(models.When(rank="principal", then=0), models.When(rank="deputy", then=1), default=2)
        return self.order_by(*before, place, "pk")

    def on(self, day: dt.date) -> "RosterQuerySet":
        """Those in force on `day`."""
        return self.standing().filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
