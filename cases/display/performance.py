"""Who has what to perform after a conclusion, by when, and what was done; the letters to agencies and their answers."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_day
from cases import conclusions
from cases import facts as f
from cases.display.afterwards import line
from cases.duties import concerns_letter
from cases.ending import PERFORM_CLOCKS, REDO_CLOCKS
from dossiers.models import Fact, Party
from workflow.steps import Context

DUTY_CLOCKS = frozenset({*REDO_CLOCKS, *PERFORM_CLOCKS})


def performance(context: Context, *, inner: bool, own: Collection[int] = ()) -> list[dict[str, Any]]:
    """The duties after a conclusion in groups for components/groups.html; an agency (`own`) sees those of its own."""
    respondents = [party for party in context.respondents if inner or party.organisation_id in own]
    performing = [party for party in conclusions.performing(context) if inner or party.organisation_id in own]
    groups = [
        (gettext("Performance"), _performance(context, performing, inner=inner)),
        (gettext("Opinion letters"), _letters(context, respondents, inner=inner)),
    ]
    if inner:
        groups.append((gettext("Enforcement"), _enforcement(context)))
        suggested = [line(cn_day(day), gettext("suggestion sent")) for day in context.days(f.SUGGESTED)]
        groups.append((gettext("Suggestions"), suggested))
    return [{"title": title, "rows": rows} for title, rows in groups if rows]


def _performance(context: Context, performing: list[Party], *, inner: bool) -> list[dict[str, str]]:
    rows = []
    for party in performing:
        done = context.last(f.PERFORMED, party)
        due = due_day(context, party)
        if done:
            words, tone = gettext("performed on %(day)s") % {"day": cn_day(done)}, "soft"
            if due and done > due:
                words, tone = gettext("performed on %(day)s, late") % {"day": cn_day(done)}, "late"
        elif due:
            words = gettext("to be performed by %(day)s") % {"day": cn_day(due)}
            tone = "late" if due < context.today else "soon"
        else:
            words, tone = gettext("to be performed"), "soon"
        rows.append(line(party.name, words, tone))
        rows += _measures(context, party, done, letter=False, inner=inner)
    return rows


def _measures(
    context: Context, party: Party, done: dt.date | None, *, letter: bool, inner: bool
) -> list[dict[str, str]]:
    """What was done about a respondent that did not perform a conclusion, or did not answer a letter (77②)."""
    kinds = [(f.DEMANDED, lambda fact: _demanded(context, party, fact, done))]
    if inner:
        kinds.append((f.ADMONISHED, lambda fact: _admonished(party, fact)))
    return [
        words(fact)
        for kind, words in kinds
        for fact in conclusions.facts_of(context, kind, party)
        if concerns_letter(fact) == letter
    ]


def _demanded(context: Context, party: Party, fact: Fact, done: dt.date | None) -> dict[str, str]:
    until = _day(fact.value["until"])
    late = (done or context.today) > until
    return line(
        party.name, gettext("ordered to perform by %(day)s") % {"day": cn_day(until)}, "late" if late else "soft"
    )


def _admonished(party: Party, fact: Fact) -> dict[str, str]:
    words = {"interview": gettext("head interviewed on %(day)s"), "circular": gettext("criticised on %(day)s")}
    return line(party.name, words[fact.value["measure"]] % {"day": cn_day(fact.on_date)})


def due_day(context: Context, party: Party) -> dt.date | None:
    """By when a respondent must have performed: the period that the conclusion sets or the rules give, from service."""
    days = [
        deadline.due_on
        for deadline in context.deadlines
        if deadline.party_id == party.pk and deadline.clock in DUTY_CLOCKS and deadline.due_on
    ]
    return max(days, default=None)


def _letters(context: Context, respondents: list[Party], *, inner: bool) -> list[dict[str, str]]:
    rows = []
    for party in respondents:
        for fact in conclusions.facts_of(context, f.OPINION_LETTER, party):
            number = fact.value.get("number", "")
            rows.append(line(party.name, f"{number} · " + gettext("sent on %(day)s") % {"day": cn_day(fact.on_date)}))
        for received in context.days(f.OPINION_LETTER_RECEIVED, party):
            rows.append(line(party.name, gettext("received on %(day)s") % {"day": cn_day(received)}))
        if answered := context.last(f.OPINION_LETTER_ANSWERED, party):
            rows.append(line(party.name, gettext("answered on %(day)s") % {"day": cn_day(answered)}))
        elif registered := context.last(f.LETTER_REGISTERED, party):
            words = gettext("in the register of suggestions since %(day)s") % {"day": cn_day(registered)}
            rows.append(line(party.name, words))
        elif context.has(f.OPINION_LETTER, party):
            rows.append(line(party.name, gettext("not answered yet"), "soon"))
        rows += _measures(context, party, context.last(f.OPINION_LETTER_ANSWERED, party), letter=True, inner=inner)
    return rows


def _enforcement(context: Context) -> list[dict[str, str]]:
    routes = {
        "agency": gettext("by the agency that made the act"),
        "agency_court": gettext("by the court, asked by the agency that made the act"),
        "organ": gettext("by the reconsideration organ"),
        "organ_court": gettext("by the court, asked by the reconsideration organ"),
    }
    parties = {party.pk: party.name for party in context.parties}
    return [
        line(parties.get(fact.party_id or 0, ""), f"{cn_day(fact.on_date)} · {routes.get(fact.value['route'], '')}")
        for fact in conclusions.facts_of(context, f.ENFORCED)
    ]


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
