"""A lawsuit as one line: what the list, the search and the exports show of it. One query for a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.wording import Tone, reads_chinese
from deadlines.engine import Calendar
from deadlines.measure import CLOCK_UNIT, Calendars, Left, Unit, counted_in, days_left, due_said
from deadlines.models import Deadline, DeadlineState, Owner
from deadlines.wording import clock_title
from dossiers.models import DossierStatus, Party, PartyRole
from dossiers.scoping import AUDIENCE_ROLES, Audience
from hearings.models import Lawsuit, State

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
    "second_id": "dossier__second_officer_id",
    "second_name": "dossier__second_officer__display_name",
    "court_name": "court__name",
    **{
        f"{code}_{tongue}": f"{code}__label_{tongue}"
        for code in ("instance", "matter", "domain", "outcome")
        for tongue in ("zh", "en")
    },
}


@dataclass(frozen=True)
class Line:
    """One lawsuit of a list; `within` says that the reader sees it as one of the office or the organ.

    `people` are those for whom the reader acts.
    """

    # What a list of cases may show beside the stage; of a lawsuit it is the instance, which stands by the court.
    procedure = ""

    row: Any
    within: bool
    today: dt.date
    calendars: Calendars
    tongue: str
    people: frozenset[int] = frozenset()

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
    def suspended(self) -> bool:
        return self.row.status == DossierStatus.SUSPENDED

    @property
    def officer(self) -> str:
        return (self.row.officer_name or "") if self.within else ""

    @property
    def second(self) -> str:
        """The second officer; nothing for a reader from outside."""
        return (self.row.second_name or "") if self.within else ""

    @property
    def as_second(self) -> bool:
        """Whether the reader handles the case as its second officer."""
        return self.within and self.row.second_id in self.people

    @property
    def who(self) -> str:
        """Who names the case beside its number."""
        return self.names("applicant")

    @property
    def domain(self) -> str:
        return self.label("domain")

    @property
    def outcome(self) -> str:
        return self.label("outcome")

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

    @property
    def due_on(self) -> dt.date | None:
        return dt.date.fromisoformat(self.period["due_on"]) if self.period else None

    @cached_property
    def left(self) -> Left | None:
        """What is left of it, in the clock's own unit."""
        return days_left(self._unit, self.due_on, self.today, self._calendar) if self.due_on else None

    @cached_property
    def due(self) -> tuple[Tone, str] | None:
        """Tone and words of what is next due; None when nothing runs."""
        return due_said(self._unit, self.due_on, self.today, self._calendar, "running") if self.due_on else None

    @property
    def tone(self) -> str:
        return self.due[0] if self.due and self.due[0] in {"late", "today", "soon"} else ""

    @property
    def _unit(self) -> Unit:
        return counted_in(self.period["unit"] if self.period else None)

    def _calendar(self) -> Calendar:
        return self.calendars.of(self.row.organ)

    @property
    def due_what(self) -> str:
        return clock_title(self.period["clock"]) if self.period else ""


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


def lines(ids: Sequence[int], actor: Actor, today: dt.date, calendars: Calendars | None = None) -> list[Line]:
    """The lawsuits `ids` in their order, as `actor` may see them; one query.

    One more is made when a line counts working days, unless `calendars` were read before.

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
    calendars = calendars or Calendars({row.organ for row in found.values()})
    people = frozenset(actor.people)
    tongue = "zh" if reads_chinese() else "en"
    return [
        Line(row, row.office in offices or row.government_organ in organs, today, calendars, tongue, people)
        for pk in ids
        if (row := found.get(pk)) is not None
    ]
