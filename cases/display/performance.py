"""Who has what to perform after a conclusion, by when, and what was done; the letters to agencies and their answers."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_day
from cases import conclusions
from cases import facts as f
from cases.display.afterwards import line
from deadlines.engine import Calendar, clocks, reckon
from dossiers.models import Fact, Party
from workflow.steps import Context


def performance(
    context: Context, calendar: Callable[[], Calendar], *, inner: bool, own: Collection[int] = ()
) -> list[dict[str, Any]]:
    """The duties after a conclusion in groups for components/groups.html; an agency (`own`) sees those of its own."""
    respondents = [party for party in context.respondents if inner or party.organisation_id in own]
    groups = [
        (gettext("Performance"), _performance(context, respondents, calendar, inner=inner)),
        (gettext("Opinion letters"), _letters(context, respondents)),
    ]
    if inner:
        groups.append((gettext("Enforcement"), _enforcement(context)))
        suggested = [line(cn_day(day), gettext("suggestion sent")) for day in context.days(f.SUGGESTED)]
        groups.append((gettext("Suggestions"), suggested))
    return [{"title": title, "rows": rows} for title, rows in groups if rows]


def _performance(
    context: Context, respondents: list[Party], calendar: Callable[[], Calendar], *, inner: bool
) -> list[dict[str, str]]:
    owing = {party.pk for party in conclusions.to_perform(context)}
    rows = []
    for party in respondents:
        if party.pk not in owing:
            continue
        done = context.last(f.PERFORMED, party)
        due = due_day(context, party, calendar)
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
        rows += [
            line(party.name, gettext("ordered to perform by %(day)s") % {"day": cn_day(_day(fact.value["until"]))})
            for fact in conclusions.facts_of(context, f.DEMANDED, party)
        ]
        if inner:
            rows += [_admonished(party, fact) for fact in conclusions.facts_of(context, f.ADMONISHED, party)]
    return rows


def _admonished(party: Party, fact: Fact) -> dict[str, str]:
    words = {"interview": gettext("head interviewed on %(day)s"), "circular": gettext("criticised on %(day)s")}
    return line(party.name, words[fact.value["measure"]] % {"day": cn_day(fact.on_date)})


def due_day(context: Context, party: Party, calendar: Callable[[], Calendar]) -> dt.date | None:
    """By when a respondent must have performed: the period that the conclusion sets, from service on it (75②)."""
    end, served = conclusions.concluded(context.facts), context.last(f.SERVED, party)
    if end is None or served is None:
        return None
    anew = conclusions.concerned(end, {"revoke_redo"}, context.respondents)
    days = end.value.get("redo_days") or 60 if party in anew else end.value.get("perform_days")
    if not days:
        return None
    # Its own length, else like every period in calendar days; as shipped, for only the length could be corrected.
    period = replace(clocks()["fy_redo_60d"], length=int(days))
    result = reckon(period, served, calendar())
    return result.due_on or result.provisional_on


def _letters(context: Context, respondents: list[Party]) -> list[dict[str, str]]:
    rows = []
    for party in respondents:
        for fact in conclusions.facts_of(context, f.OPINION_LETTER, party):
            number = fact.value.get("number", "")
            rows.append(line(party.name, f"{number} · " + gettext("sent on %(day)s") % {"day": cn_day(fact.on_date)}))
        for received in context.days(f.OPINION_LETTER_RECEIVED, party):
            rows.append(line(party.name, gettext("received on %(day)s") % {"day": cn_day(received)}))
        if answered := context.last(f.OPINION_LETTER_ANSWERED, party):
            rows.append(line(party.name, gettext("answered on %(day)s") % {"day": cn_day(answered)}))
        elif context.has(f.OPINION_LETTER, party):
            rows.append(line(party.name, gettext("not answered yet"), "soon"))
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
