"""Transfers, team and sessions as the page of a dispute shows them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_short
from disputes import facts as f
from disputes import reading
from disputes.forms.course import HOW_TOLD
from disputes.models import Session, SessionState, TeamMember, Transfer, TransferState
from dossiers.models import Fact
from workflow.moments import when_words
from workflow.steps import Context

TRANSFER_TONES = {
    TransferState.SENT: "soon",
    TransferState.SIGNED: "calm",
    TransferState.REPORTED: "done",
    TransferState.RETURNED: "late",
    TransferState.RECALLED: "",
}
SESSION_TONES = {SessionState.SET: "soon", SessionState.HELD: "done", SessionState.CANCELLED: ""}


def transfers(rows: Iterable[Transfer]) -> list[dict[str, Any]]:
    """Each transfer: the unit, how it stands, its days."""
    shown = []
    for row in rows:
        days = [gettext("handed over %(day)s") % {"day": cn_short(row.sent_on)}]
        if row.signed_on:
            days.append(gettext("signed for %(day)s") % {"day": cn_short(row.signed_on)})
        if row.returned_on:
            days.append(gettext("given back %(day)s") % {"day": cn_short(row.returned_on)})
        if row.reported_on:
            days.append(gettext("reported %(day)s") % {"day": cn_short(row.reported_on)})
        shown.append(
            {
                "unit": str(row.organisation),
                "lead": row.lead,
                "state": row.get_state_display(),
                "tone": TRANSFER_TONES[TransferState(row.state)],
                "days": " · ".join(days),
                "person": " ".join(filter(None, (row.person, row.contact))),
                "reason": row.reason,
            }
        )
    return shown


def team(rows: Iterable[TeamMember]) -> list[dict[str, Any]]:
    """Who mediates, and who did."""
    return [
        {
            "name": row.mediator.name,
            "kind": str(row.mediator.kind),
            "unit": row.mediator.of_unit,
            "lead": row.lead and row.until is None,
            "since": cn_short(row.since),
            "until": cn_short(row.until) if row.until else "",
            "conflict": row.conflict_reason,
        }
        for row in rows
    ]


def sessions(rows: Iterable[Session], context: Context, *, inner: bool) -> list[dict[str, Any]]:
    """Each session, the latest first, with how it ended."""
    held = {fact.value["session"]: fact.value for fact in context.facts if fact.kind == f.SESSION_HELD}
    outcomes = {
        "agreed": gettext("The parties agree"),
        "go_on": gettext("To be continued"),
        "failed": gettext("The parties do not agree"),
    }
    return [
        {
            "when": when_words(row.during),
            "kind": row.get_kind_display(),
            "place": row.place,
            "state": row.get_state_display(),
            "tone": SESSION_TONES[SessionState(row.state)],
            "reason": row.change_reason,
            "outcome": outcomes.get(held.get(row.pk, {}).get("outcome", ""), ""),
            "came": gettext("%(n)s of %(all)s came") % {"n": held[row.pk]["came"], "all": held[row.pk]["called"]}
            if inner and row.pk in held
            else "",
            "told": _told(row, context) if inner else "",
            "untold": _untold(row, context) if inner and row.state == SessionState.SET else "",
        }
        for row in sorted(rows, key=lambda row: row.during.lower, reverse=True)
    ]


def _notices(row: Session, context: Context) -> list[Fact]:
    """Who was told of a session as it is set now."""
    return [
        fact
        for fact in context.facts
        if fact.kind == f.SESSION_TOLD and (fact.value["session"], fact.value["version"]) == (row.pk, row.version)
    ]


def _told(row: Session, context: Context) -> str:
    """Who was told of a session, how and when."""
    names = {party.pk: party.name for party in context.parties}
    return "、".join(
        gettext("%(name)s (%(why)s)")
        % {"name": names[fact.party_id], "why": f"{HOW_TOLD[fact.value['how']]} {cn_short(fact.on_date)}"}
        for fact in _notices(row, context)
        if fact.party_id in names
    )


def _untold(row: Session, context: Context) -> str:
    """The sides of whom no notice of a session to come is entered."""
    told = {fact.party_id for fact in _notices(row, context)}
    return "、".join(party.name for party in reading.sides(context) if party.pk not in told)
