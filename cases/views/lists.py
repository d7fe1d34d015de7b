"""The list of cases: filters, page, ready-made views, exports."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.export import stream_csv
from accounts.guards import requires
from accounts.lists import chips_of
from accounts.permissions import can
from accounts.timekeeping import today
from cases.exports import columns_for, rows
from cases.filters import CaseFilter, sees_from_within
from cases.listing import lines, sorts_for, worklist
from dossiers.exports import stream_xlsx
from dossiers.trail import record

SIZES = (15, 50)
# Asked for these alone, the list shows what is in progress; any other filter looks at all cases.
OF_RUNNING = {"officer", "due", "stage", "respondent", "matter", "domain", "procedure", "law", "sort", "page", "rows"}


def asked(request: HttpRequest) -> QueryDict:
    """The filters of an address, with the status that the list takes when none is asked for."""
    query = request.GET.copy()
    if "status" not in query and {key for key, value in query.items() if value} <= OF_RUNNING:
        query["status"] = "running"
    return query


def sort_of(request: HttpRequest, actor: Actor, filterset: CaseFilter) -> str:
    """The sort asked for; without one, what runs by its due date and anything else by the day of receipt."""
    sorts = sorts_for(actor)
    if (wanted := request.GET.get("sort", "")) in sorts:
        return wanted
    running = filterset.data.get("status") in {"running", "suspended"}
    return "due" if running and "due" in sorts else "-received"


def size_of(request: HttpRequest) -> int:
    wanted = request.GET.get("rows", "")
    return int(wanted) if wanted in {str(size) for size in SIZES} else SIZES[-1]


@requires("dossier.list")
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases in sight, filtered and sorted, a page at a time."""
    actor, query = request.actor, asked(request)
    filterset = CaseFilter(query, actor=actor)
    sort = sort_of(request, actor, filterset)
    page = worklist(filterset, actor, sort).page(request.GET.get("page"), size=size_of(request))
    shown = lines(page.items, actor, today())
    implied = "status" not in request.GET
    context = {
        "page": page,
        "lines": shown,
        "form": filterset.form,
        "first_fields": [filterset.form[name] for name in CaseFilter.FIRST if name in filterset.form.fields],
        "more_fields": [field for field in filterset.form if field.name not in CaseFilter.FIRST],
        "more_open": bool(filterset.active - {*CaseFilter.FIRST})
        or any(name not in CaseFilter.FIRST for name in filterset.form.errors),
        "chips": [chip for chip in chips_of(filterset) if not (implied and chip["key"] == "status")],
        "views": _views(actor, request),
        "sort": sort,
        "kept": {key: request.GET[key] for key in ("sort", "rows") if key in request.GET},
        "sizes": SIZES,
        "within": sees_from_within(actor),
        "concluded": any(line.row.concluded_on for line in shown),
        "due_shown": any(line.due for line in shown),
        "empty": _empty(actor, filterset, implied),
        "clear_url": reverse("cases:list"),
        "export_query": query.urlencode(),
        "may_register": can(actor, "cases.register"),
    }
    return render(request, "cases/list.html", context)


def _views(actor: Actor, request: HttpRequest) -> list[dict[str, Any]]:
    """The lists that are asked for most, the present one marked."""
    if sees_from_within(actor):
        asks = [
            (_("In progress"), ""),
            (_("Overdue"), "due=overdue"),
            (_("Due today"), "due=today"),
            (_("Due within 7 days"), "due=week"),
            (_("Nobody's"), "officer=none"),
            (_("Closed"), "status=closed"),
            (_("All cases"), "status="),
        ]
        if actor.has("officer"):
            asks.insert(0, (_("My own"), "officer=me"))
    else:
        asks = [(_("In progress"), ""), (_("Closed"), "status=closed"), (_("All cases"), "status=")]
    here = request.GET.copy()
    for key in ("page", "sort", "rows"):
        here.pop(key, None)
    given = {key: value for key, value in here.items() if value or key == "status"}
    address = reverse("cases:list")
    return [
        {"label": label, "url": f"{address}?{ask}" if ask else address, "count": None, "active": _same(ask, given)}
        for label, ask in asks
    ]


def _same(ask: str, given: dict[str, Any]) -> bool:
    return QueryDict(ask).dict() == given


def _empty(actor: Actor, filterset: CaseFilter, implied: bool) -> dict[str, Any]:
    """Why the list is empty and what to do."""
    address = reverse("cases:list")
    if filterset.active - ({"status"} if implied else set()):
        return {
            "title": _("No case answers to these filters"),
            "text": _("Take a filter away, or look at all cases."),
            "url": f"{address}?status=",
            "label": _("All cases"),
        }
    if can(actor, "cases.register"):
        return {
            "title": _("No case is in progress"),
            "text": _("Register an application, or import the ledger kept so far."),
            "url": reverse("cases:register"),
            "label": _("Register an application"),
        }
    return {
        "title": _("No case is in progress"),
        "text": _("A case in which your organisation takes part appears here."),
        "url": f"{address}?status=",
        "label": _("All cases"),
    }


@requires("dossier.list")
def case_export(request: HttpRequest) -> HttpResponseBase:
    """What is filtered as a workbook or, with ?format=csv, as CSV; the trail says how many cases and which filters."""
    actor, query = request.actor, asked(request)
    filterset = CaseFilter(query, actor=actor)
    if filterset.form.errors:
        return redirect(f"{reverse('cases:list')}?{query.urlencode()}")
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    ids = worklist(filterset, actor, sort_of(request, actor, filterset)).ids()
    record(
        actor=actor,
        action="cases.export",
        detail={"count": len(ids), "format": form, "filters": sorted(filterset.active)},
    )
    title = _("Reconsideration cases")
    filename = f"{title}-{today():%Y%m%d}.{form}"
    header = [str(column.title) for column in columns_for(actor)]
    if form == "csv":
        return stream_csv(filename, header, rows(ids, actor))
    return stream_xlsx(filename, title, header, rows(ids, actor))
