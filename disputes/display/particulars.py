"""The head of a dispute, where it comes from and what it is about, and who takes part since when."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext, pgettext

from accounts.templatetags.dates import cn_date
from accounts.templatetags.ui import money
from disputes import facts as f
from disputes.models import Dispute, State
from workflow.people import long_text
from workflow.steps import Context


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
        (gettext("Period for suing"), dispute.get_suing_display() if dispute.known_on else ""),
        (gettext("Period for suing begins with"), cn_date(dispute.known_on)),
        (gettext("Period for suing known on"), cn_date(dispute.told_on)),
        (gettext("Act made on"), cn_date(dispute.act_on)),
        (gettext("Domain"), str(dispute.domain or "")),
        (gettext("Demands"), [] if long_text(dispute.demands) else dispute.demands.splitlines()),
        (gettext("Amount asked"), money(dispute.amount)),
        (gettext("Coordinator"), str(dossier.officer) if dossier.officer else ""),
        (gettext("Second coordinator"), str(dossier.second_officer) if inner and dossier.second_officer else ""),
        (gettext("Voided because"), dossier.void_reason if inner else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
