"""A suggestion as one line: what the list, the search, the exports and the interface show. One query for a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.wording import reads_chinese
from deadlines.measure import CLOCK_UNIT, Calendars
from deadlines.models import Deadline, DeadlineState
from disputes.models import Rectified, Suggestion, SuggestionAgency, SuggestionKind, SuggestionState
from disputes.suggestions.permissions import ISSUERS
from disputes.suggestions.queries import earlier_of_the_same
from workflow.saved.lines import RENAMED, CaseLine, labels_of

COLUMNS = (
    *("state", "kind", "subject", "own", "issuer_id", "issuer_name", "issued_on", "problem", "proposal"),
    *("cause_id", "domain_id", "matter_id"),
)
MORE = {
    "closed_on": "dossier__closed_on",
    "register_number": "dossier__case_number__text",
    **labels_of("cause", "domain", "matter"),
}
AGENCY = (
    *("organisation", "received_on", "replied_on", "taken_up", "measures", "responsible", "done_by"),
    *("reported_on", "checked_on", "rectified", "requests", "requested_on", "reported_up_on"),
)


@dataclass(frozen=True)
class Line(CaseLine):
    """One suggestion of a list.

    `alone` names the agencies to which a reader is bound who sees it as their liaison alone. `agency` is the one for
    which the line stands in an export, which has a row for each.
    """

    alone: frozenset[int] | None = None
    agency: dict[str, Any] | None = None
    # What a list of cases may show beside the stage.
    procedure = ""

    @property
    def who(self) -> str:
        """Who names the suggestion beside its number."""
        return self.names()

    @property
    def kind(self) -> str:
        return str(SuggestionKind(self.row.kind).label)

    @property
    def stage(self) -> str:
        return str(SuggestionState(self.row.state).label)

    @property
    def recurs(self) -> bool:
        """Whether an earlier suggestion of the same problem went to the same agency; for the office and the organ."""
        return self.within and self.row.recurs

    @property
    def agencies(self) -> list[dict[str, Any]]:
        """The agencies as the reader may see them: of the others, to a liaison, their names alone."""
        return [
            row
            if self.alone is None or row["organisation"] in self.alone
            else {"name": row["name"], "organisation": row["organisation"]}
            for row in self.row.agencies_told
        ]

    def spread(self) -> "list[Line]":
        """The same for each agency that the reader sees, for an export."""
        return [replace(self, agency=agency) for agency in self.agencies]

    def of(self, name: str) -> Any:
        """A value of the agency for which the line stands; of a line for all of them those of each."""
        if self.agency is not None:
            return self.agency.get(name)
        told = [row[name] for row in self.agencies if row.get(name)]
        return told[0] if len(told) == 1 else "、".join(map(str, told))

    def names(self, most: int = 2) -> str:
        """The agencies in one line: 甲局、乙局等5个单位."""
        names = [row["name"] for row in self.row.agencies_told]
        if len(names) <= most:
            return "、".join(names)
        return _("%(name)s and others, %(n)s in all") % {"name": "、".join(names[:most]), "n": len(names)}

    @property
    def answered(self) -> str:
        """How many agencies have answered, and how many have put all right."""
        rows = [row for row in self.agencies if "replied_on" in row]
        replied = sum(bool(row["replied_on"]) for row in rows)
        done = sum(row["rectified"] == Rectified.DONE for row in rows)
        said = _("%(n)s of %(all)s answered") % {"n": replied, "all": len(rows)}
        right = _("%(n)s put right") % {"n": done}
        return f"{said} · {right}" if done else said

    @property
    def escalation(self) -> str:
        """How far it has come with an agency that does not answer: asked again, reported upward."""
        rows = self.agencies
        if any(row.get("reported_up_on") for row in rows) and self.within:
            return _("reported upward")
        return _("asked again") if any(row.get("requests") for row in rows) else ""

    @property
    def period(self) -> dict[str, Any] | None:
        """Clock, unit, due date of what is next due: of all agencies, to a liaison of their own alone."""
        mine = [row for row in self.row.periods if self.alone is None or row["organisation"] in self.alone]
        return mine[0] if mine else None


def lines(ids: Sequence[int], actor: Actor, today: dt.date, calendars: Calendars | None = None) -> list[Line]:
    """The suggestions `ids` in their order, as `actor` may see them; one query.

    One more is made when a line counts working days, unless `calendars` were read before. The ids must come from a
    Worklist of the actor: they are not checked again.
    """
    agencies = (
        SuggestionAgency.objects.unscoped("the agencies of suggestions in scope")
        .standing()
        .filter(suggestion=OuterRef("pk"))
        .order_by("party__position", "pk")
    )
    periods = Deadline.objects.unscoped("the deadlines of suggestions in scope").filter(
        dossier=OuterRef("pk"), state=DeadlineState.RUNNING, tracked=True
    )
    told = JSONObject(name="party__name", party="party_id", **{column: column for column in AGENCY})
    due = JSONObject(
        clock="clock",
        unit=CLOCK_UNIT,
        due_on="due_on",
        provisional_year="provisional_year",
        organisation="organisation_id",
    )
    named = {**RENAMED, **MORE}
    rows = (
        Suggestion.objects.unscoped("the ids come from a list that the scope was laid on")
        .filter(pk__in=list(ids))
        .annotate(
            **{name: F(path) for name, path in named.items()},
            recurs=earlier_of_the_same(""),
            agencies_told=ArraySubquery(agencies.values(row=told)),
            periods=ArraySubquery(periods.order_by("due_on", "pk").values(row=due)),
        )
        .values_list("pk", *COLUMNS, *named, "recurs", "agencies_told", "periods", named=True)
    )
    found = {row.pk: row for row in rows}
    calendars = calendars or Calendars({row.organ for row in found.values()})
    tongue = "zh" if reads_chinese() else "en"
    return [_line(row, actor, today, calendars, tongue) for pk in ids if (row := found.get(pk)) is not None]


def _line(row: Any, actor: Actor, today: dt.date, calendars: Calendars, tongue: str) -> Line:
    within = actor.has_any((Role.OFFICER, Role.DIRECTOR), row.office) or actor.has_any(
        (Role.ORGAN_LEADER, Role.LEADERSHIP), row.government_organ
    )
    issued = row.issuer_id is not None and actor.has_any(ISSUERS, row.issuer_id)
    own = actor.organisations(Role.AGENCY_LIAISON)
    alone = None if within or issued or not own else own
    return Line(row, within, today, calendars, frozenset(actor.people), tongue, alone)
