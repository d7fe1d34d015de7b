"""A lawsuit as one line: what the list, the search and the exports show of it. One query for a page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.wording import reads_chinese
from deadlines.measure import Calendars
from deadlines.models import Owner
from dossiers.models import PartyRole
from dossiers.scoping import AUDIENCE_ROLES, Audience
from hearings.models import Lawsuit, State
from workflow.saved import lines as lines_of_cases

COLUMNS = (
    *("state", "government", "reconsidered", "major", "act_name", "act_number", "served_on", "filed_on"),
    *("heard_on", "concluded_on", "effective_on", "judgment_number", "lost"),
)
RENAMED = {
    **lines_of_cases.RENAMED,
    "court_name": "court__name",
    **lines_of_cases.labels_of("instance", "matter", "domain", "outcome"),
}


@dataclass(frozen=True)
class Line(lines_of_cases.CaseLine):
    """One lawsuit of a list."""

    # What a list of cases may show beside the stage; of a lawsuit it is the instance, which stands by the court.
    procedure = ""

    @property
    def who(self) -> str:
        """Who names the case beside its number."""
        return self.names("applicant")

    @property
    def stage(self) -> str:
        return str(State(self.row.state).label)

    @property
    def lost(self) -> str:
        return {True: _("lost"), False: _("not lost"), None: ""}[self.row.lost]

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
        """What is next due: of all from within, of the agency's own from outside."""
        return self.row.gathered["period" if self.within else "own"]


def lines(ids: Sequence[int], actor: Actor, today: dt.date, calendars: Calendars | None = None) -> list[Line]:
    """The lawsuits `ids` in their order, as `actor` may see them; one query.

    One more is made when a line counts working days, unless `calendars` were read before.

    The ids must come from a Worklist of the actor: they are not checked again.
    """
    offices, organs = (actor.organisations(*AUDIENCE_ROLES[audience]) for audience in (Audience.OFFICE, Audience.ORGAN))
    agencies = actor.organisations(Role.AGENCY_LIAISON)
    gathered = JSONObject(
        applicant=lines_of_cases.parties_of(PartyRole.APPLICANT),
        respondent=lines_of_cases.parties_of(PartyRole.RESPONDENT),
        period=lines_of_cases.next_period(tracked=True),
        own=lines_of_cases.next_period(tracked=True, owner=Owner.AGENCY, organisation_id__in=agencies),
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
        Line(row, row.office in offices or row.government_organ in organs, today, calendars, people, tongue)
        for pk in ids
        if (row := found.get(pk)) is not None
    ]
