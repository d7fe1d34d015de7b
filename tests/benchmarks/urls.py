"""The addresses of the product, and what is measured beside it: a page of nothing but the frame, views of bare DRF."""

from typing import Any

from django.db.models import DateTimeField, F, Func, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actors import SYSTEM
from accounts.guards import requires
from accounts.timekeeping import today
from config import urls
from hearings.api import data
from hearings.listing import lines
from hearings.models import Appearance, Lawsuit, Sitting, SittingCase

WITHOUT = "measured beside the same with its scope"
LINES = 50


@requires("home.view")
def bare(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


class BareView(APIView):
    """Neither scope, filters, rights nor a limit of how often."""

    throttle_classes: list[Any] = []


def begins(sitting: str) -> Func:
    return Func(F(f"{sitting}during"), function="lower", output_field=DateTimeField())


class BareSittings(BareView):
    """The latest sittings with their cases, as the interface shows them."""

    def get(self, request: Request) -> Response:
        rows = Sitting.objects.unscoped(WITHOUT).annotate(begins=begins("")).select_related("court")
        found = list(rows.order_by("-begins", "-pk")[: LINES + 1])[:LINES]
        cases: dict[int, list[SittingCase]] = {}
        places = SittingCase.objects.unscoped(WITHOUT).filter(sitting__in=found).select_related("lawsuit__dossier")
        for row in places.order_by("sitting", "position", "pk"):
            cases.setdefault(row.sitting_id, []).append(row)
        return Response({"results": [data.with_cases(one, cases.get(one.pk, [])) for one in found]})


class BareAppearances(BareView):
    """The appearances at the latest sittings, as the interface shows them."""

    def get(self, request: Request) -> Response:
        rows: QuerySet[Appearance] = (
            Appearance.objects.unscoped(WITHOUT)
            .annotate(begins=begins("case__sitting__"))
            .select_related("case__sitting", "case__lawsuit__dossier", "defendant__organisation", "head")
        )
        found = rows.order_by("-begins", "-pk")[: LINES + 1]
        return Response({"results": [data.appearance_data(row) for row in list(found)[:LINES]]})


class BareSuits(BareView):
    """The latest lawsuits, as the interface shows them."""

    def get(self, request: Request) -> Response:
        found = (
            Lawsuit.objects.unscoped(WITHOUT).order_by("-served_on", "-pk").values_list("pk", flat=True)[: LINES + 1]
        )
        shown = lines(list(found)[:LINES], SYSTEM, today())
        return Response({"results": [data.suit_data(line) for line in shown]})


class PlaceData(serializers.ModelSerializer[SittingCase]):
    sitting = serializers.PrimaryKeyRelatedField(queryset=Sitting.objects.unscoped(WITHOUT))
    lawsuit = serializers.PrimaryKeyRelatedField(queryset=Lawsuit.objects.unscoped(WITHOUT))

    class Meta:
        model = SittingCase
        fields = ["id", "sitting", "lawsuit", "position"]


class BareInsert(generics.CreateAPIView[SittingCase]):
    """One row with two foreign keys and a unique constraint, by a serializer that its model makes."""

    throttle_classes: list[Any] = []
    serializer_class = PlaceData
    queryset = SittingCase.objects.unscoped(WITHOUT)


urlpatterns = [
    path("bare/", bare),
    path("bare/hearings/", BareSittings.as_view()),
    path("bare/appearances/", BareAppearances.as_view()),
    path("bare/litigation/", BareSuits.as_view()),
    path("bare/insert/", BareInsert.as_view()),
    *urls.urlpatterns,
]
