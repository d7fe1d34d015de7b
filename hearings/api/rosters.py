"""Rosters of agency heads by program: who holds which post, entered, changed, ended, taken back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.pages import page_by_moment
from accounts.api.shapes import DAY, ID, KEY, TEXT, answers, maybe, one_of, page, thing
from accounts.api.views import Interface, filtered
from accounts.models import HeadRank, RosterEntry, Scope
from dossiers.filters import DayFilter
from hearings.api.agencies import OfAgency, TakenBackForm, kept_rows
from hearings.api.schema import PLACE
from hearings.rosters.forms import HeadForm, LastDayForm, PostsForm
from hearings.rosters.services import add_head, change_head, end_head, void_head
from workflow.api import parameters_of
from workflow.entering import bodies, day, enter

ENTRY = thing(
    id=ID,
    agency=PLACE,
    name=TEXT,
    rank=one_of(HeadRank),
    post=TEXT,
    party_post=TEXT,
    field=TEXT,
    valid_from=DAY,
    valid_to=maybe(DAY),
    void_reason=maybe(TEXT),
)


def entry_data(entry: RosterEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "agency": {"id": entry.organisation_id, "name": entry.organisation.name},
        **{name: getattr(entry, name) for name in ("name", "rank", "post", "party_post", "field")},
        "valid_from": day(entry.valid_from),
        "valid_to": day(entry.valid_to),
        "void_reason": entry.void_reason or None,
    }


class RosterFilter(filters.FilterSet):
    agency = filters.NumberFilter(
        label=_("Agency"), field_name="organisation_id", min_value=1, max_value=2**63 - 1, decimal_places=0
    )
    on = DayFilter(label=_("In office on"), method="by_day")

    def by_day(self, rows: QuerySet[Any], name: str, on: dt.date) -> QuerySet[Any]:
        return rows.filter(pk__in=RosterEntry.objects.on(on).values("pk"))


class HeadOfAgency(OfAgency, HeadForm):
    """A head of an agency."""


class Rosters(Interface):
    right = "rosters.view"
    scope = Scope.APPEARANCES.value

    @extend_schema(
        operation_id="rosters",
        summary=_("Heads on the rosters that one keeps"),
        tags=["rosters"],
        parameters=parameters_of(RosterFilter),
        responses=answers(200, page(ENTRY)),
    )
    def get(self, request: Request) -> Response:
        """The heads of one's agencies, past ones and entries taken back too, those entered last first."""
        filters = RosterFilter(request.query_params, kept_rows(RosterEntry, request.actor))
        found, following = page_by_moment(request, filtered(filters), "entered_at")
        return Response({"next": following, "results": [entry_data(entry) for entry in found]})

    @extend_schema(
        operation_id="enter_head",
        summary=_("Enter a head of one's agency"),
        tags=["rosters"],
        parameters=[KEY],
        request=bodies(HeadOfAgency),
        responses=answers(201, ENTRY, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Enter a head with the posts and the day from which they are held."""

        def act(form: HeadOfAgency) -> dict[str, Any]:
            fields = {"name": form.cleaned_data["name"], **form.posts()}
            return entry_data(add_head(actor=request.actor, organisation=form.cleaned_data["agency"], **fields))

        return enter(request, HeadOfAgency, lambda data, files: HeadOfAgency(data, actor=request.actor), act)


def _act(
    operation: str, summary: Any, form: type[forms.Form], act: Callable[[Request, RosterEntry, Any], RosterEntry]
) -> type[Interface]:
    """The address of one act on an entry of a roster."""

    @extend_schema(
        operation_id=operation,
        summary=summary,
        tags=["rosters"],
        parameters=[KEY],
        request=bodies(form),
        responses=answers(201, ENTRY, 409, 422),
    )
    def post(self: Interface, request: Request, pk: int) -> Response:
        entry = get_object_or_404(kept_rows(RosterEntry, request.actor), pk=pk)
        return enter(
            request,
            form,
            lambda data, files: form(data),
            lambda bound: entry_data(act(request, entry, bound)),
        )

    made = {"scope": Scope.APPEARANCES.value, "right": "rosters.view", "post": post}
    return type(operation.title().replace("_", ""), (Interface,), made)


ChangeHead = _act(
    "change_head_posts",
    _("Give a head other posts from a day on"),
    PostsForm,
    lambda request, entry, form: change_head(actor=request.actor, entry=entry, **form.posts()),
)
EndHead = _act(
    "end_head",
    _("Let an entry end with a day"),
    LastDayForm,
    lambda request, entry, form: end_head(actor=request.actor, entry=entry, **form.cleaned_data),
)
VoidHead = _act(
    "void_head",
    _("Take back an entry made by mistake"),
    TakenBackForm,
    lambda request, entry, form: void_head(actor=request.actor, entry=entry, **form.cleaned_data),
)
