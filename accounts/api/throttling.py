"""How often one token, one person or one place may ask."""

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from accounts.middleware import client_ip
from accounts.models import ApiToken

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Throttle(SimpleRateThrottle):
    """So many requests in a minute for each token or person, and for each place that shows neither."""

    scope = "interface"

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        if isinstance(request.auth, ApiToken):
            return f"interface:token:{request.auth.pk}"
        if request.user is not None and request.user.is_authenticated:
            return f"interface:user:{request.user.pk}"
        return f"interface:place:{client_ip(request._request)}"
