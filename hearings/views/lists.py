"""The list of lawsuits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.guards import requires
from accounts.paging import page_of
from hearings.models import Lawsuit


@requires("dossier.list")
def suit_list(request: HttpRequest) -> HttpResponse:
    """The lawsuits in sight, a page at a time."""
    rows = Lawsuit.objects.visible_to(request.actor).standing().select_related("dossier", "court", "instance")
    page = page_of(rows.order_by("-served_on", "-pk"), request.GET.get("page"))
    return render(request, "hearings/list.html", {"page": page})
