"""Writes on the library of rules: entered by the office, handed in by agencies and checked before they are shown."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ, Organisation
from accounts.offices import organ_over
from accounts.permissions import can, require
from accounts.timekeeping import now
from disputes.keeping import as_paper, liaisons, save, standing, void
from disputes.models import Rule, RuleState, Tier
from dossiers.trail import record
from notices.services import notify

FIELDS = ("tier", "organisation", "issuer", "title", "number", "topic", "adopted_on", "valid_from", "valid_to", "body")
PLACES = {
    "rule_ends_after_it_begins": "valid_to",
    "rule_in_force_after_its_adoption": "valid_from",
    "rule_has_text_or_file": "body",
}


@transaction.atomic
def add_rule(
    *, actor: Actor, organ: Organ, replaces: Iterable[Rule] = (), file: File | None = None, **fields: Any
) -> Rule:
    """Put a rule into the library of an organ (FIELDS). Raises PermissionDenied, ValidationError."""
    require(actor, "rule.change", organ)
    rule = Rule(organ=organ, entered_by=actor.user, state=RuleState.PUBLISHED)
    rule.checked_by, rule.checked_at = actor.user, now()
    _fill(rule, fields, file)
    _set_replaced(rule, replaces)
    record(actor=actor, action="rule.add", obj=rule)
    return rule


@transaction.atomic
def hand_in(
    *,
    actor: Actor,
    organisation: Organisation,
    replaces: Iterable[Rule] = (),
    file: File | None = None,
    **fields: Any,
) -> Rule:
    """Hand in an agency's own rule; it is in the library when the office has checked it.

    Raises PermissionDenied, ValidationError.
    """
    require(actor, "rule.hand_in", organisation)
    organ = organ_over(organisation)
    if organ is None:
        raise ValidationError(_("The agency belongs to no organ."), code="organ")
    rule = Rule(organ=organ, entered_by=actor.user)
    own = {"tier": Tier.DEPARTMENT, "organisation": organisation, "issuer": organisation.name}
    _fill(rule, fields | own, file)
    _set_replaced(rule, replaces)
    record(actor=actor, action="rule.hand_in", obj=rule, detail={"organisation": organisation.pk})
    return rule


@transaction.atomic
def change_rule(
    *, actor: Actor, rule: Rule, replaces: Iterable[Rule] = (), file: File | None = None, **fields: Any
) -> Rule:
    """Correct a rule. An agency corrects what is not in the library yet; a returned one is handed in again with it.

    Raises PermissionDenied, ValidationError.
    """
    locked = _changeable(actor, rule)
    if not can(actor, "rule.change", locked):
        fields |= {name: getattr(locked, name) for name in ("tier", "organisation", "issuer")}
    changed = sorted(name for name in FIELDS if getattr(locked, name) != fields[name])
    if locked.state == RuleState.RETURNED and not can(actor, "rule.change", locked):
        locked.state = RuleState.OPEN
    _fill(locked, fields, file)
    _set_replaced(locked, replaces)
    record(actor=actor, action="rule.change", obj=locked, detail={"fields": changed})
    return locked


@transaction.atomic
def end_rule(*, actor: Actor, rule: Rule, last_day: dt.date) -> Rule:
    """Let a rule cease to hold with a day (repealed, run out). Raises PermissionDenied, ValidationError."""
    locked = _changeable(actor, rule)
    locked.valid_to = last_day
    save(locked, {"rule_ends_after_it_begins": "last_day"})
    record(actor=actor, action="rule.change", obj=locked, detail={"fields": ["valid_to"]})
    return locked


@transaction.atomic
def check_rule(*, actor: Actor, rule: Rule, accept: bool, note: str = "") -> Rule:
    """Put a rule that was handed in into the library, or return it with what is missing; the agency is told.

    Raises PermissionDenied, ValidationError.
    """
    locked = _locked(rule)
    require(actor, "rule.change", locked)
    standing(locked)
    if not accept and not note.strip():
        raise ValidationError({"note": _("Say what is missing.")}, code="required")
    locked.state = RuleState.PUBLISHED if accept else RuleState.RETURNED
    locked.state_note = "" if accept else note.strip()[:300]
    locked.checked_by, locked.checked_at = actor.user, now()
    locked.save()
    record(actor=actor, action="rule.check", obj=locked, detail={"state": locked.state})
    if locked.organisation_id is not None:
        said = {"title": locked.title}
        notify(
            recipients=liaisons([locked.organisation_id]),
            kind="rule",
            words=lambda: (
                (_("The rule “%(title)s” is in the library.") if accept else _("The rule “%(title)s” was returned."))
                % said
            ),
            path=reverse("rules:rule", args=[locked.pk]),
            key=f"rule:{locked.pk}:{locked.state}:{locked.checked_at:%Y%m%d%H%M%S}",
        )
    return locked


@transaction.atomic
def void_rule(*, actor: Actor, rule: Rule, reason: str) -> Rule:
    """Take a rule entered by mistake out of the library. Raises PermissionDenied, ValidationError."""
    return void(actor, _changeable(actor, rule), reason, "rule.void")


def may_change(actor: Actor, rule: Rule) -> bool:
    """Whether `actor` may correct a rule: the office at any time, its agency while it is not in the library."""
    if can(actor, "rule.change", rule):
        return True
    return (
        rule.state != RuleState.PUBLISHED
        and rule.organisation is not None
        and can(actor, "rule.hand_in", rule.organisation)
    )


def _changeable(actor: Actor, rule: Rule) -> Rule:
    locked = _locked(rule)
    if not may_change(actor, locked):
        raise PermissionDenied("rule.change")
    return standing(locked)


def _locked(rule: Rule) -> Rule:
    rows = Rule.objects.unscoped("the permission is asked by the caller").select_related("organ", "organisation")
    return rows.select_for_update(of=("self",)).get(pk=rule.pk)


def _fill(rule: Rule, fields: dict[str, Any], file: File | None) -> None:
    for name in FIELDS:
        setattr(rule, name, fields[name])
    for name, value in as_paper(file).items():
        setattr(rule, name, value)
    if rule.tier == Tier.DEPARTMENT and rule.organisation is None:
        raise ValidationError({"organisation": _("Say whose rule it is.")}, code="organisation")
    if rule.tier != Tier.DEPARTMENT:
        rule.organisation = None
    if not rule.body.strip() and rule.stored is None:
        raise ValidationError({"body": _("Give the text of the rule or its file.")}, code="text")
    save(rule, PLACES)


def _set_replaced(rule: Rule, replaces: Iterable[Rule]) -> None:
    """Say which rules one takes the place of. Raises ValidationError for itself, a later one, or another organ's."""
    found = list(replaces)
    if rule.replaced_by.filter(valid_from__lt=rule.valid_from).exists():
        raise ValidationError(
            {"valid_from": _("The rule was replaced before this day; take that back first.")}, code="replaced"
        )
    for old in found:
        if old.pk == rule.pk or old.organ_id != rule.organ_id or old.valid_from > rule.valid_from:
            raise ValidationError(
                {"replaces": _("%(rule)s cannot have been replaced by this rule.") % {"rule": old}}, code="replaces"
            )
        if rule.state != RuleState.PUBLISHED and old.organisation_id != rule.organisation_id:
            raise ValidationError({"replaces": _("An agency replaces its own rules alone.")}, code="replaces")
    rule.replaces.set(found)
