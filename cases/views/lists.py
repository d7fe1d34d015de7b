"""The list of cases and its export (workflow.saved.pages)."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.guards import requires
from accounts.permissions import can
from cases.worklists import CASES
from workflow.saved.pages import export_page, list_page


@requires("dossier.list")
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases in sight."""
    return list_page(request, CASES, "cases/list.html", may_register=can(request.actor, "cases.register"))


@requires("dossier.list")
def case_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or as CSV."""
    return export_page(request, CASES)
