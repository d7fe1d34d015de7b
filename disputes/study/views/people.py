"""Who takes part in a training: enrolment, the sign-in list and who came, the figures of a year."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import requires
from accounts.lists import asked_year, year_chips
from accounts.paging import page_of
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from disputes.answers import button, form_page, strike
from disputes.models import Participant, Training
from disputes.study.enrolling import enrol_form, enrol_typed
from disputes.study.figures import table_of, took_part
from disputes.study.forms import presence_of
from disputes.study.services import set_presence, void_participant
from disputes.study.views.common import tabs
from disputes.study.views.training import days_of, training_in_sight, training_kept
from dossiers.exports import stream_xlsx
from dossiers.models import Code
from dossiers.trail import record

# Lines that a sign-in list leaves for those who come without being enrolled.
SPARE = 6


@requires("training.view")
def training_enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol people: a unit its own, the office those of any unit."""
    training = training_in_sight(request, pk)
    form = enrol_form(request.actor, training, request.POST or None)
    only = None if form.office else form.fields["invitation"].queryset.first()
    return form_page(
        request,
        form,
        "training.enrol",
        lambda data: enrol_typed(request.actor, training, data),
        said=_("The people have been enrolled."),
        to=("study:training", pk),
        template="disputes/study/enrol.html",
        context={
            "training": training,
            "unit": only.organisation if only else None,
            "over": not form.office and today() > training.enrol_until,
        },
    )


@require_POST
@requires("training.view")
def participant_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list of a training."""
    rows = Participant.objects.visible_to(request.actor).select_related("training__organ")
    row = get_object_or_404(rows, pk=pk)
    said = _("The person has been taken off the list.")
    return strike(request, void_participant, participant=row, said=said, to=("study:training", row.training_id))


def _people(training: Training) -> list[Participant]:
    rows = training.participants.filter(voided_at=None).select_related("kind")
    return list(rows.order_by("unit", "pk"))


@requires("training.organise")
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the sign-in list: who came."""
    training = training_kept(request, pk)
    people = _people(training)
    if request.method == "POST":
        came = presence_of(request.POST, people)
        return button(
            request,
            lambda: set_presence(actor=request.actor, training=training, came=came),
            said=_("The attendance has been entered."),
            to=("study:training", pk),
        )
    context = {"training": training, "people": people, "days": days_of(training)}
    return render(request, "disputes/study/presence.html", context)


@require_safe
@requires("training.organise")
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The list for signing in, to be printed."""
    training = training_kept(request, pk)
    people = _people(training)
    context = {
        "training": training,
        "people": people,
        "days": days_of(training),
        "spare": range(len(people) + 1, len(people) + SPARE + 1),
    }
    return render(request, "disputes/study/sheet.html", context)


# --- figures ---------------------------------------------------------------------------------------------------


@require_safe
@requires("training.figures")
def figures(request: HttpRequest) -> HttpResponse:
    """Who took part in a year, by kind and unit; each number opens its list."""
    year = asked_year(request)
    found = table_of(request.actor, year)
    kinds = [kind for kind in Code.objects.of("training_kind") if found.of_kind(kind.pk)]

    def cell(number: int, unit: str = "", kind: str = "") -> Any:
        query = {"year": year, **({"unit": unit} if unit else {}), **({"kind": kind} if kind else {})}
        return {"value": number, "url": f"{reverse('study:figure-people')}?{urlencode(query)}"} if number else number

    def line(name: str, unit: str, total: int) -> dict[str, Any]:
        numbers = [
            cell(found.cells.get((unit, kind.pk), 0) if unit else found.of_kind(kind.pk), unit, kind.pk)
            for kind in kinds
        ]
        return {"cells": [name, *numbers, cell(total, unit)]}

    rows = [line(unit, unit, found.of_unit(unit)) for unit in found.units]
    if rows:
        rows.append(line(_("All units"), "", found.total))
    context = {
        "tabs": tabs(request.actor, "study:figures", year),
        "views": year_chips(year),
        "year": year,
        "export_url": f"{reverse('study:figures-export')}?year={year}",
        "table": {
            "caption": _("Participants by kind and unit"),
            "columns": [
                {"label": _("Unit")},
                *({"label": str(kind), "numeric": True} for kind in kinds),
                {"label": _("In all"), "numeric": True},
            ],
            "rows": rows,
            "empty": {"title": _("Nobody has been entered as having come in this year")},
        },
    }
    return render(request, "disputes/study/figures.html", context)


@require_safe
@requires("training.figures")
def figure_people(request: HttpRequest) -> HttpResponse:
    """The people behind a number: one who came to two trainings is counted twice, as in the number."""
    year = asked_year(request)
    unit, kind = request.GET.get("unit", ""), request.GET.get("kind", "")
    rows = took_part(request.actor, year, unit=unit, kind=kind).select_related("kind", "training")
    page = page_of(rows.order_by("unit", "training__first_day", "pk"), request.GET.get("page"))
    code = Code.objects.of("training_kind").filter(pk=kind).first() if kind else None
    context = {
        "year": year,
        "title": " · ".join(filter(None, [unit, str(code) if code else ""])) or _("All units"),
        "page": page,
        "back": f"{reverse('study:figures')}?year={year}",
        "table": {
            "caption": _("Participants"),
            "columns": [
                {"label": _("Person's name"), "whole": True},
                {"label": _("Unit")},
                {"label": _("Kind")},
                {"label": _("Training")},
                {"label": _("Day"), "whole": True},
            ],
            "rows": [
                {
                    "cells": [
                        one.name,
                        {"value": one.unit, "sub": one.post},
                        str(one.kind),
                        {"value": one.training.title, "url": reverse("study:training", args=[one.training_id])},
                        cn_date(one.training.first_day),
                    ]
                }
                for one in page
            ],
            "empty": {"title": _("There is nobody in this list")},
        },
    }
    return render(request, "disputes/study/figure_people.html", context)


@require_safe
@requires("training.figures")
def figures_export(request: HttpRequest) -> HttpResponseBase:
    """The people who took part in a year, as a workbook."""
    year = asked_year(request)
    rows = (
        took_part(request.actor, year).select_related("kind", "training").order_by("training__first_day", "unit", "pk")
    )
    found = list(rows)
    record(actor=request.actor, action="training.export", detail={"count": len(found), "year": year})
    header = [_("Training"), _("Begins on"), _("Ends on"), _("Unit"), _("Person's name"), _("Kind"), _("Post")]
    title = _("Participants of joint training")
    lines = (
        [
            *(one.training.title, one.training.first_day, one.training.last_day),
            *(one.unit, one.name, str(one.kind), one.post),
        ]
        for one in found
    )
    return stream_xlsx(f"{title}-{year}.xlsx", title, header, lines)
