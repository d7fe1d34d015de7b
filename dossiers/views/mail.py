"""The register of mail."""

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
from accounts.templatetags.dates import cn_date, cn_moment
from dossiers.filters import MailFilter
from dossiers.forms import MailFollowForm, MailForm
from dossiers.models import Correspondence, Direction
from dossiers.registers import MAIL_FIELDS, MAIL_LATER, follow_mail, record_mail, void_mail
from dossiers.views.common import case_cell, with_organ


@requires("register.view")
def mail_list(request: HttpRequest) -> HttpResponse:
    """The register of mail."""
    rows = Correspondence.objects.visible_to(request.actor).select_related("post", "dossier", "organ__organisation")
    context = listing(request, MailFilter(request.GET, rows))
    several = with_organ(request)
    context["table"] = {
        "caption": _("Register of mail"),
        "columns": [
            {"label": _("Day")},
            {"label": _("Sender or addressee")},
            {"label": _("Papers")},
            {"label": _("Kind of post")},
            {"label": _("Postmark"), "small": "hide"},
            {"label": _("Case")},
            {"label": _("What became of it")},
        ],
        "rows": [_mail_row(mail, several) for mail in context["page"]],
        "empty": {
            "title": _("No mail is found"),
            "text": _("Take a filter away, or enter what came in or went out."),
            "url": reverse("dossiers:mail-add"),
            "label": _("Enter mail"),
        },
    }
    return render(request, "dossiers/mail_list.html", context)


def _mail_row(mail: Correspondence, several: bool) -> dict[str, Any]:
    direction = mail.get_direction_display()
    day = {
        "value": cn_date(mail.on_date),
        "nowrap": True,
        "url": reverse("dossiers:mail", args=[mail.pk]),
        "sub": f"{direction} · {mail.organ}" if several else direction,
    }
    became: Any = ""
    if mail.voided_at:
        became = {"badge": _("Voided"), "badge_tone": "", "sub": mail.void_reason}
    elif mail.returned_on:
        became = {
            "badge": _("Came back"),
            "badge_tone": "late",
            "sub": f"{cn_date(mail.returned_on)} {mail.return_reason}",
        }
    elif mail.delivered_on:
        became = {"badge": _("Signed for"), "badge_tone": "done", "sub": cn_date(mail.delivered_on)}
    elif mail.direction == Direction.OUT:
        became = {"badge": _("Under way"), "badge_tone": "calm"}
    return {
        "cells": [
            day,
            mail.counterpart,
            {"value": mail.papers, "sub": mail.document_number},
            {"value": str(mail.post), "sub": mail.tracking_number},
            {"value": cn_date(mail.postmark_on), "nowrap": True},
            case_cell(mail.dossier),
            became,
        ]
    }


@requires("register.view")
def mail_add(request: HttpRequest) -> HttpResponse:
    """Enter a piece of mail."""
    wanted = request.GET.get("direction")
    initial = {"direction": wanted if wanted in Direction.values else Direction.IN}
    form = MailForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in MAIL_FIELDS}
        organ = form.cleaned_data["organ"]
        try:
            result, _now = form.carry_out(
                "mail.add",
                request.actor,
                lambda: {"mail": record_mail(actor=request.actor, organ=organ, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The mail has been entered."))
            if request.POST.get("another"):
                return redirect(f"{reverse('dossiers:mail-add')}?direction={data['direction']}")
            return redirect("dossiers:mail", pk=result["mail"])
    return render(request, "dossiers/mail_add.html", {"form": form}, status=422 if form.errors else 200)


@requires("register.view")
def mail_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of mail, and what became of it."""
    rows = Correspondence.objects.visible_to(request.actor)
    mail = get_object_or_404(rows.select_related("post", "dossier", "organ__organisation", "recorded_by"), pk=pk)
    form = MailFollowForm(request.POST or None, actor=request.actor, mail=mail)
    if request.method == "POST" and form.is_valid():
        try:
            follow_mail(actor=request.actor, mail=mail, **{name: form.cleaned_data[name] for name in MAIL_LATER})
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The entry has been completed."))
            return redirect("dossiers:mail", pk=pk)
    incoming = mail.direction == Direction.IN
    context = {
        "mail": mail,
        "form": form if mail.voided_at is None and can(request.actor, "register.change", mail) else None,
        "facts": [
            {"label": _("Direction"), "value": mail.get_direction_display()},
            {"label": _("Reconsideration organ"), "value": str(mail.organ)},
            {"label": _("Received on") if incoming else _("Sent on"), "value": cn_date(mail.on_date)},
            {"label": _("Sender") if incoming else _("Addressee"), "value": mail.counterpart},
            {"label": _("Papers"), "value": mail.papers},
            {"label": _("Document number"), "value": mail.document_number},
            {"label": _("Number of pages"), "value": mail.pages},
            {"label": _("Kind of post"), "value": str(mail.post), "note": mail.tracking_number},
            {"label": _("Postmark"), "value": cn_date(mail.postmark_on)},
            *(
                []
                if incoming
                else [
                    {"label": _("Signed for on"), "value": cn_date(mail.delivered_on)},
                    {"label": _("Returned on"), "value": cn_date(mail.returned_on), "note": mail.return_reason},
                ]
            ),
            {
                "label": _("Case"),
                "value": str(mail.dossier) if mail.dossier else "",
                "url": reverse("dossier", args=[mail.dossier.pk]) if mail.dossier else "",
            },
            {"label": _("Remarks"), "value": mail.note},
            {
                "label": _("Entered"),
                "value": f"{mail.recorded_by or ''} {cn_moment(mail.recorded_at)}",
            },
        ],
    }
    return render(request, "dossiers/mail.html", context, status=422 if form.errors else 200)


@require_POST
@requires("register.view")
def mail_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry of mail out of use."""
    mail = get_object_or_404(Correspondence.objects.visible_to(request.actor).select_related("organ"), pk=pk)
    try:
        void_mail(actor=request.actor, mail=mail, reason=request.POST.get("reason", "")[:300])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The entry has been voided; it stays in the register."))
    return redirect("dossiers:mail", pk=pk)
