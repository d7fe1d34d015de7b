"""The page of a list of cases and its export: the same for every list that is declared in `lists`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.export import stream_csv
from accounts.lists import chips_of
from accounts.timekeeping import today
from dossiers.exports import stream_xlsx
from dossiers.trail import record
from dossiers.worklist import sorts_for, worklist
from workflow.batch.declared import offered
from workflow.filters import WorklistFilter
from workflow.saved import columns
from workflow.saved.asking import asked, changed_view, kept_query, opening_of, sort_of, views_of, with_columns
from workflow.saved.exports import header, rows
from workflow.saved.lists import RUNNING, ListKind
from workflow.saved.preferences import preferences

SIZES = (15, 50)


def size_of(request: HttpRequest) -> int:
    wanted = request.GET.get("rows", "")
    return int(wanted) if wanted in {str(size) for size in SIZES} else SIZES[-1]


def list_page(request: HttpRequest, kind: ListKind, template: str, **more: Any) -> HttpResponse:
    """The cases in sight, filtered and sorted, a page at a time; without any question with the view settled for it.

    `template` extends workflow/saved/list.html; `more` is what it shows of its own.
    """
    actor, given = request.actor, request.GET
    settled = preferences(actor, kind.name)
    address, opening = reverse(kind.url_name), opening_of(kind, actor, settled)
    if not given and opening:
        return redirect(f"{address}?{opening}")
    query = asked(kind, given)
    filterset = kind.filters(query, actor=actor)
    sort = sort_of(given, actor, filterset)
    page = worklist(filterset, actor, sort).page(given.get("page"), size=size_of(request))
    shown = kind.lines(page.items, actor, today())
    implied = "status" not in given
    chosen = columns.chosen(kind.columns, actor, columns.read(given.get("columns", "") or settled.columns))
    shown_columns = chosen or columns.usual(kind.columns, actor, shown)
    form, many = filterset.form, offered(kind.name, actor)
    context = {
        "kind": kind,
        "page": page,
        "lines": shown,
        "columns": shown_columns,
        "all_columns": [
            {"code": column.code, "title": column.title, "shown": column in shown_columns}
            for column in columns.open_to(kind.columns, actor)
            if column is not kind.columns[0]
        ],
        "columns_chosen": bool(chosen),
        "sortable": {key.lstrip("-") for key in sorts_for(actor)},
        "selectable": bool(many),
        "many": many,
        "form": form,
        "first_fields": [form[name] for name in kind.first if name in form.fields],
        "more_fields": [field for field in form if field.name not in kind.first],
        "more_open": bool(filterset.active - {*kind.first}) or any(name not in kind.first for name in form.errors),
        "ceased": _ceased(filterset),
        "chips": [chip for chip in chips_of(filterset) if not (implied and chip["key"] == "status")],
        "views": views_of(kind, actor, given, settled),
        "view": changed_view(kind, given, settled),
        "list_name": kind.name,
        "export_url": reverse(kind.export),
        "saved_query": with_columns(kept_query(given), shown_columns).urlencode(),
        "plain_query": kept_query(given).urlencode(),
        "sort": sort,
        "kept": {key: given[key] for key in ("sort", "rows", "columns", "view") if key in given},
        "sizes": SIZES,
        "empty": _empty(kind, actor, filterset, implied),
        "clear_url": f"{address}?{RUNNING}" if opening else address,
        "export_query": with_columns(query, shown_columns).urlencode(),
        "export_all_query": with_columns(query, []).urlencode(),
    }
    return render(request, template, context | more)


def _ceased(filterset: WorklistFilter) -> list[str]:
    """The labels of filters whose chosen value there is no more, so that they narrow nothing."""
    errors = filterset.form.errors.as_data()
    return [
        str(filterset.form[name].label)
        for name, found in errors.items()
        if any(error.code == "invalid_choice" for error in found)
    ]


def _empty(kind: ListKind, actor: Actor, filterset: WorklistFilter, implied: bool) -> dict[str, Any]:
    """Why the list is empty and what to do."""
    everything = {"url": f"{reverse(kind.url_name)}?status=", "label": kind.everything}
    if filterset.active - ({"status"} if implied else set()):
        return {"title": kind.unanswered, "text": _("Take a filter away, or look at all cases."), **everything}
    empty = kind.nothing(actor)
    way_out = {"url": reverse(empty.url_name), "label": empty.label} if empty.url_name else everything
    return {"title": empty.title, "text": empty.text, **way_out}


def export_page(request: HttpRequest, kind: ListKind) -> HttpResponseBase:
    """What is filtered as a workbook or, with ?format=csv, as CSV, in the columns chosen or in all.

    The trail says how many cases and which filters.
    """
    actor, query = request.actor, asked(kind, request.GET)
    filterset = kind.filters(query, actor=actor)
    if filterset.form.errors:
        return redirect(f"{reverse(kind.url_name)}?{query.urlencode()}")
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    ids = worklist(filterset, actor, sort_of(request.GET, actor, filterset)).ids()
    record(
        actor=actor,
        action="cases.export",
        detail={"count": len(ids), "format": form, "filters": sorted(filterset.active)},
    )
    title = str(kind.title)
    filename = f"{title}-{today():%Y%m%d}.{form}"
    asked_for = columns.chosen(kind.columns, actor, columns.read(request.GET.get("columns", "")))
    shown = asked_for or columns.open_to(kind.columns, actor)
    found = rows(kind, ids, actor, shown)
    if form == "csv":
        return stream_csv(filename, header(shown), found)
    return stream_xlsx(filename, title, header(shown), found)
