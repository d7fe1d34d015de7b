"""What every page needs around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.timekeeping import now


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Navigation cut to the roles of who reads, the office's name, and the simulated clock when there is one."""
    return {
        "simulated_now": now() if settings.NOW else None,
        "demo": settings.DEMO,
        "actor": getattr(request, "actor", None),
    }
