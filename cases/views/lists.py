"""The list of cases: filters, page, views, columns, exports."""

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
from cases import columns
from cases.exports import header, rows
from cases.filters import CaseFilter
from cases.listing import lines
from cases.views.saved import NAME, RUNNING, asked, changed_view, kept_query, opening_of, views_of, with_columns
from dossiers.exports import stream_xlsx
from dossiers.trail import record
from dossiers.worklist import sorts_for, worklist
from workflow.saved.preferences import preferences

SIZES = (15, 50)


def sort_of(given: QueryDict, actor: Actor, filterset: CaseFilter) -> str:
    """The sort asked for; without one, what runs by its due date and anything else by the day of receipt."""
    sorts = sorts_for(actor)
    if (wanted := given.get("sort", "")) in sorts:
        return wanted
    running = filterset.data.get("status") in {"running", "suspended"}
    return "due" if running and "due" in sorts else "-received"


def size_of(request: HttpRequest) -> int:
    wanted = request.GET.get("rows", "")
    return int(wanted) if wanted in {str(size) for size in SIZES} else SIZES[-1]


@requires("dossier.list")
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases in sight, filtered and sorted, a page at a time; without any question with the view settled for it."""
    actor, given = request.actor, request.GET
    settled = preferences(actor, NAME)
    if not given and (opening := opening_of(actor, settled)):
        return redirect(f"{reverse('cases:list')}?{opening}")
    query = asked(given)
    filterset = CaseFilter(query, actor=actor)
    sort = sort_of(given, actor, filterset)
    page = worklist(filterset, actor, sort).page(given.get("page"), size=size_of(request))
    shown = lines(page.items, actor, today())
    implied = "status" not in given
    chosen = columns.chosen(actor, columns.read(given.get("columns", "") or settled.columns))
    shown_columns = chosen or columns.usual(actor, shown)
    address = kept_query(given)
    context = {
        "page": page,
        "lines": shown,
        "columns": shown_columns,
        "all_columns": [
            {"code": column.code, "title": column.title, "shown": column in shown_columns}
            for column in columns.open_to(actor)
            if column.code != columns.ALWAYS
        ],
        "columns_chosen": bool(chosen),
        "sortable": {key.lstrip("-") for key in sorts_for(actor)},
        "selectable": can(actor, "cases.assign_many"),
        "form": filterset.form,
        "first_fields": [filterset.form[name] for name in CaseFilter.FIRST if name in filterset.form.fields],
        "more_fields": [field for field in filterset.form if field.name not in CaseFilter.FIRST],
        "more_open": bool(filterset.active - {*CaseFilter.FIRST})
        or any(name not in CaseFilter.FIRST for name in filterset.form.errors),
        "ceased": _ceased(filterset),
        "chips": [chip for chip in chips_of(filterset) if not (implied and chip["key"] == "status")],
        "views": views_of(actor, given, settled),
        "view": changed_view(actor, given, settled),
        "list_name": NAME,
        "saved_query": with_columns(address, shown_columns).urlencode(),
        "plain_query": address.urlencode(),
        "sort": sort,
        "kept": {key: given[key] for key in ("sort", "rows", "columns", "view") if key in given},
        "sizes": SIZES,
        "empty": _empty(actor, filterset, implied),
        "clear_url": reverse("cases:list") if not opening_of(actor, settled) else f"{reverse('cases:list')}?{RUNNING}",
        "export_query": with_columns(query, shown_columns).urlencode(),
        "export_all_query": with_columns(query, []).urlencode(),
        "may_register": can(actor, "cases.register"),
    }
    return render(request, "cases/list.html", context)


def _ceased(filterset: CaseFilter) -> list[str]:
    """The labels of filters whose chosen value there is no more, so that they narrow nothing."""
    errors = filterset.form.errors.as_data()
    return [
        str(filterset.form[name].label)
        for name, found in errors.items()
        if any(error.code == "invalid_choice" for error in found)
    ]


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
    """What is filtered as a workbook or, with ?format=csv, as CSV, in the columns chosen or in all.

    The trail says how many cases and which filters.
    """
    actor, query = request.actor, asked(request.GET)
    filterset = CaseFilter(query, actor=actor)
    if filterset.form.errors:
        return redirect(f"{reverse('cases:list')}?{query.urlencode()}")
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    ids = worklist(filterset, actor, sort_of(request.GET, actor, filterset)).ids()
    record(
        actor=actor,
        action="cases.export",
        detail={"count": len(ids), "format": form, "filters": sorted(filterset.active)},
    )
    title = _("Reconsideration cases")
    filename = f"{title}-{today():%Y%m%d}.{form}"
    shown = columns.chosen(actor, columns.read(request.GET.get("columns", ""))) or columns.open_to(actor)
    if form == "csv":
        return stream_csv(filename, header(shown), rows(ids, actor, shown))
    return stream_xlsx(filename, title, header(shown), rows(ids, actor, shown))
