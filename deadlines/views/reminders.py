"""Reminders: why one did or did not go, and when an office is reminded of its clocks."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import Actor
from accounts.forms import attach
from accounts.guards import requires, requires_sign_in
from accounts.models import Organ, Role
from accounts.permissions import can, require
from accounts.reach import organs_within
from accounts.templatetags.dates import cn_date
from deadlines.basis import calendar_for
from deadlines.engine import clocks
from deadlines.engine.citations import cite
from deadlines.forms import StagesForm
from deadlines.models import ClockSetting, Deadline, DeadlineState
from deadlines.reminders.lines import ledger_of, stage_words, unable
from deadlines.reminders.settings import set_stages
from deadlines.reminders.stages import stages_of
from deadlines.services import clocks_in_use
from deadlines.wording import clock_title, language
from notices.models import Message
from notices.outbox import resend


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
@requires("stages.view")
def stages_of_office(request: HttpRequest) -> HttpResponse:
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
    return render(request, "deadlines/stages.html", context)


def _clock_row(organ: Organ, clock: str, tracked: bool, setting: ClockSetting | None) -> dict[str, Any]:
    told = _(", ").join(stage_words(stage.days) for stage in reversed(stages_of(clock, setting)))
    return {
        "cells": [
            {
                "value": clock_title(clock),
                "url": reverse("deadlines:clock-stages", args=[organ.pk, clock]),
                "sub": cite(clocks()[clock].citation, language()),
            },
            told if tracked or setting else _("not told of: the period of another side"),
            {"badge": _("Set by this office"), "badge_tone": "calm"} if setting else _("As for every office"),
        ]
    }


@requires("stages.view")
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
            return redirect(f"{reverse('deadlines:stages')}?organ={found.pk}")
    context = {"form": form, "organ": found, "title": clock_title(clock)}
    return render(request, "deadlines/clock_stages.html", context, status=422 if form.errors else 200)
