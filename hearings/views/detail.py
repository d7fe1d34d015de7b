"""The page of a lawsuit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.guards import requires_sign_in
from accounts.permissions import can
from dossiers.models import Dossier, DossierKind, Visibility
from hearings.models import State
from hearings.sittings.panel import sittings_of
from workflow import display as shared
from workflow.describing import names_for, parties_of
from workflow.queries import options
from workflow.services import context_for
from workflow.steps import proceeding_type

STEP_PANEL = "#step-panel"


@require_safe
@requires_sign_in
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one lawsuit that the reader may see."""
    actor = request.actor
    dossiers = Dossier.objects.visible_to(actor).filter(kind=DossierKind.LITIGATION)
    dossier = get_object_or_404(dossiers.select_related("organ__organisation", "officer", "lawsuit"), pk=pk)
    context, kind = context_for(actor, dossier), proceeding_type(dossier.kind)
    inner = can(actor, "dossier.office_matter", dossier)
    entries = dossier.timeline.all() if inner else dossier.timeline.filter(visibility=Visibility.PARTIES)
    entries = list(entries.select_related("taken_by", "for_user", "approved_by"))
    typed = [(kind.steps[entry.step].form, entry.data.get("form", {})) for entry in entries]
    names = names_for(typed, parties_of(dossier), [entry.taken_by for entry in entries])
    return render(
        request,
        "hearings/detail.html",
        {
            "dossier": dossier,
            "number": dossier.number,
            "title": dossier.title,
            "badges": [{"words": State(dossier.lawsuit.state).label, "tone": "calm"}],
            "sittings": sittings_of(context),
            "steps": shared.show_steps(options(context, set()), dossier.pk, STEP_PANEL, {}),
            "events": shared.show_timeline(entries, kind, names, inner=inner, correctable=False),
        },
    )
