"""What is read of cases: chainable, always in scope."""

import datetime as dt
from typing import Self

from django.db.models import Q

from accounts.text import normalise_name
from dossiers.scoping import OrganScopedQuerySet, ScopedQuerySet


def grams_of(text: str) -> list[str]:
    """The one- and two-character grams of a normalised text, as dossiers_grams() of the database makes them."""
    return sorted({*text, *(text[i : i + 2] for i in range(len(text) - 1))})


class DossierQuerySet(ScopedQuerySet):
    dossier_path = "pk"

    def containing(self, fragment: str) -> Self:
        """Cases whose number, title, parties or act contain `fragment`; widths, case and spaces do not matter.

        The index over grams finds the candidates, LIKE rechecks them. An empty fragment finds nothing.
        """
        text = normalise_name(fragment)
        if not text:
            return self.none()
        needed = [text] if len(text) == 1 else [text[i : i + 2] for i in range(len(text) - 1)]
        return self.filter(grams__contains=needed, search_text__contains=text)

    def running(self) -> Self:
        return self.filter(status__in=["open", "suspended"])

    def due_by(self, day: dt.date) -> Self:
        """Open cases whose next due date is `day` or earlier."""
        return self.filter(status="open", next_due_on__lte=day)


class CaseDataQuerySet(ScopedQuerySet):
    """Rows that hang on a dossier."""

    def standing(self) -> Self:
        """Rows that have not been voided."""
        return self.filter(voided_at=None)


class FactQuerySet(CaseDataQuerySet):
    def current(self) -> Self:
        """Facts as they are known now."""
        return self.filter(superseded_at=None, void=False)

    def known_at(self, moment: dt.datetime) -> Self:
        """Facts as they were known at `moment`."""
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=moment), recorded_at__lte=moment, void=False)


class OrganDataQuerySet(OrganScopedQuerySet):
    def standing(self) -> Self:
        """Rows that have not been voided."""
        return self.filter(voided_at=None)
