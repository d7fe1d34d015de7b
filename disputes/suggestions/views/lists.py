"""The list of suggestions and its export."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.guards import requires
from accounts.permissions import can
from disputes.suggestions.worklists import SUGGESTIONS
from workflow.saved.pages import export_page, list_page


@requires("dossier.list")
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """The suggestions in sight."""
    may = can(request.actor, "suggestions.register")
    return list_page(request, SUGGESTIONS, "disputes/suggestions/list.html", may_register=may)


@requires("dossier.list")
def suggestion_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or as CSV: a row for each agency that the reader sees."""
    return export_page(request, SUGGESTIONS)
