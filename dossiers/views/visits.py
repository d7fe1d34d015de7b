"""The register of visitors."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms import attach
from accounts.guards import requires
from accounts.lists import listing
from accounts.permissions import can
from accounts.templatetags.dates import cn_moment
from dossiers.filters import VisitFilter
from dossiers.forms import VisitForm, VisitLinkForm, Visitors, find_case
from dossiers.models import Visit
from dossiers.registers import VISIT_FIELDS, link_visit, record_visit, void_visit
from dossiers.views.common import case_cell, with_organ


@requires("register.view")
def visit_list(request: HttpRequest) -> HttpResponse:
    """The register of visitors."""
    rows = (
        Visit.objects.visible_to(request.actor)
        .select_related("purpose", "referred_to", "dossier", "organ__organisation")
        .prefetch_related("visitors")
    )
    context = listing(request, VisitFilter(request.GET, rows))
    several = with_organ(request)
    context["table"] = {
        "caption": _("Register of visitors"),
        "columns": [
            {"label": _("Time")},
            {"label": _("Visitors")},
            {"label": _("Purpose")},
            {"label": _("Received by")},
            {"label": _("Papers received"), "small": "hide"},
            {"label": _("Case")},
        ],
        "rows": [_visit_row(visit, several) for visit in context["page"]],
        "empty": {
            "title": _("No visit is found"),
            "text": _("Take a filter away, or enter who came."),
            "url": reverse("dossiers:visit-add"),
            "label": _("Enter a visit"),
        },
    }
    return render(request, "dossiers/visit_list.html", context)


def _visit_row(visit: Visit, several: bool) -> dict[str, Any]:
    names = _(", ").join(visitor.name for visitor in visit.visitors.all())
    time = {
        "value": cn_moment(visit.at),
        "nowrap": True,
        "url": reverse("dossiers:visit", args=[visit.pk]),
        "sub": str(visit.organ) if several else "",
    }
    purpose: dict[str, Any] = {"value": str(visit.purpose), "sub": str(visit.referred_to or "")}
    if visit.voided_at:
        purpose = {"badge": _("Voided"), "badge_tone": "", "sub": visit.void_reason}
    elif visit.incident:
        purpose |= {"sub": visit.incident}
    return {
        "tone": "soon" if visit.incident and not visit.voided_at else "",
        "cells": [
            time,
            {"value": names, "sub": _("%(n)s in all") % {"n": visit.number_of_visitors}},
            purpose,
            visit.receivers,
            visit.papers,
            case_cell(visit.dossier),
        ],
    }


@requires("register.view")
def visit_add(request: HttpRequest) -> HttpResponse:
    """Enter a reception."""
    form = VisitForm(request.POST or None, actor=request.actor, initial={"receivers": request.actor.name})
    visitors = Visitors(request.POST or None, prefix="visitors")
    if request.method == "POST" and form.is_valid() & visitors.is_valid():
        data = {name: form.cleaned_data[name] for name in VISIT_FIELDS}
        organ = form.cleaned_data["organ"]
        try:
            result, _now = form.carry_out(
                "visit.add",
                request.actor,
                lambda: {"visit": record_visit(actor=request.actor, organ=organ, visitors=visitors.given(), **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The visit has been entered."))
            return redirect("dossiers:visit", pk=result["visit"])
    failed = form.is_bound and (form.errors or not visitors.is_valid())
    return render(
        request, "dossiers/visit_add.html", {"form": form, "visitors": visitors}, status=422 if failed else 200
    )


@requires("register.view")
def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A reception: who came, what was said and told."""
    rows = Visit.objects.visible_to(request.actor)
    visit = get_object_or_404(
        rows.select_related("purpose", "referred_to", "dossier", "organ__organisation", "recorded_by"), pk=pk
    )
    number = visit.dossier.number if visit.dossier else ""
    form = VisitLinkForm(request.POST or None, initial={"case_number": number})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["case_number"]
        dossier = find_case(request.actor, visit.organ, wanted, form) if wanted else None
        if not form.errors:
            try:
                link_visit(actor=request.actor, visit=visit, dossier=dossier)
            except ValidationError as error:
                attach(form, error)
            else:
                messages.success(request, _("The entry has been completed."))
                return redirect("dossiers:visit", pk=pk)
    standing = visit.voided_at is None
    context = {
        "visit": visit,
        "form": form if standing and can(request.actor, "register.change", visit) else None,
        "visitors": [
            {
                "name": visitor.name,
                "identity": visitor.identity_mask,
                "phone": visitor.phone_mask,
                "address": visitor.address,
                "reveal_url": reverse("dossiers:visitor-numbers", args=[visitor.pk])
                if standing and (visitor.identity_mask or visitor.phone_mask)
                else "",
            }
            for visitor in visit.visitors.all()
        ],
        "facts": [
            {"label": _("Reconsideration organ"), "value": str(visit.organ)},
            {"label": _("Time"), "value": cn_moment(visit.at)},
            {"label": _("Place"), "value": visit.place},
            {"label": _("Purpose"), "value": str(visit.purpose)},
            {"label": _("Received by"), "value": visit.receivers},
            {"label": _("Number of visitors"), "value": visit.number_of_visitors},
            {"label": _("What was said"), "value": visit.said.splitlines()},
            {"label": _("What was told"), "value": visit.told.splitlines()},
            {"label": _("Referred to"), "value": str(visit.referred_to or "")},
            {"label": _("Papers received"), "value": visit.papers},
            {"label": _("Safety incident"), "value": visit.incident},
            {
                "label": _("Case"),
                "value": str(visit.dossier) if visit.dossier else "",
                "url": reverse("dossier", args=[visit.dossier.pk]) if visit.dossier else "",
            },
            {
                "label": _("Entered"),
                "value": f"{visit.recorded_by or ''} {cn_moment(visit.recorded_at)}",
            },
        ],
    }
    return render(request, "dossiers/visit.html", context, status=422 if form.errors else 200)


@require_POST
@requires("register.view")
def visit_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry of visitors out of use."""
    visit = get_object_or_404(Visit.objects.visible_to(request.actor).select_related("organ"), pk=pk)
    try:
        void_visit(actor=request.actor, visit=visit, reason=request.POST.get("reason", "")[:300])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The entry has been voided; it stays in the register."))
    return redirect("dossiers:visit", pk=pk)
