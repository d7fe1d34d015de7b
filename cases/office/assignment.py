"""To whom a case goes by the rule: officers of its domain first, of those the least burdened, then the least served.

The rule proposes; who decides is settled by the office (`AssignmentRule`). It never proposes whoever is away today or
takes no new cases. A suspended case weighs half, and a load is taken up to a full share, so that somebody who works
half their time has as much with three cases as a colleague with six.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import Absence, Organ, User
from accounts.offices import officers_of
from accounts.templatetags.dates import cn_day
from cases.models import AssignmentMode, AssignmentRule, OfficerWork
from dossiers.models import Dossier, DossierKind, DossierStatus
from dossiers.worklist import RUNNING

# Cases received in so many days count as lately given.
LATELY = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer beside a case: running and suspended cases, those received lately, and why the rule passes over."""

    user: User
    running: int
    suspended: int
    lately: int
    share: int
    of_domain: bool
    passed_over: str = ""

    @property
    def load(self) -> Decimal:
        """Running cases, suspended ones by half, taken up to a full share."""
        return (Decimal(self.running) - Decimal(self.suspended) / 2) * 100 / self.share

    @property
    def place(self) -> tuple[bool, bool, Decimal, int, int]:
        """The order in which the rule chooses."""
        return bool(self.passed_over), not self.of_domain, self.load, self.lately, self.user.pk

    @property
    def words(self) -> str:
        """Why the officer stands where they stand, in a few words."""
        if self.passed_over:
            return self.passed_over
        said = [_("%(n)s cases running") % {"n": self.running}]
        if self.load != self.running:
            said.append(_("weighing %(load)s") % {"load": _short(self.load)})
        if self.of_domain:
            said.insert(0, _("of this domain"))
        if self.lately:
            said.append(_("%(n)s received in 30 days") % {"n": self.lately})
        return _(", ").join(said)


def _short(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.1')):f}".removesuffix(".0")


def mode_of(organ: Organ) -> str:
    """How the organ's cases are assigned; one query."""
    found = AssignmentRule.objects.filter(organ=organ).values_list("mode", flat=True).first()
    return found or AssignmentMode.PROPOSED


def candidates(organ: Organ, day: dt.date, domain: str | None = None, barred: Iterable[int] = ()) -> list[Candidate]:
    """The officers of the organ's office in the order of the rule, those passed over last, with the reason.

    `domain` is the key of the case's domain, or None where it does not matter; `barred` are the ids of those who may
    not handle this case at all. Four queries, whatever the number of cases.
    """
    officers = list(officers_of([organ]))
    pks = [officer.pk for officer in officers]
    work = {row.user_id: row for row in OfficerWork.objects.filter(organ=organ, user__in=pks)}
    domains = OfficerWork.domains.through.objects.filter(officerwork__organ=organ, code=domain)
    specialists = set(domains.values_list("officerwork__user", flat=True)) if domain else set()
    away = dict(Absence.objects.on(day).filter(user__in=pks).values_list("user_id", "valid_to"))
    loads = {row["officer_id"]: row for row in _loads(organ, pks, day)}
    found = []
    for officer in officers:
        own, load = work.get(officer.pk), loads.get(officer.pk, {})
        passed_over = ""
        if officer.pk in set(barred):
            passed_over = _("may not handle this case")
        elif officer.pk in away:
            passed_over = _("away until %(day)s") % {"day": cn_day(away[officer.pk])}
        elif own and not own.takes_new:
            passed_over = _("takes no new cases")
        found.append(
            Candidate(
                user=officer,
                running=load.get("running", 0),
                suspended=load.get("suspended", 0),
                lately=load.get("lately", 0),
                share=own.share if own else 100,
                of_domain=officer.pk in specialists,
                passed_over=passed_over,
            )
        )
    return sorted(found, key=lambda candidate: candidate.place)


def _loads(organ: Organ, officers: list[int], day: dt.date) -> Iterable[Mapping[str, Any]]:
    rows = Dossier.objects.unscoped("how many cases each officer of an office has").filter(
        organ=organ, kind=DossierKind.RECONSIDERATION, officer__in=officers, status__in=RUNNING
    )
    return (
        rows.order_by()
        .values("officer_id")
        .annotate(
            running=Count("pk"),
            suspended=Count("pk", filter=Q(status=DossierStatus.SUSPENDED)),
            lately=Count("pk", filter=Q(opened_on__gt=day - LATELY)),
        )
    )


def chosen(found: Iterable[Candidate]) -> User | None:
    """Whom the rule chooses; None when it passes over everybody."""
    return next((candidate.user for candidate in found if not candidate.passed_over), None)
