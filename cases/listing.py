"""A case as one line: what the list, the search, the exports and the API show of it.

A line is read as plain values, not as model instances: fifty cases with all that is shown of them are one query and
a few milliseconds.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, JSONField, OuterRef, Subquery, TextChoices, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.wording import Tone, due_words, reads_chinese
from cases.models import Law, Procedure, ReconsiderationCase, State
from cases.prior import Prior, prior_of
from cases.sidelines import NORMS, SIDE_KINDS, STAYS, standing_of_norm, standing_of_stay
from deadlines.engine import Calendar
from deadlines.measure import CLOCK_UNIT, Calendars, Left, Unit, counted_in, days_left, due_said
from deadlines.models import Deadline, DeadlineState, Owner
from deadlines.wording import clock_title
from dossiers.models import DossierSource, DossierStatus, Fact, Party, PartyRole
from dossiers.scoping import AUDIENCE_ROLES, Audience

# What a line shows of the case itself, under its own name.
COLUMNS = (
    *("state", "law", "act_name", "act_number", "procedure", "received_on", "accepted_on", "deemed_accepted"),
    *("concluded_on", "decision_number", "sued", "matter_id", "domain_id", "outcome_id"),
    *("nature", "prior_id", "stay_asked", "norm_asked"),
)
# What it shows of its dossier and of the codes, under a name of ours. The dossier's text for the search and its grams
# are large and never read.
RENAMED = {
    "number": "dossier__number",
    "title": "dossier__title",
    "status": "dossier__status",
    "next_due_on": "dossier__next_due_on",
    "source": "dossier__source",
    "version": "dossier__version",
    "organ": "dossier__organ_id",
    "office": "dossier__organ__office_id",
    "government": "dossier__organ__organisation_id",
    "officer_name": "dossier__officer__display_name",
    "second_id": "dossier__second_officer_id",
    "second_name": "dossier__second_officer__display_name",
    **{
        f"{code}_{tongue}": f"{code}__label_{tongue}"
        for code in ("matter", "domain", "outcome")
        for tongue in ("zh", "en")
    },
}
NOTHING = Value(None, output_field=JSONField())


class Words:
    """The labels of what cases hold, in the reader's language, looked up once for a list."""

    def __init__(self) -> None:
        self.tongue = "zh" if reads_chinese() else "en"
        self.stage, self.status, self.law = _labels(State), _labels(DossierStatus), _labels(Law)
        self.procedure, self.source = _labels(Procedure), _labels(DossierSource)
        self.stay = {code: str(label) for code, label in STAYS}
        self.norm = {code: str(label) for code, label in NORMS}


def _labels(choices: type[TextChoices]) -> dict[str, str]:
    return {choice.value: str(choice.label) for choice in choices}


@dataclass(frozen=True)
class Line:
    """One case of a list: `row` holds COLUMNS, RENAMED and, gathered beside them, parties and running periods.

    `within` says that the reader sees the case as one of the office or the organ. `calendars` are those of the organs
    of the list, read when the first line asks for one. `people` are those for whom the reader acts.
    """

    row: Any
    within: bool
    today: dt.date
    words: "Words"
    calendars: Calendars
    people: frozenset[int] = frozenset()

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def number(self) -> str:
        return self.row.number or ""

    @property
    def who(self) -> str:
        """Who names the case beside its number."""
        return self.applicants

    @property
    def applicants(self) -> str:
        return names(self.row.gathered["applicants"])

    @property
    def respondents(self) -> str:
        return agencies(self.row.gathered["respondents"])

    @property
    def matter(self) -> str:
        return self._label("matter")

    @property
    def domain(self) -> str:
        return self._label("domain")

    @property
    def outcome(self) -> str:
        return self._label("outcome")

    @property
    def stage(self) -> str:
        return self.words.stage[self.row.state]

    @property
    def status(self) -> str:
        return self.words.status[self.row.status]

    @property
    def suspended(self) -> bool:
        return self.row.status == DossierStatus.SUSPENDED

    @property
    def law(self) -> str:
        return self.words.law[self.row.law]

    @property
    def procedure(self) -> str:
        return self.words.procedure.get(self.row.procedure, "")

    @property
    def source(self) -> str:
        return self.words.source[self.row.source] if self.within else ""

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
    def prior(self) -> Prior | None:
        """Why reconsideration must come before a suit; None where it need not, and for a reader from outside."""
        return prior_of(self.row) if self.within else None

    @property
    def stay(self) -> str:
        """How it stands with a stay of execution (42)."""
        return self.words.stay.get(self.standing_of_stay, "")

    @property
    def standing_of_stay(self) -> str:
        return standing_of_stay(self.row.gathered["kinds"], asked=self.row.stay_asked)

    @property
    def norm(self) -> str:
        """How it stands with the incidental review of a normative document (13, 56)."""
        return self.words.norm.get(self.standing_of_norm, "")

    @property
    def standing_of_norm(self) -> str:
        return standing_of_norm(self.row.gathered["kinds"], asked=self.row.norm_asked)

    @property
    def due_on(self) -> dt.date | None:
        """What is next due: of the office's periods from within, of the agency's own from outside."""
        if self.within:
            return self.row.next_due_on
        reply = self.row.gathered["reply"]
        return dt.date.fromisoformat(reply["due_on"]) if reply else None

    @property
    def period(self) -> dict[str, Any] | None:
        """Clock, unit, due date and provisional year of what is next due; None when nothing runs."""
        return self.row.gathered["period" if self.within else "reply"] if self.due_on else None

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
    def _unit(self) -> Unit:
        return counted_in(self.period["unit"] if self.period else None)

    def _calendar(self) -> Calendar:
        return self.calendars.of(self.row.organ)

    @property
    def tone(self) -> str:
        return self.due[0] if self.due and self.due[0] in {"late", "today", "soon"} else ""

    def _label(self, code: str) -> str:
        return getattr(self.row, f"{code}_{self.words.tongue}") or ""


def names(rows: Sequence[dict[str, Any]], most: int = 2) -> str:
    """Some names of parties in one line: 甲、乙等5人, each group with its size."""
    shown = "、".join(_with_size(row["name"], row["size"]) for row in rows[:most])
    return shown if len(rows) <= most else _with_size(shown, sum(row["size"] for row in rows))


def agencies(rows: Sequence[dict[str, Any]], most: int = 2) -> str:
    """Some names of agencies in one line: 甲局、乙局等10个机关."""
    shown = "、".join(row["name"] for row in rows[:most])
    if len(rows) <= most:
        return shown
    return _("%(name)s and others, %(n)s agencies in all") % {"name": shown, "n": len(rows)}


def _with_size(name: str, size: int) -> str:
    return name if size == 1 else _("%(name)s and others, %(n)s in all") % {"name": name, "n": size}


def _parties(role: str) -> ArraySubquery:
    return ArraySubquery(
        Party.objects.unscoped("the parties of a case in scope")
        .standing()
        .filter(dossier=OuterRef("pk"), role=role)
        .order_by("position", "pk")
        .values(row=JSONObject(name="name", size="group_size"))
    )


def _kinds() -> ArraySubquery:
    """The kinds of the current facts by which it is told how a stay and the review of a document stand."""
    facts = Fact.objects.unscoped("the facts of a case in scope").current()
    return ArraySubquery(facts.filter(dossier=OuterRef("pk"), kind__in=SIDE_KINDS).order_by("pk").values("kind"))


def _next(**conditions: Any) -> Subquery:
    """Clock, its unit, due date and provisional year of the running period that is next due."""
    running = Deadline.objects.unscoped("the deadlines of a case in scope").filter(
        dossier=OuterRef("pk"), state=DeadlineState.RUNNING, **conditions
    )
    told = JSONObject(clock="clock", unit=CLOCK_UNIT, due_on="due_on", provisional_year="provisional_year")
    return Subquery(running.order_by("due_on", "pk").values(period=told)[:1])


def lines(ids: Sequence[int], actor: Actor, today: dt.date, calendars: Calendars | None = None) -> list[Line]:
    """The cases `ids` in their order, as `actor` may see them; one query.

    One more is made when a line counts working days, unless `calendars` were read before.

    The ids must come from a Worklist of the actor: they are not checked again.
    """
    offices, organs = (actor.organisations(*AUDIENCE_ROLES[audience]) for audience in (Audience.OFFICE, Audience.ORGAN))
    agencies = actor.organisations(Role.AGENCY_LIAISON)
    gathered = JSONObject(
        applicants=_parties(PartyRole.APPLICANT),
        respondents=_parties(PartyRole.RESPONDENT),
        kinds=_kinds(),
        period=_next(tracked=True) if offices or organs else NOTHING,
        reply=_next(owner=Owner.AGENCY, organisation_id__in=agencies) if agencies else NOTHING,
    )
    rows = (
        ReconsiderationCase.objects.unscoped("the ids come from a list that the scope was laid on")
        .filter(pk__in=list(ids))
        .annotate(**{name: F(path) for name, path in RENAMED.items()}, gathered=gathered)
        .values_list("pk", *COLUMNS, *RENAMED, "gathered", named=True)
    )
    words = Words()
    found = {row.pk: row for row in rows}
    calendars = calendars or Calendars({row.organ for row in found.values()})
    return [
        Line(row, row.office in offices or row.government in organs, today, words, calendars, frozenset(actor.people))
        for pk in ids
        if (row := found.get(pk)) is not None
    ]
