"""The quarterly return of disputes resolved: its cells with the cases behind each, and the workbook."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.guards import requires
from accounts.models import Organ
from accounts.paging import page_of
from accounts.permissions import can
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from dossiers.exports import stream_xlsx
from dossiers.trail import record
from reports.returns import mediation
from reports.returns.mediation import Balance, Cell, Quarter
from reports.views.common import MEDIATION, asked_quarter, quarter_address, subjects


@require_safe
@requires("returns.mediation")
def mediation_return(request: HttpRequest) -> HttpResponse:
    """The return of a quarter: every cell opens its cases, a balance that fails says which cases cause it."""
    form = asked_quarter(request)
    context: dict[str, Any] = {"form": form, "title": MEDIATION, "subjects": _subjects(request.actor)}
    if form.is_valid():
        organ, quarter = form.cleaned_data["organ"], form.cleaned_data["period"]
        disputes = mediation.ended_in(request.actor, organ, quarter)
        numbers = mediation.values(disputes)
        context |= {
            "organ": organ,
            "quarter": quarter,
            "due_on": cn_date(quarter.due_on),
            "late": quarter.due_on < today(),
            "table": _table(organ, quarter, numbers),
            "failing": [
                _failing(organ, quarter, balance, numbers, disputes) for balance in mediation.unbalanced(numbers)
            ],
            "balances": [balance.words for balance in mediation.BALANCES],
            "workbook": quarter_address("reports:mediation-workbook", organ, quarter),
        }
    return render(request, "reports/mediation.html", context, status=200 if form.is_valid() else 422)


def _subjects(actor: Actor) -> list[dict[str, Any]]:
    """The other pages of figures, for those who read them: the centre's coordinators have this one alone."""
    return subjects("reports:mediation") if can(actor, "figures.view") else []


def _table(organ: Organ, quarter: Quarter, numbers: dict[int, Any]) -> dict[str, Any]:
    return {
        "caption": MEDIATION,
        "columns": [
            {"label": _("Cell")},
            {"label": _("Item"), "whole": True},
            {"label": _("How many"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    str(number),
                    label,
                    {
                        "value": value,
                        "url": quarter_address("reports:mediation-cases", organ, quarter, cell=number),
                    },
                ]
            }
            for number, label, value in mediation.as_rows(numbers)
        ],
        "plain": True,
    }


def _failing(
    organ: Organ, quarter: Quarter, balance: Balance, numbers: dict[int, Any], disputes: Any
) -> dict[str, Any]:
    """A balance that does not hold, with the cases that make the difference."""
    causing = disputes.filter(balance.left_out).select_related("dossier").order_by("concluded_on", "pk")[:20]
    return {
        "words": balance.words,
        "total": numbers[balance.total],
        "parts": sum(numbers[part] for part in balance.parts),
        "cases": [
            {"url": reverse("dossier", args=[dispute.pk]), "number": dispute.dossier.number} for dispute in causing
        ],
    }


@require_safe
@requires("returns.mediation")
def mediation_cases(request: HttpRequest) -> HttpResponse:
    """The disputes behind one cell."""
    form = asked_quarter(request)
    number = request.GET.get("cell", "")
    cell: Cell | None = mediation.BY_NUMBER.get(int(number)) if number.isdecimal() and len(number) < 4 else None
    if cell is None or not form.is_valid():
        raise Http404
    organ, quarter = form.cleaned_data["organ"], form.cleaned_data["period"]
    disputes = mediation.behind(mediation.ended_in(request.actor, organ, quarter), cell)
    rows = disputes.select_related("dossier", "source", "result").order_by("concluded_on", "pk")
    page = page_of(rows, request.GET.get("page"))
    label = mediation.labels()[cell.number]
    context = {
        "label": label,
        "title": MEDIATION,
        "organ": organ,
        "quarter": quarter,
        "page": page,
        "back": quarter_address("reports:mediation", organ, quarter),
        "table": {
            "caption": label,
            "columns": [
                {"label": _("Case number"), "whole": True},
                {"label": _("Case")},
                {"label": _("Source of a dispute")},
                {"label": _("Concluded on")},
                {"label": _("Result")},
                {"label": _("Amount agreed (yuan)"), "numeric": True},
            ],
            "rows": [
                {
                    "cells": [
                        {"value": one.dossier.number, "url": reverse("dossier", args=[one.pk])},
                        one.dossier.title,
                        str(one.source),
                        {"value": one.concluded_on, "nowrap": True},
                        str(one.result),
                        "" if one.agreed_amount is None else one.agreed_amount,
                    ]
                }
                for one in page.items
            ],
            "empty": {"title": _("This figure counts no case.")},
        },
    }
    return render(request, "reports/mediation_cases.html", context)


@require_safe
@requires("returns.mediation")
def mediation_workbook(request: HttpRequest) -> HttpResponseBase:
    """The return as a workbook: number, item, value."""
    form = asked_quarter(request)
    if not form.is_valid():
        raise Http404
    organ, quarter = form.cleaned_data["organ"], form.cleaned_data["period"]
    numbers = mediation.values(mediation.ended_in(request.actor, organ, quarter))
    record(actor=request.actor, action="list.export", detail={"list": "mediation", "count": numbers[1]})
    title = str(MEDIATION)
    header = [_("Cell"), _("Item"), f"{organ} {quarter_words(quarter)}"]
    return stream_xlsx(f"{title}-{quarter}.xlsx", title, header, mediation.as_rows(numbers))


def quarter_words(quarter: Quarter) -> str:
    """2026年第3季度."""
    return _("Quarter %(n)s of %(year)s") % {"year": quarter.year, "n": quarter.number}
