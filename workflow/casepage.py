"""What the page of a case reads, whatever the proceeding: a fixed number of queries, then nothing more."""

from collections.abc import Callable, Collection
from functools import cache, partial
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Role
from accounts.permissions import can
from accounts.timekeeping import today
from deadlines.basis import Basis, basis_in_force
from deadlines.engine import Calendar
from deadlines.models import Deadline
from dossiers.models import Dossier, DossierFile, Fact, Party, Visibility
from dossiers.permissions import agencies_alone
from workflow import display
from workflow.describing import names_for
from workflow.models import ApprovalStatus
from workflow.offers import offers_for
from workflow.queries import options
from workflow.steps import Context, proceeding_type

STEP_PANEL = "#step-panel"


class CasePage:
    """A case as its page reads it for one reader.

    `inner` tells whether the reader is of the office or the organ, `whole` whether the reader sees every period,
    `handles` whether they work on the case, `own` are the agencies for which they act. `audience` is as whom a reader
    who is none of these sees the case: what a step does not show to it is left out.
    """

    def __init__(
        self, actor: Actor, dossier: Dossier, proceeding: Any, *, audience: str = "", open_clocks: Any = ()
    ) -> None:
        self.actor, self.dossier, self.proceeding = actor, dossier, proceeding
        proceeding.dossier = dossier
        self.kind = proceeding_type(dossier.kind)
        self.inner = can(actor, "dossier.office_matter", dossier)
        self.handles = can(actor, "dossier.handle", dossier)
        self.own = actor.organisations(Role.AGENCY_LIAISON)
        self.whole = self.inner or actor.has(Role.LEADERSHIP, dossier.organ.organisation_id)
        self.everybody = list(dossier.parties.select_related("organisation__parent", "agent_kind"))
        self._kept = self._kept_from()
        self.all_facts: list[Fact] = [
            fact for fact in dossier.facts.order_by("on_date", "pk") if fact.party_id not in self._kept
        ]
        self.context = Context(
            actor=actor,
            proceeding=proceeding,
            today=today(),
            facts=[fact for fact in self.all_facts if fact.is_current],
        )
        self.context.parties = [party for party in self.everybody if party.voided_at is None]
        self.basis: Callable[[], Basis] = cache(partial(basis_in_force, [dossier.organ_id]))
        seen = Q() if self.inner else Q(visibility=Visibility.PARTIES)
        entries = dossier.timeline.filter(seen).select_related("taken_by", "for_user", "approved_by")
        others = {str(pk) for pk in self._kept}
        self.entries = [
            entry
            for entry in entries
            if audience not in self.kind.steps[entry.step].not_for
            and not others & set(entry.data.get("form", {}).get("party", ()))
        ]
        files = dossier.files.filter(seen).select_related("stored", "paper", "uploaded_by")
        self.files: list[DossierFile] = [file for file in files if file.party_id not in self._kept]
        self.approvals = []
        if self.inner:
            rows = dossier.approvals.select_related("requested_by", "decided_by", "decided_for")
            self.approvals = list(rows.order_by("-pk"))
        self._name()
        self.waiting = {
            row.step: row.pk
            for row in self.approvals
            if row.status == ApprovalStatus.PENDING and row.corrects_id is None
        }
        self.deadlines = self.context.deadlines
        if not self.whole:
            self.deadlines = [
                deadline
                for deadline in self.deadlines
                if deadline.organisation_id in self.own or deadline.clock in open_clocks
            ]

    def _kept_from(self) -> frozenset[int]:
        """The parties of whom the reader is shown nothing but their names: other agencies, where they are apart."""
        alone = agencies_alone(self.actor, self.dossier)
        if alone is None:
            return frozenset()
        return frozenset(party.pk for party in self.everybody if party.organisation_id not in alone)

    def shows(self, party: Party) -> bool:
        """Whether the reader is shown what happened to a party, and not its name alone."""
        return party.pk not in self._kept

    def _name(self) -> None:
        steps = self.kind.steps
        typed = [
            (steps[entry.step].form, raw)
            for entry in self.entries
            for raw in (entry.data.get("form", {}), entry.data.get("before", {}))
        ]
        typed += [(steps[row.step].form, row.data.get("form", {})) for row in self.approvals]
        users = [
            self.dossier.officer,
            self.dossier.second_officer,
            *(entry.taken_by for entry in self.entries),
            *(entry.approved_by for entry in self.entries),
        ]
        self.names = names_for(typed, self.everybody, users)

    def calendar(self) -> Calendar:
        """The calendar of the organ; read when something first asks for it."""
        return self.basis().calendar(self.dossier.organ_id)

    def clocks(
        self, unused: dict[str, str], owner: Callable[[Deadline], str] = lambda deadline: ""
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The periods that run and those that ended; `unused` says what was not done in one that lapsed.

        `owner` names whoever owes a period where the page knows more than the period says.
        """

        def reminders_url(deadline: Deadline) -> str:
            seen = self.whole or deadline.organisation_id in self.own
            return reverse("deadlines:reminders", args=[deadline.pk]) if seen else ""

        return display.show_clocks(
            self.deadlines,
            {party.pk: party.name for party in self.everybody},
            self.calendar,
            self.context.today,
            unused=unused,
            reminders_url=reminders_url,
            owner=owner,
        )

    def settlement(self) -> dict[str, Any] | None:
        """That the dispute behind a running case was settled in the centre, and what is still to be done of it here.

        Nothing once a step was taken that answers it. For components/settlement.html.
        """
        told = [entry for entry in self.entries if entry.step == "centre_settled"]
        if not told or not self.handles or not self.dossier.is_running:
            return None
        last = max(told, key=lambda entry: entry.pk)
        if any(entry.step in self.kind.settled and entry.pk > last.pk for entry in self.entries):
            return None
        form = last.data.get("form", {})
        steps = [self.kind.steps[code] for code in self.kind.settled]
        return {
            "case": "".join(form.get("case", [])),
            "result": "".join(form.get("what", [])),
            "on": last.on_date,
            "steps": [
                {"title": step.title, "url": reverse("workflow:step", args=[self.dossier.pk, step.code])}
                for step in steps
                if self.context.proceeding.state in step.sources
            ],
        }

    def common(self, followed: dict[int, list[str]] | None = None, fixed: Collection[int] = ()) -> dict[str, Any]:
        """What the template of every case takes: head, steps, papers, timeline, approvals; entries `fixed` stand."""
        kind, names, handles, inner = self.kind, self.names, self.handles, self.inner
        void_url = (lambda file: reverse("dossiers:file-void", args=[file.pk])) if handles else (lambda file: None)
        return {
            "dossier": self.dossier,
            "inner": inner,
            "handles": handles,
            "number": self.dossier.number,
            "title": self.dossier.title,
            "steps": display.show_steps(options(self.context, self.waiting), self.dossier.pk, STEP_PANEL, self.waiting),
            "files": display.show_files(
                [file for file in self.files if inner or not file.voided_at], void_url=void_url
            ),
            "events": display.show_timeline(
                self.entries,
                kind,
                names,
                files=self.files,
                approvals=self.approvals,
                followed=followed,
                inner=inner,
                correctable=handles,
                fixed=fixed,
            ),
            "settlement": self.settlement(),
            "pending": [display.show_approval(row, kind, names) for row in self.approvals if row.status == "pending"],
            "offers": offers_for(self),
            "decided": [display.show_approval(row, kind, names) for row in self.approvals if row.status != "pending"],
        }
