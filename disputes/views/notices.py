"""The notices of the sessions that are set in a dispute, one for each party, to be printed."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.guards import requires_sign_in
from accounts.permissions import can
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from disputes.models import Session, SessionState
from dossiers.models import Dossier, DossierKind
from workflow.moments import when_words
from workflow.told import TOLD_BY_TEXT


@require_safe
@requires_sign_in
def notices(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter to each party, and to whoever acts for one, for each session to come."""
    seen = Dossier.objects.visible_to(request.actor).filter(kind=DossierKind.DISPUTE)
    dossier = get_object_or_404(seen.select_related("organ__organisation", "organ__office", "dispute"), pk=pk)
    if not can(request.actor, "dispute.mediate", dossier):
        raise PermissionDenied("dispute.mediate")
    # Those of the leading dispute are its own too.
    held = [pk for pk in (dossier.pk, dossier.dispute.lead_id) if pk]
    rows = Session.objects.unscoped("the sessions of a case in scope").filter(dispute__in=held, state=SessionState.SET)
    told = [
        party.name
        for party in dossier.parties.standing()
        if party.organisation_id is not None or party.role in TOLD_BY_TEXT
    ]
    # Official papers are in Chinese, whoever prints them.
    with translation.override(settings.LANGUAGE_CODE):
        letters = [_letter(dossier, row, name) for row in rows.order_by("during", "pk") for name in told]
    return render(request, "disputes/notices.html", {"dossier": dossier, "letters": letters})


def _letter(dossier: Dossier, session: Session, name: str) -> dict[str, str]:
    said = {
        "act": dossier.dispute.act_name,
        "case": dossier.number or "",
        "when": when_words(session.during),
        "place": session.place or _("on-line"),
    }
    return {
        "title": _("Notice of a session"),
        "number": dossier.number or "",
        "name": name,
        "text": _(
            "A session to resolve the dispute over %(act)s (%(case)s) is set for %(when)s, %(place)s. Please come in "
            "time with a paper that proves who you are; whoever acts for a party brings the power of attorney. If you "
            "cannot come, tell us beforehand."
        )
        % said,
        "office": str(dossier.organ.office),
        "day": cn_date(today()),
    }
