"""Puts the actor on the request, and holds back whoever must first change the password."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.functional import SimpleLazyObject

from accounts.actors import Actor, Origin, actor_for, set_origin

# What one may open before the password is changed.
ALWAYS_OPEN = {"accounts:password-change", "accounts:sign-out", "accounts:sign-in", "healthz", "set_language"}


class ActorMiddleware:
    """Sets `request.actor` (lazily, two queries) and the origin that trail entries carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(
            lambda: actor_for(request.user) if request.user.is_authenticated else Actor(user=None, grants=())
        )
        request.request_id = uuid.uuid4().hex[:12]
        # Behind a proxy, DINGFEN_PROXY_COUNT makes axes read the forwarded address; REMOTE_ADDR is the peer.
        set_origin(Origin(ip=request.META.get("REMOTE_ADDR"), request_id=request.request_id))
        try:
            return self.get_response(request)
        finally:
            set_origin(None)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if resolve(request.path_info).view_name in ALWAYS_OPEN:
            return None
        return redirect("accounts:password-change")
