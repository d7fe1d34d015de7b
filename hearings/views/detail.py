"""The page of a lawsuit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.guards import requires_sign_in
from accounts.models import Role
from deadlines.models import Deadline
from dossiers.decisions import Decision, decision_in
from dossiers.models import Dossier, DossierKind, LinkKind
from dossiers.registers_of_case import register_of
from dossiers.scoping import Audience
from hearings import closing, display
from hearings.clocks import REVIEW_BY_PROCURATORATE
from hearings.joint import Reading, differs, reading_of
from hearings.sittings.panel import sittings_of
from workflow.casepage import CasePage
from workflow.checks import show_checks
from workflow.linked import Linked, linked_cases
from workflow.people import folded, long_text, people

UNUSED = dict.fromkeys(
    ("xs_appeal_judgment_15d", "xs_appeal_ruling_10d", "xs_retrial_apply_6m", "xs_procuratorate_supervision_6m"), ""
)


@require_safe
@requires_sign_in
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one lawsuit that the reader may see. The number of queries does not depend on the suit."""
    actor = request.actor
    related = [f"lawsuit__{name}" for name in ("court", "instance", "matter", "domain", "outcome")]
    dossier = get_object_or_404(
        Dossier.objects.visible_to(actor)
        .filter(kind=DossierKind.LITIGATION)
        .select_related("organ__organisation", "officer", "second_officer", *related),
        pk=pk,
    )
    return render(request, "hearings/detail.html", page_of(actor, dossier))


def page_of(actor: Actor, dossier: Dossier) -> dict[str, Any]:
    """The context of the page."""
    suit = dossier.lawsuit
    of_court = actor.has(Role.COURT_LIAISON, suit.court_id)
    page = CasePage(actor, dossier, suit, audience=Audience.COURT if of_court else "")
    context, names, inner = page.context, page.names, page.inner
    running, ended = page.clocks(_unused(), _who_owes)
    defendants = list(
        suit.defendants.filter(party__voided_at=None).select_related("organisation", "standing", "outcome")
    )
    links = linked_cases(actor, dossier) if inner else []
    behind = next((link.other for link in links if _is_behind(link)), None)
    decision = decision_in(behind, suit.filed_on) if behind else None
    reading = reading_of(decision) if decision else None
    return page.common() | {
        "suit": suit,
        "badges": display.badges(suit),
        "course": display.course(context),
        "clocks": running,
        "ended": ended,
        "facts": display.facts(suit, context, inner=inner),
        "claims": long_text(suit.claims),
        "defendants": display.defendants(defendants, context, inner=inner),
        "outcome": display.outcome(context, names),
        "people": folded(people(page.everybody, inner=inner, reveal=page.handles), by="role"),
        "process": display.process(context, names) if inner else [],
        "lacks": display.lacks_of(context, context.deadlines) if inner else [],
        "checks": show_checks(closing.checks(context)) if inner else [],
        "links": links,
        "awaited": awaited(suit, links) if inner else [],
        "behind": behind,
        "decision": decision,
        "reading": reading,
        "differing": _differing(reading, decision, defendants, dossier) if reading else "",
        "sittings": sittings_of(context),
        "register": register_of(dossier) if inner else [],
        "next_url": f"{reverse('hearings:register')}?follows={dossier.pk}" if page.handles else "",
    }


def awaited(suit: Any, links: list[Linked]) -> list[dict[str, str]]:
    """The cases that the notice names by number and with which the suit is not linked."""
    there = {"", *(link.number for link in links)}
    named = (
        (suit.reconsideration_number, _("Reconsideration case behind the suit")),
        (suit.earlier_number, _("Earlier instance")),
    )
    return [{"number": number, "kind": kind} for number, kind in named if number not in there]


def _who_owes(deadline: Deadline) -> str:
    """Who owes a period where it is neither a party nor the court."""
    return _("The procuratorate") if deadline.clock == REVIEW_BY_PROCURATORATE else ""


def _unused() -> dict[str, str]:
    """What was not done in a period that lapsed, by its clock."""
    appeal, retrial = _("No appeal is entered."), _("No application is entered.")
    sent = _("When the court sent it is not entered here.")
    court = dict.fromkeys(("xs_send_answer_5d", "xs_appeal_copy_5d", "xs_summons_3d_before"), sent)
    return (
        {clock: appeal if "appeal" in clock else retrial for clock in UNUSED}
        | court
        | {
            "xs_evidence_extension_apply_15d": _("No more time was asked for."),
            "xs_jurisdiction_objection_15d": _("No objection was raised."),
        }
    )


def _differing(reading: Reading, decision: Decision | None, defendants: list[Any], dossier: Dossier) -> Any:
    standings = {row.standing.code for row in defendants}
    organ = any(row.organisation_id == dossier.organ.organisation_id for row in defendants)
    return differs(reading, standings, organ)


def _is_behind(link: Linked) -> bool:
    """Whether a linked case is the reconsideration case behind the suit."""
    return link.relation == LinkKind.SUED and link.other.kind == DossierKind.RECONSIDERATION
