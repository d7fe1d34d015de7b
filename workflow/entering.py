"""Entries of the registers by program: the forms of their pages, bound to what was sent and carried out once."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import answer_once
from accounts.api.shapes import Schema
from accounts.once import new_key
from workflow.api import raw_of, schema_of_form

# What a page sends beside its fields.
OF_THE_PAGE = ("once_key",)
F = TypeVar("F", bound=forms.Form)


def bodies(form: type[forms.Form]) -> dict[str, Schema]:
    """What a form takes by kind of content: JSON, and a form with files where it has some."""
    found = {"application/json": schema_of_form(form, OF_THE_PAGE, files=False)}
    if any(isinstance(field, forms.FileField) for field in form.base_fields.values()):
        found["multipart/form-data"] = schema_of_form(form, OF_THE_PAGE)
    return found


def enter(
    request: Request, form: type[F], bind: Callable[[Any, Any], F], act: Callable[[F], dict[str, Any]]
) -> Response:
    """The answer to what was sent: `bind` gives the form of data and files, `act` carries a valid one out.

    What the page would not ask, since there is one choice alone, need not be sent.
    """
    raw = MultiValueDict(raw_of(form, request.data, OF_THE_PAGE))
    raw["once_key"] = new_key()
    for name, field in bind(None, None).fields.items():
        if name not in raw and isinstance(field.widget, forms.HiddenInput) and isinstance(field.initial, int):
            raw[name] = str(field.initial)

    def once() -> tuple[int, dict[str, Any]]:
        bound = bind(raw, request.FILES)
        if not bound.is_valid():
            raise ValidationError(bound.errors.as_data())
        return 201, act(bound)

    return answer_once(request, once)


def day(value: Any) -> str | None:
    """A day as it is told."""
    return value.isoformat() if value else None
