"""The inbox: messages to the person reading, newest first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.guards import requires
from accounts.paging import page_of
from notices.models import Notice
from notices.services import mark_read


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
