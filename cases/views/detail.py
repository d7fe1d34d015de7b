"""The page of a case."""

import datetime as dt
from functools import cache, partial
from typing import Any

from django.db.models import CharField, F, Q, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.guards import requires_sign_in
from accounts.models import Role
from accounts.permissions import can
from accounts.timekeeping import today
from cases import display
from cases.models import ReconsiderationCase
from deadlines.basis import basis_in_force
from deadlines.engine import Calendar
from deadlines.models import Deadline
from dossiers.models import Correspondence, Dossier, DossierKind, LinkKind, PartyRole, Visibility, Visit
from workflow import display as shared
from workflow.describing import names_for
from workflow.models import ApprovalStatus
from workflow.queries import options
from workflow.steps import Context, proceeding_type

STEP_PANEL = "#step-panel"
# So many cases of the same dispute are shown; more would be a list.
RELATED = 10


@require_safe
@requires_sign_in
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one case that the reader may see. The number of queries does not depend on the case."""
    actor = request.actor
    dossier = get_object_or_404(
        Dossier.objects.visible_to(actor)
        .filter(kind=DossierKind.RECONSIDERATION)
        .select_related(
            *(
                "organ__organisation",
                "officer",
                "second_officer",
                "reconsideration__channel",
                "reconsideration__matter",
            ),
            *("reconsideration__domain", "reconsideration__known_how", "reconsideration__outcome"),
            "reconsideration__prior",
        ),
        pk=pk,
    )
    return render(request, "cases/detail.html", page_of(actor, dossier, first="registered" in request.GET))


def page_of(actor: Actor, dossier: Dossier, *, first: bool = False) -> dict[str, Any]:
    """The context of the page; `first` opens the derivation of the first clock."""
    case, kind = dossier.reconsideration, proceeding_type(dossier.kind)
    case.dossier = dossier
    inner = can(actor, "dossier.office_matter", dossier)
    handles = can(actor, "dossier.handle", dossier)
    facts = list(dossier.facts.order_by("on_date", "pk"))
    context = Context(
        actor=actor,
        proceeding=case,
        today=today(),
        facts=[fact for fact in facts if fact.is_current],
    )
    everybody = list(dossier.parties.select_related("organisation__parent", "agent_kind"))
    context.parties = [party for party in everybody if party.voided_at is None]
    names_of_parties = {party.pk: party.name for party in everybody}
    basis = cache(partial(basis_in_force, [dossier.organ_id]))

    def calendar() -> Calendar:
        return basis().calendar(dossier.organ_id)

    entries = list(dossier.timeline.filter(_open_to(inner)).select_related("taken_by", "for_user", "approved_by"))
    files = list(dossier.files.filter(_open_to(inner)).select_related("stored", "paper", "uploaded_by"))
    approvals = []
    if inner:
        approvals = list(dossier.approvals.select_related("requested_by", "decided_by", "decided_for").order_by("-pk"))
    typed = [
        (kind.steps[entry.step].form, raw)
        for entry in entries
        for raw in (entry.data.get("form", {}), entry.data.get("before", {}))
    ]
    typed += [(kind.steps[row.step].form, row.data.get("form", {})) for row in approvals]
    users = [
        dossier.officer,
        dossier.second_officer,
        *(entry.taken_by for entry in entries),
        *(entry.approved_by for entry in entries),
    ]
    names = names_for(typed, everybody, users)
    waiting = {
        row.step: row.pk for row in approvals if row.status == ApprovalStatus.PENDING and row.corrects_id is None
    }

    deadlines = context.deadlines
    own = actor.organisations(Role.AGENCY_LIAISON)
    whole = inner or actor.has(Role.LEADERSHIP, dossier.organ.organisation_id)
    if not whole:
        deadlines = [
            deadline
            for deadline in deadlines
            if deadline.organisation_id in own or deadline.clock in display.OPEN_CLOCKS
        ]

    def reminders_url(deadline: Deadline) -> str:
        seen = whole or deadline.organisation_id in own
        return reverse("deadlines:reminders", args=[deadline.pk]) if seen else ""

    running, ended = shared.show_clocks(
        deadlines,
        names_of_parties,
        calendar,
        context.today,
        unused=display.unused_periods(),
        reminders_url=reminders_url,
    )
    if first and running:
        running[0]["open"] = True

    void_url = (lambda file: reverse("dossiers:file-void", args=[file.pk])) if handles else (lambda file: None)
    return {
        "dossier": dossier,
        "case": case,
        "inner": inner,
        "handles": handles,
        "number": dossier.number,
        "title": dossier.title,
        "badges": display.badges(dossier, case),
        "course": display.course(context),
        "steps": shared.show_steps(options(context, waiting), dossier.pk, STEP_PANEL, waiting),
        "clocks": running,
        "ended": ended,
        "facts": [*display.facts(dossier, case, context, inner=inner), *display.suspension(context, names)],
        "hearing": display.hearing(context, names, inner=inner),
        "decision": display.decision(context, names, inner=inner),
        "performance": display.performance(context, inner=whole, own=own),
        "afterwards": display.afterwards(context, names) if inner else [],
        "checks": display.closing_checks(context) if inner else [],
        "requests": display.long_text(case.requests),
        "reasons": case.reasons,
        "people": display.folded(display.people(everybody, inner=inner, reveal=handles), by="role"),
        "service": display.folded(display.service(context, names), by="document") if inner else [],
        "files": shared.show_files([file for file in files if inner or not file.voided_at], void_url=void_url),
        "events": shared.show_timeline(
            entries,
            kind,
            names,
            files=files,
            approvals=approvals,
            followed=display.followed_by_law(facts),
            inner=inner,
            correctable=handles,
        ),
        "pending": [shared.show_approval(row, kind, names) for row in approvals if row.status == "pending"],
        "decided": [shared.show_approval(row, kind, names) for row in approvals if row.status != "pending"],
        "cautions": display.cautions(context, basis()) if inner else [],
        "intake": display.examination(context, basis()) if inner else None,
        "related": _related(actor, case, context) if inner else [],
        "register": _register(dossier) if inner else [],
    }


def _open_to(inner: bool) -> Q:
    return Q() if inner else Q(visibility=Visibility.PARTIES)


def _related(actor: Actor, case: ReconsiderationCase, context: Context) -> list[dict[str, Any]]:
    """Cases against the same document, or by the same applicant against an act of the same name."""
    applicants = [party.name for party in context.parties_as(PartyRole.APPLICANT)]
    found = (
        ReconsiderationCase.objects.visible_to(actor)
        .belonging_to(case.pk, act_number=case.act_number, act_name=case.act_name, applicants=applicants)
        .select_related("dossier")
        .order_by(F("link").asc(nulls_last=True), "-received_on", "-pk")[:RELATED]
    )
    return [
        {
            "url": reverse("cases:detail", args=[other.pk]),
            "number": other.dossier.number or _("No number yet"),
            "title": other.dossier.title,
            "state": other.get_state_display(),
            "received_on": other.received_on,
            "why": _why(other, case),
        }
        for other in found
    ]


def _why(other: ReconsiderationCase, case: ReconsiderationCase) -> str:
    """How another case belongs to this one: by a link that somebody made, else by its document or applicant."""
    if other.link:
        return str(LinkKind(other.link).label)
    return _("same document") if other.act_key and other.act_key == case.act_key else _("same applicant")


def _register(dossier: Dossier) -> list[dict[str, Any]]:
    """Mail and receptions of the case in one list, newest first; one query for both."""
    mail = Correspondence.objects.unscoped("the mail of a case in scope").filter(dossier=dossier, voided_at=None)
    visits = Visit.objects.unscoped("the receptions of a case in scope").filter(dossier=dossier, voided_at=None)
    rows = (
        mail.order_by()
        .values_list(
            Value("mail", CharField()),
            "pk",
            "on_date",
            "direction",
            "counterpart",
            "papers",
            Cast("post_id", TextField()),
        )
        .union(
            visits.order_by().values_list(
                Value("visit", CharField()),
                "pk",
                TruncDate("at"),
                Value("", CharField()),
                "receivers",
                Cast("said", TextField()),
                Cast("purpose_id", TextField()),
            ),
            all=True,
        )
    )
    found = sorted(rows, key=lambda row: (row[2], row[1]), reverse=True)
    return [_register_row(*row) for row in found]


def _register_row(kind: str, pk: int, day: dt.date, direction: str, whom: str, text: str, code: str) -> dict[str, Any]:
    labels = {"in": _("Mail in"), "out": _("Mail out")}
    return {
        "url": reverse("dossiers:mail" if kind == "mail" else "dossiers:visit", args=[pk]),
        "day": day,
        "kind": labels.get(direction, _("Reception")),
        "whom": whom,
        "text": text if kind == "mail" else text[:60],
    }
