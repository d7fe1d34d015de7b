"""A case as one line: what the list, the search, the exports and the API show of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.wording import Tone, due_words
from cases.filters import CaseFilter, sees_from_within
from cases.models import ReconsiderationCase
from deadlines.models import Deadline, DeadlineState, Owner
from dossiers.models import Code, Dossier, DossierStatus, Party, PartyRole
from dossiers.scoping import AUDIENCE_ROLES, Audience
from dossiers.worklist import SORTS, Worklist
from workflow.display import clock_title

# The dossier's text for the search and its grams are large and never shown.
COLUMNS = (
    *("state", "law", "act_name", "act_number", "procedure", "received_on", "accepted_on", "deemed_accepted"),
    *("concluded_on", "decision_number", "sued", "sued_on"),
    *(f"{code}__{column}" for code in ("matter", "domain", "outcome") for column in ("label_zh", "label_en")),
    *(f"dossier__{column}" for column in ("number", "title", "status", "opened_on", "closed_on", "next_due_on")),
    *("dossier__source", "dossier__organ__office_id", "dossier__organ__organisation_id"),
    "dossier__officer__display_name",
)


@dataclass(frozen=True)
class Line:
    """One case of a list. `within` says that the reader sees it as one of the office or the organ."""

    case: ReconsiderationCase
    within: bool
    today: dt.date

    @property
    def dossier(self) -> Dossier:
        return self.case.dossier

    @property
    def number(self) -> str:
        return self.dossier.number or ""

    @property
    def applicants(self) -> str:
        return names(self.case.applicants)

    @property
    def respondents(self) -> str:
        return names(self.case.respondents)

    @property
    def officer(self) -> str:
        """The case officer; nothing for a reader from outside."""
        return self.dossier.officer.display_name if self.within and self.dossier.officer else ""

    @property
    def due_on(self) -> dt.date | None:
        """What is next due: of the office's periods from within, of the agency's own from outside."""
        return self.dossier.next_due_on if self.within else self.case.reply_due_on

    @cached_property
    def due(self) -> tuple[Tone, str] | None:
        """Tone and words of what is next due; None when nothing runs."""
        if self.dossier.status == DossierStatus.SUSPENDED and self.due_on is None:
            return due_words(None, self.today, state="paused")
        if self.due_on is None:
            return None
        provisional = self.within and self.case.provisional_year is not None
        return due_words(self.due_on, self.today, state="provisional" if provisional else "running")

    @property
    def due_what(self) -> str:
        """Which period is next due."""
        clock = self.case.due_clock if self.within else self.case.reply_clock
        return clock_title(clock) if clock and self.due_on else ""

    @property
    def tone(self) -> str:
        return self.due[0] if self.due and self.due[0] in {"late", "today", "soon"} else ""


def names(rows: Sequence[dict[str, Any]], most: int = 2) -> str:
    """Some names of parties in one line: 甲、乙等5人, each group with its size."""
    shown = "、".join(
        row["name"]
        if row["size"] == 1
        else _("%(name)s and others, %(n)s in all") % {"name": row["name"], "n": row["size"]}
        for row in rows[:most]
    )
    return shown if len(rows) <= most else _("%(name)s and others, %(n)s in all") % {"name": shown, "n": len(rows)}


def _parties(role: str) -> ArraySubquery:
    return ArraySubquery(
        Party.objects.unscoped("the parties of a case in scope")
        .standing()
        .filter(dossier=OuterRef("pk"), role=role)
        .order_by("position", "pk")
        .values(row=JSONObject(name="name", size="group_size"))
    )


def _next(deadlines: QuerySet[Deadline], column: str) -> Subquery:
    running = deadlines.filter(dossier=OuterRef("pk"), state=DeadlineState.RUNNING)
    return Subquery(running.order_by("due_on", "pk").values(column)[:1])


def lines(ids: Sequence[int], actor: Actor, today: dt.date) -> list[Line]:
    """The cases `ids` in their order, as `actor` may see them; one query.

    The ids must come from a Worklist of the actor: they are not checked again.
    """
    offices, organs = (actor.organisations(*AUDIENCE_ROLES[audience]) for audience in (Audience.OFFICE, Audience.ORGAN))
    deadlines = Deadline.objects.unscoped("the deadlines of a case in scope")
    own, replies = (
        deadlines.filter(tracked=True),
        deadlines.filter(owner=Owner.AGENCY, organisation_id__in=actor.organisations(Role.AGENCY_LIAISON)),
    )
    cases = (
        ReconsiderationCase.objects.unscoped("the ids come from a list that the scope was laid on")
        .filter(pk__in=list(ids))
        .select_related("dossier__organ", "dossier__officer", "matter", "domain", "outcome")
        .only(*COLUMNS)
        .annotate(
            applicants=_parties(PartyRole.APPLICANT),
            respondents=_parties(PartyRole.RESPONDENT),
            due_clock=_next(own, "clock"),
            provisional_year=_next(own, "provisional_year"),
            reply_due_on=_next(replies, "due_on"),
            reply_clock=_next(replies, "clock"),
        )
    )
    found = {case.pk: case for case in cases}
    return [
        Line(
            case=case,
            within=case.dossier.organ.office_id in offices or case.dossier.organ.organisation_id in organs,
            today=today,
        )
        for pk in ids
        if (case := found.get(pk)) is not None
    ]


def sorts_for(actor: Actor) -> dict[str, Any]:
    """The sorts open to an actor: who sees cases from outside does not see the office's due dates."""
    return SORTS if sees_from_within(actor) else {key: sort for key, sort in SORTS.items() if "due" not in key}


def worklist(filterset: CaseFilter, actor: Actor, sort: str) -> Worklist:
    """The list that a filter gives an actor, sorted by one of `sorts_for(actor)`."""
    return Worklist(actor=actor, rows=filterset.qs, sort=sorts_for(actor)[sort], wide=filterset.wide)


def label_of(code: Code | None) -> str:
    return str(code) if code else ""
