"""What is read of reconsideration cases."""

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from accounts.text import normalise_name
from dossiers.models.links import DossierLink
from dossiers.queries import CaseDataQuerySet

# So many applicants of a case are looked up when like cases are sought.
MOST_APPLICANTS = 20


class CaseQuerySet(CaseDataQuerySet):
    def standing(self) -> Self:
        """Cases that have not been voided."""
        return self.exclude(state="void")

    def accepted_in(self, first: dt.date, last: dt.date) -> Self:
        """Cases accepted from day to day, both included."""
        return self.standing().filter(accepted_on__range=(first, last))

    def concluded_in(self, first: dt.date, last: dt.date) -> Self:
        """Cases concluded from day to day, both included."""
        return self.standing().filter(concluded_on__range=(first, last))

    def like(self, *, act_number: str = "", act_name: str = "", applicants: Iterable[str] = ()) -> Self:
        """Cases against the same document, or by the same applicant against an act of the same name.

        Each is found by its index (act_key, the grams of the dossier); the two are joined by UNION, never by OR.
        """
        return self._in_any(self._like(act_number, act_name, applicants))

    def _like(self, act_number: str, act_name: str, applicants: Iterable[str]) -> list[QuerySet]:
        everything = self.model.objects.unscoped("ids alone, looked up within a scoped query").standing().order_by()
        found: list[QuerySet] = []
        if key := normalise_name(act_number):
            found.append(everything.filter(act_key=key).values("pk"))
        for name in sorted({normalise_name(name) for name in applicants} - {""})[:MOST_APPLICANTS]:
            if not act_name:
                continue
            needed = [name] if len(name) == 1 else [name[i : i + 2] for i in range(len(name) - 1)]
            found.append(
                everything.filter(
                    act_name=act_name,
                    dossier__grams__contains=needed,
                    dossier__parties__role="applicant",
                    dossier__parties__name=name,
                ).values("pk")
            )
        return found

    def belonging_to(self, pk: int, *, act_number: str, act_name: str, applicants: Iterable[str]) -> Self:
        """The cases linked with the case `pk` (`link` says how) and those like it, itself left out; one query."""
        links = DossierLink.objects.unscoped("ids alone, looked up within a scoped query").standing().order_by()
        there, back = links.filter(dossier=pk), links.filter(other=pk)
        like = self._like(act_number, act_name, applicants)
        both = Q(dossier=pk, other=OuterRef("pk")) | Q(other=pk, dossier=OuterRef("pk"))
        return (
            self._in_any([*like, there.values(pk=F("other")), back.values(pk=F("dossier"))])
            .exclude(pk=pk)
            .annotate(link=Subquery(links.filter(both).values("kind")[:1]))
        )

    def _in_any(self, found: list[QuerySet]) -> Self:
        """The standing cases whose ids any of some queries gives, joined by UNION."""
        if not found:
            return self.none()
        ids = found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]
        return self.standing().filter(pk__in=ids)
