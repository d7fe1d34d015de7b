"""The description of the interface for programs: as OpenAPI, and as a page to be read."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

import accounts.api.description  # noqa: F401 - says how a token is shown

METHODS = ("get", "post")


def description() -> dict[str, Any]:
    """The interface as an OpenAPI document, in the reader's language."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


@require_safe
def interface_schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, open to everybody: it names no case."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


def sections() -> dict[str, str]:
    """What the parts of the interface are called."""
    return {
        "reconsideration": _("Reconsideration"),
        "litigation": _("Lawsuits"),
        "hearings": _("Court sittings"),
        "appearances": _("Appearance of heads"),
        "suggestions": _("Suggestions to agencies"),
    }


def _fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The properties of an object: name, kind, whether it must be there, words."""
    required = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "kind": "、".join(map(str, each["enum"])) if "enum" in each else each.get("format") or each.get("type", ""),
            "required": name in required,
            "words": each.get("description", ""),
        }
        for name, each in schema.get("properties", {}).items()
    ]


def _operation(path: str, method: str, found: dict[str, Any]) -> dict[str, Any]:
    bodies = found.get("requestBody", {}).get("content", {})
    widest = list(bodies.values())[-1]["schema"] if bodies else {}
    return {
        "id": found["operationId"],
        "method": method.upper(),
        "path": path,
        "title": found.get("summary") or found.get("description", ""),
        "law": found.get("x-article", ""),
        "takes": list(bodies),
        "parameters": [
            {"name": each["name"], "words": each.get("description", ""), "required": each.get("required", False)}
            for each in found.get("parameters", [])
            if each["in"] != "path"
        ],
        "fields": _fields(widest),
    }


@require_safe
def interface_docs(request: HttpRequest) -> HttpResponse:
    """The same as a page: each address, what it takes, what it rests on."""
    grouped: dict[str, list[dict[str, Any]]] = {tag: [] for tag in sections()}
    for path, methods in description()["paths"].items():
        for method in METHODS:
            if method in methods:
                grouped.setdefault(methods[method]["tags"][0], []).append(_operation(path, method, methods[method]))
    parts = [{"title": title, "tag": tag, "operations": grouped[tag]} for tag, title in sections().items()]
    return render(request, "interface.html", {"parts": parts})
