"""Pages of the six duties: of all agencies in a year, and of one agency with its evidence."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import attach
from accounts.guards import requires
from accounts.lists import asked_year, year_chips
from accounts.offices import agencies_kept
from accounts.paging import page_of
from accounts.permissions import can
from accounts.templatetags.dates import cn_date, cn_moment
from dossiers.models import Code
from dossiers.views.common import send_paper
from hearings.duties.forms import EvidenceForm
from hearings.duties.services import add_evidence, judge_evidence, standing_of, void_evidence
from hearings.models import DutyEvidence, DutyResult

TONES = {DutyResult.OPEN: "soon", DutyResult.ACCEPTED: "done", DutyResult.RETURNED: "late"}


@requires("rosters.view")
def overview(request: HttpRequest) -> HttpResponse:
    """All agencies in reach: how each of the six duties stands in a year."""
    kept, year = agencies_kept(request.actor), asked_year(request)
    duties = list(Code.objects.of("head_duty"))
    page = page_of(kept, request.GET.get("page"))
    found = standing_of([agency.pk for agency in page], year)

    def cell(agency: int, duty: Code) -> dict[str, str]:
        result = found.get((agency, duty.pk))
        if result is None:
            return {"badge": _("Nothing yet"), "badge_tone": ""}
        return {"badge": str(DutyResult(result).label), "badge_tone": TONES[DutyResult(result)]}

    table = {
        "caption": _("The six duties of agency heads"),
        "columns": [{"label": _("Agency")}, *({"label": str(duty)} for duty in duties)],
        "rows": [
            {
                "cells": [
                    {"value": agency.name, "url": f"{reverse('hearings:duties', args=[agency.pk])}?year={year}"},
                    *(cell(agency.pk, duty) for duty in duties),
                ]
            }
            for agency in page
        ],
        "empty": {"title": _("You keep no agency's roster")},
    }
    context = {"table": table, "page": page, "views": year_chips(year), "year": year}
    return render(request, "hearings/duties/overview.html", context)


@requires("rosters.view")
def duties(request: HttpRequest, pk: int) -> HttpResponse:
    """The check-list of an agency and year, with what is given as evidence; the form for more."""
    agency, year = get_object_or_404(agencies_kept(request.actor), pk=pk), asked_year(request)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {"duty": data["duty"], "on_date": data["on_date"], "what": data["what"], "file": data["paper"]}
        try:
            form.carry_out(
                "duty.enter",
                request.actor,
                lambda: {"pk": add_evidence(actor=request.actor, organisation=agency, **given).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The evidence has been entered."))
            return redirect(f"{reverse('hearings:duties', args=[pk])}?year={data['on_date'].year}")
    rows = agency_evidence(agency.pk, year)
    context = {
        "agency": agency,
        "year": year,
        "views": year_chips(year),
        "form": form,
        "judges": can(request.actor, "duty.judge"),
        "duties": [
            {
                "duty": duty,
                "rows": [_row(row) for row in rows if row.duty_id == duty.pk],
                "standing": standing_of([agency.pk], year).get((agency.pk, duty.pk)),
            }
            for duty in Code.objects.of("head_duty")
        ],
    }
    return render(request, "hearings/duties/duties.html", context, status=422 if form.errors else 200)


def agency_evidence(agency: int, year: int) -> list[DutyEvidence]:
    """What an agency gave in a year, those taken back too."""
    rows = DutyEvidence.objects.filter(organisation=agency, year=year)
    return list(rows.select_related("duty", "entered_by", "checked_by"))


def _row(row: DutyEvidence) -> dict[str, Any]:
    voided = row.voided_at is not None
    return {
        "pk": row.pk,
        "what": row.what,
        "on": cn_date(row.on_date),
        "by": f"{row.entered_by} · {cn_moment(row.entered_at)}",
        "file": row.file_name if row.stored_id else "",
        "standing": _("Voided") if voided else row.get_result_display(),
        "tone": "" if voided else TONES[DutyResult(row.result)],
        "note": row.void_reason or row.result_note,
        "open": not voided,
    }


def _evidence(request: HttpRequest, pk: int) -> DutyEvidence:
    return get_object_or_404(DutyEvidence.objects.filter(organisation__in=agencies_kept(request.actor)), pk=pk)


@require_safe
@requires("rosters.view")
def duty_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The paper of an evidence, as an attachment."""
    return send_paper(request, _evidence(request, pk))


@require_POST
@requires("rosters.view")
def duty_act(request: HttpRequest, pk: int) -> HttpResponse:
    """The office accepts or returns an evidence; whoever keeps it takes it back."""
    evidence = _evidence(request, pk)
    act, note = request.POST.get("act", ""), request.POST.get("note", "")
    results = {"accept": DutyResult.ACCEPTED, "return": DutyResult.RETURNED}
    try:
        if act == "void":
            void_evidence(actor=request.actor, evidence=evidence, reason=note)
        elif act in results:
            judge_evidence(actor=request.actor, evidence=evidence, result=results[act], note=note)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('hearings:duties', args=[evidence.organisation_id])}?year={evidence.year}")
