"""Whether who asks may ask this: the right of the person, and what the token is for."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, Scope
from accounts.permissions import can

if TYPE_CHECKING:
    from rest_framework.views import APIView


class MayUse(BasePermission):
    """Whoever holds `view.right`; a token must also be for `view.scope` where something is written, else for reading.

    A view without a right of its own leaves it to what it calls.
    """

    message = ""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if isinstance(request.auth, ApiToken):
            wanted = Scope.READ.value if request.method in {"GET", "HEAD", "OPTIONS"} else view.scope
            if wanted not in request.auth.scopes:
                self.message = _("The token is not for this: %(scope)s.") % {"scope": Scope(wanted).label}
                return False
        right = getattr(view, "right", "")
        return not right or can(request.actor, right)
