"""The page of a suggestion."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.guards import requires_sign_in
from disputes.suggestions import display
from disputes.suggestions.permissions import ISSUERS
from disputes.suggestions.reading import RECTIFY_CLOCK, REPLY_CLOCKS, courses_of
from disputes.suggestions.recurrence import cases_after, earlier_than, shown
from dossiers.models import Dossier, DossierKind, DossierLink, LinkKind
from workflow.casepage import CasePage
from workflow.people import folded, long_text, people


@require_safe
@requires_sign_in
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one suggestion that the reader may see. The number of queries is fixed."""
    related = [f"suggestion__{name}" for name in ("issuer", "cause", "domain", "matter")]
    dossier = get_object_or_404(
        Dossier.objects.visible_to(request.actor)
        .filter(kind=DossierKind.SUGGESTION)
        .select_related("organ__organisation", "officer", "second_officer", "case_number", *related),
        pk=pk,
    )
    return render(request, "disputes/suggestions/detail.html", page_of(request.actor, dossier))


def page_of(actor: Actor, dossier: Dossier) -> dict[str, Any]:
    """The context of the page."""
    suggestion = dossier.suggestion
    issued = suggestion.issuer_id is not None and actor.has_any(ISSUERS, suggestion.issuer_id)
    # The body that issued it sees by when each agency is to answer; an agency its own period.
    page = CasePage(actor, dossier, suggestion, open_clocks=(*REPLY_CLOCKS, RECTIFY_CLOCK) if issued else ())
    context = page.context
    running, ended = page.clocks({})
    named = [party.organisation_id for party in context.respondents if party.organisation_id]
    earlier, again = earlier_than(actor, suggestion, named), cases_after(actor, suggestion, named)
    courses = [course for course in courses_of(context) if page.shows(course.party)]
    return page.common() | {
        "suggestion": suggestion,
        "badges": display.badges(suggestion, bool(earlier or again) and page.inner),
        "course": display.course(context),
        "clocks": running,
        "ended": ended,
        "facts": display.facts(suggestion, context, inner=page.inner),
        "problem": long_text(suggestion.problem),
        "proposal": long_text(suggestion.proposal),
        "agencies": display.agencies(context, courses, inner=page.inner),
        "people": folded(people(page.everybody, inner=page.inner, reveal=False), by="role"),
        "earlier": shown(earlier, suggestion.cause_id, suggestion.domain_id),
        "again": again,
        "links": _links(actor, dossier),
    }


def _links(actor: Actor, dossier: Dossier) -> list[dict[str, Any]]:
    """The cases behind the suggestion that the reader may see; one query."""
    found = DossierLink.objects.visible_to(actor).of(dossier).select_related("other__organ", "dossier__organ")
    cases = [(link, link.partner(dossier)) for link in found.filter(kind=LinkKind.SUGGESTED)]
    seen = set(
        Dossier.objects.visible_to(actor)
        .filter(pk__in=[other.pk for _link, other in cases])
        .values_list("pk", flat=True)
    )
    return [
        {
            "url": reverse("dossier", args=[other.pk]),
            "number": other.number or _("No number yet"),
            "title": other.title,
            "kind": other.get_kind_display(),
        }
        for _link, other in cases
        if other.pk in seen
    ]
