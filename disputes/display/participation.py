"""Who agrees, who takes part since when by which paper, and what that does to each party's period for suing."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from accounts.templatetags.dates import cn_date
from deadlines.engine import clocks
from deadlines.engine.citations import cite
from deadlines.models import DeadlineState
from deadlines.wording import clock_title, language
from disputes import facts as f
from disputes import reading
from disputes.suing import Period
from dossiers.models import DossierFile, TimelineEntry
from workflow.steps import Context

# The provision by which the time in the centre is taken out.
RULE = clocks().rules["xs_sue_toll_dispute_center"]


def participation(
    context: Context,
    periods: dict[int, Period],
    entries: Iterable[TimelineEntry],
    files: Iterable[DossierFile],
) -> list[dict[str, Any]]:
    """Each party: whether it agrees, since when it takes part by which papers, and its period for suing.

    `periods` are those that hold for the parties by their ids; `entries` and `files` those that the reader sees.
    """
    entries = list(entries)
    first = {entry.pk: entry.corrects_id or entry.pk for entry in entries}
    steps = {entry.pk: entry.step for entry in entries}
    papers: dict[int, list[DossierFile]] = {}
    for file in files:
        if file.voided_at is None and file.entry_id is not None:
            papers.setdefault(first.get(file.entry_id, file.entry_id), []).append(file)
    taken = reading.participations(context)
    rows = []
    for party in reading.sides(context):
        word = reading.word_of(context, party)
        state, tone = {
            True: (gettext("agrees"), "done"),
            False: (gettext("does not agree"), "late"),
            None: (gettext("has not said yet"), "soon"),
        }[word]
        own = [one for one in taken if one.party == party]
        period = periods.get(party.pk)
        rows.append(
            {
                "name": party.name,
                "role": party.get_role_display(),
                "state": state,
                "tone": tone,
                "spans": [_span(context, one, first, steps, papers) for one in own],
                "suing": _suing(period) if period else "",
                "behind": period.behind if period else "",
            }
        )
    return rows


def _span(
    context: Context,
    one: reading.Participation,
    first: dict[int, int],
    steps: dict[int, str],
    papers: dict[int, list[DossierFile]],
) -> dict[str, Any]:
    """One time in the centre: its days, the paper of either, and what is doubtful about it."""
    ends = [("begins", one.began)] + ([("ends", one.ended)] if one.ended else [])
    shown = []
    for end, fact in ends:
        found = papers.get(first.get(fact.entry_id, fact.entry_id), [])
        labels = {"begins": gettext("paper of its beginning"), "ends": gettext("paper of its end")}
        shown.append(
            {
                "label": labels[end],
                "files": [{"name": file.name, "url": reverse("dossiers:file", args=[file.pk])} for file in found],
                # What the leading dispute ended has its paper there.
                "in_lead": steps.get(fact.entry_id) == "end_with_lead",
            }
        )
    return {
        "words": gettext("%(since)s to %(until)s") % {"since": cn_date(one.since), "until": cn_date(one.until)}
        if one.until
        else gettext("since %(since)s") % {"since": cn_date(one.since)},
        "papers": shown,
        "doubt": _doubt(context, one),
    }


def _doubt(context: Context, one: reading.Participation) -> str:
    """Why it is not certain that a time is taken out of the period for suing; empty where it is."""
    if context.has(f.DECLINED):
        return str(reading.NOT_ACCEPTED)
    if one.until is not None and one.until < RULE.effective_from:
        words = gettext(
            "ended before %(law)s came into force on %(day)s: whether it is taken out is for the court to say"
        )
        return words % {"law": cite(RULE.citation, language()), "day": cn_date(RULE.effective_from)}
    return ""


def _suing(period: Period) -> str:
    """Which period for suing it is, when it ends, and when it would have ended without the centre."""
    return f"{clock_title(period.deadline.clock)}{gettext(': ')}{_ends(period)}"


def _ends(period: Period) -> str:
    due, before = period.deadline.due_on, period.undisturbed
    if period.deadline.state == DeadlineState.MET:
        return gettext("sued on %(day)s") % {"day": cn_date(period.deadline.ended_on)}
    said = {"before": cn_date(before), "after": cn_date(due), "day": cn_date(period.deadline.paused_since)}
    if due is None:
        return gettext("stands still since %(day)s; without the centre it would end on %(before)s") % said
    if before in {None, due}:
        return gettext("ends on %(after)s") % said
    return gettext("ends on %(after)s with the time in the centre taken out; without it on %(before)s") % said
