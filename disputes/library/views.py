"""Pages of the library of rules: the list, one rule with its text, entering, handing in and checking."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import requires
from accounts.lists import listing
from accounts.models import Organisation
from accounts.permissions import can
from accounts.templatetags.dates import cn_date, cn_moment
from accounts.timekeeping import today
from disputes.answers import check, form_page, strike
from disputes.library.filters import RuleFilter
from disputes.library.forms import OwnRuleForm, RuleForm
from disputes.library.services import add_rule, change_rule, check_rule, hand_in, may_change, void_rule
from disputes.library.standing import TONES, Standing, standings
from disputes.library.text import around
from disputes.models import Rule, RuleState
from dossiers.exports import stream_xlsx
from dossiers.queries import fragments
from dossiers.services import organ_for_office
from dossiers.trail import record
from dossiers.views.common import send_paper

STATE_TONES = {RuleState.OPEN: "soon", RuleState.PUBLISHED: "done", RuleState.RETURNED: "late"}


def tabs(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    """The pages of the library that the reader opens."""
    pages = [
        ("rules:list", _("Library of rules"), "rules.view"),
        ("rules:gaps", _("Own rules by agency"), "rules.gaps"),
    ]
    return [
        {"label": label, "url": reverse(name), "active": name == here}
        for name, label, permission in pages
        if can(request.actor, permission)
    ]


def _filterset(request: HttpRequest) -> RuleFilter:
    seen = Rule.objects.visible_to(request.actor)
    agencies = Organisation.objects.filter(pk__in=seen.exclude(organisation=None).values("organisation"))
    rows = seen.select_related("topic", "organisation").order_by("tier", "-valid_from", "-pk")
    editors = can(request.actor, "rules.enter")
    return RuleFilter(request.GET, rows, organisations=agencies.order_by("name"), editors=editors)


@requires("rules.view")
def rule_list(request: HttpRequest) -> HttpResponse:
    """The rules in sight, with how they stand on a day; the search shows where its words stand in the text."""
    filterset = _filterset(request)
    context = listing(request, filterset)
    shown = list(context["page"])
    standing = standings(shown, filterset.on)
    words = fragments(request.GET.get("q", ""))
    query = request.GET.copy()
    query.pop("page", None)
    context |= {
        "tabs": tabs(request, "rules:list"),
        "on": filterset.on,
        "enters": can(request.actor, "rules.enter"),
        "export_url": f"{reverse('rules:export')}?{query.urlencode()}",
        "table": {
            "caption": _("Library of rules"),
            "columns": [
                {"label": _("Rule")},
                {"label": _("Tier"), "whole": True},
                {"label": _("Issuing body")},
                {"label": _("Topic"), "small": "hide"},
                {"label": _("In force")},
                {"label": _("Validity")},
            ],
            "rows": [_row(rule, standing[rule.pk], words) for rule in shown],
            "empty": {"title": _("No rule is found"), "text": _("Take a filter away, or search for other words.")},
        },
    }
    return render(request, "disputes/rules/list.html", context)


def _row(rule: Rule, standing: Standing, words: list[str]) -> dict[str, Any]:
    until = cn_date(rule.valid_to) if rule.valid_to else ""
    return {
        "cells": [
            {"value": rule.title, "url": reverse("rules:rule", args=[rule.pk]), "sub": _sub(rule, words)},
            rule.get_tier_display(),
            rule.issuer,
            str(rule.topic),
            f"{cn_date(rule.valid_from)} – {until}",
            _standing_cell(rule, standing),
        ]
    }


def _sub(rule: Rule, words: list[str]) -> str:
    """The number and, for a search, the text around the first words found."""
    found = next((piece for word in words if (piece := around(rule.search_text, word))), "") if words else ""
    return " · ".join(filter(None, [rule.number, found]))


def _standing_cell(rule: Rule, standing: Standing) -> dict[str, Any]:
    if rule.voided_at is not None:
        return {"badge": _("Voided"), "badge_tone": "", "sub": rule.void_reason}
    if rule.state != RuleState.PUBLISHED:
        state = RuleState(rule.state)
        return {"badge": str(state.label), "badge_tone": STATE_TONES[state], "sub": rule.state_note}
    return {"badge": str(standing.label), "badge_tone": TONES[standing]}


@require_safe
@requires("rules.view")
def rule_export(request: HttpRequest) -> HttpResponseBase:
    """The rules that are filtered, as a workbook."""
    filterset = _filterset(request)
    rules = list(filterset.qs)
    standing = standings(rules, filterset.on)
    record(actor=request.actor, action="rule.export", detail={"count": len(rules)})
    header = [
        *(_("Title of the rule"), _("Document number"), _("Tier"), _("Issuing body"), _("Topic")),
        *(_("Adopted on"), _("In force from"), _("In force until"), _("Validity")),
    ]
    title = _("Library of rules")
    lines = (
        [
            *(rule.title, rule.number, str(rule.get_tier_display()), rule.issuer, str(rule.topic)),
            *(rule.adopted_on, rule.valid_from, rule.valid_to, str(_standing_cell(rule, standing[rule.pk])["badge"])),
        ]
        for rule in rules
    )
    return stream_xlsx(f"{title}-{today():%Y%m%d}.xlsx", title, header, lines)


@requires("rules.enter")
def rule_add(request: HttpRequest) -> HttpResponse:
    """The office puts a rule into the library; an agency hands in its own."""
    office = bool(organ_for_office(request.actor))
    form: OwnRuleForm = (RuleForm if office else OwnRuleForm)(
        request.POST or None, request.FILES or None, actor=request.actor
    )
    enter = add_rule if office else hand_in
    scope = "rule.add" if office else "rule.hand_in"
    return form_page(
        request,
        form,
        scope,
        lambda data: enter(actor=request.actor, **_needed(form, office)),
        said=_("The rule is in the library.") if office else _("The rule has been handed in for checking."),
        to=("rules:rule", None),
        template="disputes/rules/add.html",
        context={"office": office},
    )


def _needed(form: OwnRuleForm, office: bool) -> dict[str, Any]:
    """What was typed, with the columns that an agency's form does not ask for."""
    values = form.values()
    return values if office else {**values, "tier": "", "issuer": ""}


def _rule(request: HttpRequest, pk: int) -> Rule:
    rows = Rule.objects.visible_to(request.actor)
    related = rows.select_related("topic", "organisation", "organ", "entered_by", "checked_by", "stored")
    return get_object_or_404(related, pk=pk)


@requires("rules.view")
def rule_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A rule: particulars, how it stands today, what it replaces, its text."""
    rule, day = _rule(request, pk), today()
    standing = standings([rule], day)[rule.pk]
    seen = Rule.objects.visible_to(request.actor).published()
    changes = rule.voided_at is None and may_change(request.actor, rule)
    context = {
        "rule": rule,
        "day": day,
        "standing": _standing_cell(rule, standing),
        "changes": changes,
        "checks": rule.voided_at is None
        and rule.state != RuleState.PUBLISHED
        and can(request.actor, "rule.change", rule),
        "replaces": list(seen.filter(replaced_by=rule).order_by("valid_from")),
        "replaced_by": list(seen.filter(replaces=rule).order_by("valid_from")),
        "facts": [
            {"label": _("Tier"), "value": rule.get_tier_display()},
            {"label": _("Issuing body"), "value": rule.issuer},
            {"label": _("Document number"), "value": rule.number},
            {"label": _("Topic"), "value": str(rule.topic)},
            {"label": _("Adopted on"), "value": cn_date(rule.adopted_on)},
            {"label": _("In force from"), "value": cn_date(rule.valid_from)},
            {"label": _("In force until"), "value": cn_date(rule.valid_to)},
            {
                "label": _("File"),
                "value": rule.file_name,
                "url": reverse("rules:file", args=[rule.pk]) if rule.stored_id else "",
            },
            *(
                [{"label": _("Entered"), "value": f"{rule.entered_by} {cn_moment(rule.entered_at)}"}]
                if can(request.actor, "rules.enter")
                else []
            ),
        ],
    }
    return render(request, "disputes/rules/rule.html", context)


@requires("rules.enter")
def rule_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a rule; what was returned is handed in again with it."""
    rule = _rule(request, pk)
    if not may_change(request.actor, rule):
        raise PermissionDenied("rule.change")
    office = can(request.actor, "rule.change", rule)
    form: OwnRuleForm = (RuleForm if office else OwnRuleForm)(
        request.POST or None, request.FILES or None, actor=request.actor, rule=rule
    )
    return form_page(
        request,
        form,
        "rule.change",
        lambda data: change_rule(actor=request.actor, rule=rule, **_needed(form, office)),
        said=_("The rule has been changed."),
        to=("rules:rule", pk),
        template="disputes/rules/change.html",
        context={"rule": rule},
    )


@require_POST
@requires("rules.enter")
def rule_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The office puts a rule that was handed in into the library, or returns it."""
    said = _("The rule is in the library."), _("The rule has been returned.")
    return check(request, check_rule, rule=_rule(request, pk), said=said, to=("rules:rule", pk))


@require_POST
@requires("rules.enter")
def rule_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rule entered by mistake out of the library."""
    said = _("The entry has been voided; it stays in the register.")
    return strike(request, void_rule, rule=_rule(request, pk), said=said, to=("rules:rule", pk))


@require_safe
@requires("rules.view")
def rule_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a rule, as an attachment."""
    return send_paper(request, _rule(request, pk))
