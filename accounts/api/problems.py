"""Errors of the interface in one shape: problem details (RFC 9457), in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response

MEDIA_TYPE = "application/problem+json"
# Refusals that are about where the case stands, not about what was sent.
CONFLICTS = frozenset({"stale", "closed", "taken"})


class Unprocessable(exceptions.APIException):
    """422: what was sent cannot be carried out; `errors` say at which field and why."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "invalid"

    def __init__(self, detail: str = "", code: str = "invalid", errors: Iterable[dict[str, str]] = ()) -> None:
        super().__init__(detail or _("What was sent cannot be carried out."), code)
        self.errors = list(errors)


def titles() -> dict[int, str]:
    """What the answers are called."""
    return {
        400: _("The request cannot be understood"),
        401: _("A valid token is needed"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("This cannot be done here"),
        406: _("This form of answer is not offered"),
        409: _("The case stands elsewhere"),
        413: _("The request is too large"),
        415: _("This form of content is not taken"),
        422: _("What was sent cannot be carried out"),
        429: _("Too many requests"),
        500: _("Something went wrong here"),
    }


def problem(code: int, kind: str, detail: str, errors: Iterable[dict[str, str]] = ()) -> dict[str, Any]:
    """A problem: `type`, `title`, `status`, `detail`, and `errors` as {field, code, message} where fields are wrong."""
    found = {"type": f"urn:dingfen:problem:{kind}", "title": titles().get(code, ""), "status": code, "detail": detail}
    listed = list(errors)
    return found | ({"errors": listed} if listed else {})


def errors_of(refusal: DjangoValidationError) -> list[dict[str, str]]:
    """The errors of a refusal by form or model, each at its field; `field` is empty for what concerns the whole."""
    if hasattr(refusal, "error_dict"):
        rows = [(name, each) for name, several in refusal.error_dict.items() for each in several]
    else:
        rows = [("", each) for each in refusal.error_list]
    return [
        {"field": "" if name == "__all__" else name, "code": str(each.code or "invalid"), "message": words}
        for name, each in rows
        for words in each.messages
    ]


def of_refusal(refusal: DjangoValidationError) -> dict[str, Any]:
    """A refusal of a service as a problem: 409 where the case stands elsewhere, 422 for what was sent."""
    errors = errors_of(refusal)
    found = next((error["code"] for error in errors if error["code"] in CONFLICTS), "")
    words = " ".join(error["message"] for error in errors)
    if found:
        return problem(409, found, words)
    return problem(422, "invalid", words, errors)


def _walked(detail: Any, field: str = "") -> list[dict[str, str]]:
    if isinstance(detail, Mapping):
        return [error for name, inner in detail.items() for error in _walked(inner, f"{field}.{name}".strip("."))]
    if isinstance(detail, list | tuple):
        return [error for inner in detail for error in _walked(inner, field)]
    return [{"field": field, "code": getattr(detail, "code", "invalid"), "message": str(detail)}]


def as_problem(error: Exception) -> dict[str, Any] | None:
    """What an exception is called as a problem; None for one that is nobody's mistake but ours."""
    if isinstance(error, DjangoValidationError):
        return of_refusal(error)
    if isinstance(error, Http404):
        return problem(404, "not_found", _("There is no such thing, or it is not open to you."))
    if isinstance(error, PermissionDenied):
        return problem(403, "forbidden", _("You may not do this."))
    if isinstance(error, Unprocessable):
        return problem(422, str(error.get_codes()), str(error.detail), error.errors)
    if isinstance(error, exceptions.ValidationError):
        errors = _walked(error.detail)
        return problem(400, "invalid", " ".join(one["message"] for one in errors), errors)
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, str(error.default_code), str(error.detail))
    return None


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of the interface; what is our own mistake goes on to handler500."""
    found = as_problem(error)
    if found is None:
        return None
    headers = {}
    if isinstance(error, exceptions.APIException):
        if header := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = header
        if (wait := getattr(error, "wait", None)) is not None:
            headers["Retry-After"] = str(max(1, round(wait)))
    return Response(found, status=found["status"], headers=headers, content_type=MEDIA_TYPE)
