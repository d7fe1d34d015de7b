"""The inbox, how a person wants to be told, groups in a messenger, and messages that could not be sent."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms import attach
from accounts.guards import requires
from accounts.models import Role
from accounts.paging import page_of
from accounts.reach import organs_within
from accounts.templatetags.dates import cn_moment
from notices.channels import error_words
from notices.forms import ContactForm, KeyForm, WebhookForm
from notices.models import Channel, Message, Notice, Webhook
from notices.outbox import is_on, resend
from notices.queries import failed_within
from notices.services import add_webhook, contact_of, end_webhook, mark_read, set_contact, try_webhook


@requires("account.own")
def inbox(request: HttpRequest) -> HttpResponse:
    """My messages; with ?show=unread those not yet read."""
    mine = Notice.objects.filter(recipient=request.actor.user)
    unread = request.GET.get("show") == "unread"
    rows = mine.filter(read_at=None) if unread else mine
    context = {
        "page": page_of(rows, request.GET.get("page")),
        "unread": unread,
        "waiting": mine.filter(read_at=None).exists(),
        "views": [
            {"label": _("All"), "url": request.path, "count": None, "active": not unread},
            {"label": _("Unread"), "url": f"{request.path}?show=unread", "count": None, "active": unread},
        ],
        "empty": {
            "title": _("No unread message") if unread else _("No message yet"),
            "text": _("What happens in your cases and waits for you is told here."),
        },
    }
    return render(request, "notices/inbox.html", context)


@require_POST
@requires("account.own")
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message of mine as read and go where it leads; one that leads nowhere stays in the inbox."""
    notice = get_object_or_404(Notice, pk=pk, recipient=request.actor.user)
    mark_read(user=request.actor.user, ids=[notice.pk])
    if notice.path and url_has_allowed_host_and_scheme(notice.path, allowed_hosts=None):
        return redirect(notice.path)
    return redirect("notices:inbox")


@require_POST
@requires("account.own")
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all my messages as read."""
    if mark_read(user=request.actor.user):
        messages.success(request, _("All messages are marked as read."))
    return redirect("notices:inbox")


# --- how I want to be told -------------------------------------------------------------------------------------


@requires("account.own")
def contact(request: HttpRequest) -> HttpResponse:
    """How I want to be told outside the application, where that is set up."""
    user = request.actor.user
    form = ContactForm(request.POST or None, contact=contact_of(user), email=user.email)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("email", "by_mail", "by_text", "digest", "language")}

        def act() -> dict[str, Any]:
            return {"contact": set_contact(actor=request.actor, phone=form.new_phone, **data).pk}

        try:
            form.carry_out("contact.change", request.actor, act)
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("This is how you will be told from now on."))
            return redirect("notices:contact")
    return render(request, "notices/contact.html", {"form": form}, status=422 if form.errors else 200)


# --- groups in a messenger -------------------------------------------------------------------------------------


@requires("webhooks.change")
def webhooks(request: HttpRequest) -> HttpResponse:
    """The groups of the organs within reach, and a form to enter one. Of an address only the host is shown."""
    form = WebhookForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("organ", "name", "url")}

        def act() -> dict[str, Any]:
            return {"webhook": add_webhook(actor=request.actor, **data).pk}

        try:
            form.carry_out("webhook.add", request.actor, act)
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The group has been entered. Send it a test message."))
            return redirect("notices:webhooks")
    context = {
        "form": form,
        "key_form": KeyForm(),
        "on": is_on(Channel.WEBHOOK),
        "rows": [
            {"webhook": webhook, "last": last}
            for webhook, last in _with_last_message(list(_webhooks(request).filter(ended_at=None)))
        ],
    }
    return render(request, "notices/webhooks.html", context, status=422 if form.errors else 200)


def _webhooks(request: HttpRequest) -> Any:
    organs = organs_within(request.actor, Role.ADMINISTRATOR).values("pk")
    return Webhook.objects.filter(organ__in=organs).select_related("organ__organisation")


def _with_last_message(found: list[Webhook]) -> list[tuple[Webhook, dict[str, str] | None]]:
    last: dict[str, Message] = {}
    for message in (
        Message.objects.filter(address__in=[f"webhook:{webhook.pk}" for webhook in found])
        .order_by("address", "-pk")
        .distinct("address")
    ):
        last[message.address] = message
    return [(webhook, _state_words(last.get(f"webhook:{webhook.pk}"))) for webhook in found]


def _state_words(message: Message | None) -> dict[str, str] | None:
    if message is None:
        return None
    tone = {"sent": "done", "failed": "late"}.get(message.state, "calm")
    words = str(message.get_state_display())
    return {
        "words": words,
        "tone": tone,
        "at": cn_moment(message.sent_at or message.created_at),
        "why": error_words(message.last_error) if message.last_error else "",
    }


@require_POST
@requires("webhooks.change")
def webhook_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message to a group, by the outbox like any other."""
    webhook = get_object_or_404(_webhooks(request).filter(ended_at=None), pk=pk)
    form = KeyForm(request.POST)
    if form.is_valid():
        try_webhook(actor=request.actor, webhook=webhook, key=form.cleaned_data["once_key"])
        messages.success(request, _("A test message is on its way to “%(name)s”.") % {"name": webhook.name})
    return redirect("notices:webhooks")


@require_POST
@requires("webhooks.change")
def webhook_end(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer tell a group."""
    webhook = get_object_or_404(_webhooks(request), pk=pk)
    end_webhook(actor=request.actor, webhook=webhook)
    messages.success(request, _("“%(name)s” is told no longer.") % {"name": webhook.name})
    return redirect("notices:webhooks")


# --- what could not be sent ------------------------------------------------------------------------------------


@requires("messages.failed")
def failed(request: HttpRequest) -> HttpResponse:
    """The messages that could not be sent, within reach; what they say is not shown, only to whom and why."""
    page = page_of(
        failed_within(request.actor).select_related("recipient", "organ__organisation"), request.GET.get("page")
    )
    rows = [
        {
            "pk": message.pk,
            "to": _whom(message),
            "organ": message.organ or "",
            "channel": message.get_channel_display(),
            "why": error_words(message.last_error),
            "attempts": message.attempts,
            "at": message.created_at,
        }
        for message in page
    ]
    return render(request, "notices/failed.html", {"page": page, "rows": rows})


def _whom(message: Message) -> str:
    if message.recipient is not None:
        return str(message.recipient)
    return _("A party of a case") if message.address.startswith("party:") else _("A group in a messenger")


@require_POST
@requires("messages.failed")
def failed_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message within reach that failed once more."""
    message = get_object_or_404(failed_within(request.actor), pk=pk)
    if resend(actor=request.actor, message=message):
        messages.success(request, _("The message is on its way again."))
    return redirect("notices:failed")
