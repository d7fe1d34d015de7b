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
from deadlines.models import Deadline, DeadlineState, Owner
from disputes import display, reading
from disputes.conflicts import standing_conflicts
from disputes.models import Dispute, Position, Session, TeamMember, Transfer
from disputes.reading import is_inside, sides
from disputes.suing import SUING, Period, by_party, first_to_end
from dossiers.models import Dossier, DossierKind, LinkKind
from dossiers.registers_of_case import register_of
from workflow.casepage import CasePage
from workflow.centre import SUING_CLOCKS, keeps_time, party_behind
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
    inside, is_open = is_inside(actor, dossier), dispute.state in reading.OPEN_STATES
    links = linked_cases(actor, dossier) if inner else []
    if inner:
        reading.know_behind(context, [link.other for link in links if link.relation == LinkKind.CENTRE])
    # The units, mediators and sessions of the leading dispute are those of the ones that follow it too.
    both = [pk for pk in (dispute.pk, dispute.lead_id) if pk]
    transfers = Transfer.objects.unscoped("the transfers of a case in scope").filter(dispute__in=both)
    if not inner:
        transfers = transfers.filter(organisation__in=actor.organisations(Role.AGENCY_LIAISON))
    handed = list(transfers.select_related("organisation"))
    unused = {clock: _("No suit is entered.") for clock in SUING}
    periods = _suing_periods(page)
    running, ended = page.clocks(unused, _owner(handed, dossier, inner=inner))
    members = TeamMember.objects.unscoped("the team of a case in scope").filter(dispute__in=both)
    team = list(members.select_related("mediator__kind", "mediator__organisation"))
    mediates = (is_open or not inside) and can(actor, "dispute.mediate", dossier)
    # Before the steps are asked which of them are open, so that the team is read once.
    conflicts = []
    if inner and is_open:
        conflicts = standing_conflicts(context, [row for row in team if row.dispute_id == dispute.pk])
    held = Session.objects.unscoped("the sessions of a case in scope").filter(dispute__in=both)
    return page.common() | {
        "dispute": dispute,
        "badges": display.badges(dispute),
        "course": display.course(context),
        "clocks": running,
        "ended": ended,
        "facts": display.facts(dispute, context, inner=inner),
        "demands": long_text(dispute.demands),
        "participation": display.participation(context, periods, page.entries, page.files),
        "transfers": display.transfers(handed),
        "joined": display.joined(_joined(actor, dispute), dispute),
        "team": display.team(team),
        "conflicts": conflicts,
        "sessions": display.sessions(held, context, inner=inner),
        "may_mediate": mediates,
        "positions": _positions(actor, dispute) if inside or mediates else [],
        "outcome": display.outcome(dispute, context, page.names),
        "terms": display.terms(dispute.terms.select_related("by")),
        "people": folded(people(page.everybody, inner=inner, reveal=page.handles), by="role"),
        "links": links,
        "register": register_of(dossier) if inner else [],
    }


def _joined(actor: Actor, dispute: Dispute) -> list[Dispute]:
    """Those that the actor sees of the disputes that are resolved together, the leading one first; one query."""
    lead = dispute.lead_id or dispute.pk
    rows = Dispute.objects.visible_to(actor).filter(Q(pk=lead) | Q(lead=lead)).select_related("dossier")
    return sorted(rows, key=lambda row: (row.pk != lead, row.pk))


def _owner(handed: list[Transfer], dossier: Dossier, *, inner: bool) -> Callable[[Deadline], str]:
    """Who owes a period: the unit that has the dispute with who answers for it there, the centre with its coordinator.

    `handed` are the transfers in order; the latest to a unit says who answers for it.
    """
    units = {row.organisation_id: _with(str(row.organisation), row.person) for row in handed}
    officer = str(dossier.officer) if inner and dossier.officer else ""

    def named(deadline: Deadline) -> str:
        if deadline.owner == Owner.OFFICE:
            return _with(_("Dispute-resolution centre"), officer)
        return "" if deadline.party_id else units.get(deadline.organisation_id or 0, "")

    return named


def _with(place: str, person: str) -> str:
    return _("%(place)s (%(person)s)") % {"place": place, "person": person} if person else place


def _suing_periods(page: CasePage) -> dict[int, Period]:
    """By party the period for suing that holds: of the case behind where something was served there, else its own.

    What runs from the service in the case behind goes before what was typed in the dispute, which the page then leaves
    out: there is one date. Two queries at most.
    """
    behind: dict[int, Period] = {}
    rows = Deadline.objects.unscoped("the date is the party's, whoever sees the case behind")
    cases = {case.pk: case for case in reading.behind(page.context) if keeps_time(case)}
    rows = rows.filter(clock__in=SUING_CLOCKS, dossier__in=cases).exclude(state=DeadlineState.ENDED)
    served = list(rows.select_related("party")) if cases else []
    for party in sides(page.context):
        own = [row for row in served if row.party is not None and party_behind([row.party], party)]
        found = first_to_end(Period(row, _undisturbed(page, row), cases[row.dossier_id]) for row in own)
        if found is not None:
            behind[party.pk] = found
    page.deadlines = [row for row in page.deadlines if row.clock not in SUING or row.party_id not in behind]
    typed = [row for row in page.context.deadlines if row.clock in SUING and row.state != DeadlineState.ENDED]
    periods = [(row.party_id, Period(row, _undisturbed(page, row))) for row in typed if row.party_id]
    return by_party(periods) | behind


def _undisturbed(page: CasePage, deadline: Deadline) -> dt.date | None:
    """When a period for suing would end if the centre had taken nothing out of it."""
    clock = page.basis().book.holding(deadline.clock, deadline.starts_on)
    reckoned = reckon(clock, deadline.starts_on, page.calendar())
    return reckoned.due_on or reckoned.provisional_on


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
