"""The one address of a case, whatever its kind: notices and trails point here."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from dossiers.models import Dossier
from workflow.steps import proceeding_type


@login_required
def dossier_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the page of the case's kind; a case out of sight is not found."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.actor), pk=pk)
    return redirect(proceeding_type(dossier.kind).page, pk=dossier.pk)
