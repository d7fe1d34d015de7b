"""The file of the whole process: what is there, the risk register, and what is missing or late."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext

from accounts.templatetags.dates import cn_day
from deadlines.models import Deadline
from dossiers.models import Code
from hearings import closing
from hearings import facts as f
from workflow.describing import Names
from workflow.steps import Context


def process(context: Context, names: Names) -> list[dict[str, Any]]:
    """What stands in the file, in groups for components/groups.html."""
    rows = []
    for fact in context.facts:
        value = fact.value
        said: dict[str, Any] = {
            f.OPINION_WRITTEN: lambda v=value: (gettext("Response opinion"), v.get("by")),
            f.PLANNED: lambda v=value: (gettext("Response plan"), ""),
            f.TEAM_NAMED: lambda v=value: (gettext("Team for the suit"), _team(v)),
            f.INSTRUCTED: lambda v=value: (gettext("Instruction of the leader"), v.get("leader")),
            f.LEADER_ARRANGED: lambda v=value: (gettext("Appearance of a leader arranged"), v.get("leader")),
            f.MAJOR: lambda v=value: (gettext("Marked as a major case"), ""),
            f.REPORTED_UP: lambda v=value: (gettext("Reported upward"), v.get("to")),
        }
        if fact.kind in said:
            title, words = said[fact.kind]()
            rows.append({"name": title, "words": " · ".join(filter(None, [cn_day(fact.on_date), words])), "tone": ""})
    groups = [{"title": gettext("In the file"), "rows": rows}] if rows else []
    if risks := _risks(context, names):
        groups.append({"title": gettext("Risk register"), "rows": risks})
    if guidance := list(_guidance(context)):
        groups.append({"title": gettext("Guidance"), "rows": guidance})
    return groups


def _team(value: dict[str, Any]) -> str:
    """The members of a team, and who of them acts in court."""
    names, agents = "、".join(value.get("names", [])), "、".join(value.get("agents", []))
    return gettext("%(names)s (agents in court: %(agents)s)") % {"names": names, "agents": agents} if agents else names


def _guidance(context: Context) -> Iterator[dict[str, Any]]:
    """Each request for guidance with what was answered to it."""
    agencies = {party.pk: party.name for party in context.parties}
    given = {fact.value.get("asked"): fact for fact in context.facts if fact.kind == f.GUIDANCE_GIVEN}
    for fact in context.facts:
        if fact.kind != f.GUIDANCE_ASKED:
            continue
        value, answer = fact.value, given.get(fact.value.get("asked"))
        words = [agencies.get(fact.party_id or 0, ""), gettext("asked %(day)s") % {"day": cn_day(fact.on_date)}]
        if answer:
            said = {"day": cn_day(answer.on_date), "content": answer.value.get("content", "")}
            words.append(gettext("given %(day)s: %(content)s") % said)
        elif value.get("wanted_by"):
            words.append(gettext("wanted by %(day)s") % {"day": cn_day(dt.date.fromisoformat(value["wanted_by"]))})
        else:
            words.append(gettext("open"))
        yield {"name": value.get("question", ""), "words": " · ".join(words), "tone": "" if answer else "late"}


def _risks(context: Context, names: Names) -> list[dict[str, Any]]:
    handled = {fact.value.get("risk"): fact for fact in context.facts if fact.kind == f.RISK_HANDLED}
    rows = []
    for fact in context.facts:
        if fact.kind != f.RISK_FOUND:
            continue
        value, done = fact.value, handled.get(fact.value.get("risk"))
        words = [names.of(Code, str(value["level"])), value["measure"], value["person"]]
        words.append(
            gettext("dealt with %(day)s: %(result)s") % {"day": cn_day(done.on_date), "result": done.value["result"]}
            if done
            else gettext("open")
        )
        if done and done.value.get("feedback"):
            words.append(done.value["feedback"])
        rows.append({"name": value["what"], "words": " · ".join(filter(None, words)), "tone": "" if done else "late"})
    return rows


def lacks_of(context: Context, deadlines: Iterable[Deadline]) -> list[dict[str, Any]]:
    """What is missing or late in the file of one case."""
    suit, organ = context.proceeding, context.dossier.organ.organisation_id
    return show_lacks(
        closing.lacks(
            facts=context.facts,
            answer_due=closing.answer_due(deadlines),
            own=next((party.pk for party in context.respondents if party.organisation_id == organ), None),
            concluded=suit.concluded_on is not None,
            today=context.today,
        )
    )


def _when(lack: closing.Lack) -> str:
    return gettext("due %(day)s") % {"day": cn_day(lack.due)} if lack.due else gettext("not in the file yet")


def show_lacks(lacks: Iterable[closing.Lack]) -> list[dict[str, Any]]:
    """What is missing, in words, what is late first."""
    return [
        {
            "title": lack.title,
            "late": lack.late,
            "words": " · ".join(filter(None, (Truncator(lack.about).chars(40), _when(lack)))),
        }
        for lack in sorted(lacks, key=lambda lack: not lack.late)
    ]
