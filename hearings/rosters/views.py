"""Pages of the rosters: of an agency, of a head, and the import."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.export import attachment
from accounts.forms import attach
from accounts.guards import requires
from accounts.models import Organisation, OrganisationName, RosterEntry
from accounts.offices import agencies_kept
from accounts.paging import page_of
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from hearings.rosters import sheet
from hearings.rosters.forms import HeadForm, LastDayForm, PostsForm, WorkbookForm
from hearings.rosters.services import add_head, change_head, end_head, heads_in_force, void_head
from workflow.ledger.problems import Unreadable
from workflow.ledger.returned import returned_workbook
from workflow.ledger.views import XLSX_TYPE


@requires("rosters.view")
def roster_list(request: HttpRequest) -> HttpResponse:
    """The agencies whose rosters the reader keeps, with how many heads each has today."""
    kept = agencies_kept(request.actor)
    if kept.count() == 1 and not request.GET:
        return redirect("hearings:roster", pk=kept[0].pk)
    page = page_of(kept, request.GET.get("page"))
    heads: dict[int, list[str]] = {}
    for entry in heads_in_force([agency.pk for agency in page], today()).by_rank():
        heads.setdefault(entry.organisation_id, []).append(str(entry))
    table = {
        "caption": _("Rosters of agency heads"),
        "columns": [{"label": _("Agency")}, {"label": _("Heads today")}],
        "rows": [
            {
                "cells": [
                    {"value": agency.name, "url": reverse("hearings:roster", args=[agency.pk])},
                    "、".join(heads.get(agency.pk, [])) or _("Nobody is entered"),
                ],
                "tone": "" if agency.pk in heads else "soon",
            }
            for agency in page
        ],
        "empty": {"title": _("You keep no agency's roster")},
    }
    return render(request, "hearings/rosters/list.html", {"table": table, "page": page})


def _agency(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(agencies_kept(request.actor), pk=pk)


def _entry(request: HttpRequest, pk: int) -> RosterEntry:
    kept = RosterEntry.objects.filter(organisation__in=agencies_kept(request.actor))
    return get_object_or_404(kept.select_related("organisation", "entered_by"), pk=pk)


@requires("rosters.view")
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """The roster of an agency: who is a head today, who was; and the form for one more."""
    agency = _agency(request, pk)
    form = HeadForm(request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        fields = {"name": form.cleaned_data["name"], **form.posts()}
        try:
            form.carry_out(
                "roster.add",
                request.actor,
                lambda: {"entry": add_head(actor=request.actor, organisation=agency, **fields).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The head has been entered."))
            return redirect("hearings:roster", pk=pk)
    day = today()
    rows = sorted(agency.roster.all().by_rank(), key=lambda one: _gone(one, day))
    context = {
        "agency": agency,
        "form": form,
        "table": {
            "caption": _("Heads of the agency"),
            "columns": [
                {"label": _("Person's name"), "whole": True},
                {"label": _("Rank")},
                {"label": _("Posts")},
                {"label": _("Field in charge"), "small": "hide"},
                {"label": _("From and to")},
                {"label": _("Standing")},
            ],
            "rows": [_head_row(entry, day) for entry in rows],
            "empty": {"title": _("Nobody is entered"), "text": _("Enter the heads, so that one can be named.")},
        },
    }
    return render(request, "hearings/rosters/roster.html", context, status=422 if form.errors else 200)


def _gone(entry: RosterEntry, day: dt.date) -> int:
    """Whether an entry stands, has ended or was voided: those that do no more come last."""
    return 2 if entry.voided_at else int(entry.valid_to is not None and entry.valid_to < day)


def _head_row(entry: RosterEntry, day: dt.date) -> dict[str, Any]:
    ended = entry.valid_to is not None and entry.valid_to < day
    standing, tone = (_("Voided"), "") if entry.voided_at else (_("Ended"), "") if ended else (_("In office"), "done")
    if not ended and not entry.voided_at and entry.valid_from > day:
        standing, tone = _("To come"), "calm"
    until = cn_date(entry.valid_to) if entry.valid_to else _("until now")
    return {
        "cells": [
            {"value": entry.name, "url": reverse("hearings:roster-entry", args=[entry.pk])},
            entry.get_rank_display(),
            {"value": entry.post, "sub": entry.party_post},
            entry.field,
            f"{cn_date(entry.valid_from)} – {until}",
            {"badge": standing, "badge_tone": tone, "sub": entry.void_reason},
        ]
    }


@requires("rosters.view")
def roster_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """A head: other posts from a day on, the end of the entry, its voiding."""
    entry = _entry(request, pk)
    ends = "last_day" in request.POST
    posts = {name: getattr(entry, name) for name in ("rank", "post", "party_post", "field")}
    form = PostsForm(None if ends else request.POST or None, initial=posts)
    last = LastDayForm(request.POST if ends else None)
    if request.method == "POST" and (last if ends else form).is_valid():
        try:
            if ends:
                end_head(actor=request.actor, entry=entry, last_day=last.cleaned_data["last_day"])
            else:
                change_head(actor=request.actor, entry=entry, **form.posts())
        except ValidationError as error:
            attach(last if ends else form, error)
        else:
            messages.success(request, _("The roster has been changed."))
            return redirect("hearings:roster", pk=entry.organisation_id)
    context = {
        "entry": entry,
        "form": None if entry.voided_at else form,
        "last": last,
        "facts": [
            {"label": _("Agency"), "value": str(entry.organisation)},
            {"label": _("Rank"), "value": entry.get_rank_display()},
            {"label": _("Posts"), "value": [line for line in (entry.post, entry.party_post) if line]},
            {"label": _("Field in charge"), "value": entry.field},
            {"label": _("In post from"), "value": cn_date(entry.valid_from)},
            {"label": _("In post until"), "value": cn_date(entry.valid_to)},
            {"label": _("Entered"), "value": str(entry.entered_by or "")},
        ],
    }
    return render(request, "hearings/rosters/entry.html", context, status=422 if form.errors or last.errors else 200)


@require_POST
@requires("rosters.view")
def roster_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an entry made by mistake."""
    entry = _entry(request, pk)
    try:
        void_head(actor=request.actor, entry=entry, reason=request.POST.get("reason", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The entry has been voided; it stays in the register."))
    return redirect("hearings:roster", pk=entry.organisation_id)


# --- from a workbook -------------------------------------------------------------------------------------------


@requires("rosters.view")
def roster_import(request: HttpRequest) -> HttpResponse:
    """A workbook of heads: first what would become of each row, then, confirmed, their entering; refused rows back."""
    kept = list(agencies_kept(request.actor))
    names = {
        row.normalised: row.organisation
        for row in OrganisationName.objects.filter(organisation__in=kept).select_related("organisation")
    }
    usual = kept[0] if len(kept) == 1 else None
    sealed = request.POST.get("sealed", "")
    form = WorkbookForm(None if sealed else request.POST or None, None if sealed else request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": [column for column in sheet.COLUMNS if not column.ignored]}
    try:
        if sealed:
            read = sheet.unseal(sealed)
        elif request.method == "POST" and form.is_valid():
            read = sheet.read(form.cleaned_data["file"])
        else:
            return render(request, "hearings/rosters/import.html", context, status=422 if form.errors else 200)
        judged = sheet.judge(read["rows"], names, usual)
        if sealed and "refused" in request.POST:
            return _refused(read["headings"], judged)
        if sealed:
            made = sheet.write(actor=request.actor, judged=judged)
            messages.success(request, _("%(n)s heads have been entered.") % {"n": len(made)})
            return redirect("hearings:rosters")
    except (Unreadable, ValidationError) as error:
        form = WorkbookForm(request.POST, request.FILES) if not sealed else WorkbookForm(request.POST)
        form.full_clean()
        form.add_error(None, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
        context["form"] = form
        return render(request, "hearings/rosters/import.html", context, status=422)
    context |= _preview(judged) | {"sealed": sheet.seal(read)}
    return render(request, "hearings/rosters/import.html", context)


def _refused(headings: list[str], judged: list[sheet.Judged]) -> HttpResponse:
    content = returned_workbook([(_("Refused"), headings)], [row.result() for row in judged])
    answer = HttpResponse(content, content_type=XLSX_TYPE)
    answer["Content-Disposition"] = attachment(_("Rows not imported") + ".xlsx")
    return answer


def _preview(judged: list[sheet.Judged]) -> dict[str, Any]:
    right, wrong = [row for row in judged if row.entry], [row for row in judged if row.problems]
    return {
        "right": len(right),
        "wrong": len(wrong),
        "table": {
            "caption": _("What would become of the rows"),
            "show_caption": True,
            "columns": [
                {"label": _("Row"), "whole": True},
                {"label": _("Person's name")},
                {"label": _("Agency")},
                {"label": _("What becomes of it")},
            ],
            "rows": [
                {
                    "cells": [
                        row.number,
                        row.said["name"],
                        str(row.entry.organisation) if row.entry else row.said.get("agency", ""),
                        {"badge": _("Refused"), "badge_tone": "late", "sub": "；".join(row.problems)}
                        if row.problems
                        else {"badge": _("To be entered"), "badge_tone": "done", "sub": str(row.entry)},
                    ],
                    "tone": "late" if row.problems else "",
                }
                for row in [*wrong, *right]
            ],
            "empty": {"title": _("The workbook has no row.")},
        },
    }
