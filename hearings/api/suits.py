"""Lawsuits by program: the list, one of them, the steps that agencies and courts take in it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import answers, page
from accounts.api.views import Interface
from accounts.models import Scope
from accounts.permissions import can
from accounts.timekeeping import today
from dossiers.models import DossierKind
from hearings.api import data, schema
from hearings.filters import SuitFilter
from hearings.listing import lines
from hearings.models import Lawsuit, Sitting
from workflow.api import listed_ids, open_steps, parameters_of, step_view
from workflow.steps import proceeding_type


class SuitList(Interface):
    right = "dossier.list"

    @extend_schema(
        operation_id="lawsuits",
        summary=_("Lawsuits in sight"),
        tags=["litigation"],
        parameters=parameters_of(SuitFilter, "sort"),
        responses=answers(200, page(schema.SUIT)),
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
        responses=answers(200, schema.SUIT_DETAIL),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One lawsuit: its version, defendants, sittings, and the steps that the reader may take in it."""
        suit = suit_in_sight(request, pk)
        steps = open_steps(request.actor, suit.dossier, lambda step: can(request.actor, step.permission, suit.dossier))
        sittings = Sitting.objects.visible_to(request.actor).filter(cases__lawsuit=suit).select_related("court")
        return Response(data.suit_detail(suit, steps, sittings.order_by("during", "pk")))


def suit_step(code: str, scope: Scope) -> type[Interface]:
    """The address of one step of a lawsuit, for tokens of a purpose."""
    step = proceeding_type(DossierKind.LITIGATION).steps[code]
    return step_view(
        step,
        operation=f"step_{code}",
        tag="litigation",
        scope=scope,
        right="dossier.list",
        reach=lambda request, pk: (suit_in_sight(request, pk).dossier, {}),
        # How the office counts a case it enters on the page.
        said=step.form.office_only,
    )
