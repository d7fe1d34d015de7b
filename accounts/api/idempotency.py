"""`Idempotency-Key`: what is sent again with the same key is not done again; the first answer comes back."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import Unprocessable
from accounts.once import once

HEADER = "Idempotency-Key"
LONGEST = 200


def _fingerprint(request: Request) -> str:
    """A digest of what was sent: fields in order, of files their content."""
    found = sha256()
    data = request.data
    if hasattr(data, "lists"):
        plain: Any = {name: [each for each in values if isinstance(each, str)] for name, values in data.lists()}
    else:
        plain = data
    found.update(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(f"\n{name} {file.name} {file.size}\n".encode())
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()


def answer_once(request: Request, act: Callable[[], tuple[int, dict[str, Any]]]) -> Response:
    """The answer (status, JSON) of `act`, in one transaction; with a key that this caller used here, the first one's.

    Raises ParseError for a key that is none, Unprocessable when the key came with something else before. What is
    refused uses no key up.
    """
    key = request.headers.get(HEADER)
    if key is None:
        status, body = act()
        return Response(body, status=status)
    if not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise ParseError(_("Idempotency-Key takes 1 to 200 visible characters."))
    fingerprint = _fingerprint(request)
    who = f"{request.actor.user_id}:{request.actor.token_id}:{request.method} {request.path}"

    def once_only() -> dict[str, Any]:
        status, body = act()
        return {"fingerprint": fingerprint, "status": status, "body": body}

    scope = f"api:{sha256(who.encode()).hexdigest()[:48]}"
    first, ran = once(scope=scope, key=key, actor=request.actor, act=once_only)
    if first["fingerprint"] != fingerprint:
        raise Unprocessable(_("This Idempotency-Key came with something else before."), "idempotency_key_reused")
    headers = {} if ran else {"Idempotent-Replayed": "true"}
    return Response(first["body"], status=first["status"], headers=headers)
