"""What is read of deadlines."""

import datetime as dt
from typing import Self

from dossiers.queries import CaseDataQuerySet
from dossiers.scoping import ScopedQuerySet


class DeadlineQuerySet(CaseDataQuerySet):
    def alive(self) -> Self:
        """Deadlines that run or are paused."""
        return self.filter(state__in=["running", "paused"])

    def due_by(self, day: dt.date) -> Self:
        """Running deadlines whose due date is `day` or earlier."""
        return self.filter(state="running", due_on__lte=day)


class DeadlineDataQuerySet(ScopedQuerySet):
    """Rows that hang on a deadline."""

    dossier_path = "deadline__dossier_id"
