"""What every page needs around its content."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.actors import Actor
from accounts.navigation import Chrome, chrome_for
from accounts.timekeeping import now


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Navigation cut to the roles of who reads, the office's name, and the simulated clock when there is one.

    One query, made only when the page shows it: parts of a page that are sent alone make none.
    """
    actor: Actor = getattr(request, "actor", Actor(user=None))

    @cache
    def around() -> Chrome:
        return chrome_for(actor, request.path)

    return {
        "simulated_now": now() if settings.NOW else None,
        "demo": settings.DEMO,
        "actor": actor,
        "nav": SimpleLazyObject(lambda: around().entries),
        "office_name": SimpleLazyObject(lambda: around().office_name),
        "search_query": request.GET.get("q", "") if _is_search(request) else "",
    }


def _is_search(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name == "search"
