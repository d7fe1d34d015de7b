"""Disputes by program: the list, one of them, referring one, and what a body outside the centre enters in it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import answer_once
from accounts.api.shapes import DAY, ID, KEY, TEXT, answers, many, maybe, one_of, page, thing
from accounts.api.views import Interface
from accounts.models import Scope
from accounts.permissions import can
from accounts.timekeeping import today
from disputes.filters import DisputeFilter
from disputes.forms.referral import ReferralForm
from disputes.listing import Line, lines
from disputes.models import Dispute, Performance, State, TermState
from disputes.reading import participations
from disputes.views.register import organs_open_to, save_dispute
from dossiers.models import DossierKind, DossierStatus
from workflow.api import STEP, listed_ids, open_steps, parameters_of, raw_of, schema_of_form, step_view
from workflow.services import context_for
from workflow.steps import proceeding_type

# What a court, a procuratorate or an agency enters in a dispute.
STEPS = ("consent", "sign_transfer", "return_transfer", "report_handling", "settle_term", "came_after")
NAMED = many(thing(name=TEXT, size=ID))
PLACE = maybe(thing(id=ID, name=TEXT))
DISPUTE = thing(
    id=ID,
    number=maybe(TEXT),
    title=TEXT,
    status=one_of(DossierStatus),
    stage=one_of(State),
    source=TEXT,
    referred_by=maybe(TEXT),
    referral_number=maybe(TEXT),
    applicants=NAMED,
    agencies=NAMED,
    act=thing(name=TEXT, number=TEXT),
    received_on=DAY,
    accepted_on=maybe(DAY),
    concluded_on=maybe(DAY),
    result=maybe(TEXT),
    performance=maybe(one_of(Performance)),
    reported_on=maybe(DAY),
    due_on=maybe(DAY),
)
DETAIL = thing(
    id=ID,
    number=maybe(TEXT),
    title=TEXT,
    version=ID,
    status=one_of(DossierStatus),
    stage=one_of(State),
    source=TEXT,
    referred_by=PLACE,
    referral_number=maybe(TEXT),
    received_on=DAY,
    accepted_on=maybe(DAY),
    concluded_on=maybe(DAY),
    result=maybe(TEXT),
    agreement=maybe(TEXT),
    agreed_amount=maybe(TEXT),
    confirmed_on=maybe(DAY),
    performance=maybe(one_of(Performance)),
    reported_on=maybe(DAY),
    # The dispute with which it is resolved.
    lead=maybe(ID),
    parties=many(thing(party=ID, role=TEXT, name=TEXT)),
    # When each party's participation began and ended: that time does not count towards the period for suing.
    participation=many(thing(party=ID, since=DAY, until=maybe(DAY))),
    terms=many(thing(number=ID, what=TEXT, by=ID, amount=maybe(TEXT), due_on=maybe(DAY), state=one_of(TermState))),
    steps=many(STEP),
)


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def _amount(value: Any) -> str | None:
    return None if value is None else str(value)


def dispute_data(line: Line) -> dict[str, Any]:
    """A dispute of the list."""
    row = line.row
    return {
        "id": row.pk,
        "number": row.number,
        "title": row.title,
        "status": row.status,
        "stage": row.state,
        "source": line.label("source"),
        "referred_by": row.referrer_name,
        "referral_number": row.referral_number or None,
        "applicants": row.gathered["applicant"],
        "agencies": row.gathered["respondent"],
        "act": {"name": row.act_name, "number": row.act_number},
        "received_on": _day(row.received_on),
        "accepted_on": _day(row.accepted_on),
        "concluded_on": _day(row.concluded_on),
        "result": line.label("result") or None,
        "performance": row.performance or None,
        "reported_on": _day(row.reported_on),
        "due_on": _day(line.due_on),
    }


def one_dispute(request: Request, pk: int) -> dict[str, Any]:
    """One dispute with what a step in it needs to know. Nothing of what a party said in confidence is in it."""
    dispute = in_sight(request, pk)
    dossier = dispute.dossier
    context = context_for(request.actor, dossier)
    referrer = dispute.referrer
    return {
        "id": dispute.pk,
        "number": dossier.number,
        "title": dossier.title,
        "version": dossier.version,
        "status": dossier.status,
        "stage": dispute.state,
        "source": dispute.source_id,
        "referred_by": {"id": referrer.pk, "name": referrer.name} if referrer else None,
        "referral_number": dispute.referral_number or None,
        "received_on": _day(dispute.received_on),
        "accepted_on": _day(dispute.accepted_on),
        "concluded_on": _day(dispute.concluded_on),
        "result": dispute.result_id,
        "agreement": dispute.agreement or None,
        "agreed_amount": _amount(dispute.agreed_amount),
        "confirmed_on": _day(dispute.confirmed_on),
        "performance": dispute.performance or None,
        "reported_on": _day(dispute.reported_on),
        "lead": dispute.lead_id,
        "parties": [{"party": party.pk, "role": party.role, "name": party.name} for party in context.parties],
        "participation": [
            {"party": one.party.pk, "since": _day(one.since), "until": _day(one.until)}
            for one in participations(context)
        ],
        "terms": [
            {
                "number": term.number,
                "what": term.what,
                "by": term.by_id,
                "amount": _amount(term.amount),
                "due_on": _day(term.due_on),
                "state": term.state,
            }
            for term in dispute.terms.exclude(state=TermState.DROPPED)
        ],
        "steps": open_steps(request.actor, dossier, lambda step: can(request.actor, step.permission, dossier)),
    }


def in_sight(request: Request, pk: int) -> Dispute:
    """The dispute with its dossier. Raises Http404 when it is not in sight."""
    rows = Dispute.objects.visible_to(request.actor)
    dispute: Dispute = get_object_or_404(rows.select_related("dossier__organ", "dossier__officer", "referrer"), pk=pk)
    return dispute


class DisputeList(Interface):
    right = "dossier.list"

    @extend_schema(
        operation_id="disputes",
        summary=_("Disputes in sight"),
        tags=["disputes"],
        parameters=parameters_of(DisputeFilter, "sort"),
        responses=answers(200, page(DISPUTE)),
    )
    def get(self, request: Request) -> Response:
        """The disputes in sight, by the filters of the page."""
        ids, following = listed_ids(request, DisputeFilter(request.query_params, actor=request.actor))
        results = [dispute_data(line) for line in lines(ids, request.actor, today())]
        return Response({"next": following, "results": results})


class Refer(Interface):
    right = "disputes.register"
    scope = Scope.DISPUTES.value

    @extend_schema(
        operation_id="refer_dispute",
        summary=_("Refer a dispute to the centre"),
        tags=["disputes"],
        parameters=[KEY],
        request={"application/json": schema_of_form(ReferralForm)},
        responses=answers(201, DETAIL, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Refer a dispute in the name of one's own body, with its parties."""
        organs, inside = organs_open_to(request.actor)
        if not organs:
            raise PermissionDenied(gettext("There is no dispute-resolution centre for your body."))
        raw = MultiValueDict(raw_of(ReferralForm, request.data))

        def act() -> tuple[int, dict[str, Any]]:
            form = ReferralForm(raw, actor=request.actor, organs=organs, inside=inside)
            if not form.is_valid():
                raise ValidationError(form.errors.as_data())
            made = save_dispute(request.actor, form, form.cleaned_data["parties"])
            return 201, one_dispute(request, made.pk)

        return answer_once(request, act)


class DisputeDetail(Interface):
    right = "dossier.list"

    @extend_schema(
        operation_id="dispute",
        summary=_("One dispute, with the steps that may be taken"),
        tags=["disputes"],
        responses=answers(200, DETAIL),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One dispute: its version, parties, participation, terms, and the steps that the reader may take in it."""
        return Response(one_dispute(request, pk))


def dispute_step(code: str) -> type[Interface]:
    """The address of one step of a dispute."""
    return step_view(
        proceeding_type(DossierKind.DISPUTE).steps[code],
        operation=f"dispute_{code}",
        tag="disputes",
        scope=Scope.DISPUTES,
        right="dossier.list",
        reach=lambda request, pk: (in_sight(request, pk).dossier, {}),
    )
