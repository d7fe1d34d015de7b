"""What several pages of study and training show alike."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import Actor
from accounts.guards import requires
from accounts.permissions import can
from accounts.templatetags.dates import cn_moment
from disputes.answers import carried_out, done, reason_of
from disputes.models import Material, SessionState, StudySession, Training
from disputes.study.forms import FileForm
from disputes.study.services import add_material, void_material
from dossiers.trail import record
from dossiers.views.common import send_stored

TONES = {SessionState.OPEN: "soon", SessionState.ACCEPTED: "done", SessionState.RETURNED: "late"}


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


def said_errors(request: HttpRequest, form: Any) -> None:
    """Say what is wrong with a form whose page is not shown again."""
    messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))


def file_added(request: HttpRequest, of: StudySession | Training, back: str) -> HttpResponse:
    """Add the file that was sent to a session or a training, and go back to its page."""
    form = FileForm(request.POST, request.FILES)
    result = carried_out(
        request, form, "study.file", lambda data: add_material(actor=request.actor, of=of, file=data["file"])
    )
    if result is None:
        said_errors(request, form)
    else:
        messages.success(request, _("The file has been added."))
    return redirect(back)


@require_safe
@requires("training.view")
def material_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a session or a training, as an attachment."""
    rows = Material.objects.visible_to(request.actor).select_related("stored")
    material = get_object_or_404(rows, pk=pk)
    if material.stored is None or material.voided_at is not None:
        raise Http404
    record(actor=request.actor, action="file.read", obj=material)
    return send_stored(material.stored, material.file_name)


@require_POST
@requires("study.enter")
def material_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file out of use."""
    rows = Material.objects.visible_to(request.actor).select_related("session__organ", "training__organ")
    material = get_object_or_404(rows, pk=pk)
    reason = reason_of(request)
    done(
        request,
        lambda: void_material(actor=request.actor, material=material, reason=reason),
        _("The file has been withdrawn."),
    )
    if material.session_id:
        return redirect("study:session", pk=material.session_id)
    return redirect("study:training", pk=material.training_id)
