"""A case as one line: what the list, the search, the exports and the API show of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, JSONField, OuterRef, TextChoices, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.wording import reads_chinese
from cases.models import Law, Procedure, ReconsiderationCase, State
from cases.prior import Prior, prior_of
from cases.sidelines import NORMS, SIDE_KINDS, STAYS, standing_of_norm, standing_of_stay
from deadlines.measure import Calendars
from deadlines.models import Owner
from dossiers.models import DossierSource, DossierStatus, Fact, PartyRole
from dossiers.scoping import AUDIENCE_ROLES, Audience
from workflow.saved import lines as lines_of_cases

# What a line shows of the case itself, under its own name.
COLUMNS = (
    *("state", "law", "act_name", "act_number", "procedure", "received_on", "accepted_on", "deemed_accepted"),
    *("concluded_on", "decision_number", "sued", "matter_id", "domain_id", "outcome_id"),
    *("nature", "prior_id", "stay_asked", "norm_asked"),
)
# What it shows of its dossier and of the codes, under a name of ours.
RENAMED = {
    **lines_of_cases.RENAMED,
    "source": "dossier__source",
    "version": "dossier__version",
    **lines_of_cases.labels_of("matter", "domain", "outcome"),
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
class Line(lines_of_cases.CaseLine):
    """One reconsideration case of a list; `words` are looked up once for all of them."""

    words: Words

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
        return self.label("matter")

    @property
    def stage(self) -> str:
        return self.words.stage[self.row.state]

    @property
    def status(self) -> str:
        return self.words.status[self.row.status]

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


def _kinds() -> ArraySubquery:
    """The kinds of the current facts by which it is told how a stay and the review of a document stand."""
    facts = Fact.objects.unscoped("the facts of a case in scope").current()
    return ArraySubquery(facts.filter(dossier=OuterRef("pk"), kind__in=SIDE_KINDS).order_by("pk").values("kind"))


def lines(ids: Sequence[int], actor: Actor, today: dt.date, calendars: Calendars | None = None) -> list[Line]:
    """The cases `ids` in their order, as `actor` may see them; one query.

    One more is made when a line counts working days, unless `calendars` were read before.

    The ids must come from a Worklist of the actor: they are not checked again.
    """
    offices, organs = (actor.organisations(*AUDIENCE_ROLES[audience]) for audience in (Audience.OFFICE, Audience.ORGAN))
    agencies = actor.organisations(Role.AGENCY_LIAISON)
    gathered = JSONObject(
        applicants=lines_of_cases.parties_of(PartyRole.APPLICANT),
        respondents=lines_of_cases.parties_of(PartyRole.RESPONDENT),
        kinds=_kinds(),
        period=lines_of_cases.next_period(tracked=True) if offices or organs else NOTHING,
        reply=lines_of_cases.next_period(owner=Owner.AGENCY, organisation_id__in=agencies) if agencies else NOTHING,
    )
    rows = (
        ReconsiderationCase.objects.unscoped("the ids come from a list that the scope was laid on")
        .filter(pk__in=list(ids))
        .annotate(**{name: F(path) for name, path in RENAMED.items()}, gathered=gathered)
        .values_list("pk", *COLUMNS, *RENAMED, "gathered", named=True)
    )
    words, people = Words(), frozenset(actor.people)
    found = {row.pk: row for row in rows}
    calendars = calendars or Calendars({row.organ for row in found.values()})
    return [
        Line(
            row,
            row.office in offices or row.government_organ in organs,
            today,
            calendars,
            people,
            words.tongue,
            words,
        )
        for pk in ids
        if (row := found.get(pk)) is not None
    ]
