"""The six duties of agency heads by program: the evidence of them, entered and taken back, and what the office says."""

from typing import Any

import django_filters as filters
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.pages import page_by_moment
from accounts.api.shapes import DAY, ID, KEY, TEXT, answers, maybe, one_of, page, thing
from accounts.api.views import Interface, filtered
from accounts.models import Scope
from dossiers.models import Code
from hearings.api.agencies import OfAgency, TakenBackForm, kept_rows
from hearings.api.schema import PLACE
from hearings.duties.forms import EvidenceForm
from hearings.duties.services import add_evidence, void_evidence
from hearings.models import DutyEvidence, DutyResult
from workflow.api import parameters_of
from workflow.entering import bodies, day, enter

EVIDENCE = thing(
    id=ID,
    agency=PLACE,
    duty=TEXT,
    year=ID,
    on_date=DAY,
    what=TEXT,
    paper=maybe(TEXT),
    result=one_of(DutyResult),
    result_note=maybe(TEXT),
    void_reason=maybe(TEXT),
)


def evidence_data(row: DutyEvidence) -> dict[str, Any]:
    return {
        "id": row.pk,
        "agency": {"id": row.organisation_id, "name": row.organisation.name},
        "duty": row.duty_id,
        "year": row.year,
        "on_date": day(row.on_date),
        "what": row.what,
        "paper": row.file_name or None,
        "result": row.result,
        "result_note": row.result_note or None,
        "void_reason": row.void_reason or None,
    }


class DutyFilter(filters.FilterSet):
    agency = filters.NumberFilter(
        label=_("Agency"), field_name="organisation_id", min_value=1, max_value=2**63 - 1, decimal_places=0
    )
    year = filters.NumberFilter(label=_("Year"), min_value=1, max_value=9999, decimal_places=0)
    duty = filters.ModelChoiceFilter(label=_("Duty"), queryset=Code.objects.of("head_duty"))
    result = filters.ChoiceFilter(label=_("Result"), choices=DutyResult.choices)


class EvidenceOfAgency(OfAgency, EvidenceForm):
    """What an agency did for a duty."""


class Duties(Interface):
    right = "rosters.view"
    scope = Scope.APPEARANCES.value
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        operation_id="duties",
        summary=_("Evidence of the six duties of the agencies that one keeps"),
        tags=["rosters"],
        parameters=parameters_of(DutyFilter),
        responses=answers(200, page(EVIDENCE)),
    )
    def get(self, request: Request) -> Response:
        """What was given as evidence and what the office makes of it, what was entered last first."""
        filters = DutyFilter(request.query_params, kept_rows(DutyEvidence, request.actor))
        found, following = page_by_moment(request, filtered(filters), "entered_at")
        return Response({"next": following, "results": [evidence_data(row) for row in found]})

    @extend_schema(
        operation_id="enter_evidence",
        summary=_("Enter what one's agency did for a duty"),
        tags=["rosters"],
        parameters=[KEY],
        request=bodies(EvidenceOfAgency),
        responses=answers(201, EVIDENCE, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Enter an evidence, with its paper as a form; it counts when the office has accepted it."""

        def act(form: EvidenceOfAgency) -> dict[str, Any]:
            fields = {name: form.cleaned_data[name] for name in ("duty", "on_date", "what")}
            made = add_evidence(
                actor=request.actor,
                organisation=form.cleaned_data["agency"],
                file=form.cleaned_data["paper"],
                **fields,
            )
            return evidence_data(made)

        def bind(data: Any, files: Any) -> EvidenceOfAgency:
            return EvidenceOfAgency(data, files, actor=request.actor)

        return enter(request, EvidenceOfAgency, bind, act)


class VoidEvidence(Interface):
    right = "rosters.view"
    scope = Scope.APPEARANCES.value

    @extend_schema(
        operation_id="void_evidence",
        summary=_("Take back an evidence entered by mistake"),
        tags=["rosters"],
        parameters=[KEY],
        request=bodies(TakenBackForm),
        responses=answers(201, EVIDENCE, 409, 422),
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take an evidence back, with the reason; it stays in the register."""
        evidence = get_object_or_404(kept_rows(DutyEvidence, request.actor), pk=pk)

        def act(form: TakenBackForm) -> dict[str, Any]:
            return evidence_data(void_evidence(actor=request.actor, evidence=evidence, **form.cleaned_data))

        return enter(request, TakenBackForm, lambda data, files: TakenBackForm(data), act)
