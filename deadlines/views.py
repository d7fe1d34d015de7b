"""The calendar: what the country and each organ rest and work, and local holidays; reminders and their stages."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import Actor
from accounts.forms import attach
from accounts.guards import requires, requires_sign_in
from accounts.models import Organ, Role
from accounts.permissions import can, require
from accounts.reach import organs_within
from accounts.templatetags.dates import cn_date, cn_weekday
from accounts.timekeeping import today
from deadlines.engine import clocks, official_calendar
from deadlines.engine.citations import cite
from deadlines.forms import LocalDayForm, StagesForm
from deadlines.holidays import set_local_day
from deadlines.models import CalendarDay, CalendarYear, ClockSetting, DayKind, Deadline, DeadlineState
from deadlines.reminders.lines import ledger_of, stage_words, unable
from deadlines.reminders.settings import set_stages
from deadlines.reminders.stages import stages_of
from deadlines.services import calendar_for, clocks_in_use
from deadlines.wording import clock_title, language
from notices.models import Message
from notices.outbox import resend

TONES = {DayKind.HOLIDAY: "soon", DayKind.MAKE_UP_WORKING_DAY: "calm", DayKind.WORKING_DAY: ""}


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
    noticed = {year.year: year.notice for year in CalendarYear.objects.all()}
    years = {*official.years, *noticed, today().year, today().year + 1}
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else today().year
    recorded = CalendarDay.objects.filter(date__year=year).select_related("organ__organisation").order_by("date", "pk")
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
            "pk": day.pk,
        }
        for day in recorded
    ]
    context = {
        "form": form if may_change else None,
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
            row["source"],
        ]
    }


def _enter(request: HttpRequest, form: LocalDayForm) -> HttpResponse | None:
    data = {name: form.cleaned_data[name] for name in ("organ", "date", "kind", "basis")}

    def act() -> dict[str, Any]:
        day, moved = set_local_day(actor=request.actor, **data)
        return {"day": day.pk, "deadlines": moved.deadlines, "cases": moved.cases}

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


@require_safe
@requires_sign_in
def reminders(request: HttpRequest, pk: int) -> HttpResponse:
    """What was told of a period, to whom and how it went, and what is to come: why a reminder did or did not go.

    Whoever sees the case as one of the organ's side sees every line, an agency those of its own people.
    """
    deadline, whole = _period_seen(request.actor, pk)
    dossier = deadline.dossier
    running, earlier = ledger_of(deadline, calendar_for(dossier.organ), liaisons_only=not whole)
    context = {
        "deadline": deadline,
        "dossier": dossier,
        "title": clock_title(deadline.clock),
        "running": running,
        "earlier": earlier,
        "state": _state_words(deadline),
        "unable": unable(deadline) if whole and deadline.state == DeadlineState.RUNNING else "",
        "may_resend": can(request.actor, "reminders.resend", dossier),
    }
    return render(request, "deadlines/reminders.html", context)


def _period_seen(actor: Actor, pk: int) -> tuple[Deadline, bool]:
    """A period with its case, and whether all of its reminders are shown. Raises Http404."""
    found = Deadline.objects.visible_to(actor).select_related("dossier__organ__organisation", "dossier__officer")
    deadline = get_object_or_404(found, pk=pk)
    organ = deadline.dossier.organ
    if can(actor, "dossier.office_matter", deadline.dossier) or actor.has(Role.LEADERSHIP, organ.organisation_id):
        return deadline, True
    if deadline.organisation_id in actor.organisations(Role.AGENCY_LIAISON):
        return deadline, False
    raise Http404


def _state_words(deadline: Deadline) -> str:
    if deadline.state == DeadlineState.PAUSED:
        return _("The period is suspended: nothing goes until it runs again.")
    if deadline.state == DeadlineState.MET:
        return _("The period was met on %(day)s: nothing more goes.") % {"day": cn_date(deadline.ended_on)}
    if deadline.state == DeadlineState.ENDED:
        return _("The period fell away on %(day)s: nothing more goes.") % {"day": cn_date(deadline.ended_on)}
    return ""


@require_POST
@requires_sign_in
def reminder_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send once more a message of a reminder that failed."""
    message = get_object_or_404(Message, pk=pk, kind="reminder")
    # The key names the deadline of which it tells (Reminder.key).
    deadline, _whole = _period_seen(request.actor, int(message.key.split(":")[1]))
    require(request.actor, "reminders.resend", deadline.dossier)
    if resend(actor=request.actor, message=message):
        messages.success(request, _("The message is on its way again."))
    return redirect("deadlines:reminders", pk=deadline.pk)


# --- when an office is reminded --------------------------------------------------------------------------------


def _organs(actor: Actor) -> list[Organ]:
    """The organs whose reminders the actor sets: those kept, and those in whose office the actor directs."""
    kept = organs_within(actor, Role.ADMINISTRATOR) | Organ.objects.filter(
        office__in=actor.organisations(Role.DIRECTOR)
    )
    return list(kept.select_related("organisation").order_by("pk").distinct())


@require_safe
@requires("clocks.view")
def clocks_of_office(request: HttpRequest) -> HttpResponse:
    """The clocks that are in use, and when each is told of in an office."""
    organs = _organs(request.actor)
    asked = request.GET.get("organ", "")
    organ = next((organ for organ in organs if str(organ.pk) == asked), organs[0] if organs else None)
    chosen = {row.clock: row for row in ClockSetting.objects.filter(organ=organ)} if organ else {}
    rows = [_clock_row(organ, clock, tracked, chosen.get(clock)) for clock, tracked in clocks_in_use().items() if organ]
    context = {
        "organ": organ,
        "views": [
            {"label": str(each), "url": f"{request.path}?organ={each.pk}", "count": None, "active": each == organ}
            for each in organs
        ]
        if len(organs) > 1
        else [],
        "table": {
            "caption": _("Clocks and when each is told of"),
            "columns": [{"label": _("Clock")}, {"label": _("Told of")}, {"label": _("Set")}],
            "rows": rows,
            "empty": {"title": _("No clock is running yet"), "text": _("Clocks stand here as soon as one has run.")},
        },
    }
    return render(request, "deadlines/clocks.html", context)


def _clock_row(organ: Organ, clock: str, tracked: bool, setting: ClockSetting | None) -> dict[str, Any]:
    told = _(", ").join(stage_words(stage.days) for stage in reversed(stages_of(clock, setting)))
    return {
        "cells": [
            {
                "value": clock_title(clock),
                "url": reverse("deadlines:clock", args=[organ.pk, clock]),
                "sub": cite(clocks()[clock].citation, language()),
            },
            told if tracked or setting else _("not told of: the period of another side"),
            {"badge": _("Set by this office"), "badge_tone": "calm"} if setting else _("As for every office"),
        ]
    }


@requires("clocks.view")
def clock_stages(request: HttpRequest, organ: int, clock: str) -> HttpResponse:
    """Set when an office is told of a clock."""
    found = next((each for each in _organs(request.actor) if each.pk == organ), None)
    if found is None or clock not in clocks():
        raise Http404
    setting = ClockSetting.objects.filter(organ=found, clock=clock).first()
    form = StagesForm(request.POST or None, clock=clock, setting=setting)
    if request.method == "POST" and form.is_valid():
        own = form.cleaned_data["own"] == "own"
        days = {name: form.cleaned_data[name] if own else None for name in ("before", "after")}

        def act() -> dict[str, Any]:
            set_stages(actor=request.actor, organ=found, clock=clock, **days)
            return {"clock": clock}

        try:
            form.carry_out("clock.setting", request.actor, act)
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The stages have been set."))
            return redirect(f"{reverse('deadlines:clocks')}?organ={found.pk}")
    context = {"form": form, "organ": found, "title": clock_title(clock)}
    return render(request, "deadlines/clock.html", context, status=422 if form.errors else 200)
