"""Appearances by program: the list, one of them, the steps about it, and many records at once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, F, Func, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import answer_once
from accounts.api.pages import page_by_moment
from accounts.api.problems import Unprocessable, as_problem
from accounts.api.shapes import KEY, PROBLEM, Schema, answers, many, page, thing
from accounts.api.views import Interface, filtered
from accounts.models import Scope
from accounts.permissions import can
from dossiers.models import Dossier, DossierKind
from hearings.api import data, schema
from hearings.api.filters import AppearanceFilter
from hearings.api.suits import suit_in_sight
from hearings.forms.appearances import AppearanceForm
from hearings.models import Appearance
from workflow.api import TAKEN, open_steps, parameters_of, raw_of, schema_of_form, step_view, take_step
from workflow.steps import Step, proceeding_type

# A liaison enters for one defendant at one sitting: both are said by the address.
SAID = ("sitting", "party")
# At most so many rows in one request; a longer list is sent in several.
MOST_ROWS = 500


def appearances_in_sight(request: Request) -> QuerySet[Appearance]:
    """The appearances of one's own agencies; of every defendant for whoever sees the case from within, or its court."""
    return Appearance.objects.open_to(request.actor).select_related(
        *("case__sitting", "case__lawsuit__dossier", "defendant__organisation", "head")
    )


class AppearanceList(Interface):
    right = "sittings.view"

    @extend_schema(
        operation_id="appearances",
        summary=_("Appearances in sight, the latest sitting first"),
        tags=["appearances"],
        parameters=parameters_of(AppearanceFilter),
        responses=answers(200, page(schema.APPEARANCE)),
    )
    def get(self, request: Request) -> Response:
        """Who comes for whom at which sitting, the latest sitting first."""
        begins = Func(F("case__sitting__during"), function="lower", output_field=DateTimeField())
        rows = filtered(AppearanceFilter(request.query_params, appearances_in_sight(request).annotate(begins=begins)))
        found, following = page_by_moment(request, rows, "begins")
        return Response({"next": following, "results": [data.appearance_data(row) for row in found]})


def appearance_in_sight(request: Request, pk: int) -> Appearance:
    row: Appearance = get_object_or_404(appearances_in_sight(request), pk=pk)
    return row


class AppearanceDetail(Interface):
    right = "sittings.view"

    @extend_schema(
        operation_id="appearance",
        summary=_("One appearance, with the heads who can be named"),
        tags=["appearances"],
        responses=answers(200, schema.APPEARANCE_DETAIL),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One appearance, with the heads who can be named and the steps that are open to the reader."""
        row = appearance_in_sight(request, pk)
        dossier = suit_in_sight(request, row.case.lawsuit_id).dossier
        steps = appearance_steps()
        allowed = open_steps(
            request.actor, dossier, lambda step: step.code in steps and can(request.actor, step.permission, dossier)
        )
        forms_by_code: dict[str, Any] = {code: step.form for code, step in steps.items()}
        open_here = [one["step"] for one in allowed if one["open"] and forms_by_code[one["step"]].bar(row) is None]
        return Response(data.with_heads(row, dossier.deadlines.all(), open_here))


def appearance_steps() -> dict[str, Step]:
    """The steps that are about one appearance, by their codes."""
    steps = proceeding_type(DossierKind.LITIGATION).steps
    return {code: step for code, step in steps.items() if issubclass(step.form, AppearanceForm)}


def _of(row: Appearance) -> dict[str, list[str]]:
    return {"sitting": [str(row.case.sitting_id)], "party": [str(row.defendant.party_id)]}


def _reached(request: Request, pk: int) -> tuple[Dossier, dict[str, list[str]]]:
    row = appearance_in_sight(request, pk)
    return suit_in_sight(request, row.case.lawsuit_id).dossier, _of(row)


def appearance_step(code: str) -> type[Interface]:
    """The address of one step about an appearance."""
    return step_view(
        appearance_steps()[code],
        operation=code,
        tag="appearances",
        scope=Scope.APPEARANCES,
        right="sittings.view",
        reach=_reached,
        said=SAID,
    )


BULK = "submit_appearance"


def _bulk_row() -> Schema:
    found = schema_of_form(appearance_steps()[BULK].form, SAID, files=False)
    found["properties"] = {"appearance": {"type": "integer"}} | found["properties"]
    found["required"] = ["appearance", *found.get("required", [])]
    return found


def _bulk_body() -> Schema:
    rows = {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": _bulk_row()}
    return {"type": "object", "properties": {"rows": rows}, "required": ["rows"], "additionalProperties": False}


ROW_ANSWER: Schema = {
    "type": "object",
    "properties": {
        "row": {"type": "integer"},
        "status": {"type": "integer"},
        "taken": TAKEN,
        "problem": PROBLEM,
    },
    "required": ["row", "status"],
}


class BulkRecords(Interface):
    right = "appearances.enter"
    scope = Scope.APPEARANCES.value

    @extend_schema(
        operation_id="submit_appearances",
        summary=_("Hand in many appearance records at once"),
        tags=["appearances"],
        parameters=[KEY],
        request={"application/json": _bulk_body()},
        responses=answers(200, thing(results=many(ROW_ANSWER)), 422),
    )
    def post(self, request: Request) -> Response:
        """Hand in many appearance records: each row is judged by itself, and one that is refused loses no other."""
        rows = request.data.get("rows") if isinstance(request.data, dict) else None
        if not isinstance(rows, list) or not rows or set(request.data) != {"rows"}:
            raise Unprocessable(gettext("A list of rows is expected under “rows”."))
        if len(rows) > MOST_ROWS:
            raise Unprocessable(gettext("At most %(n)s rows at a time.") % {"n": MOST_ROWS}, "too_many")
        return answer_once(request, lambda: (200, {"results": _each(request, rows)}))


def _each(request: Request, rows: list[Any]) -> list[dict[str, Any]]:
    """What became of each row, in their order; taken in that of the appearances, so that two lists never wait for each
    other in a ring.
    """

    def place(number: int) -> tuple[bool, int]:
        pk = rows[number].get("appearance") if isinstance(rows[number], dict) else None
        return (True, pk) if type(pk) is int else (False, 0)

    found = {number: _row(request, number, rows[number]) for number in sorted(range(len(rows)), key=place)}
    return [found[number] for number in range(len(rows))]


def _row(request: Request, number: int, row: Any) -> dict[str, Any]:
    """What became of a row: 201 with what was taken, else the problem; in a transaction of its own."""
    try:
        with transaction.atomic():
            return {"row": number, "status": 201, "taken": _submit(request, row)}
    except IntegrityError:
        found: dict[str, Any] | None = as_problem(
            ValidationError(gettext("This does not agree with the other dates of the case."))
        )
    except Exception as error:
        found = as_problem(error)
        if found is None:
            raise
    return {"row": number, "status": found["status"] if found else 422, "problem": found}


def _submit(request: Request, row: Any) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise Unprocessable(gettext("An object is expected."))
    pk = row.get("appearance")
    if type(pk) is not int or not 0 < pk < 2**63:
        error = {"field": "appearance", "code": "type", "message": gettext("A whole number is expected.")}
        raise Unprocessable(error["message"], errors=[error])
    dossier, of_row = _reached(request, pk)
    fields = {name: value for name, value in row.items() if name != "appearance"}
    raw = raw_of(appearance_steps()[BULK].form, fields, SAID) | of_row
    return take_step(request.actor, dossier, BULK, raw)
