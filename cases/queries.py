"""What is read of reconsideration cases."""

import datetime as dt
from typing import Self

from django.db.models import Q

from accounts.text import normalise_name
from dossiers.queries import CaseDataQuerySet


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

    def like(self, *, act_number: str = "", act_name: str = "", applicants: list[str] = ()) -> Self:
        """Cases against the same document, or by the same applicant against an act of the same name."""
        same = Q()
        if key := normalise_name(act_number):
            same |= Q(act_key=key)
        names = [name for name in applicants if name]
        if names and act_name:
            same |= Q(act_name=act_name, dossier__parties__role="applicant", dossier__parties__name__in=names)
        return self.standing().filter(same).distinct() if same else self.none()
