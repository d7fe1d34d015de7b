"""The head of a dispute, where it comes from and what it is about, and who takes part since when."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext, pgettext

from accounts.templatetags.dates import cn_date
from accounts.templatetags.ui import money
from deadlines.models import Deadline
from disputes import facts as f
from disputes import reading
from disputes.models import Dispute, State
from workflow.people import long_text
from workflow.steps import Context

SUING = ("xs_sue_direct_6m", "xs_sue_after_fy_15d")


def badges(dispute: Dispute) -> list[dict[str, str]]:
    """Source, stage, result."""
    tone = {State.CLOSED: "done", State.VOID: ""}.get(State(dispute.state), "calm")
    found = [
        {"words": str(dispute.source), "tone": ""},
        {"words": dispute.get_state_display(), "tone": tone},
    ]
    if dispute.phase:
        found.append({"words": dispute.get_phase_display(), "tone": ""})
    if dispute.lead_id:
        found.append({"words": gettext("resolved together with another"), "tone": "calm"})
    if dispute.result:
        found.append({"words": str(dispute.result), "tone": ""})
    if dispute.performance:
        tone = {"failed": "late", "running": "soon", "done": "done"}[dispute.performance]
        found.append({"words": dispute.get_performance_display(), "tone": tone})
    return found


# How many stages of the course are done in a state.
DONE = {State.SCREENING: 1, State.ACCEPTED: 2, State.RESOLVING: 3, State.CONCLUDED: 4, State.CLOSED: 6}


def course(context: Context) -> list[dict[str, Any]]:
    """Where the dispute stands between receipt and closing, for components/course.html."""
    dispute, state = context.proceeding, State(context.proceeding.state)
    received = _stage(pgettext("course", "Received"), dispute.received_on, "done")
    if state == State.VOID:
        return [received, _stage(pgettext("course", "Void"), context.last(f.VOIDED), "done")]
    closed = _stage(pgettext("course", "Closed"), context.dossier.closed_on, "done")
    if context.has(f.DECLINED):
        return [received, _stage(pgettext("course", "Given back"), context.last(f.DECLINED), "done"), closed]
    begun = min(
        (day for kind in (f.SIGNED, f.TEAM_NAMED, f.SESSION_SET, f.JOINED_TO) for day in context.days(kind)[:1]),
        default=None,
    )
    labels = [
        (pgettext("course", "Received"), dispute.received_on),
        (pgettext("course", "Accepted"), dispute.accepted_on),
        (pgettext("course", "In resolution"), begun),
        (pgettext("course", "Concluded"), dispute.concluded_on),
        (pgettext("course", "Reported back"), dispute.reported_on),
        (pgettext("course", "Closed"), context.dossier.closed_on),
    ]
    done = DONE[state] + (state == State.CONCLUDED and dispute.reported_on is not None)
    if dispute.referrer_id is None and dispute.reported_on is None:
        # A party that came by itself needs no report.
        del labels[4]
        done = min(done, len(labels))
    stages = [
        _stage(label, on if place < done else None, "done" if place < done else "todo")
        for place, (label, on) in enumerate(labels)
    ]
    if done < len(stages):
        stages[done]["state"] = "now"
    return stages


def _stage(label: str, on: dt.date | None, state: str) -> dict[str, Any]:
    return {"label": label, "state": state, "on": on}


def facts(dispute: Dispute, context: Context, *, inner: bool) -> list[dict[str, Any]]:
    """Where it comes from and what it is about, for components/facts.html."""
    dossier = dispute.dossier
    rows: list[tuple[Any, Any]] = [
        (gettext("Source of the dispute"), str(dispute.source)),
        (gettext("Referred by"), str(dispute.referrer or "")),
        (gettext("Number of the referral"), dispute.referral_number),
        (gettext("Received on"), cn_date(dispute.received_on)),
        (gettext("Nature of the dispute"), dispute.get_nature_display()),
        (gettext("Subject"), str(dispute.subject or dispute.civil_kind or gettext("not classified yet"))),
        (gettext("Act or matter in dispute"), dispute.act_name),
        (gettext("Document number"), dispute.act_number),
        (gettext("Act known on"), cn_date(dispute.known_on)),
        (gettext("After a reconsideration decision"), gettext("yes") if dispute.reconsidered else ""),
        (gettext("Domain"), str(dispute.domain or "")),
        (gettext("Demands"), [] if long_text(dispute.demands) else dispute.demands.splitlines()),
        (gettext("Amount asked"), money(dispute.amount)),
        (gettext("Coordinator"), str(dossier.officer) if dossier.officer else ""),
        (gettext("Second coordinator"), str(dossier.second_officer) if inner and dossier.second_officer else ""),
        (gettext("Voided because"), dossier.void_reason if inner else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def participation(
    context: Context, deadlines: list[Deadline], undisturbed: dict[int, dt.date | None]
) -> list[dict[str, Any]]:
    """Each party: whether it agrees, since when it takes part, and what that does to its period for suing.

    `undisturbed` gives by party the day on which the period would end without the centre.
    """
    periods = {deadline.party_id: deadline for deadline in deadlines if deadline.clock in SUING}
    taken = reading.participations(context)
    rows = []
    for party in reading.sides(context):
        word = reading.word_of(context, party)
        state, tone = {
            True: (gettext("agrees"), "done"),
            False: (gettext("does not agree"), "late"),
            None: (gettext("has not said yet"), "soon"),
        }[word]
        spans = [
            gettext("%(since)s to %(until)s") % {"since": cn_date(one.since), "until": cn_date(one.until)}
            if one.until
            else gettext("since %(since)s") % {"since": cn_date(one.since)}
            for one in taken
            if one.party == party
        ]
        period = periods.get(party.pk)
        rows.append(
            {
                "name": party.name,
                "role": party.get_role_display(),
                "state": state,
                "tone": tone,
                "spans": spans,
                "suing": _suing(period, undisturbed.get(party.pk)) if period else "",
            }
        )
    return rows


def _suing(period: Deadline, before: dt.date | None) -> str:
    """When a period for suing ends, and when it would have ended without the centre (`before`)."""
    said = {"before": cn_date(before), "after": cn_date(period.due_on), "day": cn_date(period.paused_since)}
    if period.due_on is None:
        return gettext("stands still since %(day)s; without the centre it would end on %(before)s") % said
    if before in {None, period.due_on}:
        return gettext("ends on %(after)s") % said
    return gettext("ends on %(after)s with the time in the centre taken out; without it on %(before)s") % said
