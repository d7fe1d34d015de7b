"""The shapes of which answers are made, for the description of the interface (OpenAPI 3.1)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter

from accounts.api.idempotency import HEADER
from accounts.api.pages import LARGEST_PAGE

Schema = dict[str, Any]
KEY = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description="1–200 ASCII")
PAGING = (
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}),
    OpenApiParameter("cursor", str),
)
VERSION: Schema = {"type": "integer", "description": _("The version of the case that the sender had seen.")}

ID: Schema = {"type": "integer"}
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
FLAG: Schema = {"type": "boolean"}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    kind = schema["type"]
    return schema | {"type": [kind, "null"]}


def one_of(choices: Any) -> Schema:
    """One of the values of some choices."""
    return {"type": "string", "enum": list(choices.values)}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def thing(**properties: Schema) -> Schema:
    """An object with exactly these properties, all of them there."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": ID,
        "detail": TEXT,
        "errors": many(thing(field=TEXT, code=TEXT, message=TEXT)),
    },
    "required": ["type", "title", "status", "detail"],
}


def page(schema: Schema) -> Schema:
    return thing(next=maybe(TEXT), results=many(schema))


def answers(code: int, schema: Schema, *also: int) -> dict[Any, Schema]:
    """What an address answers: `code` with its shape, and the problems that are possible everywhere and `also`."""
    problems = {(each, "application/problem+json"): PROBLEM for each in (400, 401, 403, 404, 406, 413, 415, 429, *also)}
    return {(code, "application/json"): schema, **problems}


def with_version(schema: Schema) -> Schema:
    """An object that may say which version the sender had seen."""
    return schema | {"properties": schema["properties"] | {"version": VERSION}}


def and_also(schema: Schema, **properties: Schema) -> Schema:
    """A `thing` with further properties."""
    return thing(**schema["properties"], **properties)
