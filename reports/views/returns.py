"""The statistical returns: each form filled in with its balances, the cases behind a cell, and what was reported."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.export import attachment
from accounts.guards import requires
from accounts.models import Organ
from accounts.paging import page_of
from accounts.permissions import can, require
from accounts.templatetags.dates import cn_moment
from dossiers.exports import CONTENT_TYPE
from dossiers.models import Dossier
from dossiers.trail import record
from reports import queries
from reports.forms import PeriodForm, ReportForm
from reports.models import ReportedReturn
from reports.periods import Period
from reports.returns.editions import Column, Edition, Line, edition_on
from reports.returns.reported import changes, name_of, report, reported_of, sheet_of
from reports.returns.sheets import Sheet, fill
from reports.returns.workbook import headings, workbook
from reports.views.common import address, asked, cases_named, presets, subjects, table_of_cases

RETURNS = gettext_lazy("Statistical returns")
# So many cases are named beside a balance or a cell that differs.
NAMED = 20


@require_safe
@requires("figures.view")
def returns(request: HttpRequest, kind: str) -> HttpResponse:
    """A form filled in for a period, every cell with its cases, and what was reported for these days."""
    return _page(request, kind, asked(request, PeriodForm))


def _page(request: HttpRequest, kind: str, form: PeriodForm, report_form: ReportForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "subjects": subjects(f"reports:return-{kind}"), "title": RETURNS}
    if form.is_valid():
        organ, period = form.cleaned_data["organ"], form.cleaned_data["period"]
        edition = _edition(kind, period)
        sheet = fill(request.actor, organ, edition, period)
        context |= _shown(request, sheet, organ, address(f"reports:return-{kind}-cases", organ, period))
        context |= {
            "presets": presets(period, lambda days: address(f"reports:return-{kind}", organ, days)),
            "workbook": address(f"reports:return-{kind}-workbook", organ, period),
            "reported": [_version(each) for each in reported_of(organ, edition.code, period)],
        }
        if can(request.actor, "returns.report", organ):
            given = {"from": period.first, "to": period.last, "organ": organ.pk}
            context |= {
                "report_form": report_form or ReportForm(initial=given),
                "report_action": reverse("reports:return-report", args=[kind]),
            }
    refused = not form.is_valid() or report_form is not None
    return render(request, "reports/return.html", context, status=422 if refused else 200)


def _edition(kind: str, period: Period) -> Edition:
    """The edition in force on the last day. Raises Http404 where there was none yet."""
    edition = edition_on(kind, period.last)
    if edition is None:
        raise Http404
    return edition


def _version(reported: ReportedReturn) -> dict[str, Any]:
    return {
        "url": reverse("reports:reported", args=[reported.pk]),
        "words": _("Version %(n)s, reported on %(moment)s by %(name)s")
        % {
            "n": reported.version,
            "moment": cn_moment(reported.reported_at),
            "name": reported.reported_by.display_name,
        },
    }


def _shown(request: HttpRequest, sheet: Sheet, organ: Organ, cases: str) -> dict[str, Any]:
    """A sheet for the template: its rows with a link behind each cell that counts anything, and broken balances."""
    edition = sheet.edition
    everything = request.GET.get("rows") == "all"
    filled = set(sheet.filled())
    lines = [line for line in edition.rows if everything or line.number in filled or not edition.heading]
    broken = [one for one in sheet.broken() if not edition.line(one.row).total or not edition.rows_by]
    numbers = cases_named(request.actor, {case for one in broken for case in one.cases[:NAMED]})
    return {
        "edition": edition,
        "organ": organ,
        "period": sheet.period,
        "headings": headings(edition),
        "named": [column for column in edition.columns if column.heading],
        "lines": [
            {
                "label": line.label,
                "number": line.number,
                "total": line.total,
                "cells": [_cell(sheet, line, column, cases) for column in edition.columns],
            }
            for line in lines
        ],
        "folded": not everything and len(lines) < len(edition.rows),
        "all_rows": f"{request.path}?{_with(request, rows='all')}",
        "broken": [
            {
                "row": edition.line(one.row).label if edition.rows_by else "",
                "words": one.balance.words,
                "left": _whole(one.left),
                "sign": ">" if one.balance.at_most else "≠",
                "right": _whole(one.right),
                "cases": [numbers[case] for case in one.cases[:NAMED] if case in numbers],
            }
            for one in broken
        ],
        "balances": [balance.words for balance in edition.balances],
    }


def _cell(sheet: Sheet, line: Line, column: Column, cases: str) -> dict[str, Any]:
    value = sheet.value(line.number, column.number)
    link = f"{cases}{'&' if '?' in cases else '?'}row={line.number}&column={column.number}"
    return {
        "value": value,
        "url": link if sheet.cases(line.number, column.number) else "",
        "label": f"{line.label} {column.title}",
    }


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else round(number, 2)


def _with(request: HttpRequest, **more: str) -> str:
    query = request.GET.copy()
    for key, value in more.items():
        query[key] = value
    return query.urlencode()


@require_safe
@requires("figures.view")
def return_cases(request: HttpRequest, kind: str) -> HttpResponse:
    """The cases behind one cell."""
    form = asked(request, PeriodForm)
    if not form.is_valid():
        raise Http404
    organ, period = form.cleaned_data["organ"], form.cleaned_data["period"]
    sheet = fill(request.actor, organ, _edition(kind, period), period)
    return _cases(request, sheet, organ, address(f"reports:return-{kind}", organ, period))


def _cases(request: HttpRequest, sheet: Sheet, organ: Organ, back: str) -> HttpResponse:
    """The list of the cases of the cell that the address names. Raises Http404 for a cell that is none."""
    edition = sheet.edition
    try:
        line, column = (
            edition.line(int(request.GET.get("row", ""))),
            edition.column(int(request.GET.get("column", ""))),
        )
    except (ValueError, KeyError) as unknown:
        raise Http404 from unknown
    ids = sheet.cases(line.number, column.number)
    rows = Dossier.objects.visible_to(request.actor).filter(pk__in=ids).select_related("officer").order_by("pk")
    page = page_of(rows, request.GET.get("page"))
    label = f"{line.label} · {column.title}" if edition.heading else column.title
    context = {
        "label": label,
        "title": edition.title,
        "organ": organ,
        "period": sheet.period,
        "value": sheet.value(line.number, column.number),
        "page": page,
        "back": back,
        "table": table_of_cases(page.items, label),
    }
    return render(request, "reports/return_cases.html", context)


@require_safe
@requires("figures.view")
def return_workbook(request: HttpRequest, kind: str) -> HttpResponse:
    """The form as a workbook."""
    form = asked(request, PeriodForm)
    if not form.is_valid():
        raise Http404
    organ, period = form.cleaned_data["organ"], form.cleaned_data["period"]
    return _workbook(request, fill(request.actor, organ, _edition(kind, period), period), organ)


def _workbook(request: HttpRequest, sheet: Sheet, organ: Organ) -> HttpResponse:
    record(actor=request.actor, action="list.export", detail={"list": sheet.edition.code, "count": len(sheet.cells)})
    name = name_of(sheet.edition, organ, sheet.period.first, sheet.period.last)
    answer = HttpResponse(workbook(sheet, str(organ)), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = attachment(f"{name}.xlsx")
    return answer


# --- what was reported -----------------------------------------------------------------------------------------


@require_POST
@requires("figures.view")
def return_report(request: HttpRequest, kind: str) -> HttpResponse:
    """Report a return: it is kept as it stands now."""
    days, form = asked(request, PeriodForm, request.POST), ReportForm(request.POST)
    if not days.is_valid():
        raise Http404
    organ, period = days.cleaned_data["organ"], days.cleaned_data["period"]
    require(request.actor, "returns.report", organ)
    if not form.is_valid():
        return _page(request, kind, days, form)

    def act() -> dict[str, Any]:
        edition, note = _edition(kind, period), form.cleaned_data["note"]
        return {"pk": report(actor=request.actor, organ=organ, edition=edition, period=period, note=note).pk}

    result, _now = form.carry_out("return.report", request.actor, act)
    return redirect("reports:reported", pk=result["pk"])


def _reported(request: HttpRequest, pk: int) -> tuple[ReportedReturn, Sheet]:
    """A reported return of an organ whose figures the reader reads. Raises Http404 for any other."""
    rows = ReportedReturn.objects.filter(organ__in=[organ.pk for organ in queries.organs_for(request.actor)])
    found = get_object_or_404(rows.select_related("organ__organisation", "reported_by"), pk=pk)
    return found, sheet_of(found)


@require_safe
@requires("figures.view")
def reported(request: HttpRequest, pk: int) -> HttpResponse:
    """A return as it was reported, and every cell that would be reported otherwise now."""
    found, sheet = _reported(request, pk)
    now = fill(request.actor, found.organ, sheet.edition, sheet.period)
    differing = list(changes(sheet, now))
    numbers = cases_named(request.actor, {case for one in differing for case in (*one.came[:NAMED], *one.went[:NAMED])})
    context = _shown(request, sheet, found.organ, reverse("reports:reported-cases", args=[pk]))
    context |= {
        "title": RETURNS,
        "version": _version(found)["words"],
        "note": found.note,
        "workbook": reverse("reports:reported-workbook", args=[pk]),
        "back": address(f"reports:return-{sheet.edition.kind}", found.organ, sheet.period),
        "frozen": True,
        "changes": [
            {
                "row": sheet.edition.line(one.row).label if sheet.edition.rows_by else "",
                "column": sheet.edition.column(one.column).title,
                "then": one.then,
                "now": one.now,
                "came": [numbers[case] for case in one.came[:NAMED] if case in numbers],
                "went": [numbers[case] for case in one.went[:NAMED] if case in numbers],
            }
            for one in differing
        ],
    }
    return render(request, "reports/return.html", context)


@require_safe
@requires("figures.view")
def reported_cases(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases behind a cell as it was reported."""
    found, sheet = _reported(request, pk)
    return _cases(request, sheet, found.organ, reverse("reports:reported", args=[pk]))


@require_safe
@requires("figures.view")
def reported_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """A return as it was reported, as a workbook."""
    found, sheet = _reported(request, pk)
    return _workbook(request, sheet, found.organ)
