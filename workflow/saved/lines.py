"""A case as one line of a list: what the lines of every proceeding share.

A line is read as plain values, not as model instances: fifty cases with all that is shown of them are one query and
a few milliseconds.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.wording import Tone, due_words, reads_chinese
from deadlines.engine import Calendar
from deadlines.measure import CLOCK_UNIT, Calendars, Left, Unit, counted_in, days_left, due_said
from deadlines.models import Deadline, DeadlineState, Owner
from deadlines.wording import clock_title
from dossiers.models import DossierStatus, Party, PartyRole
from dossiers.scoping import AUDIENCE_ROLES, Audience

# What every line reads of its dossier, under a name of ours. The dossier's text for the search and its grams are large
# and never read.
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
}


def labels_of(*codes: str) -> dict[str, str]:
    """What a line reads to say what codes are called in either language."""
    return {f"{code}_{tongue}": f"{code}__label_{tongue}" for code in codes for tongue in ("zh", "en")}


def parties_of(role: str) -> ArraySubquery:
    """Names and sizes of the standing parties in a role."""
    return ArraySubquery(
        Party.objects.unscoped("the parties of a case in scope")
        .standing()
        .filter(dossier=OuterRef("pk"), role=role)
        .order_by("position", "pk")
        .values(row=JSONObject(name="name", size="group_size"))
    )


def next_period(**conditions: Any) -> Subquery:
    """Clock, its unit, due date and provisional year of the running period that is next due."""
    running = Deadline.objects.unscoped("the deadlines of a case in scope").filter(
        dossier=OuterRef("pk"), state=DeadlineState.RUNNING, **conditions
    )
    told = JSONObject(clock="clock", unit=CLOCK_UNIT, due_on="due_on", provisional_year="provisional_year")
    return Subquery(running.order_by("due_on", "pk").values(period=told)[:1])


@dataclass(frozen=True)
class CaseLine:
    """One case of a list: `row` holds RENAMED, the columns of its proceeding and, gathered, parties and periods.

    `within` says that the reader sees the case as one of the office or the organ. `calendars` are those of the organs
    of the list, read when the first line asks for one. `people` are those for whom the reader acts, `tongue` is the
    language of the reader.
    """

    row: Any
    within: bool
    today: dt.date
    calendars: Calendars
    people: frozenset[int]
    tongue: str

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def number(self) -> str:
        return self.row.number or ""

    @property
    def suspended(self) -> bool:
        return self.row.status == DossierStatus.SUSPENDED

    @property
    def domain(self) -> str:
        return self.label("domain")

    @property
    def outcome(self) -> str:
        return self.label("outcome")

    @property
    def officer(self) -> str:
        """The case officer; nothing for a reader from outside."""
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
    def period(self) -> dict[str, Any] | None:
        """Clock, unit, due date and provisional year of what is next due; None when nothing runs."""
        raise NotImplementedError

    @property
    def due_on(self) -> dt.date | None:
        """The day on which it is due."""
        return dt.date.fromisoformat(self.period["due_on"]) if self.period else None

    @cached_property
    def left(self) -> Left | None:
        """What is left of it, in the clock's own unit."""
        return days_left(self._unit, self.due_on, self.today, self._calendar) if self.due_on else None

    @cached_property
    def due(self) -> tuple[Tone, str] | None:
        """Tone and words of what is next due; None when nothing runs."""
        if self.due_on is None:
            return due_words(None, self.today, state="paused") if self.suspended else None
        provisional = self.within and self.period and self.period["provisional_year"]
        state = "provisional" if provisional else "running"
        return due_said(self._unit, self.due_on, self.today, self._calendar, state)

    @property
    def due_what(self) -> str:
        """Which period is next due."""
        return clock_title(self.period["clock"]) if self.period else ""

    @property
    def tone(self) -> str:
        return self.due[0] if self.due and self.due[0] in {"late", "today", "soon"} else ""

    def label(self, code: str) -> str:
        """What a code of the case is called."""
        return getattr(self.row, f"{code}_{self.tongue}") or ""

    @property
    def _unit(self) -> Unit:
        return counted_in(self.period["unit"] if self.period else None)

    def _calendar(self) -> Calendar:
        return self.calendars.of(self.row.organ)


@dataclass(frozen=True)
class SidedLine(CaseLine):
    """A line whose `gathered` holds the parties by role, the next `period` of all and the reader's `own`."""

    # What a list of cases may show beside the stage.
    procedure = ""

    @property
    def who(self) -> str:
        """Who names the case beside its number."""
        return self.names(PartyRole.APPLICANT)

    def names(self, role: str, most: int = 2) -> str:
        """The parties of one side in one line: 甲、乙等5人."""
        rows = self.row.gathered[role]
        shown = "、".join(row["name"] for row in rows[:most])
        total = sum(row["size"] for row in rows)
        if len(rows) <= most and total == len(rows):
            return shown
        return _("%(name)s and others, %(n)s in all") % {"name": shown, "n": total}

    @property
    def period(self) -> dict[str, Any] | None:
        """What is next due: of all from within, of the agency's own from outside."""
        return self.row.gathered["period" if self.within else "own"]


L = TypeVar("L", bound=SidedLine)


def read_lines(
    line: type[L],
    cases: QuerySet[Any],
    columns: Sequence[str],
    more: Mapping[str, str],
    ids: Sequence[int],
    actor: Actor,
    today: dt.date,
    calendars: Calendars | None = None,
) -> list[L]:
    """The cases `ids` in their order as lines of a kind, as `actor` may see them; one query.

    `cases` are the rows of the proceeding, `columns` those of its own that the line needs, `more` further values by
    their paths. One more query is made when a line counts working days, unless `calendars` were read before. The ids
    must come from a Worklist of the actor: they are not checked again.
    """
    inside = (*AUDIENCE_ROLES[Audience.OFFICE], *AUDIENCE_ROLES[Audience.CENTRE])
    offices, organs = actor.organisations(*inside), actor.organisations(*AUDIENCE_ROLES[Audience.ORGAN])
    agencies = actor.organisations(Role.AGENCY_LIAISON)
    gathered = JSONObject(
        applicant=parties_of(PartyRole.APPLICANT),
        respondent=parties_of(PartyRole.RESPONDENT),
        period=next_period(tracked=True),
        own=next_period(tracked=True, owner=Owner.AGENCY, organisation_id__in=agencies),
    )
    named = {**RENAMED, **more}
    rows = (
        cases.filter(pk__in=list(ids))
        .annotate(**{name: F(path) for name, path in named.items()}, gathered=gathered)
        .values_list("pk", *columns, *named, "gathered", named=True)
    )
    found = {row.pk: row for row in rows}
    calendars = calendars or Calendars({row.organ for row in found.values()})
    people = frozenset(actor.people)
    tongue = "zh" if reads_chinese() else "en"
    return [
        line(row, row.office in offices or row.government_organ in organs, today, calendars, people, tongue)
        for pk in ids
        if (row := found.get(pk)) is not None
    ]
