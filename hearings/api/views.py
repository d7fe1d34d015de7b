"""Lawsuits, sittings and appearances by program: lists, single ones, acts and steps."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, F, Func, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.idempotency import HEADER, answer_once
from accounts.api.pages import page_by_moment
from accounts.api.problems import Unprocessable, as_problem
from accounts.api.rights import MayUse
from accounts.models import Scope
from accounts.once import new_key
from accounts.permissions import can, require
from accounts.text import normalise_case_number
from accounts.timekeeping import today
from dossiers.models import Dossier, DossierKind
from hearings.api import data, schema
from hearings.api.filters import AppearanceFilter, SittingFilter
from hearings.filters import SuitFilter
from hearings.forms.appearances import AppearanceForm
from hearings.listing import lines
from hearings.models import Appearance, Lawsuit, Sitting, SittingCase
from hearings.services.sittings import set_sitting
from hearings.sittings import acts
from hearings.sittings.forms import SetSittingForm
from workflow.api import (
    bodies_of,
    listed_ids,
    open_steps,
    raw_of,
    schema_of_field,
    schema_of_form,
    take_step,
    version_of,
)
from workflow.steps import Step, proceeding_type

# A liaison enters for one defendant at one sitting: both are said by the address.
SAID = ("sitting", "party")
# At most so many rows in one request; a longer list is sent in several.
MOST_ROWS = 500
KEY = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description="1–200 ASCII")


def listed(filters: Any) -> list[OpenApiParameter]:
    """The parameters of a list: its filters, and what leads through its pages."""
    found = [
        OpenApiParameter(name, schema_of_field(each.field), description=each.label)
        for name, each in filters.base_filters.items()
    ]
    paging = [OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": 200})]
    return [*found, *paging, OpenApiParameter("cursor", str)]


class Interface(APIView):
    """An address of the interface; `scope` is what a token must be for to write here."""

    permission_classes = [IsAuthenticated, MayUse]
    parser_classes = [JSONParser]
    right = ""
    scope = Scope.READ.value

    def filtered(self, filters: Any) -> Any:
        """The queryset of a filter set. Raises ValidationError for a value that does not hold."""
        if filters.form.errors:
            raise exceptions.ValidationError(filters.form.errors)
        return filters.qs


# --- lawsuits --------------------------------------------------------------------------------------------------


class SuitList(Interface):
    right = "dossier.list"

    @extend_schema(
        operation_id="lawsuits",
        summary=_("Lawsuits in sight"),
        tags=["litigation"],
        parameters=[*listed(SuitFilter), OpenApiParameter("sort", str)],
        responses=schema.answers(200, schema.page(schema.SUIT)),
    )
    def get(self, request: Request) -> Response:
        """The lawsuits in sight, by the filters of the page."""
        ids, following = listed_ids(request, SuitFilter(request.query_params, actor=request.actor))
        results = [data.suit_data(line) for line in lines(ids, request.actor, today())]
        return Response({"next": following, "results": results})


def suit_in_sight(request: Request, pk: int) -> Lawsuit:
    """The lawsuit with its dossier. Raises Http404 when it is not in sight."""
    rows = Lawsuit.objects.visible_to(request.actor)
    suit: Lawsuit = get_object_or_404(rows.select_related("dossier__organ", "dossier__officer", "court"), pk=pk)
    return suit


class SuitDetail(Interface):
    right = "dossier.list"

    @extend_schema(
        operation_id="lawsuit",
        summary=_("One lawsuit, with the steps that may be taken"),
        tags=["litigation"],
        responses=schema.answers(200, schema.SUIT_DETAIL),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One lawsuit: its version, defendants, sittings, and the steps that the reader may take in it."""
        suit = suit_in_sight(request, pk)
        steps = open_steps(request.actor, suit.dossier, lambda step: can(request.actor, step.permission, suit.dossier))
        sittings = Sitting.objects.visible_to(request.actor).filter(cases__lawsuit=suit).select_related("court")
        return Response(data.suit_detail(suit, steps, sittings.order_by("during", "pk")))


def suit_step(code: str) -> type[Interface]:
    """The address of one step of a lawsuit."""
    step: Step = proceeding_type(DossierKind.LITIGATION).steps[code]

    @extend_schema(
        operation_id=f"step_{code}",
        tags=["litigation"],
        summary=step.title,
        extensions={"x-article": _by_law(step)},
        parameters=[KEY],
        request=bodies_of(step),
        responses=schema.answers(201, schema.TAKEN, 409, 422),
    )
    def post(self: Interface, request: Request, pk: int) -> Response:
        suit = suit_in_sight(request, pk)
        return _taken(request, suit.dossier, step, lambda: raw_of(step.form, request.data))

    made = {"scope": Scope.SUITS.value, "right": "dossier.list", "parser_classes": [JSONParser, MultiPartParser]}
    return type(f"Step_{code}", (Interface,), {**made, "post": post})


def _by_law(step: Step) -> str:
    return "；".join(filter(None, step.articles.values()))


def _taken(request: Request, dossier: Dossier, step: Step, read: Callable[[], dict[str, list[str]]]) -> Response:
    """Take a step with the fields that `read` gives, once for each key. Who may not take it is told so first."""
    require(request.actor, step.permission, dossier)
    raw, version = read(), version_of(request.data)

    def act() -> tuple[int, dict[str, Any]]:
        return 201, take_step(request.actor, dossier, step.code, raw, files=request.FILES, version=version)

    return answer_once(request, act)


# --- sittings --------------------------------------------------------------------------------------------------

BEGINS = Func(F("during"), function="lower", output_field=DateTimeField())


class SittingList(Interface):
    right = "sittings.view"

    @extend_schema(
        operation_id="hearings",
        summary=_("Sittings in sight, the latest first"),
        tags=["hearings"],
        parameters=listed(SittingFilter),
        responses=schema.answers(200, schema.page(schema.SITTING_WITH_CASES)),
    )
    def get(self, request: Request) -> Response:
        """The sittings in sight with those of their cases that are in sight, the latest first."""
        rows = Sitting.objects.visible_to(request.actor).annotate(begins=BEGINS).select_related("court")
        found, following = page_by_moment(request, self.filtered(SittingFilter(request.query_params, rows)), "begins")
        cases = cases_in_sight(request, found)
        return Response({"next": following, "results": [data.with_cases(one, cases.get(one.pk, [])) for one in found]})


class SetSitting(Interface):
    right = "sittings.set"
    scope = Scope.SITTINGS.value

    @extend_schema(
        operation_id="set_hearing",
        summary=_("Set a sitting for one or many cases"),
        tags=["hearings"],
        parameters=[KEY],
        request={"application/json": schema_of_form(SetSittingForm, ("once_key",))},
        responses=schema.answers(201, schema.SITTING_WITH_CASES, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Set a sitting that hears one or many cases; `cases` are their ids or the court's numbers."""
        raw = raw_of(SetSittingForm, request.data, ("once_key",))
        raw["cases"] = _ids_of(request, raw.get("cases", []))
        form = SetSittingForm(MultiValueDict(raw | {"once_key": [new_key()]}), actor=request.actor)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())

        def act() -> tuple[int, dict[str, Any]]:
            made = set_sitting(actor=request.actor, dossiers=list(form.cleaned_data["cases"]), raw=form.raw())
            return 201, one_sitting(request, made.pk)

        return answer_once(request, act)


def _ids_of(request: Request, given: Iterable[str]) -> list[str]:
    """Ids of cases as they are, numbers of the court as the ids of cases in sight. Raises Unprocessable for others."""
    ids, numbers = [], {}
    for each in given:
        if each.isascii() and each.isdecimal() and len(each) < 19:
            ids.append(each)
        else:
            numbers[normalise_case_number(each)] = each
    rows = Dossier.objects.visible_to(request.actor).filter(kind=DossierKind.LITIGATION, number__in=list(numbers))
    found = dict(rows.values_list("number", "pk"))
    if missing := [typed for number, typed in numbers.items() if number not in found]:
        words = gettext("There is no such case in sight: %(numbers)s.") % {"numbers": "、".join(missing)}
        raise Unprocessable(words, errors=[{"field": "cases", "code": "unknown", "message": words}])
    return [*ids, *(str(pk) for pk in found.values())]


def cases_in_sight(request: Request, sittings: list[Sitting]) -> dict[int, list[SittingCase]]:
    """The cases of sittings that the reader sees, by sitting; one query."""
    found: dict[int, list[SittingCase]] = {}
    rows = SittingCase.objects.visible_to(request.actor).filter(sitting__in=[sitting.pk for sitting in sittings])
    for row in rows.select_related("lawsuit__dossier").order_by("sitting", "position", "pk"):
        found.setdefault(row.sitting_id, []).append(row)
    return found


def sitting_in_sight(request: Request, pk: int) -> Sitting:
    rows = Sitting.objects.visible_to(request.actor).select_related("court", "organ__organisation")
    sitting: Sitting = get_object_or_404(rows, pk=pk)
    return sitting


def one_sitting(request: Request, pk: int) -> dict[str, Any]:
    sitting = sitting_in_sight(request, pk)
    return data.with_cases(sitting, cases_in_sight(request, [sitting]).get(pk, []))


class SittingDetail(Interface):
    right = "sittings.view"

    @extend_schema(
        operation_id="hearing",
        summary=_("One sitting with its cases"),
        tags=["hearings"],
        responses=schema.answers(200, schema.SITTING_WITH_CASES),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One sitting."""
        return Response(one_sitting(request, pk))


def sitting_act(act: str) -> type[Interface]:
    """The address of one act on a sitting, done in all of its cases."""
    declared = acts.ACTS[act]

    @extend_schema(
        operation_id=f"{act}_hearing",
        tags=["hearings"],
        summary=declared.title,
        parameters=[KEY],
        request={"application/json": _with_version(schema_of_form(declared.form, ("once_key",)))},
        responses=schema.answers(200, schema.SITTING_WITH_CASES, 409, 422),
    )
    def post(self: Interface, request: Request, pk: int) -> Response:
        sitting = sitting_in_sight(request, pk)
        acts.check_may(request.actor, sitting)
        raw = raw_of(declared.form, request.data, ("once_key",))
        if act == "join":
            raw["cases"] = _ids_of(request, raw.get("cases", []))
        form = acts.bound(act, MultiValueDict(raw | {"once_key": [new_key()]}), request.actor, sitting)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        version = version_of(request.data)

        def done() -> tuple[int, dict[str, Any]]:
            made = acts.carry_out(request.actor, act, sitting, form.cleaned_data, version)
            return 200, one_sitting(request, made.pk)

        return answer_once(request, done)

    made = {"scope": Scope.SITTINGS.value, "right": "sittings.view", "post": post}
    return type(f"Sitting_{act}", (Interface,), made)


def _with_version(found: schema.Schema) -> schema.Schema:
    found["properties"]["version"] = {"type": "integer"}
    return found


# --- appearances -----------------------------------------------------------------------------------------------


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
        parameters=listed(AppearanceFilter),
        responses=schema.answers(200, schema.page(schema.APPEARANCE)),
    )
    def get(self, request: Request) -> Response:
        """Who comes for whom at which sitting, the latest sitting first."""
        begins = Func(F("case__sitting__during"), function="lower", output_field=DateTimeField())
        rows = self.filtered(
            AppearanceFilter(request.query_params, appearances_in_sight(request).annotate(begins=begins))
        )
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
        responses=schema.answers(200, schema.APPEARANCE_DETAIL),
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
        return Response(data.with_heads(row, request.actor, open_here))


def appearance_steps() -> dict[str, Step]:
    """The steps that are about one appearance, by their codes."""
    steps = proceeding_type(DossierKind.LITIGATION).steps
    return {code: step for code, step in steps.items() if issubclass(step.form, AppearanceForm)}


def _of(row: Appearance) -> dict[str, list[str]]:
    return {"sitting": [str(row.case.sitting_id)], "party": [str(row.defendant.party_id)]}


def appearance_step(code: str) -> type[Interface]:
    """The address of one step about an appearance."""
    step = appearance_steps()[code]

    @extend_schema(
        operation_id=code,
        tags=["appearances"],
        summary=step.title,
        extensions={"x-article": _by_law(step)},
        parameters=[KEY],
        request=bodies_of(step, SAID),
        responses=schema.answers(201, schema.TAKEN, 409, 422),
    )
    def post(self: Interface, request: Request, pk: int) -> Response:
        row = appearance_in_sight(request, pk)
        dossier = suit_in_sight(request, row.case.lawsuit_id).dossier
        return _taken(request, dossier, step, lambda: raw_of(step.form, request.data, SAID) | _of(row))

    made = {
        "scope": Scope.APPEARANCES.value,
        "right": "sittings.view",
        "parser_classes": [JSONParser, MultiPartParser],
    }
    return type(f"Appearance_{code}", (Interface,), {**made, "post": post})


BULK = "submit_appearance"


def _bulk_row() -> schema.Schema:
    found = schema_of_form(appearance_steps()[BULK].form, SAID, files=False)
    found["properties"] = {"appearance": {"type": "integer"}} | found["properties"]
    found["required"] = ["appearance", *found.get("required", [])]
    return found


def _bulk_body() -> schema.Schema:
    rows = {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": _bulk_row()}
    return {"type": "object", "properties": {"rows": rows}, "required": ["rows"], "additionalProperties": False}


ROW_ANSWER: schema.Schema = {
    "type": "object",
    "properties": {
        "row": {"type": "integer"},
        "status": {"type": "integer"},
        "taken": schema.TAKEN,
        "problem": schema.PROBLEM,
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
        responses=schema.answers(200, schema.thing(results=schema.many(ROW_ANSWER)), 422),
    )
    def post(self, request: Request) -> Response:
        """Hand in many appearance records: each row is judged by itself, and one that is refused loses no other."""
        rows = request.data.get("rows") if isinstance(request.data, dict) else None
        if not isinstance(rows, list) or not rows or set(request.data) != {"rows"}:
            raise Unprocessable(gettext("A list of rows is expected under “rows”."))
        if len(rows) > MOST_ROWS:
            raise Unprocessable(gettext("At most %(n)s rows at a time.") % {"n": MOST_ROWS}, "too_many")
        return answer_once(request, lambda: (200, {"results": [_row(request, n, row) for n, row in enumerate(rows)]}))


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
    found = appearance_in_sight(request, pk)
    fields = {name: value for name, value in row.items() if name != "appearance"}
    raw = raw_of(appearance_steps()[BULK].form, fields, SAID) | _of(found)
    dossier = suit_in_sight(request, found.case.lawsuit_id).dossier
    return take_step(request.actor, dossier, BULK, raw)
