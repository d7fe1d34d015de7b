"""Whether a lawsuit is lost, kept with it: worked out anew with each of its steps and with each rule of the organ."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ
from accounts.permissions import require
from accounts.timekeeping import now
from dossiers.following import changed
from dossiers.models import DossierLink, Fact, LinkKind
from dossiers.trail import record
from hearings import facts as f
from hearings import lost
from hearings.models import Defendant, Lawsuit, LostRule

JOINT = "suit_standing.joint"
# So many lawsuits are written together when a rule changes.
PORTION = 500


def rule_on(rules: Sequence[LostRule], day: dt.date | None) -> lost.Rule:
    """The rule of an organ for what was judged on a day; the default before its first one."""
    found = [rule for rule in rules if day is not None and rule.valid_from <= day]
    if not found:
        return lost.DEFAULT
    last = max(found, key=lambda rule: rule.valid_from)
    return lost.Rule(partly=last.partly, minor_fault=last.minor_fault, modified=last.modified, joint=last.joint)


def settle_lost(suits: Iterable[Lawsuit], organ: Organ) -> int:
    """Write for each defendant and each lawsuit of an organ whether it lost; returns how many rows changed.

    The same five queries for one lawsuit and for many, and one more for each table in which something changed.
    """
    chosen = {suit.pk: suit for suit in suits}
    rules = list(LostRule.objects.filter(organ=organ))
    defendants: dict[int, list[Defendant]] = defaultdict(list)
    standing = Defendant.objects.unscoped("of lawsuits that are being written").filter(party__voided_at=None)
    for each in standing.filter(lawsuit__in=chosen).select_related("outcome"):
        defendants[each.lawsuit_id].append(each)
    changed_to = _changed_to(chosen)
    below = _below(chosen, standing)
    suits_changed, defendants_changed = [], []
    for pk, suit in chosen.items():
        rule = rule_on(rules, suit.concluded_on)
        sides = [
            lost.Side(
                each.pk,
                lost.after_appeal(
                    each.outcome.code if each.outcome else None,
                    below.get((pk, each.organisation_id)),
                    changed_to.get((pk, each.party_id)),
                    effective=suit.effective_on is not None,
                    minor_fault=each.minor_fault,
                    rule=rule,
                ),
                joint=each.standing_id == JOINT,
            )
            for each in defendants[pk]
        ]
        found = lost.of_defendants(sides, rule)
        for each in defendants[pk]:
            if each.lost != found[each.pk].lost:
                each.lost = found[each.pk].lost
                defendants_changed.append(each)
        whole = lost.of_case(list(found.values()))
        if suit.lost != whole:
            suit.lost = whole
            suits_changed.append(suit)
    written = "of lawsuits that are being written"
    Defendant.objects.unscoped(written).bulk_update(defendants_changed, ["lost"], batch_size=PORTION)
    Lawsuit.objects.unscoped(written).bulk_update(suits_changed, ["lost"], batch_size=PORTION)
    return len(suits_changed) + len(defendants_changed)


def _changed_to(suits: Iterable[int]) -> dict[tuple[int, int | None], str]:
    """What took the place of a changed judgment, by lawsuit and party."""
    judged = Fact.objects.unscoped("of lawsuits that are being written").current()
    rows = judged.filter(dossier__in=list(suits), kind=f.JUDGED, value__has_key="changed_to")
    return {(fact.dossier_id, fact.party_id): _code(fact.value["changed_to"]) for fact in rows}


def _below(suits: Iterable[int], standing: Any) -> dict[tuple[int, int], str]:
    """What the instance before came to for an agency, by lawsuit and organisation; of a chain the nearest alone."""
    links = DossierLink.objects.unscoped("of lawsuits that are being written").standing()
    earlier = dict(links.filter(dossier__in=list(suits), kind=LinkKind.INSTANCE).values_list("dossier", "other"))
    if not earlier:
        return {}
    rows = standing.filter(lawsuit__in=set(earlier.values()), outcome__isnull=False)
    found = rows.values_list("lawsuit", "organisation", "outcome")
    came_to = {(lawsuit, organisation): key for lawsuit, organisation, key in found}
    return {
        (suit, organisation): _code(key)
        for suit, before in earlier.items()
        for (lawsuit, organisation), key in came_to.items()
        if lawsuit == before and _code(key) not in {lost.AFFIRMED, lost.CHANGED}
    }


def _code(key: str) -> str:
    return key.partition(".")[2]


@transaction.atomic
def set_lost_rule(*, actor: Actor, organ: Organ, valid_from: dt.date, reason: str, **counts: bool) -> LostRule:
    """Let an organ count differently what was judged from a day on, and work all its lawsuits out anew.

    `counts` are the choices of `hearings.lost.Rule`. Raises PermissionDenied, ValidationError when the organ has a rule
    from that day or no reason is given.
    """
    require(actor, "suits.lost_rule", organ)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    if LostRule.objects.filter(organ=organ, valid_from=valid_from).exists():
        raise ValidationError({"valid_from": _("There is a rule from this day already.")}, code="taken")
    rule = LostRule.objects.create(
        organ=organ, valid_from=valid_from, reason=reason, entered_by=actor.user, entered_at=now(), **counts
    )
    suits = Lawsuit.objects.unscoped("all lawsuits of the organ whose rule changes").select_for_update()
    concerned = list(suits.filter(dossier__organ=organ, concluded_on__gte=valid_from))
    rows = settle_lost(concerned, organ)
    record(actor=actor, action="suits.lost_rule", obj=rule, detail={"changed": rows})
    for first in range(0, len(concerned), PORTION):
        changed(suit.pk for suit in concerned[first : first + PORTION])
    return rule
