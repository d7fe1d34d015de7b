"""Puts the actor on the request, and holds back whoever must first change the password."""

import ipaddress
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from accounts.actors import Actor, Origin, actor_for, set_origin
from accounts.timekeeping import now


class LanguageMiddleware:
    """Speaks Chinese unless the reader chose otherwise; the browser's own preference does not count.

    An office's machine is often set to another language than its people read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else self._asked(request)
        request.LANGUAGE_CODE = language
        # Not taken back after the view: an export is written while it is sent.
        translation.activate(language)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def _asked(request: HttpRequest) -> str:
        """Of a program what it asks for (Accept-Language), of a browser nothing."""
        if request.path_info.startswith("/api/v1/") and request.headers.get("Accept-Language", "").startswith("en"):
            return "en"
        return settings.LANGUAGE_CODE


# What one may open before the password is changed.
ALWAYS_OPEN = {"accounts:password-change", "accounts:sign-out", "accounts:sign-in", "healthz", "set_language"}


def client_ip(request: HttpRequest) -> str | None:
    """The address of who asks: the peer's, or behind DINGFEN_PROXY_COUNT proxies what the outermost of them saw.

    None when what stands there is no address; further entries of the header are the client's own and count for nothing.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_COUNT:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = forwarded[-settings.PROXY_COUNT] if len(forwarded) >= settings.PROXY_COUNT else address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


class ActorMiddleware:
    """Sets `request.actor` (lazily, one query) and the origin that trail entries carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(
            lambda: actor_for(request.user) if request.user.is_authenticated else Actor(user=None, grants=())
        )
        request.request_id = uuid.uuid4().hex[:12]
        set_origin(Origin(ip=client_ip(request), request_id=request.request_id))
        try:
            return self.get_response(request)
        finally:
            set_origin(None)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.user.is_authenticated:
            self._keep_alive(request)
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if resolve(request.path_info).view_name in ALWAYS_OPEN:
            return None
        return redirect("accounts:password-change")

    def _keep_alive(self, request: HttpRequest) -> None:
        """Let a session in use live on; written every few minutes, since each writing costs three queries."""
        moment = int(now().timestamp())
        if abs(moment - request.session.get("used_at", 0)) >= settings.SESSION_TOUCH_SECONDS:
            request.session["used_at"] = moment
