"""Sittings by program: the list, one of them, set for many cases, and the acts on it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, F, Func
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import answer_once
from accounts.api.pages import page_by_moment
from accounts.api.problems import Unprocessable
from accounts.api.shapes import KEY, answers, page, with_version
from accounts.api.views import Interface, filtered
from accounts.models import Scope
from accounts.once import new_key
from accounts.text import normalise_case_number
from dossiers.models import Dossier, DossierKind
from hearings.api import data, schema
from hearings.api.filters import SittingFilter
from hearings.models import Sitting, SittingCase
from hearings.services.sitting_acts import set_sitting
from hearings.sittings import acts
from hearings.sittings.forms import SetSittingForm
from workflow.api import parameters_of, raw_of, schema_of_form, version_of

# The key of a form shown on a page, where here the header says what is sent twice; and the numbers that `cases` takes.
GIVEN = ("once_key", "numbers")
BEGINS = Func(F("during"), function="lower", output_field=DateTimeField())


class SittingList(Interface):
    right = "sittings.view"

    @extend_schema(
        operation_id="hearings",
        summary=_("Sittings in sight, the latest first"),
        tags=["hearings"],
        parameters=parameters_of(SittingFilter),
        responses=answers(200, page(schema.SITTING_WITH_CASES)),
    )
    def get(self, request: Request) -> Response:
        """The sittings in sight with those of their cases that are in sight, the latest first."""
        rows = Sitting.objects.visible_to(request.actor).annotate(begins=BEGINS).select_related("court")
        found, following = page_by_moment(request, filtered(SittingFilter(request.query_params, rows)), "begins")
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
        request={"application/json": schema_of_form(SetSittingForm, GIVEN)},
        responses=answers(201, schema.SITTING_WITH_CASES, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Set a sitting that hears one or many cases; `cases` are their ids or the court's numbers."""
        raw = _raw(request, SetSittingForm)

        def act() -> tuple[int, dict[str, Any]]:
            form = SetSittingForm(raw, actor=request.actor)
            if not form.is_valid():
                raise ValidationError(form.errors.as_data())
            made = set_sitting(actor=request.actor, dossiers=list(form.cleaned_data["cases"]), raw=form.raw())
            return 201, one_sitting(request, made.pk)

        return answer_once(request, act)


def _raw(request: Request, form: type[forms.Form]) -> MultiValueDict:
    """What was sent as the form takes it: cases by their ids, with a key of its own."""
    raw = raw_of(form, request.data, GIVEN)
    if "cases" in raw:
        raw["cases"] = _ids_of(request, raw["cases"])
    return MultiValueDict(raw | {"once_key": [new_key()]})


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
    rows = (
        SittingCase.objects.visible_to(request.actor)
        .standing()
        .filter(sitting__in=[sitting.pk for sitting in sittings])
    )
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
        responses=answers(200, schema.SITTING_WITH_CASES),
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
        request={"application/json": with_version(schema_of_form(declared.form, GIVEN))},
        responses=answers(200, schema.SITTING_WITH_CASES, 409, 422),
    )
    def post(self: Interface, request: Request, pk: int) -> Response:
        sitting = sitting_in_sight(request, pk)
        acts.check_may(request.actor, sitting)
        raw, version = _raw(request, declared.form), version_of(request.data)

        def done() -> tuple[int, dict[str, Any]]:
            # Judged only when it is done: a case that has joined cannot be chosen once more.
            form = acts.bound(act, raw, request.actor, sitting)
            if not form.is_valid():
                raise ValidationError(form.errors.as_data())
            made = acts.carry_out(request.actor, act, sitting, form.cleaned_data, version)
            return 200, one_sitting(request, made.pk)

        return answer_once(request, done)

    made = {"scope": Scope.SITTINGS.value, "right": "sittings.view", "post": post}
    return type(f"Sitting_{act}", (Interface,), made)
