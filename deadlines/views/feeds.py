"""The subscription: one's due dates in the calendar of a telephone or Outlook, by a secret address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import requires
from accounts.middleware import client_ip
from deadlines import feeds
from deadlines.forms import FeedForm
from deadlines.models import FeedToken


@requires("feed.own")
def feed_own(request: HttpRequest) -> HttpResponse:
    """My subscription: set up, renewed or revoked here; its address is shown once, when it is made."""
    user = request.actor.user
    current = FeedToken.objects.filter(user=user, revoked_at=None).first()
    form = FeedForm(request.POST or None, initial={"alarm_days": current.alarm_days if current else None})
    if request.method == "POST" and form.is_valid():
        token = feeds.make_token(actor=request.actor, alarm_days=form.cleaned_data["alarm_days"])
        address = request.build_absolute_uri(reverse("deadlines:feed", args=[token]))
        return render(request, "deadlines/feed_made.html", {"address": address})
    context = {"form": form, "current": current}
    return render(request, "deadlines/feed.html", context, status=422 if form.errors else 200)


@require_POST
@requires("feed.own")
def feed_revoke(request: HttpRequest) -> HttpResponse:
    """Revoke my subscription: its address opens nothing any more."""
    if feeds.revoke(actor=request.actor):
        messages.success(request, _("The subscription has been revoked."))
    return redirect("deadlines:feed-own")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The due dates of whom the address belongs to, as that person may see them now; no session, no sign-in.

    404 for an address that is revoked, unknown or of somebody who may no longer sign in.
    """
    if feeds.too_often(token, client_ip(request) or ""):
        return HttpResponse(status=429, headers={"Retry-After": str(feeds.WINDOW_SECONDS)})
    found = feeds.find(token)
    if found is None:
        return HttpResponse(_("There is no such calendar."), status=404, content_type="text/plain; charset=utf-8")
    content = feeds.calendar_of(found, request.build_absolute_uri("/"))
    etag = feeds.etag_of(content)
    headers = {"ETag": etag, "Cache-Control": "private, max-age=0, must-revalidate", "Referrer-Policy": "no-referrer"}
    if etag in {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={**headers, "Content-Disposition": 'inline; filename="dingfen.ics"'},
    )
