"""What is read of an office: its officers, how its cases stand by stage and urgency, what each officer has."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from accounts.models import Organ, User
from cases.models import State
from dossiers.handling import RUNNING, SOON, handled_by
from dossiers.models import DossierAccess, DossierKind, DossierStatus
from dossiers.scoping import Audience
from workflow.models import Approval, ApprovalStatus

# The columns of the board: how pressing the next due date is, as the filter of the list has it, and what is suspended.
URGENCIES = ("overdue", "today", "week", "later", "none", "suspended", "all")


def _running(organs: Sequence[Organ]) -> QuerySet[DossierAccess]:
    """The running cases of some organs, as the rows through which their offices reach them."""
    return DossierAccess.objects.filter(
        kind=DossierKind.RECONSIDERATION,
        audience=Audience.OFFICE,
        organisation_id__in=[organ.office_id for organ in organs],
        dossier__organ__in=organs,
        status__in=RUNNING,
    ).order_by()


def _urgency(day: dt.date) -> dict[str, Count]:
    return {
        "overdue": Count("pk", filter=Q(next_due_on__lt=day)),
        "today": Count("pk", filter=Q(next_due_on=day)),
        "week": Count("pk", filter=Q(next_due_on__gt=day, next_due_on__lte=day + SOON)),
        "later": Count("pk", filter=Q(next_due_on__gt=day + SOON)),
        "none": Count("pk", filter=Q(next_due_on=None)),
        "suspended": Count("pk", filter=Q(status=DossierStatus.SUSPENDED)),
        "all": Count("pk"),
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """Running cases of a stage (or of an officer), by how pressing they are, and the earliest of their next days."""

    key: Any
    counts: dict[str, int]
    first_due: dt.date | None


def by_stage(organs: Sequence[Organ], day: dt.date) -> list[Standing]:
    """The running cases of some organs by stage, in the order of the procedure; one query."""
    order = list(State.values)
    found = [_standing("stage", row) for row in _grouped(organs, day, "stage")]
    return sorted(found, key=lambda standing: order.index(standing.key))


def by_officer(organs: Sequence[Organ], day: dt.date) -> dict[int | None, Standing]:
    """The running cases of some organs by officer, those of nobody under None; one query."""
    return {row["officer"]: _standing("officer", row) for row in _grouped(organs, day, "officer")}


def _grouped(organs: Sequence[Organ], day: dt.date, by: str) -> QuerySet[DossierAccess, dict[str, Any]]:
    return _running(organs).values(by).annotate(**_urgency(day), first_due=Min("next_due_on"))


def _standing(by: str, row: dict[str, Any]) -> Standing:
    return Standing(row[by], {name: row[name] for name in URGENCIES}, row["first_due"])


def seconded(organs: Sequence[Organ]) -> dict[int, int]:
    """How many running cases of some organs each officer handles as the second one; one query."""
    rows = _running(organs).filter(second_officer__isnull=False).values("second_officer").annotate(n=Count("pk"))
    return {row["second_officer"]: row["n"] for row in rows}


def running_cases_of(organ: Organ, officer: User) -> list[int]:
    """The ids of the running cases in an organ that an officer handles, as second one too, the most pressing first."""
    rows = _running([organ]).filter(handled_by([officer.pk])).order_by("next_due_on", "dossier_id")
    return list(rows.values_list("dossier_id", flat=True))


# Approvals shown on the board.
MOST_WAITING = 50


def waiting_approvals(organs: Sequence[Organ]) -> list[Approval]:
    """What waits for approval in the cases of some organs, the oldest first; one query."""
    waiting = Approval.objects.unscoped("the work of the offices that somebody directs").filter(
        status=ApprovalStatus.PENDING, dossier__organ__in=organs, dossier__kind=DossierKind.RECONSIDERATION
    )
    return list(waiting.select_related("dossier", "requested_by").order_by("requested_at", "pk")[:MOST_WAITING])
