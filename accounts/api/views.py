"""What every address of the interface is built on."""

from typing import Any

from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.views import APIView

from accounts.api.rights import MayUse
from accounts.models import Scope


class Interface(APIView):
    """An address of the interface: `right` is asked of who asks, `scope` is what a token must be for to write here."""

    permission_classes = [IsAuthenticated, MayUse]
    parser_classes = [JSONParser]
    right = ""
    scope = Scope.READ.value


def filtered(filters: Any) -> Any:
    """The queryset of a filter set. Raises ValidationError for a value that does not hold."""
    if filters.form.errors:
        raise exceptions.ValidationError(filters.form.errors)
    return filters.qs
