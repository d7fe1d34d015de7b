"""The list of lawsuits, its export, and what is missing or late over all of the government's own cases."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.guards import requires
from accounts.permissions import can
from accounts.timekeeping import today
from hearings.tracking import cases_with_lacks
from hearings.worklists import SUITS
from workflow.saved.pages import export_page, list_page


@requires("dossier.list")
def suit_list(request: HttpRequest) -> HttpResponse:
    """The lawsuits in sight."""
    actor = request.actor
    return list_page(
        request,
        SUITS,
        "hearings/list.html",
        may_register=can(actor, "suits.register"),
        may_track=can(actor, "suits.track"),
        may_see_rules=can(actor, "suits.lost_rules"),
    )


@requires("dossier.list")
def suit_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or as CSV."""
    return export_page(request, SUITS)


@requires("suits.track")
def tracking(request: HttpRequest) -> HttpResponse:
    """What is missing or late in the files of the whole process, over all running cases in sight."""
    cases = cases_with_lacks(request.actor, today())
    late = sum(lack["late"] for case in cases for lack in case["lacks"])
    missing = sum(len(case["lacks"]) for case in cases)
    return render(request, "hearings/tracking.html", {"cases": cases, "late": late, "missing": missing})
