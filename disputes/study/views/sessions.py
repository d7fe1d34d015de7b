"""Pages of study sessions: the list, one session with who came and its files, and what the office makes of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.guards import requires
from accounts.lists import listing
from accounts.models import Organisation, RosterEntry
from accounts.offices import agencies_of
from accounts.permissions import can
from accounts.templatetags.dates import cn_date, cn_moment
from disputes.answers import check, form_page, strike
from disputes.models import Attendance, StudySession, StudyState
from disputes.study.filters import SessionFilter
from disputes.study.forms import FileForm, OthersForm, SessionForm, typed_reason
from disputes.study.reach import agencies_read
from disputes.study.services import (
    Came,
    add_session,
    change_session,
    check_session,
    set_attendance,
    void_attendance,
    void_session,
)
from disputes.study.services.sessions import may_change
from disputes.study.views.common import TONES, file_added, material_rows, standing_cell, tabs


@requires("study.view")
def session_list(request: HttpRequest) -> HttpResponse:
    """The study sessions in sight."""
    rows = StudySession.objects.visible_to(request.actor).select_related("organisation", "form")
    rows = rows.prefetch_related("topics__topic")
    filterset = SessionFilter(request.GET, rows, organisations=agencies_read(request.actor))
    context = listing(request, filterset)
    shown = list(context["page"])
    came = _came([session.pk for session in shown], request)
    context["table"] = {
        "caption": _("Study sessions"),
        "columns": [
            {"label": _("Held on")},
            {"label": _("Held by")},
            {"label": _("Topics")},
            {"label": _("Form"), "small": "hide"},
            {"label": _("Came"), "numeric": True},
            {"label": _("Standing")},
        ],
        "rows": [_session_row(session, came) for session in shown],
        "empty": {"title": _("No study session is found"), "text": _("Take a filter away, or enter what was held.")},
    }
    context |= {"tabs": tabs(request.actor, "study:sessions"), "enters": can(request.actor, "study.enter")}
    return render(request, "disputes/study/sessions.html", context)


def _came(ids: list[int], request: HttpRequest) -> dict[int, int]:
    counted: dict[int, int] = {}
    rows = Attendance.objects.visible_to(request.actor).standing().filter(session__in=ids, came=True)
    for pk in rows.order_by().values_list("session", flat=True):
        counted[pk] = counted.get(pk, 0) + 1
    return counted


def _topics(session: StudySession) -> str:
    return "、".join(str(row) for row in session.topics.all() if row.dropped_at is None)


def _session_row(session: StudySession, came: dict[int, int]) -> dict[str, Any]:
    state = StudyState(session.state)
    return {
        "cells": [
            {"value": cn_date(session.on_date), "url": reverse("study:session", args=[session.pk]), "nowrap": True},
            session.organisation.name,
            {"value": _topics(session), "sub": session.speaker},
            str(session.form),
            came.get(session.pk, 0),
            standing_cell(session, str(state.label), TONES[state], session.state_note),
        ]
    }


@requires("study.enter")
def session_add(request: HttpRequest) -> HttpResponse:
    """Enter a session that was held."""
    form = SessionForm(request.POST or None, actor=request.actor)
    return form_page(
        request,
        form,
        "study.session",
        lambda data: add_session(actor=request.actor, **form.values()),
        said=_("The session has been entered. Now enter who came."),
        to=("study:attendance", None),
        template="disputes/study/session_add.html",
    )


def _session(request: HttpRequest, pk: int) -> StudySession:
    rows = StudySession.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("organisation", "organ", "form", "entered_by", "checked_by"), pk=pk)


@requires("study.view")
def session_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A session: what was studied, who came, its files; the office's buttons."""
    session = _session(request, pk)
    people = Attendance.objects.visible_to(request.actor).filter(session=session).select_related("organisation")
    standing = [row for row in people if row.voided_at is None]
    state = StudyState(session.state)
    changes = session.voided_at is None and may_change(request.actor, session)
    checked = f"{session.checked_by} {cn_moment(session.checked_at)}" if session.checked_by else ""
    context = {
        "session": session,
        "standing": standing_cell(session, str(state.label), TONES[state]),
        "tabs": tabs(request.actor, "study:sessions"),
        "changes": changes,
        "checks": session.voided_at is None and can(request.actor, "study.check", session),
        "form": FileForm() if changes else None,
        "materials": material_rows(list(session.materials.select_related("entered_by"))),
        "facts": [
            {"label": _("Held by"), "value": str(session.organisation)},
            {"label": _("Held on"), "value": cn_date(session.on_date)},
            {"label": _("Place"), "value": session.place},
            {"label": _("Form"), "value": str(session.form)},
            {"label": _("Speaker"), "value": session.speaker},
            {"label": _("Topics"), "value": _topics(session)},
            {"label": _("What was studied"), "value": session.summary},
            {"label": _("Entered"), "value": f"{session.entered_by} {cn_moment(session.entered_at)}"},
            {"label": _("Checked"), "value": checked, "note": session.state_note},
        ],
        "came": sum(row.came for row in standing),
        "absent": sum(not row.came for row in standing),
        "people": [_person(row) for row in people],
    }
    return render(request, "disputes/study/session.html", context)


def _person(row: Attendance) -> dict[str, Any]:
    if row.voided_at is not None:
        standing, tone, note = _("Voided"), "", row.void_reason
    elif row.came:
        standing, tone, note = _("Came"), "done", ""
    else:
        standing, tone, note = _("Absent"), "late", row.reason
    return {
        "pk": row.pk,
        "name": row.name,
        "about": " · ".join(filter(None, [row.organisation.name, row.post, row.get_rank_display()])),
        "standing": standing,
        "tone": tone,
        "note": note,
        "open": row.voided_at is None,
    }


def _open_session(request: HttpRequest, pk: int) -> StudySession:
    """A session that the reader may change; whoever sees it and may not is refused."""
    session = _session(request, pk)
    if not may_change(request.actor, session):
        raise PermissionDenied("study.keep")
    return session


@requires("study.enter")
def session_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a session."""
    session = _open_session(request, pk)
    form = SessionForm.of(session, request.POST or None, request.actor)
    return form_page(
        request,
        form,
        "study.session_change",
        lambda data: change_session(actor=request.actor, session=session, **form.values()),
        said=_("The session has been changed."),
        to=("study:session", pk),
        template="disputes/study/session_change.html",
        context={"session": session},
    )


@requires("study.enter")
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who of an agency came: its heads as of the day, each with a reason where absent, and others."""
    session = _open_session(request, pk)
    agency, agencies = _agency(request, session)
    heads = list(RosterEntry.objects.on(session.on_date).filter(organisation=agency).by_rank())
    lines = [_head_line(request, head, known) for head, known in _known(heads, session, agency)]
    came = [Came(line["head"], line["answer"] == "yes", line["reason"]) for line in lines if line["answer"]]
    return form_page(
        request,
        OthersForm(request.POST or None),
        "study.attendance",
        lambda data: set_attendance(
            actor=request.actor,
            session=session,
            agency=agency,
            heads=came,
            others=[(row["name"], row["post"]) for row in data["others"]],
        ),
        said=_("The attendance has been entered."),
        to=("study:session", pk),
        template="disputes/study/attendance.html",
        context={"session": session, "agency": agency, "agencies": agencies, "lines": lines},
    )


def _agency(request: HttpRequest, session: StudySession) -> tuple[Organisation, list[Organisation]]:
    """The agency whose people are entered, and those that can be chosen: for the district's sessions all of them."""
    if session.organisation_id != session.organ.organisation_id:
        return session.organisation, []
    agencies = list(agencies_of([session.organ]).valid_on(session.on_date).order_by("name"))
    asked = request.GET.get("agency", "")
    return next((one for one in agencies if str(one.pk) == asked), session.organisation), agencies


def _known(
    heads: list[RosterEntry], session: StudySession, agency: Organisation
) -> list[tuple[RosterEntry, Attendance | None]]:
    rows = session.attendance.filter(voided_at=None, organisation=agency)
    known = {row.normalised: row for row in rows}
    return [(head, known.get(head.normalised)) for head in heads]


def _head_line(request: HttpRequest, head: RosterEntry, known: Attendance | None) -> dict[str, Any]:
    """A head of the roster with what was entered, or typed now."""
    if request.method == "POST":
        answer, reason = request.POST.get(f"came_{head.pk}", ""), typed_reason(request.POST, head.pk)
    else:
        answer = "" if known is None else "yes" if known.came else "no"
        reason = known.reason if known else ""
    answer = answer if answer in {"yes", "no"} else ""
    return {"head": head, "answer": answer, "reason": reason}


@require_POST
@requires("study.enter")
def session_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The office accepts a session or returns it."""
    session = _session(request, pk)
    said = _("The session has been checked."), _("The session has been returned.")
    return check(request, check_session, session=session, said=said, to=("study:session", pk))


@require_POST
@requires("study.enter")
def session_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a session entered by mistake."""
    said = _("The entry has been voided; it stays in the register.")
    return strike(request, void_session, session=_session(request, pk), said=said, to=("study:session", pk))


@require_POST
@requires("study.enter")
def session_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to a session."""
    return file_added(request, _open_session(request, pk), "study:session")


@require_POST
@requires("study.enter")
def attendance_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list of a session."""
    rows = Attendance.objects.visible_to(request.actor).select_related("session")
    row = get_object_or_404(rows, pk=pk)
    said = _("The person has been taken off the list.")
    return strike(request, void_attendance, row=row, said=said, to=("study:session", row.session_id))
