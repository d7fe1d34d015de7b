"""The page of a dispute."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.crypto import decrypt
from accounts.guards import requires_sign_in
from accounts.models import Role
from accounts.permissions import can
from accounts.templatetags.dates import cn_day
from deadlines.engine import reckon
from deadlines.models import Deadline, Owner
from disputes import display
from disputes.display.particulars import SUING
from disputes.models import Dispute, Position, Session, TeamMember, Transfer
from disputes.reading import is_inside
from dossiers.models import Dossier, DossierKind
from dossiers.registers_of_case import register_of
from workflow.casepage import CasePage
from workflow.linked import linked_cases
from workflow.people import folded, long_text, people


@require_safe
@requires_sign_in
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one dispute that the reader may see. The number of queries does not depend on the dispute."""
    actor = request.actor
    related = [f"dispute__{name}" for name in ("source", "referrer", "subject", "civil_kind", "domain", "result")]
    dossier = get_object_or_404(
        Dossier.objects.visible_to(actor)
        .filter(kind=DossierKind.DISPUTE)
        .select_related("organ__organisation", "officer", "second_officer", *related),
        pk=pk,
    )
    return render(request, "disputes/detail.html", page_of(actor, dossier))


def page_of(actor: Actor, dossier: Dossier) -> dict[str, Any]:
    """The context of the page."""
    dispute = dossier.dispute
    page = CasePage(actor, dossier, dispute, open_clocks=SUING)
    context, inner = page.context, page.inner
    inside = is_inside(actor, dossier)
    # The units, mediators and sessions of the leading dispute are those of the ones that follow it too.
    both = [pk for pk in (dispute.pk, dispute.lead_id) if pk]
    transfers = Transfer.objects.unscoped("the transfers of a case in scope").filter(dispute__in=both)
    if not inner:
        transfers = transfers.filter(organisation__in=actor.organisations(Role.AGENCY_LIAISON))
    handed = list(transfers.select_related("organisation"))
    unused = {clock: _("No suit is entered.") for clock in SUING}
    running, ended = page.clocks(unused, _owner({row.organisation_id: str(row.organisation) for row in handed}))
    team = TeamMember.objects.unscoped("the team of a case in scope").filter(dispute__in=both)
    held = Session.objects.unscoped("the sessions of a case in scope").filter(dispute__in=both)
    return page.common() | {
        "dispute": dispute,
        "badges": display.badges(dispute),
        "course": display.course(context),
        "clocks": running,
        "ended": ended,
        "facts": display.facts(dispute, context, inner=inner),
        "demands": long_text(dispute.demands),
        "participation": display.participation(context, context.deadlines, _undisturbed(page)),
        "transfers": display.transfers(handed),
        "joined": display.joined(_joined(actor, dispute), dispute),
        "team": display.team(team.select_related("mediator__kind", "mediator__organisation")),
        "sessions": display.sessions(held, context, inner=inner),
        "positions": _positions(actor, dispute) if inside or can(actor, "dispute.mediate", dossier) else [],
        "outcome": display.outcome(dispute, context, page.names),
        "terms": display.terms(dispute.terms.select_related("by")),
        "people": folded(people(page.everybody, inner=inner, reveal=page.handles), by="role"),
        "links": linked_cases(actor, dossier) if inner else [],
        "register": register_of(dossier) if inner else [],
    }


def _joined(actor: Actor, dispute: Dispute) -> list[Dispute]:
    """Those that the actor sees of the disputes that are resolved together, the leading one first; one query."""
    lead = dispute.lead_id or dispute.pk
    rows = Dispute.objects.visible_to(actor).filter(Q(pk=lead) | Q(lead=lead)).select_related("dossier")
    return sorted(rows, key=lambda row: (row.pk != lead, row.pk))


def _owner(units: dict[int, str]) -> Callable[[Deadline], str]:
    """Who owes a period: the unit that has the dispute by its name, and the centre for the office."""

    def named(deadline: Deadline) -> str:
        if deadline.owner == Owner.OFFICE:
            return _("Dispute-resolution centre")
        return "" if deadline.party_id else units.get(deadline.organisation_id or 0, "")

    return named


def _undisturbed(page: CasePage) -> dict[int, dt.date | None]:
    """By party: when its period for suing would end if the centre had taken nothing out of it."""
    found: dict[int, dt.date | None] = {}
    for deadline in page.context.deadlines:
        if deadline.clock in SUING and deadline.party_id is not None:
            clock = page.basis().book.holding(deadline.clock, deadline.starts_on)
            reckoned = reckon(clock, deadline.starts_on, page.calendar())
            found[deadline.party_id] = reckoned.due_on or reckoned.provisional_on
    return found


def _positions(actor: Actor, dispute: Dispute) -> list[dict[str, Any]]:
    """What the parties said: a confidential word is read by the mediators and by whoever recorded it."""
    rows = Position.objects.unscoped("the positions of a case in scope").filter(dispute=dispute)
    team = {member.mediator.user_id for member in dispute.team.filter(until=None).select_related("mediator")}
    reads_all = actor.token_id is None and bool(actor.people & team)
    return [
        {
            "party": row.party.name,
            "on": cn_day(row.said_on),
            "by": str(row.recorded_by),
            "confidential": row.confidential,
            "content": decrypt(row.content_cipher)
            if not row.confidential or reads_all or row.recorded_by_id in actor.people
            else "",
        }
        for row in rows.select_related("party", "recorded_by")
    ]
