"""What several pages of study and training show alike."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import Actor
from accounts.guards import requires
from accounts.permissions import can
from accounts.templatetags.dates import cn_moment
from disputes.answers import small_form, strike
from disputes.models import Material, StudySession, StudyState, Training
from disputes.study.forms import FileForm
from disputes.study.services import add_material, void_material
from dossiers.views.common import send_paper

TONES = {StudyState.OPEN: "soon", StudyState.ACCEPTED: "done", StudyState.RETURNED: "late"}


def tabs(actor: Actor, here: str, year: int | None = None) -> list[dict[str, Any]]:
    """The pages of study and training that the actor opens, for components/views.html."""
    pages = [
        ("study:plans", _("Study plans"), "study.view"),
        ("study:sessions", _("Study sessions"), "study.view"),
        ("study:coverage", _("Coverage of heads"), "study.view"),
        ("study:trainings", _("Joint training"), "training.view"),
        ("study:figures", _("Participants by kind and unit"), "training.figures"),
    ]
    query = f"?year={year}" if year else ""
    return [
        {"label": label, "url": f"{reverse(name)}{query}", "active": name == here}
        for name, label, permission in pages
        if can(actor, permission)
    ]


def standing_cell(row: Any, label: str, tone: str, note: str = "") -> dict[str, Any]:
    """How an entry stands, its voiding before all else."""
    if row.voided_at is not None:
        return {"badge": _("Voided"), "badge_tone": "", "sub": row.void_reason}
    return {"badge": label, "badge_tone": tone, "sub": note}


def material_rows(rows: list[Material]) -> list[dict[str, Any]]:
    """Files for the page of what they belong to."""
    return [
        {
            "pk": row.pk,
            "key": f"file_{row.pk}",
            "name": row.file_name,
            "by": f"{row.entered_by} · {cn_moment(row.entered_at)}",
            "void": row.void_reason,
        }
        for row in rows
    ]


def file_added(request: HttpRequest, of: StudySession | Training, page: str) -> HttpResponse:
    """Add the file that was sent to a session or a training, and go back to its page."""
    return small_form(
        request,
        FileForm(request.POST, request.FILES),
        "study.file",
        lambda data: add_material(actor=request.actor, of=of, file=data["file"]),
        said=_("The file has been added."),
        to=(page, of.pk),
    )


def _material(request: HttpRequest, pk: int) -> Material:
    rows = Material.objects.visible_to(request.actor).standing()
    return get_object_or_404(rows.select_related("stored", "session__organ", "training__organ"), pk=pk)


@require_safe
@requires("training.view")
def material_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a session or a training, as an attachment."""
    return send_paper(request, _material(request, pk))


@require_POST
@requires("study.enter")
def material_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file out of use."""
    material = _material(request, pk)
    page = ("study:session", material.session_id) if material.session_id else ("study:training", material.training_id)
    return strike(request, void_material, material=material, said=_("The file has been withdrawn."), to=page)
