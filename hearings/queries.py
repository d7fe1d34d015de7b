"""What is read of lawsuits, sittings and appearances."""

import datetime as dt
from typing import Self

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.actors import Actor
from accounts.models import Role
from dossiers.queries import CaseDataQuerySet
from dossiers.scoping import ScopedQuerySet, reached_at_once
from hearings.rates import By

# In what the agency's record of an appearance and the court's can differ: who came, leaving without leave, speaking.
DIFFERING = ("came", "left_early", "spoke")


def unsettled_records() -> Q:
    """That two records of an appearance differ in something that nobody has settled (`appearances.unsettled`)."""
    found = Q()
    for name in DIFFERING:
        both = {f"{name}__isnull": False, f"court_{name}__isnull": False, f"settled_{name}__isnull": True}
        found |= Q(**both) & ~Q(**{name: F(f"court_{name}")})
    return found & Q(came__isnull=False, court_came__isnull=False)


class LawsuitQuerySet(CaseDataQuerySet):
    def standing(self) -> Self:
        """Lawsuits that have not been voided."""
        return self.exclude(state="void")

    def served_in(self, first: dt.date, last: dt.date) -> Self:
        """Lawsuits whose notice to respond was received from day to day, both included."""
        return self.standing().filter(served_on__range=(first, last))

    def concluded_in(self, first: dt.date, last: dt.date) -> Self:
        """Lawsuits in which judgment or ruling was given from day to day, both included."""
        return self.standing().filter(concluded_on__range=(first, last))

    def counted_in(self, first: dt.date, last: dt.date, by: str) -> Self:
        """Lawsuits of which a unit of the rate of appearance can lie in a period (hearings.rates.day_of)."""
        judged = Q(concluded_on__range=(first, last))
        if by == By.JUDGMENT:
            return self.standing().filter(judged)
        return self.standing().filter(Q(heard_on__range=(first, last)) | judged & Q(heard_on=None))


class LawsuitDataQuerySet(CaseDataQuerySet):
    """Rows that hang on a lawsuit."""

    dossier_path = "lawsuit_id"


class SittingCaseQuerySet(LawsuitDataQuerySet):
    def standing(self) -> Self:
        """Cases that were not taken off their sitting."""
        return self.filter(left_on=None)


class AppearanceQuerySet(CaseDataQuerySet):
    dossier_path = "case__lawsuit_id"

    def open_to(self, actor: Actor) -> Self:
        """Those in cases that the actor sees: all of them for the office, the organ and the court; else one's own.

        An agency sees that another is sued with it, not who comes for that other one.
        """
        dossier = "case__lawsuit__dossier"
        offices = actor.organisations(Role.OFFICER, Role.DIRECTOR)
        leaders = actor.organisations(Role.ORGAN_LEADER, Role.LEADERSHIP)
        return self.visible_to(actor).filter(
            Q(defendant__organisation__in=actor.organisations(Role.AGENCY_LIAISON))
            | Q(**{f"{dossier}__organ__office__in": offices})
            | Q(**{f"{dossier}__organ__organisation__in": leaders})
            | Q(case__lawsuit__court__in=actor.organisations(Role.COURT_LIAISON))
        )


class SittingQuerySet(ScopedQuerySet):
    """Sittings, each reached through any of its cases; one without a case is seen by the office of its organ."""

    def visible_to(self, actor: Actor) -> Self:
        ways = Q(Exists(self._reached_by(actor)))
        if offices := actor.organisations(Role.OFFICER, Role.DIRECTOR):
            # Asked first, since it costs nothing and an office sees all sittings of its organ.
            ways = Q(organ__office_id__in=offices) | ways
        clone = self.filter(ways)
        clone._scope = "visible_to"
        return clone

    def _reached_by(self, actor: Actor) -> QuerySet:
        """The cases of a sitting that the actor reaches."""
        cases = self.model._meta.get_field("cases").related_model.objects
        rows = cases.unscoped("limited by the condition itself to what the actor reaches")
        return rows.filter(reached_at_once(actor, "lawsuit_id"), sitting_id=OuterRef("pk"))
