"""The library of rules by program: what is in it, one rule with its text, an agency's own rule handed in."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.pages import page_by_moment
from accounts.api.shapes import DAY, ID, KEY, TEXT, and_also, answers, many, maybe, one_of, page, thing
from accounts.api.views import Interface, filtered
from accounts.models import Organisation, Scope
from accounts.permissions import can
from accounts.timekeeping import today
from disputes.library.filters import RuleFilter
from disputes.library.forms import OwnRuleForm
from disputes.library.services import hand_in
from disputes.library.standing import Standing, standings
from disputes.models import Rule, RuleState, Tier
from workflow.api import parameters_of
from workflow.entering import bodies, day, enter

RULE = thing(
    id=ID,
    title=TEXT,
    number=TEXT,
    tier=one_of(Tier),
    issuer=TEXT,
    organisation=maybe(ID),
    topic=TEXT,
    adopted_on=DAY,
    valid_from=DAY,
    valid_to=maybe(DAY),
    # As of today, or of the day that is asked for.
    standing=one_of(Standing),
    state=one_of(RuleState),
    state_note=TEXT,
)
DETAIL = and_also(RULE, body=TEXT, replaces=many(ID), replaced_by=many(ID))


def _seen(request: Request) -> QuerySet[Rule]:
    return Rule.objects.visible_to(request.actor)


def _told(rules: Iterable[Rule], on: Any) -> list[dict[str, Any]]:
    rules = list(rules)
    standing = standings(rules, on)
    return [
        {
            "id": rule.pk,
            "title": rule.title,
            "number": rule.number,
            "tier": rule.tier,
            "issuer": rule.issuer,
            "organisation": rule.organisation_id,
            "topic": rule.topic_id,
            "adopted_on": day(rule.adopted_on),
            "valid_from": day(rule.valid_from),
            "valid_to": day(rule.valid_to),
            "standing": standing[rule.pk],
            "state": rule.state,
            "state_note": rule.state_note,
        }
        for rule in rules
    ]


def _one(request: Request, pk: int) -> dict[str, Any]:
    rule: Rule = get_object_or_404(_seen(request).standing(), pk=pk)
    (told,) = _told([rule], today())
    published = _seen(request).published()
    return told | {
        "body": rule.body,
        "replaces": sorted(published.filter(replaced_by=rule).values_list("pk", flat=True)),
        "replaced_by": sorted(published.filter(replaces=rule).values_list("pk", flat=True)),
    }


class Rules(Interface):
    right = "rules.view"
    scope = Scope.STUDY.value
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        operation_id="rules",
        summary=_("Rules of the library, those entered last first"),
        tags=["rules"],
        parameters=parameters_of(RuleFilter),
        responses=answers(200, page(RULE)),
    )
    def get(self, request: Request) -> Response:
        """The rules in sight, by the filters of the page: any fragment of the full text too."""
        seen = _seen(request)
        agencies = Organisation.objects.filter(pk__in=seen.exclude(organisation=None).values("organisation"))
        editors = can(request.actor, "rules.enter")
        filters = RuleFilter(request.query_params, seen, organisations=agencies, editors=editors)
        found, following = page_by_moment(request, filtered(filters), "entered_at")
        return Response({"next": following, "results": _told(found, filters.on)})

    @extend_schema(
        operation_id="hand_in_rule",
        summary=_("Hand in a rule of one's own agency"),
        tags=["rules"],
        parameters=[KEY],
        request=bodies(OwnRuleForm),
        responses=answers(201, DETAIL, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Hand in a rule of one's own agency; it is in the library when the office has checked it."""
        if not can(request.actor, "rules.enter"):
            self.permission_denied(request)

        def act(form: OwnRuleForm) -> dict[str, Any]:
            return _one(request, hand_in(actor=request.actor, **form.values()).pk)

        return enter(request, OwnRuleForm, lambda data, files: OwnRuleForm(data, files, actor=request.actor), act)


class RuleDetail(Interface):
    right = "rules.view"

    @extend_schema(
        operation_id="rule",
        summary=_("One rule with its full text"),
        tags=["rules"],
        responses=answers(200, DETAIL),
    )
    def get(self, request: Request, pk: int) -> Response:
        """One rule with its full text, the rules whose place it took and those that took its place."""
        return Response(_one(request, pk))
