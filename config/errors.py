"""What a person sees when a request cannot be served: what happened, what was kept, what to do."""

import logging
import re
import secrets
import sys
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from accounts.api.problems import MEDIA_TYPE, problem

logger = logging.getLogger("dingfen.errors")

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# Never shown again on an error page.
PRIVATE = re.compile(r"password|identity|phone|token|id_number", re.IGNORECASE)
# What a refusal carries when it has no words of its own.
NAME_OF_A_RIGHT = re.compile(r"[a-z_]+(\.[a-z_]+)+")
# Shorter content is quicker typed again than copied, and may be the key of a choice.
WORTH_KEEPING = 12


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when the request was more than the server takes."""
    if isinstance(exception, TOO_LARGE):
        return payload_too_large(request, exception)
    return _answer(request, "errors/400.html", 400, gettext("The request could not be understood."))


def payload_too_large(
    request: HttpRequest, exception: Exception | None = None, limit_mb: int | None = None
) -> HttpResponse:
    """413: an upload or a form larger than the limit; `limit_mb` is named when given."""
    detail = gettext("The upload is too large.")
    return _answer(request, "errors/413.html", 413, detail, limit_mb=limit_mb, back=_back(request))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: it can be seen but not done. The words of the exception are shown, for they are written for readers."""
    reason = str(exception) if exception else ""
    if NAME_OF_A_RIGHT.fullmatch(reason):
        reason = ""
    return _answer(
        request, "errors/403.html", 403, reason or gettext("You may not do this."), reason=reason, back=_back(request)
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same whether the thing does not exist or is not open to this person."""
    return _answer(request, "errors/404.html", 404, gettext("Page not found."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference number that the log holds too. It asks neither database nor cache."""
    number = getattr(request, "request_id", None) or secrets.token_hex(6)
    reference = "-".join(re.findall(".{1,4}", number)).upper()
    kind = sys.exc_info()[0]
    logger.error(
        "reference %s: %s at %s %s", reference, kind.__name__ if kind else "error", request.method, request.path
    )
    detail = gettext("An error occurred; its number is %(reference)s.") % {"reference": reference}
    return _answer(request, "errors/500.html", 500, detail, reference=reference, back=_back(request))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose page had grown old; what was typed is shown again, so that it can be copied."""
    logger.warning("form token refused at %s: %s", request.path, reason)
    return _answer(
        request,
        "errors/csrf.html",
        403,
        gettext("The page had expired."),
        typed=_typed(request),
        back=_back(request),
    )


def _typed(request: HttpRequest) -> list[str]:
    """What a person wrote into the refused form, when it came from our own page."""
    if request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return []
    return [
        value.strip()
        for name, values in request.POST.lists()
        if not PRIVATE.search(name)
        for value in values
        if len(value.strip()) >= WORTH_KEEPING
    ]


def _back(request: HttpRequest) -> str:
    """The page of ours that the request came from, else nothing."""
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
        if referer.netloc and referer.netloc == request.get_host():
            return referer.path + (f"?{referer.query}" if referer.query else "")
    except Exception:  # a host or an address that cannot be read is no page to go back to
        return ""
    return ""


def _answer(request: HttpRequest, template: str, status: int, detail: str, **context: Any) -> HttpResponse:
    if request.path.startswith("/api/"):
        kind = {400: "bad_request", 403: "forbidden", 404: "not_found", 413: "too_large"}.get(status, "error")
        return JsonResponse(problem(status, kind, detail), status=status, content_type=MEDIA_TYPE)
    if not request.accepts("text/html"):
        return JsonResponse({"detail": detail}, status=status)
    # Rendered without the request, so that no context processor can fail again.
    return HttpResponse(render_to_string(template, context), status=status)
