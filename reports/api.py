"""Figures by program: every indicator of a period, in the reader's scope."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import TEXT, answers, many, maybe, thing
from accounts.api.views import Interface
from accounts.models import Organisation
from accounts.text import normalise_name
from reports.dimensions import DIMENSIONS
from reports.evaluating import evaluate
from reports.indicators import INDICATORS
from reports.periods import Period
from reports.queries import organs_in_reach
from reports.telling import as_json

NUMBER = {"type": "number"}
FIGURE = thing(
    id=TEXT,
    title=TEXT,
    numerator=NUMBER,
    denominator=maybe(NUMBER),
    value=maybe(NUMBER),
    unit=TEXT,
    reading=TEXT,
    key=maybe(TEXT),
    label=maybe(TEXT),
)
PARAMETERS = [
    OpenApiParameter("from", dt.date, required=True, description=gettext_lazy("The first day")),
    OpenApiParameter("to", dt.date, required=True, description=gettext_lazy("The last day")),
    OpenApiParameter("as_of", dt.date, description=gettext_lazy("What was known at the end of this day")),
    OpenApiParameter("agency", str, description=gettext_lazy("Cases in which this organisation is sued, by its name")),
    OpenApiParameter("by", str, enum=list(DIMENSIONS), description=gettext_lazy("Cut by this dimension")),
    OpenApiParameter("only", str, description=gettext_lazy("Ids of indicators, with commas between them")),
    OpenApiParameter("reading", str, description=gettext_lazy("Read so where an indicator has this reading")),
]


class Figures(Interface):
    right = "figures.ask"

    @extend_schema(
        operation_id="figures",
        summary=gettext_lazy("Figures of a period"),
        tags=["figures"],
        parameters=PARAMETERS,
        responses=answers(200, thing(figures=many(FIGURE))),
    )
    def get(self, request: Request) -> Response:
        """Every indicator over the cases that the reader sees, in its default reading."""
        asked = request.query_params
        first, last = _day(asked, "from"), _day(asked, "to")
        if first is None or last is None or first > last:
            _refuse("to", _("The last day lies before the first day.") if first and last else _("Give both days."))
        by, only = asked.get("by") or None, None
        if by is not None and by not in DIMENSIONS:
            _refuse("by", _("There is no such dimension."))
        if asked.get("only"):
            only = [id.strip() for id in asked["only"].split(",") if id.strip()]
            if set(only) - INDICATORS.keys():
                _refuse("only", _("There is no such indicator."))
        rows = evaluate(
            request.actor,
            organs_in_reach(request.actor),
            Period(first, last),
            as_of=_day(asked, "as_of"),
            agency=_agency(asked.get("agency")),
            by=by,
            only=only,
            reading=asked.get("reading"),
        )
        return Response({"figures": [{"key": None, "label": None} | as_json(row, by) for row in rows]})


def _refuse(field: str, words: str) -> None:
    raise exceptions.ValidationError({field: [words]})


def _day(asked: Any, name: str) -> Any:
    text = asked.get(name)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return _refuse(name, _("This is not a day (YYYY-MM-DD)."))


def _agency(name: str | None) -> Organisation | None:
    if not name:
        return None
    found = Organisation.objects.filter(names__normalised=normalise_name(name)).distinct()[:2]
    if len(found) != 1:
        _refuse("agency", _("No organisation, or several, are called so."))
    return found[0]
