"""Returns that were reported: kept as they were, and set beside what the data say now."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ
from accounts.permissions import require
from dossiers.trail import record
from reports.models import ReportedReturn
from reports.periods import Period
from reports.returns.editions import Edition, edition_of
from reports.returns.sheets import Sheet, fill, restored


def report(*, actor: Actor, organ: Organ, edition: Edition, period: Period, note: str = "") -> ReportedReturn:
    """Keep a return as it stands now. Raises PermissionDenied for whoever does not direct the office.

    It is reported with balances that fail too, since the data may be so; what fails stands on the page.
    """
    require(actor, "returns.report", organ)
    with transaction.atomic():
        # Whoever reports the same return at the same time waits, and gets the next version.
        Organ.objects.select_for_update(no_key=True).get(pk=organ.pk)
        earlier = reported_of(organ, edition.code, period)
        last = earlier.order_by("-version").values_list("version", flat=True).first() or 0
        made = ReportedReturn.objects.create(
            organ=organ,
            edition=edition.code,
            first_day=period.first,
            last_day=period.last,
            version=last + 1,
            cells=fill(actor, organ, edition, period).stored(),
            note=note,
            reported_by=actor.user,
        )
        record(
            actor=actor,
            action="return.report",
            obj=made,
            right="returns.report",
            on=organ,
            detail={"return": edition.code, "version": made.version},
        )
    return made


def reported_of(organ: Organ, edition: str, period: Period) -> QuerySet[ReportedReturn]:
    """The versions of a return that were reported for a period."""
    return ReportedReturn.objects.filter(
        organ=organ, edition=edition, first_day=period.first, last_day=period.last
    ).select_related("reported_by")


def sheet_of(reported: ReportedReturn) -> Sheet:
    """The return as it was reported."""
    return restored(edition_of(reported.edition), Period(reported.first_day, reported.last_day), reported.cells)


@dataclass(frozen=True)
class Change:
    """A cell that would be reported otherwise now: its numbers, and the cases that came in and fell out."""

    row: int
    column: int
    then: float
    now: float
    came: tuple[int, ...]
    went: tuple[int, ...]


def changes(then: Sheet, now: Sheet) -> Iterator[Change]:
    """The cells in which what was reported differs from what stands now, in the order of the form.

    A cell with the same number from other cases differs too.
    """
    for row, column in sorted(then.cells.keys() | now.cells.keys()):
        before, after = Counter(then.cases(row, column)), Counter(now.cases(row, column))
        numbers = then.value(row, column), now.value(row, column)
        if numbers[0] != numbers[1] or before != after:
            yield Change(row, column, *numbers, tuple(sorted(after - before)), tuple(sorted(before - after)))


def name_of(edition: Edition, organ: Any, first: dt.date, last: dt.date) -> str:
    """A name for files: form, organ, days."""
    return _("%(form)s %(organ)s %(first)s to %(last)s") % {
        "form": edition.title,
        "organ": organ,
        "first": first.isoformat(),
        "last": last.isoformat(),
    }
