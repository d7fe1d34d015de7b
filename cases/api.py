"""The API of reconsideration cases: the list, read-only, by the filters of the page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import DAY, FLAG, ID, TEXT, answers, many, maybe, one_of, page, thing
from accounts.api.views import Interface
from accounts.timekeeping import today
from cases.filters import CaseFilter
from cases.listing import Line, lines
from cases.models import Law, State
from dossiers.models import DossierStatus
from workflow.api import listed_ids, parameters_of

NAMED = many(thing(name=TEXT, size=ID))
CASE = thing(
    id=ID,
    number=maybe(TEXT),
    title=TEXT,
    status=one_of(DossierStatus),
    stage=one_of(State),
    law=one_of(Law),
    procedure=maybe(TEXT),
    applicants=NAMED,
    respondents=NAMED,
    act=thing(name=TEXT, number=TEXT),
    matter=maybe(TEXT),
    domain=maybe(TEXT),
    received_on=maybe(DAY),
    accepted_on=maybe(DAY),
    deemed_accepted=FLAG,
    concluded_on=maybe(DAY),
    outcome=maybe(TEXT),
    decision_number=maybe(TEXT),
    sued=FLAG,
    prior=maybe(TEXT),
    stay=maybe(TEXT),
    norm_review=maybe(TEXT),
    due_on=maybe(DAY),
    days_left=maybe(ID),
    days_left_in=maybe(TEXT),
    officer=maybe(TEXT),
    second_officer=maybe(TEXT),
    source=maybe(TEXT),
)


class CaseList(Interface):
    """GET: the cases in sight, `page_size` at a time, in one of the named sorts; `next` leads on.

    Takes the filters of the list's page. Answers 400 for a filter, sort, size or cursor that does not hold.
    """

    right = "dossier.list"

    @extend_schema(
        operation_id="reconsiderations",
        tags=["reconsideration"],
        summary=_("Reconsideration cases in sight"),
        parameters=parameters_of(CaseFilter, "sort"),
        responses=answers(200, page(CASE)),
    )
    def get(self, request: Request) -> Response:
        """The reconsideration cases in sight, by the filters of the page."""
        ids, following = listed_ids(request, CaseFilter(request.query_params, actor=request.actor))
        results = [as_data(line) for line in lines(ids, request.actor, today())]
        return Response({"next": following, "results": results})


def as_data(line: Line) -> dict[str, Any]:
    """A case as JSON: codes as codes, days as ISO dates. What is for the office and the organ is null for others."""
    row = line.row
    return {
        "id": row.pk,
        "number": row.number,
        "title": row.title,
        "status": row.status,
        "stage": row.state,
        "law": row.law,
        "procedure": row.procedure or None,
        "applicants": row.gathered["applicants"],
        "respondents": row.gathered["respondents"],
        "act": {"name": row.act_name, "number": row.act_number},
        "matter": row.matter_id,
        "domain": row.domain_id,
        "received_on": row.received_on,
        "accepted_on": row.accepted_on,
        "deemed_accepted": row.deemed_accepted,
        "concluded_on": row.concluded_on,
        "outcome": row.outcome_id,
        "decision_number": row.decision_number or None,
        "sued": row.sued,
        "prior": line.prior.ground if line.prior else None,
        "stay": line.standing_of_stay or None,
        "norm_review": line.standing_of_norm or None,
        "due_on": line.due_on,
        "days_left": line.left.days if line.left else None,
        "days_left_in": line.left.unit if line.left else None,
        "officer": line.officer or None,
        "second_officer": line.second or None,
        "source": row.source if line.within else None,
    }
