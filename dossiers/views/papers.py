"""Papers: downloaded, added, voided."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms import attach
from accounts.guards import requires_sign_in, safe_next
from accounts.permissions import can, require
from dossiers.forms import FileForm, ReasonForm
from dossiers.models import Dossier, DossierFile
from dossiers.services import add_file, void_file
from dossiers.trail import record
from dossiers.views.common import send_stored


@require_safe
@requires_sign_in
def file_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The content of a paper, as an attachment, for those who may read it; each reading is in the trail."""
    files = DossierFile.objects.visible_to(request.actor).select_related("dossier__organ", "stored")
    file = get_object_or_404(files, pk=pk)
    if not can(request.actor, "file.read", file):
        raise Http404
    if file.voided_at is not None and not can(request.actor, "dossier.office_matter", file):
        raise Http404
    record(actor=request.actor, action="file.read", obj=file, dossier=file.dossier, right="file.read")
    return send_stored(file.stored, file.name)


@requires_sign_in
def file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a paper into a case."""
    dossiers = Dossier.objects.visible_to(request.actor).select_related("organ")
    dossier = get_object_or_404(dossiers, pk=pk)
    require(request.actor, "file.add", dossier)
    back = safe_next(request, reverse("dossier", args=[dossier.pk]))
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("file", "paper", "visibility")}
        try:
            form.carry_out(
                "file.add",
                request.actor,
                lambda: {"file": add_file(actor=request.actor, dossier=dossier, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The paper has been added."))
            return redirect(back)
    context = {"form": form, "dossier": dossier, "back": back, "hidden": {"next": back}}
    return render(request, "dossiers/file_add.html", context, status=422 if form.errors else 200)


@requires_sign_in
def file_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper out of use with a reason; it stays to be seen."""
    files = DossierFile.objects.visible_to(request.actor).select_related("dossier__organ")
    file = get_object_or_404(files, pk=pk)
    if not can(request.actor, "file.read", file):
        raise Http404
    require(request.actor, "file.void", file)
    back = safe_next(request, reverse("dossier", args=[file.dossier_id]))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            void_file(actor=request.actor, file=file, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The paper has been withdrawn; it stays to be seen."))
            return redirect(back)
    context = {"form": form, "file": file, "back": back, "hidden": {"next": back}}
    return render(request, "dossiers/file_void.html", context, status=422 if form.errors else 200)
