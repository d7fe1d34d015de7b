"""What stands before a view: sign in first, then the permission; and the way back from a form."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from accounts.permissions import require

View = Callable[..., HttpResponseBase]


def requires(permission: str) -> Callable[[View], View]:
    """Let a view be opened by those who hold `permission` without an object.

    Who is signed out goes to sign-in and comes back; who lacks the right gets 403. A permission that needs its
    object is asked in the view, with `accounts.permissions.require`. The answer is never kept by a cache.
    Raises KeyError for a permission that is not in the table when the view is first opened.
    """

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            require(request.actor, permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate


def requires_sign_in(view: View) -> View:
    """Let a view be opened by whoever is signed in; the view asks for the permission on its object."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back: to this page, or for what was sent to the page from which it was sent."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} and not request.htmx else came_from(request)
    answer = redirect_to_login(back)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def came_from(request: HttpRequest) -> str:
    """The path of the page from which a request was sent, when it is one of this site; else the request's own."""
    referer = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(referer)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path()


def safe_next(request: HttpRequest, default: str) -> str:
    """Where a form asks to go afterwards (`next`), when that is on this site; else `default` (a URL or its name)."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    # What begins otherwise is no address of a page, and a redirect would take it for the name of a view.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return resolve_url(default)
