"""The statutory periods as a reference: searchable, each with its text, its corrections and how many run by it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.forms import attach
from accounts.guards import requires
from accounts.models import Role
from accounts.paging import COUNT_CAP, page_in
from accounts.permissions import can
from accounts.reach import organs_within
from accounts.templatetags.dates import cn_date
from accounts.text import normalise_name
from accounts.timekeeping import today
from deadlines import tasks
from deadlines.basis import basis_in_force, correction_of
from deadlines.changes.services import draw_up_correction
from deadlines.engine import Clock, Rule, clocks
from deadlines.engine.citations import cite
from deadlines.forms import CorrectionForm
from deadlines.models import HOUSE, Change, ChangeKind, Deadline
from deadlines.views.changes import TONES
from deadlines.wording import extension_words, language, length_words


@require_safe
@requires("clocks.view")
def clock_list(request: HttpRequest) -> HttpResponse:
    """All periods and rules of the data file, by group, narrowed by words in matter, article, clause or length."""
    book, typed = basis_in_force().book, request.GET.get("q", "")[:100]
    group, old = request.GET.get("group", ""), request.GET.get("old") == "1"
    day = today()
    everything: list[Rule] = [*(book.holding(clock_id, day) for clock_id in book), *book.rules.values()]
    order = list(clocks()) + list(clocks().rules)
    place = {clock_id: number for number, clock_id in enumerate(order)}
    groups = list(dict.fromkeys(rule.group for rule in everything))
    found = [
        rule
        for rule in everything
        if (not group or rule.group == group) and (old or rule.effective_to is None or rule.effective_to >= day)
        if all(word in _searched(rule) for word in normalise_name(typed).split() or [""])
    ]
    found.sort(key=lambda rule: (groups.index(rule.group), place[rule.id]))
    page = page_in(found, request.GET.get("page"))
    context = {
        "page": page,
        "typed": typed,
        "group": group,
        "groups": groups,
        "old": old,
        "count": len(found),
        "table": {
            "caption": _("Statutory periods"),
            "columns": [
                {"label": _("Matter of the period")},
                {"label": _("Length"), "whole": True},
                {"label": _("From")},
                {"label": _("Owed by")},
                {"label": _("Article")},
            ],
            "rows": [_row(rule) for rule in page],
            "empty": {"title": _("No period is found"), "text": _("Try fewer words, or another group.")},
        },
    }
    return render(request, "deadlines/clock_list.html", context)


def _searched(rule: Rule) -> str:
    length = f"{rule.length}{rule.source_unit} {length_words(rule)}" if isinstance(rule, Clock) else ""
    parts = (
        *(
            rule.id,
            rule.matter,
            rule.matter_en,
            rule.citation,
            cite(rule.citation),
            rule.key_clause,
            rule.trigger_event,
        ),
        *(rule.group, rule.owed_by, length),
    )
    return normalise_name(" ".join(parts))


def _row(rule: Rule) -> dict[str, Any]:
    chinese = language() == "zh-hans"
    matter: dict[str, Any] = {"value": rule.matter if chinese else rule.matter_en}
    if chinese:
        matter["sub"] = rule.group
    if isinstance(rule, Clock):
        matter["url"] = reverse("deadlines:clock", args=[rule.id])
    return {
        "cells": [
            matter,
            length_words(rule) if isinstance(rule, Clock) else {"badge": _("Rule"), "badge_tone": ""},
            rule.trigger_event if chinese else rule.trigger_en or _in_chinese(rule.trigger_event),
            _in_chinese(rule.owed_by),
            cite(rule.citation, language()),
        ]
    }


def _in_chinese(words: str) -> dict[str, Any]:
    """A cell of what the data file holds in Chinese alone."""
    return {"value": words, "lang": "zh-Hans"}


def _clock(clock_id: str) -> Clock:
    """The clock as it holds for what starts today; 404 for one that is not there."""
    if clock_id not in set(clocks()):
        raise Http404(clock_id)
    return basis_in_force().book.holding(clock_id, today())


@require_safe
@requires("clocks.view")
def clock_page(request: HttpRequest, clock_id: str) -> HttpResponse:
    """One period: what the law says, how it is reckoned, what was put right, how many run by it."""
    clock = _clock(clock_id)
    changes = Change.objects.open_to(request.actor).filter(kind=ChangeKind.CLOCK, clock=clock_id)
    changes = changes.select_related("organ__organisation")
    if can(request.actor, "clocks.change"):
        running = Deadline.objects.unscoped("how many run by a clock concerns who corrects it")
    else:
        running = Deadline.objects.open_to(request.actor)
    count = running.filter(clock=clock_id).alive().order_by()[: COUNT_CAP + 1].count()
    context = {
        "clock": clock,
        "title": clock.matter if language() == "zh-hans" else clock.matter_en,
        "facts": _facts(clock),
        "running": f"{COUNT_CAP}+" if count > COUNT_CAP else count,
        "corrections": [{"change": change, "tone": TONES[change.status], "since": change.since} for change in changes],
        "may_change": _may_change(request.actor, clock_id),
    }
    return render(request, "deadlines/clock.html", context)


def _facts(clock: Clock) -> list[tuple[Any, Any, bool]]:
    """Label and value of each fact, and whether the data file has the value in Chinese alone."""
    chinese = language() == "zh-hans"
    period = _("from %(day)s on") % {"day": cn_date(clock.effective_from)}
    if clock.effective_to:
        period = f"{cn_date(clock.effective_from)} – {cn_date(clock.effective_to)}"
    trigger = clock.trigger_event if chinese else clock.trigger_en or clock.trigger_event
    rows = [
        (_("Length"), length_words(clock), False),
        (_("From"), trigger, trigger == clock.trigger_event),
        (_("Owed by"), clock.owed_by, True),
        (_("Article"), cite(clock.citation, language()), False),
        (_("First day counted"), clock.start_day_rule, True),
        (_("Roll of the last day"), clock.end_rule, True),
        (_("Extension"), extension_words(clock), False),
        (_("Stops"), clock.suspension_rule, True),
        (_("When it runs out"), clock.on_expiry, True),
        (_("In transit"), clock.in_transit, True),
        (_("Procedure"), clock.procedure, True),
        (_("In force"), period, False),
        (_("Readings adopted"), _(", ").join(clock.readings), False),
        (_("Note"), clock.note, True),
        (_("Identifier"), clock.id, False),
    ]
    return [(label, value, chinese_alone) for label, value, chinese_alone in rows if value]


def _may_change(actor: Actor, clock_id: str) -> bool:
    """Whether a clock may be put right for every organ, or one of the house for an organ that the actor keeps."""
    own = clock_id.startswith(HOUSE) and organs_within(actor, Role.ADMINISTRATOR).exists()
    return can(actor, "clocks.change") or own


@requires("clocks.view")
def clock_correct(request: HttpRequest, clock_id: str) -> HttpResponse:
    """Put a period right where the law has changed, or set one of the house; what would move is worked out next."""
    clock = _clock(clock_id)
    if not _may_change(request.actor, clock_id):
        raise PermissionDenied("clocks.change")
    organs = organs_within(request.actor, Role.ADMINISTRATOR) if clock_id.startswith(HOUSE) else None
    everywhere = can(request.actor, "clocks.change")
    form = CorrectionForm(request.POST or None, holds=_cells(clock_id), organs=organs, everywhere=everywhere)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def act() -> dict[str, Any]:
            change = draw_up_correction(
                actor=request.actor,
                clock=clock_id,
                cells=form.cells,
                since=data["since"],
                basis=data["basis"],
                organ=data.get("organ"),
                start=tasks.work_out_change,
            )
            return {"change": change.pk}

        try:
            result, _ran = form.carry_out("clock.correct", request.actor, act)
        except ValidationError as error:
            attach(form, error)
        else:
            return redirect("deadlines:change", result["change"])
    title = clock.matter if language() == "zh-hans" else clock.matter_en
    context = {"form": form, "clock": clock, "title": title}
    return render(request, "deadlines/clock_correct.html", context, status=422 if form.errors else 200)


def _cells(clock_id: str) -> dict[str, str]:
    """The cells of a clock as they hold for what starts today, with the corrections that do."""
    cells = dict(clocks().row(clock_id))
    for change in (
        Change.objects.in_force()
        .filter(kind=ChangeKind.CLOCK, clock=clock_id, organ=None)
        .order_by("confirmed_at", "pk")
    ):
        correction = correction_of(change)
        if correction.since is None or correction.since <= today():
            cells |= dict(correction.cells)
    return cells
