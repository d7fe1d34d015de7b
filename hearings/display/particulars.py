"""The head of a lawsuit, what the notice says, each defendant, what was judged."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, pgettext

from accounts.templatetags.dates import cn_date, cn_day
from accounts.templatetags.ui import money
from dossiers.models import Code, DossierSource, DossierStatus
from hearings import facts as f
from hearings import reading
from hearings.models import Defendant, Lawsuit, State
from workflow.describing import Names
from workflow.people import long_text
from workflow.steps import Context


def badges(suit: Lawsuit) -> list[dict[str, str]]:
    """Instance, procedure, stage, whose case it is, outcome."""
    found = [
        {"words": str(suit.instance), "tone": "calm"},
        {"words": suit.get_procedure_display(), "tone": ""},
    ]
    if suit.dossier.status == DossierStatus.SUSPENDED:
        found.append({"words": pgettext("suit", "Stayed"), "tone": "paused"})
    else:
        tone = {State.CLOSED: "done", State.VOID: ""}.get(State(suit.state), "calm")
        found.append({"words": suit.get_state_display(), "tone": tone})
    if suit.government:
        found.append({"words": gettext("The government's own case"), "tone": "soon"})
    if suit.major:
        found.append({"words": gettext("Major case"), "tone": "late"})
    if suit.outcome:
        found.append({"words": str(suit.outcome), "tone": ""})
    if suit.dossier.source != DossierSource.ENTERED:
        found.append({"words": suit.dossier.get_source_display(), "tone": ""})
    return found


# How many stages of the course are done in a state.
DONE = {State.ANSWERING: 1, State.TRIAL: 2, State.JUDGED: 4, State.APPEALED: 4, State.EFFECTIVE: 5, State.CLOSED: 6}


def course(context: Context) -> list[dict[str, Any]]:
    """Where the suit stands between service and closing, for components/course.html."""
    suit, state = context.proceeding, State(context.proceeding.state)
    if state == State.VOID:
        return [
            _stage(pgettext("course", "Served"), suit.served_on, "done"),
            _stage(pgettext("course", "Void"), context.last(f.VOIDED), "done"),
        ]
    labels = [
        (pgettext("course", "Served"), suit.served_on),
        (pgettext("course", "Answered"), context.last(f.ANSWERED)),
        (pgettext("course", "Tried"), suit.heard_on),
        (pgettext("course", "Judged"), suit.concluded_on),
        (pgettext("course", "In effect"), suit.effective_on),
        (pgettext("course", "Closed"), context.dossier.closed_on),
    ]
    done = DONE[state]
    stages = [
        _stage(label, on if place < done else None, "done" if place < done else "todo")
        for place, (label, on) in enumerate(labels)
    ]
    now = "paused" if context.dossier.status == DossierStatus.SUSPENDED else "now"
    if state == State.APPEALED:
        stages.insert(done, _stage(pgettext("course", "Appealed"), context.last(f.APPEALED), now))
    elif done < len(stages):
        stages[done]["state"] = now
    return stages


def _stage(label: str, on: dt.date | None, state: str) -> dict[str, Any]:
    return {"label": label, "state": state, "on": on}


def facts(suit: Lawsuit, context: Context, *, inner: bool) -> list[dict[str, Any]]:
    """What the court's notice says and what became of it, for components/facts.html."""
    dossier = suit.dossier
    rows: list[tuple[Any, Any]] = [
        (gettext("Court"), str(suit.court)),
        (gettext("Notice to respond"), suit.notice_number),
        (gettext("Docketed on"), cn_date(suit.filed_on)),
        (gettext("Act sued over"), suit.act_name),
        (gettext("Document number"), suit.act_number),
        (gettext("Date of the act"), cn_date(suit.act_on)),
        (gettext("Cause of action"), dossier.cause if dossier.cause != suit.act_name else ""),
        (gettext("Kind of act"), str(suit.matter)),
        (gettext("Domain"), str(suit.domain or "")),
        (gettext("Claims"), [] if long_text(suit.claims) else suit.claims.splitlines()),
        (gettext("Compensation asked"), money(suit.compensation)),
        (gettext("After reconsideration"), _reconsidered(suit)),
        (gettext("Number of the earlier instance"), suit.earlier_number),
        (gettext("How it was tried"), suit.get_trial_display()),
        (gettext("Case officer"), str(dossier.officer) if inner and dossier.officer else ""),
        (gettext("Second officer"), str(dossier.second_officer) if inner and dossier.second_officer else ""),
        (gettext("Voided because"), dossier.void_reason if inner else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _reconsidered(suit: Lawsuit) -> str:
    if not suit.reconsidered:
        return gettext("no")
    return suit.reconsideration_number or gettext("yes")


def _typed(row: Defendant) -> str:
    """What was typed of a case's being lost, where the rule of the organ says otherwise."""
    if row.lost_as_typed is None or row.lost is None or row.lost_as_typed == row.lost:
        return ""
    return gettext("Entered as lost") if row.lost_as_typed else gettext("Entered as not lost")


def defendants(rows: Iterable[Defendant], context: Context, *, inner: bool) -> list[dict[str, Any]]:
    """Each defendant: standing, service, answer, evidence, result; for hearings/_defendants.html.

    What the office itself says of a result is for those within.
    """
    shown = []
    for row in rows:
        outcome = str(row.outcome) if row.outcome else ""
        if row.minor_fault:
            outcome = gettext("%(outcome)s (minor procedural fault)") % {"outcome": outcome}
        lost = {True: gettext("lost"), False: gettext("not lost"), None: ""}[row.lost]
        shown.append(
            {
                "name": row.organisation.name,
                "standing": str(row.standing),
                "served": cn_day(row.served_on),
                "answered": cn_day(row.answered_on),
                "evidence": cn_day(row.evidence_on),
                "first": reading.is_first(context.proceeding),
                "outcome": outcome,
                "compensation": money(row.compensation),
                "lost": lost,
                "tone": "late" if row.lost else "",
                "typed": _typed(row) if inner else "",
            }
        )
    return shown


RESULTS = {
    "affirmed": lambda: gettext("Affirmed"),
    "withdrawn": lambda: gettext("Appeal withdrawn"),
    "changed": lambda: gettext("Changed"),
    "sent_back": lambda: gettext("Set aside and remanded"),
    "continue": lambda: gettext("Set aside; to be tried or docketed"),
}


def outcome(context: Context, names: Names) -> list[dict[str, Any]]:
    """What was judged, on whom it was served, who appealed, when it took effect; groups of components/groups.html."""
    judged = reading.judged(context)
    if not judged:
        return []
    suit, parties = context.proceeding, {party.pk: party for party in context.parties}
    first = [(gettext("Judged on"), cn_day(suit.concluded_on)), (gettext("Result"), str(suit.outcome or ""))]
    changed = next((fact.value["changed_to"] for fact in judged if fact.value.get("changed_to")), "")
    first.append((gettext("Changed to"), names.of(Code, str(changed))))
    first.append((gettext("Number"), suit.judgment_number))
    effective = cn_day(suit.effective_on) or gettext("not yet")
    if reading.is_set_aside(context):
        effective = gettext("never: set aside on appeal")
    first.append((gettext("Effective on"), effective))
    groups = [{"title": gettext("Judgment or ruling"), "rows": [_row(*row) for row in first if row[1]]}]
    served = []
    for party in reading.heads(context):
        day, appealed = context.last(f.JUDGMENT_SERVED, party), context.last(f.APPEALED, party)
        # An old ledger says when a judgment took effect and not how it was served.
        missing = gettext("service not entered") if suit.effective_on else gettext("not served yet")
        words = gettext("served %(day)s") % {"day": cn_day(day)} if day else missing
        if appealed:
            words += " · " + gettext("appealed %(day)s") % {"day": cn_day(appealed)}
        served.append(_row(party.name, words, "" if day or suit.effective_on else "late"))
    groups.append({"title": gettext("Service and appeal"), "rows": served})
    after = [
        _row(_of(parties, fact.party_id), words % {"day": cn_day(fact.on_date)})
        for fact in context.facts
        for kind, words in (
            (f.RETRIAL_ASKED, gettext("applied for retrial %(day)s")),
            (f.SUPERVISION_ASKED, gettext("applied to the procuratorate %(day)s")),
            (f.PERFORMED, gettext("performed %(day)s")),
            (f.COMPENSATED, gettext("paid compensation %(day)s")),
            (f.SUGGESTION_RECEIVED, gettext("judicial suggestion received %(day)s")),
            (f.SUGGESTION_ANSWERED, gettext("judicial suggestion answered %(day)s")),
            (f.SUGGESTION_REGISTERED, gettext("judicial suggestion in the register of suggestions since %(day)s")),
        )
        if fact.kind == kind
    ]
    ended = [fact for fact in context.facts if fact.kind == f.APPEAL_ENDED]
    after += [_row(gettext("Result of the appeal"), RESULTS[fact.value["result"]]()) for fact in ended]
    if after:
        groups.append({"title": gettext("After the judgment"), "rows": after})
    return groups


def _of(parties: dict[int, Any], pk: int | None) -> str:
    party = parties.get(pk or 0)
    return party.name if party else ""


def _row(name: str, words: str, tone: str = "") -> dict[str, str]:
    return {"name": name, "words": words, "tone": tone}
