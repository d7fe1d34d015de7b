"""What stands at the head of a case: its badges, and where it stands between receipt and closing."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext, pgettext

from cases import facts as f
from cases.anew import set_aside
from cases.models import Law, ReconsiderationCase, State
from cases.services import stands_declined
from dossiers.models import Dossier, DossierSource, DossierStatus
from workflow.steps import Context

OUTCOME_LABELS = {
    "mediation": lambda: pgettext("course", "Mediated"),
    "dismiss_application": lambda: pgettext("course", "Dismissed"),
}


def badges(dossier: Dossier, case: ReconsiderationCase) -> list[dict[str, str]]:
    """Procedure, stage, law and source in a few words."""
    found = []
    if case.procedure:
        found.append({"words": case.get_procedure_display(), "tone": "calm"})
    if dossier.status == DossierStatus.SUSPENDED:
        found.append({"words": pgettext("case", "Suspended"), "tone": "paused"})
    else:
        tone = {State.CLOSED: "done", State.VOID: ""}.get(State(case.state), "calm")
        found.append({"words": case.get_state_display(), "tone": tone})
    if case.deemed_accepted:
        found.append({"words": gettext("Deemed accepted"), "tone": "soon"})
    if case.outcome:
        found.append({"words": str(case.outcome), "tone": ""})
    if case.law == Law.LAW_2017:
        found.append({"words": case.get_law_display(), "tone": ""})
    if dossier.source != DossierSource.ENTERED:
        found.append({"words": dossier.get_source_display(), "tone": ""})
    return found


def course(context: Context) -> list[dict[str, Any]]:
    """Where the case stands, for components/course.html: the line from receipt to closing, or how the case left it."""
    case, state = context.proceeding, State(context.proceeding.state)
    received = _done(pgettext("course", "Received"), case.received_on)
    closing = _stage(pgettext("course", "Closed"), context.dossier.closed_on, state == State.CLOSED)
    if state == State.VOID:
        return [received, _done(pgettext("course", "Void"), context.last(f.VOIDED))]
    if state == State.FILED:
        filed = _done(pgettext("course", "Filed with the agency"), case.received_on)
        return [filed, *_with_now([_stage(pgettext("course", "Received"), None, False)])]
    supplement = []
    if context.has(f.SUPPLEMENT_NOTIFIED):
        done = context.last(f.SUPPLEMENT_RECEIVED)
        supplement = [_stage(pgettext("course", "Supplement"), done, bool(done), state == State.SUPPLEMENT)]
    over = (
        (f.ABANDONED, pgettext("course", "Abandoned")),
        (f.SETTLED_BEFORE, pgettext("course", "Settled")),
        (f.WITHDRAWN, pgettext("course", "Withdrawn")),
        (f.NOT_HANDLED, pgettext("course", "Not handled")),
        (f.TRANSFERRED, pgettext("course", "Referred")),
    )
    for kind, label in over:
        if context.has(kind):
            last = closing | {"state": "done" if state == State.CLOSED else "now"}
            return [received, *supplement, _done(label, context.last(kind)), last]
    served = context.last(f.SERVED)
    if stands_declined(context):
        declined = _done(pgettext("course", "Not accepted"), context.last(f.DECLINED))
        serving = _stage(pgettext("course", "Served"), served, state in {State.SERVED, State.CLOSED})
        return [received, *supplement, declined, *_with_now([serving, closing])]
    accepted = _stage(pgettext("course", "Accepted"), case.accepted_on, case.accepted_on is not None)
    if context.has(f.ESCALATED):
        over_there = _done(pgettext("course", "Taken over"), context.last(f.ESCALATED))
        return [received, *supplement, accepted, over_there, *_with_now([closing])]
    replies = [context.last(f.REPLY_RECEIVED, party) for party in context.respondents]
    replied = bool(replies) and all(replies)
    decided = state in {State.DECIDED, State.SERVED, State.CLOSED}
    reply = _stage(pgettext("course", "Reply"), max(filter(None, replies), default=None) if replied else None, replied)
    if decided and not replied:
        reply["state"] = "skipped"
    code = case.outcome.code if case.outcome else ""
    decision = OUTCOME_LABELS.get(code, lambda: pgettext("course", "Decided"))()
    if code.startswith("terminate"):
        decision = pgettext("course", "Terminated")
    stages = [
        received,
        *supplement,
        accepted,
        reply,
        *(_done(pgettext("course", "Set aside"), begun.on_date) for _end, begun in set_aside(context.facts)),
        _stage(pgettext("course", "Heard"), None, decided),
        _stage(decision, case.concluded_on, decided),
        _stage(pgettext("course", "Served"), served, state in {State.SERVED, State.CLOSED}),
        closing,
    ]
    if context.dossier.source == DossierSource.LEDGER and state == State.CLOSED:
        # An old ledger says nothing of replies and service.
        stages = [stage for stage in stages if stage["on"] or stage["state"] != "done" or stage is closing]
        stages = [stage for stage in stages if stage["state"] != "skipped"]
    stages = _with_now(stages)
    if context.dossier.status == DossierStatus.SUSPENDED:
        for stage in stages:
            if stage["state"] == "now":
                stage["state"] = "paused"
    return stages


def _done(label: str, on: dt.date | None) -> dict[str, Any]:
    return {"label": label, "state": "done", "on": on}


def _stage(label: str, on: dt.date | None, done: bool, now: bool = False) -> dict[str, Any]:
    return {"label": label, "state": "done" if done else "now" if now else "todo", "on": on if done else None}


def _with_now(stages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the first stage that is still to come as the present one, unless one is marked already."""
    if not any(stage["state"] == "now" for stage in stages):
        first = next((stage for stage in stages if stage["state"] == "todo"), None)
        if first is not None:
            first["state"] = "now"
    return stages
