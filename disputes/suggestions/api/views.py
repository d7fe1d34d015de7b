"""Suggestions by program: the list, one of them, registered by the body that issued it, the steps of agencies."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import answer_once
from accounts.api.problems import Unprocessable
from accounts.api.shapes import DAY, ID, KEY, TEXT, answers, many, page
from accounts.api.views import Interface
from accounts.models import Organ, Organisation, Scope
from accounts.permissions import can
from accounts.text import normalise_name
from accounts.timekeeping import today
from disputes.models import Suggestion
from disputes.suggestions.api import data, schema
from disputes.suggestions.entering import enter, places_of
from disputes.suggestions.filters import SuggestionFilter
from disputes.suggestions.forms import SuggestionForm
from disputes.suggestions.listing import lines
from dossiers.models import Dossier, DossierKind
from workflow.api import listed_ids, open_steps, parameters_of, raw_of, schema_of_form, step_view
from workflow.rows import write_row
from workflow.steps import proceeding_type

# What a page asks of an office, and what stands in rows of its own.
OF_THE_OFFICE = ("how", "officer", "issuer_name")
ROW = {
    "type": "object",
    "properties": {
        "organisation": {"type": ["integer", "string"], "description": _("The id or the full name of the agency.")},
        "received_on": DAY,
    },
    "required": ["organisation"],
    "additionalProperties": False,
}


def _body() -> dict[str, Any]:
    form = schema_of_form(SuggestionForm, (*OF_THE_OFFICE, "agencies"), files=False)
    form["properties"] |= {"agencies": many(ROW), "organ": ID, "issuer": ID, "kind": TEXT}
    form["required"] = ["issued_on", "agencies", "problem", "proposal"]
    return form


class Suggestions(Interface):
    right = "dossier.list"
    scope = Scope.SUGGESTIONS.value
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        operation_id="suggestions",
        summary=_("Suggestions in sight"),
        tags=["suggestions"],
        parameters=parameters_of(SuggestionFilter, "sort"),
        responses=answers(200, page(schema.SUGGESTION)),
    )
    def get(self, request: Request) -> Response:
        """The suggestions in sight, by the filters of the page."""
        ids, following = listed_ids(request, SuggestionFilter(request.query_params, actor=request.actor))
        results = [data.suggestion_data(line) for line in lines(ids, request.actor, today())]
        return Response({"next": following, "results": results})

    @extend_schema(
        operation_id="register_suggestion",
        summary=_("Register a suggestion that one's court or procuratorate issued"),
        tags=["suggestions"],
        parameters=[KEY],
        request={"application/json": _body(), "multipart/form-data": _body()},
        responses=answers(201, schema.SUGGESTION_DETAIL, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Register a suggestion. The agencies are named by id or full name, the cases behind it by their numbers."""
        self.check_right(request)
        places = places_of(request.actor)
        raw = _raw(request.data, places)

        def act() -> tuple[int, dict[str, Any]]:
            form = SuggestionForm(raw, request.FILES, actor=request.actor, **places)
            if not form.is_valid():
                raise ValidationError(form.errors.as_data())
            return 201, _one(request, enter(request.actor, form).pk)

        return answer_once(request, act)

    def check_right(self, request: Request) -> None:
        """Who may not register any suggestion is told so before anything is said of what was sent."""
        if not can(request.actor, "suggestions.register"):
            self.permission_denied(request)


def _raw(sent: Any, places: dict[str, Any]) -> QueryDict:
    """What was sent as the page would send it; kind, body and organ are filled in where there is only one."""
    if not isinstance(sent, Mapping):
        raise Unprocessable(gettext("An object is expected."))
    rows = sent.getlist("agencies") if hasattr(sent, "getlist") else sent.get("agencies") or []
    rest = {name: sent[name] for name in sent if name != "agencies"}
    files = set(rest) & {"document"} if hasattr(sent, "getlist") else set()
    bodies = places["bodies"]
    closed = ("agencies", *(OF_THE_OFFICE if bodies else ()))
    raw = raw_of(SuggestionForm, {name: value for name, value in rest.items() if name not in files}, closed)
    if len(bodies) == 1:
        ((kind, ids),) = bodies.items()
        raw.setdefault("kind", [kind])
        if len(ids) == 1:
            raw.setdefault("issuer", [str(min(ids))])
    raw.setdefault("subject", ["individual"])
    found = [_agency(row) for row in (rows if isinstance(rows, list) else [rows])]
    raw["agencies"] = [write_row(organisation=str(place.pk), received_on=day) for place, day in found]
    if "organ" not in raw and found:
        raw["organ"] = [str(organ.pk) for organ in places["organs"] if _stands_in(found[0][0], organ)][:1]
    typed = QueryDict(mutable=True)
    for name, values in raw.items():
        typed.setlist(name, values)
    return typed


def _agency(row: Any) -> tuple[Organisation, str]:
    """An agency by its id or full name, and the day on which it received the suggestion."""
    known = {"organisation", "received_on"}
    named = row.get("organisation") if isinstance(row, Mapping) and set(row) <= known else row
    day = row.get("received_on") if isinstance(row, Mapping) else ""
    place = None
    if isinstance(named, int) and not isinstance(named, bool) and 0 < named < 2**63:
        place = Organisation.objects.filter(pk=named).first()
    elif isinstance(named, str):
        places = list(Organisation.objects.valid_on(today()).filter(name=normalise_name(named))[:2])
        place = places[0] if len(places) == 1 else None
    if place is None or not isinstance(day or "", str):
        error = {"field": "agencies", "code": "unknown", "message": gettext("There is no such agency: give its id.")}
        raise Unprocessable(gettext("What was sent cannot be carried out."), errors=[error])
    return place, day or ""


def _stands_in(place: Organisation, organ: Organ) -> bool:
    return Organisation.objects.within(organ.organisation).filter(pk=place.pk).exists()


def in_sight(request: Request, pk: int) -> Dossier:
    """The dossier of a suggestion. Raises Http404 when it is not in sight."""
    rows = Suggestion.objects.visible_to(request.actor).select_related("dossier__organ", "dossier__officer")
    found: Suggestion = get_object_or_404(rows, pk=pk)
    return found.dossier


def _one(request: Request, pk: int) -> dict[str, Any]:
    dossier = in_sight(request, pk)
    steps = open_steps(request.actor, dossier, lambda step: can(request.actor, step.permission, dossier))
    (line,) = lines([pk], request.actor, today())
    return data.suggestion_detail(line, dossier.version, steps)


class SuggestionDetail(Interface):
    right = "dossier.list"

    @extend_schema(
        operation_id="suggestion",
        summary=_("One suggestion, with its agencies and the steps that may be taken"),
        tags=["suggestions"],
        responses=answers(200, schema.SUGGESTION_DETAIL),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One suggestion: its version, what each agency answered, and the steps that the reader may take in it."""
        return Response(_one(request, pk))


def suggestion_step(code: str) -> type[Interface]:
    """The address of one step of a suggestion."""
    return step_view(
        proceeding_type(DossierKind.SUGGESTION).steps[code],
        operation=f"suggestion_{code}",
        tag="suggestions",
        scope=Scope.SUGGESTIONS,
        right="dossier.list",
        reach=lambda request, pk: (in_sight(request, pk), {}),
    )
