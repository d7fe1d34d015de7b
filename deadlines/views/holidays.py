"""The calendar of days: what the country and each organ rest and work, and local holidays."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.forms import attach
from accounts.guards import requires
from accounts.permissions import can
from accounts.templatetags.dates import cn_date, cn_weekday
from accounts.timekeeping import today
from deadlines.engine import official_calendar
from deadlines.forms import LocalDayForm
from deadlines.holidays import set_local_day
from deadlines.models import CalendarDay, CalendarYear, DayKind

TONES = {DayKind.HOLIDAY: "soon", DayKind.MAKE_UP_WORKING_DAY: "calm", DayKind.WORKING_DAY: "", DayKind.WEEKEND: ""}


@requires("calendar.view")
def calendar(request: HttpRequest) -> HttpResponse:
    """The days of a year that differ from the plain week, each with its source; local holidays are entered here."""
    may_change = can(request.actor, "calendar.change")
    form = LocalDayForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and may_change and form.is_valid():
        answer = _enter(request, form)
        if answer is not None:
            return answer
    official = official_calendar()
    noticed = {year.year: year.notice for year in CalendarYear.objects.in_force()}
    years = {*official.years, *noticed, today().year, today().year + 1}
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else today().year
    recorded = CalendarDay.objects.in_force().filter(date__year=year).select_related("organ__organisation")
    rows = [
        {"date": day, "kind": DayKind(kind), "where": _("Everywhere"), "source": _("Official notice"), "pk": 0}
        for day, kind in official.exceptions().items()
        if day.year == year
    ]
    rows += [
        {
            "date": day.date,
            "kind": DayKind(day.kind),
            "where": str(day.organ) if day.organ else _("Everywhere"),
            "source": day.basis,
            "change": day.change_id,
            "pk": day.pk,
        }
        # For a day with several entries the newest counts.
        for day in {(day.organ_id, day.date): day for day in recorded.order_by("pk")}.values()
    ]
    context = {
        "form": form if may_change else None,
        "may_load": can(request.actor, "calendar.change_shared"),
        "year": year,
        "before": year - 1 if year - 1 in years else None,
        "after": year + 1 if year + 1 in years else None,
        "covered": official.covers(year) or year in noticed,
        "notice": noticed.get(year, ""),
        "table": {
            "caption": _("Days that differ from the plain week"),
            "columns": [{"label": _("Day")}, {"label": _("Kind")}, {"label": _("Where")}, {"label": _("Source")}],
            "rows": [_row(row) for row in sorted(rows, key=lambda row: (row["date"], row["pk"]))],
            "empty": {
                "title": _("No day of this year is entered"),
                "text": _("Without the official notice, Saturdays and Sundays alone are taken to be free."),
            },
        },
    }
    return render(request, "deadlines/calendar.html", context, status=422 if form.errors else 200)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    date: dt.date = row["date"]
    return {
        "cells": [
            {"value": cn_date(date), "sub": cn_weekday(date)},
            {"badge": row["kind"].label, "badge_tone": TONES[row["kind"]]},
            row["where"],
            {"value": row["source"], "url": reverse("deadlines:change", args=[row["change"]])}
            if row.get("change")
            else row["source"],
        ]
    }


def _enter(request: HttpRequest, form: LocalDayForm) -> HttpResponse | None:
    data = {name: form.cleaned_data[name] for name in ("organ", "date", "kind", "basis")}

    def act() -> dict[str, Any]:
        change = set_local_day(actor=request.actor, **data)
        return {"change": change.pk, "deadlines": change.moved, "cases": change.cases}

    try:
        result, _now = form.carry_out("calendar.day", request.actor, act)
    except ValidationError as error:
        attach(form, error)
        return None
    if result["deadlines"]:
        said = ngettext(
            "The day has been entered. %(n)s running period has moved, in %(cases)s cases.",
            "The day has been entered. %(n)s running periods have moved, in %(cases)s cases.",
            result["deadlines"],
        ) % {"n": result["deadlines"], "cases": result["cases"]}
    else:
        said = _("The day has been entered. No running period has moved.")
    messages.success(request, said)
    return redirect(f"{reverse('deadlines:calendar')}?year={data['date'].year}")


# --- reminders of one period -----------------------------------------------------------------------------------
