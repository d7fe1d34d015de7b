"""Pages of the changes: a notice handed in, its preview, confirmation and withdrawal, and the record of all of them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.forms import attach
from accounts.guards import requires
from accounts.paging import page_of
from accounts.permissions import can, require
from accounts.templatetags.dates import cn_date, cn_day, cn_moment
from deadlines import tasks
from deadlines.agenda import number_words
from deadlines.changes import services
from deadlines.engine import clocks
from deadlines.forms import CorrectionForm, NoticeForm, WithdrawForm
from deadlines.models import Change, ChangeKind, ChangeStatus, DayKind, DeadlineState, MovedDeadline, Phase
from deadlines.wording import clock_title
from dossiers.models import Dossier

TONES = {
    ChangeStatus.WORKING: "calm",
    ChangeStatus.READY: "soon",
    ChangeStatus.CONFIRMING: "calm",
    ChangeStatus.IN_FORCE: "done",
    ChangeStatus.WITHDRAWING: "calm",
    ChangeStatus.WITHDRAWN: "",
    ChangeStatus.DROPPED: "",
}
# Lines of a notice's days shown with it.
MOST_DAYS = 60


@requires("calendar.change_shared")
def notice_add(request: HttpRequest) -> HttpResponse:
    """Hand in a holiday notice; what it would move is worked out next, before anything is written."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        year = data["year"] if data["scope"] == NoticeForm.WHOLE else None

        def act() -> dict[str, Any]:
            change = services.draw_up_notice(
                actor=request.actor,
                notice=data["notice"],
                basis=data["basis"],
                year=year,
                start=tasks.work_out_change,
            )
            return {"change": change.pk}

        try:
            result, _ran = form.carry_out("calendar.notice", request.actor, act)
        except ValidationError as error:
            attach(form, error)
        else:
            return redirect("deadlines:change", result["change"])
    return render(request, "deadlines/notice_add.html", {"form": form}, status=422 if form.errors else 200)


@requires("calendar.view")
def change_list(request: HttpRequest) -> HttpResponse:
    """The changes of calendar and clocks, newest first."""
    changes = Change.objects.open_to(request.actor).select_related("organ__organisation", "made_by")
    page = page_of(changes, request.GET.get("page"))
    table = {
        "caption": _("Changes of calendar and periods"),
        "columns": [
            {"label": _("On the basis of")},
            {"label": _("Kind")},
            {"label": _("Where")},
            {"label": _("Status")},
            {"label": _("Moved"), "numeric": True},
            {"label": _("When")},
        ],
        "rows": [_change_row(change) for change in page],
        "empty": {
            "title": _("Nothing has been changed yet"),
            "text": _("Notices, local days and corrected periods are recorded here with what they moved."),
        },
    }
    may_load = can(request.actor, "calendar.change_shared")
    return render(request, "deadlines/change_list.html", {"page": page, "table": table, "may_load": may_load})


def _change_row(change: Change) -> dict[str, Any]:
    return {
        "cells": [
            {"value": change.basis, "url": reverse("deadlines:change", args=[change.pk]), "sub": _subject(change)},
            change.get_kind_display(),
            str(change.organ) if change.organ else _("Everywhere"),
            {"badge": change.get_status_display(), "badge_tone": TONES[ChangeStatus(change.status)]},
            change.moved,
            {"value": cn_moment(change.confirmed_at or change.made_at), "sub": str(change.made_by or "")},
        ]
    }


def _subject(change: Change) -> str:
    """What a change is about, in a few words."""
    if change.kind == ChangeKind.CLOCK:
        return clock_title(change.clock)
    if change.kind == ChangeKind.LOCAL_DAY:
        return f"{cn_date(_date(change.days[0][0]))} {DayKind(change.days[0][1]).label}"
    return change.days[0][0][:4]


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _found(request: HttpRequest, pk: int) -> Change:
    changes = Change.objects.open_to(request.actor).select_related(
        "organ__organisation", "made_by", "confirmed_by", "withdrawn_by"
    )
    return get_object_or_404(changes, pk=pk)


@require_safe
@requires("calendar.view")
def change_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One change as it stands: being worked out, its preview, what it moved. A reader sees their own cases of it."""
    return _page(request, _found(request, pk), WithdrawForm())


def _page(request: HttpRequest, change: Change, form: WithdrawForm, status: int = 200) -> HttpResponse:
    keeps = can(request.actor, *services.permission_of(change))
    context: dict[str, Any] = {
        "change": change,
        "keeps": keeps,
        "subject": _subject(change),
        "tone": TONES[ChangeStatus(change.status)],
        "days": _days(change),
        "columns": _columns(change),
        "form": form,
    }
    if change.busy and not change.broke_off:
        context["progress"] = _progress(change)
    else:
        context |= _moves(request, change, keeps)
    return render(request, "deadlines/change.html", context, status=status)


def _progress(change: Change) -> dict[str, Any]:
    titles = {
        ChangeStatus.WORKING: _("What would move is being worked out"),
        ChangeStatus.CONFIRMING: _("The change is being carried out"),
        ChangeStatus.WITHDRAWING: _("The change is being withdrawn"),
    }
    return {
        "title": titles[ChangeStatus(change.status)],
        "words": _("This takes some seconds, with very many cases a minute."),
        "total": 1,
        "finished": False,
        "poll_url": reverse("deadlines:change-progress", args=[change.pk]),
    }


def _days(change: Change) -> list[dict[str, Any]]:
    """The days of a change in runs: from, until, kind."""
    runs: list[dict[str, Any]] = []
    for text, kind in change.days:
        date = _date(text)
        if runs and runs[-1]["kind"] == kind and (date - runs[-1]["last"]).days == 1:
            runs[-1]["last"] = date
        else:
            runs.append({"first": date, "last": date, "kind": kind, "label": DayKind(kind).label})
    return runs[:MOST_DAYS]


def _columns(change: Change) -> list[tuple[str, str, str]]:
    """What a corrected clock changes: the column, what the data file says, what it says now."""
    if change.kind != ChangeKind.CLOCK:
        return []
    before = clocks().row(change.clock)
    labels = {name: one.label for name, one in CorrectionForm.base_fields.items()}
    return [(str(labels[name]), before[name], cell) for name, cell in change.cells.items()]


def _moves(request: HttpRequest, change: Change, keeps: bool) -> dict[str, Any]:
    rows = _open_moves(request, change, keeps)
    counts = list(
        rows.filter(alive=True)
        .order_by()
        .values("organ", "organ__office_name")
        .annotate(n=Count("pk"))
        .order_by("-n", "organ")[:100]
    )
    asked = request.GET.get("office", "")
    if asked.isdecimal() and len(asked) < 10:
        rows = rows.filter(organ=int(asked))
    listed = rows.select_related("deadline__party", "dossier", "officer", "organ").defer(
        "deadline__events", "deadline__derivation", "dossier__search_text", "dossier__grams"
    )
    page = page_of(listed.order_by("organ", "-alive", "due_before", "pk"), request.GET.get("page"))
    reached = set(
        Dossier.objects.visible_to(request.actor)
        .filter(pk__in={move.dossier_id for move in page})
        .values_list("pk", flat=True)
    )
    return {
        "page": page,
        "offices": [
            {
                "label": row["organ__office_name"],
                "count": row["n"],
                "url": f"?office={row['organ']}",
                "active": asked == str(row["organ"]),
            }
            for row in counts
        ]
        if len(counts) > 1
        else [],
        "table": {
            "caption": _("Periods and their last days"),
            "columns": [
                {"label": _("Case number"), "whole": True},
                {"label": _("Statutory period")},
                {"label": _("Until now")},
                {"label": _("From now on")},
                {"label": _("Case officer")},
                {"label": _("Office")},
            ],
            "rows": [_move_row(move, reached) for move in page],
            "empty": {
                "title": _("No period has another last day"),
                "text": _("What is reckoned differently in its course alone is not listed."),
            },
        },
    }


def _open_moves(request: HttpRequest, change: Change, keeps: bool) -> QuerySet[MovedDeadline]:
    """What moved, as far as it is open to who reads: the preview, what was carried out, else what was taken back."""
    moves = MovedDeadline.objects.kept_by(request.actor) if keeps else MovedDeadline.objects.open_to(request.actor)
    phase = {ChangeStatus.READY: Phase.PREVIEW, ChangeStatus.WITHDRAWN: Phase.WITHDRAWN}
    return moves.filter(change=change, phase=phase.get(ChangeStatus(change.status), Phase.MADE))


def _move_row(move: MovedDeadline, reached: set[int]) -> dict[str, Any]:
    number = number_words(move.dossier)
    return {
        "cells": [
            {"value": number, "url": reverse("dossier", args=[move.dossier_id])}
            if move.dossier_id in reached
            else number,
            clock_title(move.deadline.clock),
            _state(move.state_before, move.due_before, move.provisional_before),
            _state(move.state_after, move.due_after, move.provisional_after)
            | ({"sub": _by_how_much(move)} if move.alive else {"sub": _("had ended")}),
            str(move.officer or ""),
            move.organ.office_name,
        ]
    }


def _state(state: str, due: Any, provisional: int | None) -> dict[str, Any]:
    if due is None:
        return {"value": DeadlineState(state).label}
    return {
        "value": cn_day(due),
        **({"sub": _("provisional")} if provisional else {}),
    }


def _by_how_much(move: MovedDeadline) -> str:
    if move.due_before is None or move.due_after is None:
        return ""
    days = (move.due_after - move.due_before).days
    if days > 0:
        return ngettext("%(n)s day later", "%(n)s days later", days) % {"n": days}
    if days < 0:
        return ngettext("%(n)s day earlier", "%(n)s days earlier", -days) % {"n": -days}
    return _("no longer provisional") if move.provisional_before and not move.provisional_after else ""


@require_safe
@requires("calendar.view")
def change_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How the work stands; when it is over, the page is loaded anew."""
    change = _found(request, pk)
    if change.busy and not change.broke_off:
        return render(request, "components/progress.html", {"progress": _progress(change)})
    return HttpResponseClientRefresh() if request.htmx else redirect("deadlines:change", pk)


def _act(request: HttpRequest, pk: int, act: Callable[[Change], bool], done: str) -> HttpResponse:
    """Do something to a change that the actor keeps, and go back to its page, saying what became of it."""
    change = _found(request, pk)
    require(request.actor, *services.permission_of(change))
    try:
        if act(change) and done:
            messages.success(request, done)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("deadlines:change", pk)


@require_POST
@requires("calendar.view")
def change_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a change be carried out as its preview says; one whose preview broke off is worked out once more."""

    def act(change: Change) -> bool:
        if change.status == ChangeStatus.WORKING and change.broke_off:
            services.take_up(actor=request.actor, change=change, start=tasks.work_out_change)
            return False
        digest = request.POST.get("digest", "")
        return services.confirm(actor=request.actor, change=change, digest=digest, start=tasks.carry_out_change)

    return _act(request, pk, act, "")


@require_POST
@requires("calendar.view")
def change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a change that is in force, with the reason."""
    change = _found(request, pk)
    require(request.actor, *services.permission_of(change))
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, change, form, status=422)
    reason = form.cleaned_data["reason"]
    return _act(
        request,
        pk,
        lambda change: services.ask_withdrawal(
            actor=request.actor, change=change, reason=reason, start=tasks.withdraw_change
        ),
        "",
    )


@require_POST
@requires("calendar.view")
def change_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a drawn-up change away."""
    return _act(
        request,
        pk,
        lambda change: services.drop(actor=request.actor, change=change),
        _("The change was put away; nothing has moved."),
    )
