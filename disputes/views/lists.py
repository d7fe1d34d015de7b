"""The list of disputes and its export."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.guards import requires
from accounts.permissions import can
from disputes.worklists import DISPUTES
from workflow.saved.pages import export_page, list_page


@requires("dossier.list")
def dispute_list(request: HttpRequest) -> HttpResponse:
    """The disputes in sight."""
    actor = request.actor
    return list_page(
        request,
        DISPUTES,
        "disputes/list.html",
        may_register=can(actor, "disputes.register"),
        may_see_pool=can(actor, "mediators.view"),
    )


@requires("dossier.list")
def dispute_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or as CSV."""
    return export_page(request, DISPUTES)
