"""How a rule stands on a day: in force, to come, replaced, ended; and which agencies have none of their own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from disputes.models import Rule, RuleState, Tier


class Standing(TextChoices):
    IN_FORCE = "in_force", _("In force now")
    COMING = "coming", _("Not in force yet")
    REPLACED = "replaced", _("Replaced")
    ENDED = "ended", _("No longer in force")


TONES = {Standing.IN_FORCE: "done", Standing.COMING: "calm", Standing.REPLACED: "", Standing.ENDED: ""}


@dataclass(frozen=True)
class Span:
    """From when to when a rule says that it holds (both included; no end is open)."""

    first: dt.date
    last: dt.date | None = None


def standing_on(day: dt.date, span: Span, replaced: Iterable[dt.date] = ()) -> Standing:
    """How a rule stands on a day; `replaced` are the days from which rules that took its place are in force."""
    if day < span.first:
        return Standing.COMING
    if any(since <= day for since in replaced):
        return Standing.REPLACED
    return Standing.ENDED if span.last is not None and span.last < day else Standing.IN_FORCE


def standings(rules: Iterable[Rule], day: dt.date) -> dict[int, Standing]:
    """How some rules stand on a day, by id; one query."""
    rules = list(rules)
    since: Mapping[int, list[dt.date]] = defaultdict(list)
    links = Rule.replaces.through.objects.filter(
        to_rule__in=[rule.pk for rule in rules], from_rule__voided_at=None, from_rule__state=RuleState.PUBLISHED
    )
    for old, first in links.values_list("to_rule", "from_rule__valid_from"):
        since[old].append(first)
    return {rule.pk: standing_on(day, Span(rule.valid_from, rule.valid_to), since.get(rule.pk, ())) for rule in rules}


def own_rules(actor: Actor, agencies: Iterable[int], day: dt.date) -> dict[tuple[int, str], int]:
    """By agency and topic, how many rules of its own are in force on a day; one query."""
    rows = Rule.objects.visible_to(actor).published().as_of(day, Standing.IN_FORCE)
    found: dict[tuple[int, str], int] = defaultdict(int)
    own = rows.filter(tier=Tier.DEPARTMENT, organisation__in=list(agencies))
    for agency, topic in own.order_by().values_list("organisation", "topic"):
        found[agency, topic] += 1
    return dict(found)
