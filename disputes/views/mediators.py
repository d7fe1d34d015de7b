"""The pool of mediators: who is in it with what load, entering one, ending an entry."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.forms import attach
from accounts.guards import requires
from accounts.models import Organ
from accounts.paging import page_of
from accounts.permissions import can
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from disputes.forms.pool import EndMediatorForm, MediatorForm
from disputes.models import Mediator
from disputes.services.pool import add_mediator, end_mediator
from dossiers.models import Code


@requires("mediators.view")
def pool(request: HttpRequest) -> HttpResponse:
    """Everybody in the pools that the reader sees, who belongs to them today first."""
    rows = Mediator.objects.visible_to(request.actor).select_related("kind", "organisation").with_load()
    page = page_of(rows.order_by("valid_to", "kind__position", "name", "pk"), request.GET.get("page"))
    domains = Code.objects.in_bulk({pk for mediator in page for pk in mediator.domains})
    table = {
        "caption": _("Mediators"),
        "columns": [
            {"label": _("Person's name"), "whole": True},
            {"label": _("Kind of mediator")},
            {"label": _("Unit")},
            {"label": pgettext("mediator", "Fields"), "small": "hide"},
            {"label": _("Disputes in hand")},
            {"label": _("Standing")},
        ],
        "rows": [_row(mediator, domains) for mediator in page],
        "empty": {"title": _("Nobody is in the pool yet"), "text": _("Enter mediators, so that they can be named.")},
    }
    return render(request, "disputes/mediators.html", {"table": table, "page": page})


def _row(mediator: Any, domains: dict[str, Code]) -> dict[str, Any]:
    ended = mediator.valid_to is not None and mediator.valid_to < today()
    since, until = cn_date(mediator.valid_from), cn_date(mediator.valid_to) if mediator.valid_to else _("until now")
    return {
        "cells": [
            {"value": mediator.name, "url": reverse("disputes:mediator-end", args=[mediator.pk])},
            str(mediator.kind),
            {"value": mediator.of_unit, "sub": mediator.post},
            "、".join(str(domains[pk]) for pk in mediator.domains if pk in domains),
            str(mediator.load),
            {
                "badge": pgettext("mediator", "Ended") if ended else _("In the pool"),
                "badge_tone": "" if ended else "done",
                "sub": mediator.end_reason or f"{since} – {until}",
            },
        ]
    }


@requires("mediators.view")
def add(request: HttpRequest) -> HttpResponse:
    """Enter somebody in the pool."""
    actor = request.actor
    organs = [organ for organ in Organ.objects.select_related("organisation") if can(actor, "mediators.change", organ)]
    form = MediatorForm(request.POST or None, organs=organs)
    if request.method == "POST" and form.is_valid():
        organ = form.cleaned_data["organ"]
        try:
            form.carry_out(
                "mediator.add",
                actor,
                lambda: {"mediator": add_mediator(actor=actor, organ=organ, **form.columns()).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The mediator has been entered."))
            return redirect("disputes:mediators")
    return render(request, "disputes/mediator_new.html", {"form": form}, status=422 if form.errors else 200)


@requires("mediators.view")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A mediator: what is entered, and the end of the entry."""
    kept = Mediator.objects.visible_to(request.actor).select_related("kind", "organisation", "organ", "user")
    mediator = get_object_or_404(kept, pk=pk)
    form = EndMediatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_mediator(actor=request.actor, mediator=mediator, **form.cleaned_data)
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The entry has been ended."))
            return redirect("disputes:mediators")
    domains = Code.objects.in_bulk(mediator.domains).values()
    facts = [
        (_("Kind of mediator"), str(mediator.kind)),
        (_("Unit"), mediator.of_unit),
        (_("Post"), mediator.post),
        (pgettext("mediator", "Fields"), "、".join(map(str, domains))),
        (_("Account"), str(mediator.user or "")),
        (_("From"), cn_date(mediator.valid_from)),
        (_("Until"), cn_date(mediator.valid_to) if mediator.valid_to else ""),
        (_("Why the entry ended"), mediator.end_reason),
    ]
    context = {
        "mediator": mediator,
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "form": form if mediator.valid_to is None else None,
    }
    return render(request, "disputes/mediator.html", context, status=422 if form.errors else 200)
