"""Steps over the interface: what the form of a step takes, as JSON or as a form with files."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from accounts.api.idempotency import answer_once
from accounts.api.pages import next_url, size_of
from accounts.api.problems import Unprocessable
from accounts.api.shapes import DAY, FLAG, ID, KEY, PAGING, TEXT, Schema, answers, maybe, thing, with_version
from accounts.api.views import Interface
from accounts.fields import DateField
from accounts.models import Scope
from accounts.permissions import require
from dossiers.models import Dossier, TimelineEntry
from dossiers.worklist import BadCursor, sorts_for, worklist
from workflow.fields import CodeField, CodesField
from workflow.filters import WorklistFilter
from workflow.forms import StepForm
from workflow.models import Approval
from workflow.rows import RowsField, write_row
from workflow.services import closed_to, context_for, take
from workflow.steps import Step, proceeding_type

# What a step is taken with beside the fields of its form.
VERSION = "version"
TAKEN = thing(case=ID, step=TEXT, entry=maybe(ID), approval=maybe(ID), on_date=maybe(DAY))
STEP = thing(step=TEXT, title=TEXT, open=FLAG, reason=TEXT)


def raw_of(form: type[forms.Form], data: Any, given: Iterable[str] = ()) -> dict[str, list[str]]:
    """The fields of a form from JSON or from a form with files; `given` are those that the address says.

    Raises Unprocessable for what is no object, for fields that the form does not have and values that are no value.
    """
    if not isinstance(data, Mapping):
        raise Unprocessable(gettext("An object is expected."))
    lists = data.lists() if hasattr(data, "lists") else [(name, value) for name, value in data.items()]
    known = {name for name, field in form.base_fields.items() if not isinstance(field, forms.FileField)}
    files = set(form.base_fields) - known
    errors, raw = [], {}
    for name, value in lists:
        if name == VERSION or (name in files and hasattr(data, "lists")):
            continue
        values = value if isinstance(value, list) else [value]
        if name not in known or name in given:
            errors.append({"field": str(name), "code": "unknown", "message": gettext("There is no such field.")})
        elif isinstance(rows := form.base_fields[name], RowsField) and all(_is_row(rows, each) for each in values):
            raw[name] = [write_row(**each) for each in values]
        elif not all(each is None or isinstance(each, str | int | float) for each in values):
            errors.append({"field": name, "code": "type", "message": gettext("A simple value is expected.")})
        elif any(isinstance(each, str) and "\x00" in each for each in values):
            errors.append({"field": name, "code": "type", "message": gettext("Null characters are not allowed.")})
        else:
            raw[name] = [str(each) for each in values if each is not None]
    if errors:
        raise Unprocessable(gettext("What was sent cannot be carried out."), errors=errors)
    return {name: values for name, values in raw.items() if values}


def _is_row(rows: RowsField, each: Any) -> bool:
    """Whether something sent is a row of the field: an object with its columns and simple values."""
    return (
        isinstance(each, Mapping)
        and set(each) <= set(rows.columns)
        and all(value is None or isinstance(value, str | int | float) for value in each.values())
        and not any(isinstance(value, str) and "\x00" in value for value in each.values())
    )


def version_of(data: Mapping[str, Any]) -> int | None:
    """The version of the case that the sender had seen, if it says one. Raises Unprocessable for what is none."""
    typed = data.get(VERSION)
    if typed in (None, ""):
        return None
    if isinstance(typed, bool) or not str(typed).isdecimal() or len(str(typed)) > 9:
        error = {"field": VERSION, "code": "type", "message": gettext("A whole number is expected.")}
        raise Unprocessable(gettext("What was sent cannot be carried out."), errors=[error])
    return int(str(typed))


def take_step(
    actor: Actor,
    dossier: Dossier,
    code: str,
    raw: dict[str, list[str]],
    *,
    files: MultiValueDict | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    """Take a step in a case that the actor sees, as the page does. Raises what `workflow.services.take` raises."""
    step = proceeding_type(dossier.kind).steps[code]
    with transaction.atomic():
        form = step.form.from_raw(raw, context_for(actor, dossier), files)
        made = take(actor=actor, dossier=dossier, step_code=code, form=form, version=version)
    return as_data(made)


def listed_ids(request: Request, filters: WorklistFilter) -> tuple[list[int], str | None]:
    """The ids of a page of a list of cases, in the sort and size asked for, and the address of the next page.

    Raises ValidationError for a filter, sort, size or cursor that does not hold.
    """
    if filters.form.errors:
        raise exceptions.ValidationError(filters.form.errors)
    sort, open_sorts = request.query_params.get("sort") or "-received", sorts_for(request.actor)
    if sort not in open_sorts:
        raise exceptions.ValidationError({"sort": sorted(open_sorts)})
    listed = worklist(filters, request.actor, sort)
    try:
        ids, following = listed.after(request.query_params.get("cursor"), size=size_of(request))
    except BadCursor as error:
        raise exceptions.ValidationError({"cursor": gettext("This is no cursor of this list.")}) from error
    return ids, next_url(request, following) if following else None


def as_data(made: TimelineEntry | Approval) -> dict[str, Any]:
    """What a step left: its entry, or the approval that is asked for it."""
    waits = isinstance(made, Approval)
    return {
        "case": made.dossier_id,
        "step": made.step,
        "entry": None if waits else made.pk,
        "approval": made.pk if waits else None,
        "on_date": None if waits else made.on_date.isoformat(),
    }


def open_steps(actor: Actor, dossier: Dossier, may: Any) -> list[dict[str, Any]]:
    """The steps that `may` lets the actor take in a case, each with the reason why it is not open now."""
    context = context_for(actor, dossier)
    found = []
    for step in proceeding_type(dossier.kind).steps.values():
        if step.automatic or step.together or not step.sources or not may(step):
            continue
        reason = closed_to(step, context)
        found.append({"step": step.code, "title": str(step.title), "open": reason is None, "reason": reason or ""})
    return found


Reach = Callable[[Request, int], tuple[Dossier, dict[str, list[str]]]]


def step_view(
    step: Step, *, operation: str, tag: str, scope: Scope, right: str, reach: Reach, said: Iterable[str] = ()
) -> type[Interface]:
    """The address of one step: POST takes it in the case that `reach` finds in sight, once for each key.

    `said` are the fields that the address itself says; `reach` gives their values beside the case.
    """
    known = tuple(said)

    @extend_schema(
        operation_id=operation,
        tags=[tag],
        summary=step.title,
        extensions={"x-article": "；".join(filter(None, step.articles.values()))},
        parameters=[KEY],
        request=bodies_of(step, known),
        responses=answers(201, TAKEN, 409, 422),
    )
    def post(self: Interface, request: Request, pk: int) -> Response:
        dossier, of_address = reach(request, pk)
        # Who may not take the step is told so before anything is said of what was sent.
        require(request.actor, step.permission, dossier)
        raw, version = raw_of(step.form, request.data, known) | of_address, version_of(request.data)

        def act() -> tuple[int, dict[str, Any]]:
            return 201, take_step(request.actor, dossier, step.code, raw, files=request.FILES, version=version)

        return answer_once(request, act)

    made = {"scope": scope.value, "right": right, "parser_classes": [JSONParser, MultiPartParser], "post": post}
    return type(f"Step_{step.code}", (Interface,), made)


# --- what a form takes, for the description of the interface ----------------------------------------------------


def _choices(field: forms.Field) -> list[str]:
    """The values of a field that has always the same ones."""
    if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
        return []
    return [str(value) for value, _label in field.choices if not isinstance(_label, list | tuple) and value != ""]


def schema_of_field(field: forms.Field) -> Schema:
    """What a field takes, as a schema of OpenAPI."""
    words = [field.label, field.help_text]
    found: Schema
    if isinstance(field, forms.FileField):
        found = {"type": "string", "format": "binary"}
    elif isinstance(field, forms.DateField | DateField):
        found = {"type": "string", "format": "date"}
    elif isinstance(field, forms.TimeField):
        found = {"type": "string", "example": "09:30"}
    elif isinstance(field, forms.BooleanField):
        found = {"type": "boolean"}
    elif isinstance(field, RowsField):
        found = {"type": "array", "items": _schema_of_row(field)}
    elif isinstance(field, CodesField | forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        found = {"type": "array", "items": {"type": "string"}}
    elif isinstance(field, CodeField):
        found = {"type": "string", "example": f"{field.list_name}.…"}
        words.append(format_lazy(_("A code of the list {list}."), list=field.list_name))
    elif isinstance(field, forms.ModelChoiceField | forms.IntegerField):
        found = {"type": "integer"}
    elif choices := _choices(field):
        found = {"type": "string", "enum": choices}
    else:
        found = {"type": "string"}
        if getattr(field, "max_length", None):
            found["maxLength"] = field.max_length
    # Put into words in the language of whoever reads the description.
    told = [each for each in words if each]
    return found | {"description": format_lazy(" ".join("{}" for _each in told), *told)}


def _schema_of_row(rows: RowsField) -> Schema:
    """A row of a field of several rows: as an object, or as the same in JSON."""
    columns = {name: schema_of_field(column) for name, column in rows.columns.items()}
    required = [name for name, column in rows.columns.items() if column.required]
    found: Schema = {"type": "object", "properties": columns, "additionalProperties": False}
    return {"anyOf": [found | ({"required": required} if required else {}), {"type": "string"}]}


def schema_of_form(form: type[forms.Form], without: Iterable[str] = (), files: bool = True) -> Schema:
    """The object that a form takes, without the fields `without` and, where `files` is false, without its files."""
    fields = {
        name: field
        for name, field in form.base_fields.items()
        if name not in without and (files or not isinstance(field, forms.FileField))
    }
    found: Schema = {
        "type": "object",
        "properties": {name: schema_of_field(field) for name, field in fields.items()},
        "additionalProperties": False,
    }
    if (label := getattr(form, "on_date_label", None)) and "on_date" in found["properties"]:
        found["properties"]["on_date"]["description"] = label
    if required := [name for name, field in fields.items() if field.required]:
        found["required"] = required
    return found


def bodies_of(step: Step, without: Iterable[str] = ()) -> dict[str, Schema]:
    """What a step takes by kind of content: JSON, and a form with files where the step has papers."""
    form: type[StepForm] = step.form
    has_files = any(isinstance(field, forms.FileField) for field in form.base_fields.values())
    must_have = any(isinstance(field, forms.FileField) and field.required for field in form.base_fields.values())
    found = {}
    if not must_have:
        found["application/json"] = schema_of_form(form, without, files=False)
    if has_files:
        found["multipart/form-data"] = schema_of_form(form, without)
    return {kind: with_version(schema) for kind, schema in found.items()}


def parameters_of(filters: type[FilterSet], *also: str) -> list[OpenApiParameter]:
    """The parameters of a list: its filters, `also` others, and what leads through its pages."""
    found = [
        # Of a copy: a filter keeps its field, and each reader's has choices of its own.
        OpenApiParameter(name, schema_of_field(deepcopy(each).field), description=each.label)
        for name, each in filters.base_filters.items()
    ]
    return [*found, *(OpenApiParameter(name, str) for name in also), *PAGING]
