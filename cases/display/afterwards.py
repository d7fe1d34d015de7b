"""What became of a case after its conclusion: suits, publication, copies; and the closing check-list."""

from typing import Any

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_day
from cases import closing, conclusions
from cases import facts as f
from cases.ending import SUING_CLOCKS
from dossiers.models import Code, Party
from workflow.checks import show_checks
from workflow.describing import Names
from workflow.steps import Context

Group = dict[str, Any]


def afterwards(context: Context, names: Names) -> list[Group]:
    """What the office knows of the time after a conclusion, in groups for components/groups.html."""
    groups = [
        (gettext("Periods for suing"), _suing(context, names)),
        (gettext("Copies to superiors"), _copies(context)),
        (gettext("Internal appeals"), _appeals(context)),
        (gettext("Publication"), _publication(context)),
    ]
    return [{"title": title, "rows": rows} for title, rows in groups if rows]


def line(name: str, words: str, tone: str = "soft") -> dict[str, str]:
    """One line of a group: of whom it tells, what, and in which tone."""
    return {"name": name, "words": words, "tone": tone}


def _suing(context: Context, names: Names) -> list[dict[str, str]]:
    rows = []
    for party in conclusions.may_sue(context):
        rows += _suits(context, party, names) or [_without_suit(context, party)]
    return [row for row in rows if row]


def _suits(context: Context, party: Party, names: Names) -> list[dict[str, str]]:
    rows = []
    for fact in conclusions.facts_of(context, f.SUED, party):
        words = gettext("sued on %(day)s") % {"day": cn_day(fact.on_date)}
        rows.append(line(party.name, _joined(words, fact.value.get("court"), fact.value.get("number"))))
    for fact in conclusions.facts_of(context, f.SUIT_RESULT, party):
        value = fact.value
        words = _joined(
            cn_day(fact.on_date),
            names.of(Code, value.get("instance", "")),
            names.of(Code, value.get("result", "")),
            value.get("number"),
            gettext("in effect") if value.get("final") else gettext("not in effect yet"),
        )
        rows.append(line(party.name, words))
    return rows


def _without_suit(context: Context, party: Party) -> dict[str, str]:
    if found := context.last(f.NOT_SUED, party):
        return line(party.name, gettext("no suit, found on %(day)s") % {"day": cn_day(found)})
    periods = [row for row in context.deadlines if row.clock in SUING_CLOCKS and row.party_id == party.pk]
    if not periods:
        return {}
    if conclusions.over(context, party, SUING_CLOCKS):
        return line(
            party.name, gettext("period over on %(day)s, no suit entered") % {"day": cn_day(periods[-1].due_on)}
        )
    return line(party.name, gettext("may sue until %(day)s") % {"day": cn_day(periods[-1].due_on)})


def _copies(context: Context) -> list[dict[str, str]]:
    documents = {"decision": gettext("Reconsideration decision"), "opinion_letter": gettext("Opinion letter")}
    parties = {party.pk: party.name for party in context.parties}
    return [
        line(parties.get(fact.party_id or 0, ""), _joined(cn_day(fact.on_date), documents.get(fact.value["document"])))
        for fact in conclusions.facts_of(context, f.COPIED_TO_SUPERIOR)
    ]


def _appeals(context: Context) -> list[dict[str, str]]:
    """Each internal appeal to the higher organ, and below it what was answered."""
    results = {
        "rejected": gettext("not upheld"),
        "correct": gettext("to be put right"),
        "withdrawn": gettext("withdrawn"),
    }
    waiting, rows = {party.pk for party in conclusions.appealing(context)}, []
    for party in context.parties:
        for fact in conclusions.facts_of(context, f.APPEALED_ABOVE, party):
            words = gettext("appealed on %(day)s") % {"day": cn_day(fact.on_date)}
            rows.append(line(party.name, _joined(words, fact.value["superior"])))
        for fact in conclusions.facts_of(context, f.ANSWERED_ABOVE, party):
            words = gettext("answered on %(day)s") % {"day": cn_day(fact.on_date)}
            result, tone = results[fact.value["result"]], "soon" if fact.value["result"] == "correct" else "soft"
            rows.append(line(party.name, _joined(words, result, fact.value["number"]), tone))
        if party.pk in waiting:
            rows.append(line(party.name, gettext("waiting for the answer"), "soon"))
    return rows


def _publication(context: Context) -> list[dict[str, str]]:
    return [
        line(
            cn_day(fact.on_date),
            gettext("published") if fact.value.get("published") else gettext("not published"),
        )
        for fact in conclusions.facts_of(context, f.PUBLISHED)
    ]


def _joined(*words: Any) -> str:
    return " · ".join(str(word) for word in words if word)


def closing_checks(context: Context) -> list[dict[str, Any]]:
    """The closing check-list of a case for components/checks.html."""
    return show_checks(closing.checks(context))
