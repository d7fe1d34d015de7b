"""The page of a case."""

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.guards import requires_sign_in
from cases import display
from cases.anew import fixed_entries
from cases.models import ReconsiderationCase
from dossiers.models import Dossier, DossierKind, LinkKind, PartyRole
from dossiers.registers_of_case import register_of
from workflow.casepage import CasePage
from workflow.steps import Context

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
    case = dossier.reconsideration
    page = CasePage(actor, dossier, case, open_clocks=display.OPEN_CLOCKS)
    context, names, inner, whole = page.context, page.names, page.inner, page.whole
    running, ended = page.clocks(display.unused_periods())
    if first and running:
        running[0]["open"] = True
    followed, fixed = display.followed_by_law(page.all_facts), fixed_entries(context.facts)
    return page.common(followed=followed, fixed=fixed) | {
        "case": case,
        "badges": display.badges(dossier, case),
        "course": display.course(context),
        "clocks": running,
        "ended": ended,
        "facts": [*display.facts(dossier, case, context, inner=inner), *display.suspension(context, names)],
        "hearing": display.hearing(context, names, inner=inner),
        "decision": display.decision(context, names, inner=inner),
        "performance": display.performance(context, inner=whole, own=page.own),
        "afterwards": display.afterwards(context, names) if inner else [],
        "checks": display.closing_checks(context) if inner else [],
        "requests": display.long_text(case.requests),
        "reasons": case.reasons,
        "people": display.folded(display.people(page.everybody, inner=inner, reveal=page.handles), by="role"),
        "service": display.folded(display.service(context, names), by="document") if inner else [],
        "cautions": display.cautions(context, page.basis()) if inner else [],
        "intake": display.examination(context, page.basis()) if inner else None,
        "related": _related(actor, case, context) if inner else [],
        "register": register_of(dossier) if inner else [],
    }


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
