"""A lawsuit as one line: what the list, the search and the exports show of it. One query for a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.wording import reads_chinese
from deadlines.measure import CLOCK_UNIT, Calendars
from deadlines.models import Deadline, DeadlineState, Owner
from dossiers.models import DossierStatus, Party, PartyRole
from dossiers.scoping import AUDIENCE_ROLES, Audience
from hearings.models import Lawsuit, State
from workflow.listpage import Dated

COLUMNS = (
    *("state", "government", "reconsidered", "major", "act_name", "act_number", "served_on", "filed_on"),
    *("heard_on", "concluded_on", "effective_on", "judgment_number", "lost"),
)
RENAMED = {
    "number": "dossier__number",
    "title": "dossier__title",
    "status": "dossier__status",
    "next_due_on": "dossier__next_due_on",
    "organ": "dossier__organ_id",
    "office": "dossier__organ__office_id",
    "government_organ": "dossier__organ__organisation_id",
    "officer_name": "dossier__officer__display_name",
    "court_name": "court__name",
    **{
        f"{code}_{tongue}": f"{code}__label_{tongue}"
        for code in ("instance", "matter", "domain", "outcome")
        for tongue in ("zh", "en")
    },
}


@dataclass(frozen=True)
class Line(Dated):
    """One lawsuit of a list; `within` says that the reader sees it as one of the office or the organ."""

    row: Any
    within: bool
    today: dt.date
    calendars: Calendars
    tongue: str

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def number(self) -> str:
        return self.row.number or ""

    @property
    def stage(self) -> str:
        return str(State(self.row.state).label)

    @property
    def stayed(self) -> bool:
        return self.row.status == DossierStatus.SUSPENDED

    @property
    def officer(self) -> str:
        return (self.row.officer_name or "") if self.within else ""

    @property
    def lost(self) -> str:
        return {True: _("lost"), False: _("not lost"), None: ""}[self.row.lost]

    def label(self, code: str) -> str:
        """The words of a code of the lawsuit: instance, matter, domain or outcome."""
        return getattr(self.row, f"{code}_{self.tongue}") or ""

    def names(self, role: str, most: int = 2) -> str:
        """The plaintiffs or defendants in one line: 甲、乙等5人."""
        rows = self.row.gathered[role]
        shown = "、".join(row["name"] for row in rows[:most])
        total = sum(row["size"] for row in rows)
        if len(rows) <= most and total == len(rows):
            return shown
        return _("%(name)s and others, %(n)s in all") % {"name": shown, "n": total}

    @property
    def period(self) -> dict[str, Any] | None:
        """Clock, unit, due date of what is next due: of all from within, of the agency's own from outside."""
        return self.row.gathered["period" if self.within else "own"]


def _parties(role: str) -> ArraySubquery:
    return ArraySubquery(
        Party.objects.unscoped("the parties of a case in scope")
        .standing()
        .filter(dossier=OuterRef("pk"), role=role)
        .order_by("position", "pk")
        .values(row=JSONObject(name="name", size="group_size"))
    )


def _next(**conditions: Any) -> Subquery:
    running = Deadline.objects.unscoped("the deadlines of a case in scope").filter(
        dossier=OuterRef("pk"), state=DeadlineState.RUNNING, tracked=True, **conditions
    )
    told = JSONObject(clock="clock", unit=CLOCK_UNIT, due_on="due_on")
    return Subquery(running.order_by("due_on", "pk").values(period=told)[:1])


def lines(ids: Sequence[int], actor: Actor, today: dt.date) -> list[Line]:
    """The lawsuits `ids` in their order, as `actor` may see them; one query.

    The ids must come from a Worklist of the actor: they are not checked again.
    """
    offices, organs = (actor.organisations(*AUDIENCE_ROLES[audience]) for audience in (Audience.OFFICE, Audience.ORGAN))
    gathered = JSONObject(
        applicant=_parties(PartyRole.APPLICANT),
        respondent=_parties(PartyRole.RESPONDENT),
        period=_next(),
        own=_next(owner=Owner.AGENCY, organisation_id__in=actor.organisations(Role.AGENCY_LIAISON)),
    )
    rows = (
        Lawsuit.objects.unscoped("the ids come from a list that the scope was laid on")
        .filter(pk__in=list(ids))
        .annotate(**{name: F(path) for name, path in RENAMED.items()}, gathered=gathered)
        .values_list("pk", *COLUMNS, *RENAMED, "gathered", named=True)
    )
    found = {row.pk: row for row in rows}
    calendars = Calendars({row.organ for row in found.values()})
    tongue = "zh" if reads_chinese() else "en"
    return [
        Line(row, row.office in offices or row.government_organ in organs, today, calendars, tongue)
        for pk in ids
        if (row := found.get(pk)) is not None
    ]
