"""What the page says of clocks beside their days: which an agency sees, and what followed by law."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_date
from cases import facts as f
from cases.ending import SUING_CLOCKS
from cases.steps import DECISION_CLOCKS
from dossiers.models import Fact

# What an agency sees of the clocks: its own, and the one for the decision.
OPEN_CLOCKS = frozenset({*DECISION_CLOCKS})
PUBLIC_NOTICE = "service_manner.public_notice"


def unused_periods() -> dict[str, str]:
    """What was not done in a period that lapsed, by its clock."""
    return dict.fromkeys(SUING_CLOCKS, gettext("No suit is entered."))


def followed_by_law(facts: Iterable[Fact]) -> dict[int, list[str]]:
    """What followed from an entry by law, by its id: a notice that counts as served (R13), a review that lapsed (R4).

    `facts` are all of the case, those superseded too, for the timeline shows the entries that were corrected.
    """
    found: dict[int, list[str]] = {}
    for fact in facts:
        if words := _followed(fact):
            found.setdefault(fact.entry_id, []).append(words)
    return found


def _followed(fact: Fact) -> str:
    if fact.void:
        return ""
    if fact.kind == f.SERVED and fact.value.get("manner") == PUBLIC_NOTICE:
        words = {"notice": cn_date(dt.date.fromisoformat(fact.value["sent_on"])), "served": cn_date(fact.on_date)}
        return gettext("Public notice on %(notice)s; thirty days after it, on %(served)s, it counts as served.") % words
    if fact.kind == f.ACCEPTED and fact.value.get("deemed"):
        return gettext("The review ran out on %(day)s: accepted by the clock on that day (art. 30③).") % {
            "day": cn_date(fact.on_date)
        }
    return ""
