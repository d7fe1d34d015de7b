"""What a line about a case of any proceeding shows: its parties in one line, its officer, what is next due."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.wording import reads_chinese
from deadlines.measure import CLOCK_UNIT, Calendars, counted_in, due_said
from deadlines.models import Deadline, DeadlineState, Owner
from deadlines.wording import clock_title
from dossiers.models import DossierStatus, Party, PartyRole
from dossiers.scoping import AUDIENCE_ROLES, Audience


@dataclass(frozen=True)
class CaseLine:
    """One case of a list; `within` says that the reader sees it as one of the office, the organ or the centre.

    `row` has number, status, organ, officer_name, labels of codes as ``<code>_zh`` and ``<code>_en``, and `gathered`:
    parties by role, the next `period` and the reader's `own`.
    """

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
    def stayed(self) -> bool:
        return self.row.status == DossierStatus.SUSPENDED

    @property
    def officer(self) -> str:
        return (self.row.officer_name or "") if self.within else ""

    def label(self, code: str) -> str:
        """The words of a code of the case."""
        return getattr(self.row, f"{code}_{self.tongue}") or ""

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
        """Clock, unit, due date of what is next due: of all from within, of the agency's own from outside."""
        return self.row.gathered["period" if self.within else "own"]

    @property
    def due_on(self) -> dt.date | None:
        return dt.date.fromisoformat(self.period["due_on"]) if self.period else None

    @property
    def due(self) -> tuple[Any, str] | None:
        """Tone and words of what is next due; None when nothing runs."""
        if self.period is None:
            return None
        unit = counted_in(self.period["unit"])
        return due_said(unit, self.due_on, self.today, lambda: self.calendars.of(self.row.organ), "running")

    @property
    def due_what(self) -> str:
        return clock_title(self.period["clock"]) if self.period else ""

    @property
    def tone(self) -> str:
        """How the line stands out: by what is next due."""
        return self.due[0] if self.due and self.due[0] in {"late", "today", "soon"} else ""


L = TypeVar("L", bound=CaseLine)


def parties_in(role: str) -> ArraySubquery:
    """The standing parties of one role of a case (`pk`), with how many people each stands for."""
    return ArraySubquery(
        Party.objects.unscoped("the parties of a case in scope")
        .standing()
        .filter(dossier=OuterRef("pk"), role=role)
        .order_by("position", "pk")
        .values(row=JSONObject(name="name", size="group_size"))
    )


def next_period(**conditions: Any) -> Subquery:
    """Clock, unit and due date of the next running period of a case (`pk`) under some conditions."""
    running = Deadline.objects.unscoped("the deadlines of a case in scope").filter(
        dossier=OuterRef("pk"), state=DeadlineState.RUNNING, tracked=True, **conditions
    )
    told = JSONObject(clock="clock", unit=CLOCK_UNIT, due_on="due_on")
    return Subquery(running.order_by("due_on", "pk").values(period=told)[:1])


RENAMED = {
    "number": "dossier__number",
    "title": "dossier__title",
    "status": "dossier__status",
    "next_due_on": "dossier__next_due_on",
    "organ": "dossier__organ_id",
    "office": "dossier__organ__office_id",
    "government_organ": "dossier__organ__organisation_id",
    "officer_name": "dossier__officer__display_name",
}


def labels_of(*codes: str) -> dict[str, str]:
    """The labels of some codes in both languages, as `CaseLine.label` asks for them."""
    return {f"{code}_{tongue}": f"{code}__label_{tongue}" for code in codes for tongue in ("zh", "en")}


def lines_of(
    line: type[L],
    found: QuerySet[Any],
    columns: Sequence[str],
    more: Mapping[str, str],
    ids: Sequence[int],
    actor: Actor,
    today: dt.date,
) -> list[L]:
    """The cases `ids` in their order as lines of the kind `line`, as `actor` may see them; one query.

    `found` are the rows of the proceeding, `columns` those of its own columns that the line needs, `more` further
    values by their paths. The ids must come from a Worklist of the actor: they are not checked again.
    """
    inside = (*AUDIENCE_ROLES[Audience.OFFICE], *AUDIENCE_ROLES[Audience.CENTRE])
    offices, organs = actor.organisations(*inside), actor.organisations(*AUDIENCE_ROLES[Audience.ORGAN])
    gathered = JSONObject(
        applicant=parties_in(PartyRole.APPLICANT),
        respondent=parties_in(PartyRole.RESPONDENT),
        period=next_period(),
        own=next_period(owner=Owner.AGENCY, organisation_id__in=actor.organisations(Role.AGENCY_LIAISON)),
    )
    named = {**RENAMED, **more}
    rows = (
        found.filter(pk__in=list(ids))
        .annotate(**{name: F(path) for name, path in named.items()}, gathered=gathered)
        .values_list("pk", *columns, *named, "gathered", named=True)
    )
    by_pk = {row.pk: row for row in rows}
    calendars = Calendars({row.organ for row in by_pk.values()})
    tongue = "zh" if reads_chinese() else "en"
    return [
        line(row, row.office in offices or row.government_organ in organs, today, calendars, tongue)
        for pk in ids
        if (row := by_pk.get(pk)) is not None
    ]
