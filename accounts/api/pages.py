"""Lists of the interface walked by keyset: `next` leads on, and what is added meanwhile moves nothing."""

import datetime as dt
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

PAGE_SIZE = 50
LARGEST_PAGE = 200


def size_of(request: Request) -> int:
    """How many lines a page is asked to have. Raises ValidationError for what is no number from 1 to LARGEST_PAGE."""
    wanted = request.query_params.get("page_size") or str(PAGE_SIZE)
    if not (wanted.isascii() and wanted.isdecimal()) or len(wanted) > 3 or not 1 <= int(wanted) <= LARGEST_PAGE:
        raise ValidationError({"page_size": f"1–{LARGEST_PAGE}"})
    return int(wanted)


def next_url(request: Request, cursor: str) -> str:
    """The address of the page after this one, with the same filters."""
    query = {key: request.query_params.getlist(key) for key in request.query_params if key != "cursor"}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query | {'cursor': [cursor]}, doseq=True)}")


def page_by_moment(request: Request, rows: QuerySet[Any], moment: str) -> tuple[list[Any], str | None]:
    """A page of `rows`, the latest `moment` (the name of a timestamp of each row) first; and what leads on.

    One query. Raises ValidationError for a size or a cursor that does not hold.
    """
    size, cursor = size_of(request), request.query_params.get("cursor")
    if cursor:
        at, pk = _read(cursor)
        rows = rows.filter(Q(**{f"{moment}__lte": at}) & (Q(**{f"{moment}__lt": at}) | Q(pk__lt=pk)))
    found = list(rows.order_by(f"-{moment}", "-pk")[: size + 1])
    if len(found) <= size:
        return found, None
    last = found[size - 1]
    plain = json.dumps([getattr(last, moment).isoformat(), last.pk], separators=(",", ":"))
    return found[:size], next_url(request, urlsafe_b64encode(plain.encode()).decode().rstrip("="))


def _read(cursor: str) -> tuple[dt.datetime, int]:
    try:
        typed, pk = json.loads(urlsafe_b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}"))
        at = dt.datetime.fromisoformat(typed)
    except (ValueError, TypeError) as error:
        raise ValidationError({"cursor": _("This is no cursor of this list.")}) from error
    if at.tzinfo is None or type(pk) is not int or not 0 < pk < 2**63:
        raise ValidationError({"cursor": _("This is no cursor of this list.")})
    return at, pk
