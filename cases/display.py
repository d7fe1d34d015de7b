"""A reconsideration case as its page shows it: course, badges, facts, parties, and what does not fit. No query."""

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from accounts.templatetags.dates import cn_date, cn_day
from accounts.templatetags.ui import money
from cases import facts as f
from cases.models import Law, Nature, ReconsiderationCase, State
from cases.steps import DECISION_CLOCKS, REPLY_CLOCKS, REVIEW_CLOCKS, SUPPLEMENT_CLOCKS
from deadlines.basis import clock_on
from deadlines.engine import Calendar, reckon
from deadlines.models import Deadline, DeadlineState
from dossiers.models import Code, Dossier, DossierSource, DossierStatus, Fact, Party, PartyKind, PartyRole
from workflow.describing import Names
from workflow.steps import Context

# What an agency sees of the clocks: its own, and the one for the decision.
OPEN_CLOCKS = frozenset({*DECISION_CLOCKS})
OUTCOME_LABELS = {
    "mediation": lambda: pgettext("course", "Mediated"),
    "dismiss_application": lambda: pgettext("course", "Dismissed"),
}
PUBLIC_NOTICE = "service_manner.public_notice"
# Of a long group of parties so many are shown at once; a longer text than this is shown on demand.
MOST_SHOWN = 5
LONG_TEXT = 240
ACTING = (PartyRole.AGENT, PartyRole.REPRESENTATIVE, PartyRole.STATUTORY_AGENT)


def unused_periods() -> dict[str, str]:
    """What was not done in a period that lapsed, by its clock."""
    return {"xs_sue_after_fy_15d": gettext("No suit is entered.")}


# --- head ------------------------------------------------------------------------------------------------------


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
    supplement = []
    if context.has(f.SUPPLEMENT_NOTIFIED):
        done = context.last(f.SUPPLEMENT_RECEIVED)
        supplement = [_stage(pgettext("course", "Supplement"), done, bool(done), state == State.SUPPLEMENT)]
    over = (
        (f.ABANDONED, pgettext("course", "Abandoned")),
        (f.WITHDRAWN, pgettext("course", "Withdrawn")),
    )
    for kind, label in over:
        if context.has(kind):
            last = closing | {"state": "done" if state == State.CLOSED else "now"}
            return [received, *supplement, _done(label, context.last(kind)), last]
    served = context.last(f.SERVED)
    if context.has(f.DECLINED):
        declined = _done(pgettext("course", "Not accepted"), context.last(f.DECLINED))
        serving = _stage(pgettext("course", "Served"), served, state in {State.SERVED, State.CLOSED})
        return [received, *supplement, declined, *_with_now([serving, closing])]
    accepted = _stage(pgettext("course", "Accepted"), case.accepted_on, case.accepted_on is not None)
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


# --- timeline --------------------------------------------------------------------------------------------------


def followed_by_law(facts: Iterable[Fact]) -> dict[int, list[str]]:
    """What followed from an entry by law, by its id: a notice that counts as served (R13), a review that lapsed (R4).

    `facts` are all of the case, those superseded too, for the timeline shows the entries that were corrected.
    """
    found: dict[int, list[str]] = {}
    for fact in facts:
        if words := _followed(fact):
            found.setdefault(fact.entry_id, []).append(words)
    return found


def _followed(fact: Fact) -> str:
    if fact.void:
        return ""
    if fact.kind == f.SERVED and fact.value.get("manner") == PUBLIC_NOTICE:
        words = {"notice": cn_date(dt.date.fromisoformat(fact.value["sent_on"])), "served": cn_date(fact.on_date)}
        return gettext("Public notice on %(notice)s; thirty days after it, on %(served)s, it counts as served.") % words
    if fact.kind == f.ACCEPTED and fact.value.get("deemed"):
        return gettext("The review ran out on %(day)s: accepted by the clock on that day (art. 30③).") % {
            "day": cn_date(fact.on_date)
        }
    return ""


# --- facts and parties -----------------------------------------------------------------------------------------


def facts(dossier: Dossier, case: ReconsiderationCase, context: Context, *, inner: bool) -> list[dict[str, Any]]:
    """What the application says and what became of it, for components/facts.html."""
    known = cn_date(case.known_on)
    if known and case.known_how:
        known = gettext("%(day)s (%(how)s)") % {"day": known, "how": case.known_how}
    rows: list[tuple[Any, Any]] = [
        (gettext("Act"), case.act_name),
        (gettext("Document number"), case.act_number),
        (gettext("Date of the act"), cn_date(case.act_on)),
        (gettext("Nature"), case.get_nature_display() if case.nature != Nature.ACT else ""),
        (gettext("Known on"), known),
        (gettext("Requests"), [] if long_text(case.requests) else case.requests.splitlines()),
        (gettext("Compensation"), money(case.compensation)),
        (gettext("Domain / matter"), f"{case.domain} / {case.matter}"),
        (gettext("Asks for a hearing"), gettext("Yes") if case.hearing_asked else ""),
        (gettext("Mediation"), gettext("Willing to mediate") if case.willing_to_mediate else ""),
        (
            gettext("Received on"),
            gettext("%(day)s (%(how)s)") % {"day": cn_date(case.received_on), "how": case.channel},
        ),
        (gettext("Applicable law"), case.get_law_display()),
        (gettext("Organ"), str(dossier.organ)),
        (gettext("Case officer"), dossier.officer.display_name if dossier.officer else gettext("nobody yet")),
        (gettext("Number of the decision"), case.decision_number),
        (gettext("Outcome"), str(case.outcome or "")),
        (gettext("Concluded on"), cn_date(case.concluded_on)),
    ]
    if case.sued:
        rows.append((gettext("Sued"), cn_date(case.sued_on) or gettext("Yes")))
    if dossier.void_reason:
        rows.append((gettext("Voided because"), dossier.void_reason))
    if not inner:
        hidden = {gettext("Mediation"), gettext("Sued")}
        rows = [row for row in rows if row[0] not in hidden]
    return [{"label": label, "value": value} for label, value in rows if value]


def long_text(text: str) -> str:
    """The text when it is too long to stand among the facts; it is then shown on demand."""
    return text if len(text) > LONG_TEXT else ""


def people(parties: Iterable[Party], *, inner: bool, reveal: bool) -> list[dict[str, Any]]:
    """The parties with those who act for them, for components/person.html; numbers and addresses for the office."""
    order: list[str] = [PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY]
    standing = [party for party in parties if party.voided_at is None]
    shown: dict[int, dict[str, Any]] = {}
    for party in standing:
        numbers = bool(party.identity_mask or party.phone_mask)
        shown[party.pk] = {
            "role": party.get_role_display(),
            "role_tone": "calm" if party.role == PartyRole.APPLICANT else "",
            "name": _name(party),
            "kind": _kind(party),
            "identity": party.identity_mask if inner else "",
            "phone": party.phone_mask if inner else "",
            "address": " ".join(filter(None, [party.credit_code, party.address])) if inner else "",
            "reveal_url": reverse("dossiers:party-numbers", args=[party.pk]) if inner and reveal and numbers else "",
            "note": gettext("Agrees to electronic service") if inner and party.electronic_service else "",
            "under": [],
        }
    heads = []
    for party in standing:
        if party.represents_id in shown:
            shown[party.represents_id]["under"].append(shown[party.pk])
        else:
            heads.append(party)
    heads.sort(key=lambda party: (order.index(party.role) if party.role in order else 9, party.position, party.pk))
    return [shown[party.pk] for party in heads]


def _name(party: Party) -> str:
    if party.group_size > 1:
        return gettext("%(name)s and others, %(n)s in all") % {"name": party.name, "n": party.group_size}
    return party.name


def _kind(party: Party) -> str:
    if party.role in ACTING:
        return " ".join(filter(None, [str(party.agent_kind or ""), party.unit]))
    return "" if party.kind == PartyKind.AGENCY else party.get_kind_display()


def service(context: Context, names: Names) -> list[dict[str, Any]]:
    """Who has the copy of the application and who has the decision, and since when; for the panel of service.

    A respondent is to have the copy, every party the decision; of a case that was not accepted the applicants alone
    are served. Who still waits for the decision comes first. An old ledger says nothing of service, so nothing is told
    of it until it is entered here.
    """
    if context.dossier.source == DossierSource.LEDGER and not context.has(f.SERVED):
        return []
    copies = [_copy(context, party) for party in context.respondents if context.has(f.COPY_SENT, party)]
    declined = context.has(f.DECLINED)
    if not declined and not context.has(f.CONCLUDED):
        return copies
    document = gettext("Decision of non-acceptance") if declined else gettext("Concluding document")
    days = {fact.party_id: fact for fact in context.facts if fact.kind == f.SERVED}
    to_serve = [
        party
        for party in context.parties
        if party.represents_id is None and (not declined or party.role == PartyRole.APPLICANT)
    ]
    served = [_service(document, party, days.get(party.pk), names) for party in to_serve]
    return copies + sorted(served, key=itemgetter("done"))


def _copy(context: Context, party: Party) -> dict[str, Any]:
    received = context.last(f.COPY_RECEIVED, party)
    words = gettext("received %(day)s") if received else gettext("sent %(day)s, receipt not entered")
    day = cn_day(received or context.last(f.COPY_SENT, party))
    return _served(gettext("Copy of the application"), party, words % {"day": day}, done=received is not None)


def _service(document: str, party: Party, fact: Fact | None, names: Names) -> dict[str, Any]:
    if fact is None:
        return _served(document, party, gettext("not served yet"), done=False)
    manner = names.of(Code, fact.value.get("manner", ""))
    words = gettext("served %(day)s") % {"day": cn_day(fact.on_date)}
    return _served(document, party, f"{words} · {manner}" if manner else words, done=True)


def _served(document: str, party: Party, words: str, *, done: bool) -> dict[str, Any]:
    role = party.get_role_display()
    return {"name": party.name, "role": role, "document": document, "words": words, "done": done}


def folded(rows: list[dict[str, Any]], by: str) -> list[dict[str, list[dict[str, Any]]]]:
    """Rows in groups of one value of `by`, in their order; of a long group the rows after the first few in `more`."""
    groups = []
    for _value, group in groupby(rows, key=itemgetter(by)):
        found = list(group)
        shown = MOST_SHOWN if len(found) > 2 * MOST_SHOWN else len(found)
        groups.append({"shown": found[:shown], "more": found[shown:]})
    return groups


# --- what does not fit -----------------------------------------------------------------------------------------


def cautions(context: Context, calendar: Callable[[], Calendar]) -> list[dict[str, str]]:
    """What a careful reader of the case should be told: (tone, words)."""
    case = context.proceeding
    parties = {party.pk: party.name for party in context.parties}
    found = [("late", words) for words in overdue(context.deadlines, case, parties, context.today)]
    if (late := applied_late(case, calendar)) is not None:
        found.append(("soon", late))
    if context.dossier.is_running and context.dossier.officer_id is None:
        found.append(("soon", gettext("No case officer is named yet.")))
    if case.deemed_accepted:
        found.append(
            (
                "soon",
                gettext(
                    "Accepted by the clock alone (art. 30③): it can no longer be declined, only dismissed (art. 33)."
                ),
            )
        )
    return [{"tone": tone, "words": words} for tone, words in found]


def overdue(
    deadlines: Iterable[Deadline], case: ReconsiderationCase, parties: dict[int, str], today: dt.date
) -> list[str]:
    """What is to be said of the periods that have run out or were met too late."""
    over = [
        deadline
        for deadline in deadlines
        if deadline.due_on and (deadline.late or (deadline.state == DeadlineState.RUNNING and deadline.due_on < today))
    ]
    return [words for deadline in over if (words := _over(deadline, case, parties))]


def _over(deadline: Deadline, case: ReconsiderationCase, parties: dict[int, str]) -> str | None:
    done = deadline.ended_on if deadline.state == DeadlineState.MET else None
    words = {"due": cn_day(deadline.due_on), "done": cn_day(done), "party": parties.get(deadline.party_id or 0, "")}
    if deadline.clock in REVIEW_CLOCKS:
        if case.deemed_accepted:
            return None
        if done is None:
            return gettext("The review ran out on %(due)s: the application counts as accepted (art. 30③).") % words
        return gettext("Decided on %(done)s, after the review had run out on %(due)s (art. 30③).") % words
    if deadline.clock in SUPPLEMENT_CLOCKS:
        if done is None:
            return (
                gettext(
                    "The supplement was due on %(due)s: without good reason the application counts as abandoned"
                    " (art. 31②)."
                )
                % words
            )
        return gettext("The supplement came on %(done)s, after %(due)s (art. 31②).") % words
    if deadline.clock in REPLY_CLOCKS:
        if done is None:
            return (
                gettext(
                    "%(party)s has not replied by %(due)s: the act counts as having no evidence and no ground"
                    " (art. 70)."
                )
                % words
            )
        return gettext("%(party)s replied on %(done)s, after %(due)s: weigh art. 70.") % words
    if deadline.clock in DECISION_CLOCKS:
        if done is None:
            return gettext("The decision was due on %(due)s.") % words
        return gettext("Concluded on %(done)s, after the last day, %(due)s.") % words
    return None


def applied_late(case: ReconsiderationCase, calendar: Callable[[], Calendar]) -> str | None:
    """Whether the application came after sixty days from the day the act was known (20①; 2017: 9①)."""
    if case.known_on is None or case.nature == Nature.INACTION or case.rights_told is False:
        return None
    if (case.received_on - case.known_on).days <= 60:
        return None
    clock = clock_on("fy17_apply_60d" if case.law == Law.LAW_2017 else "fy_apply_60d", case.known_on)
    result = reckon(clock, case.known_on, calendar())
    last = result.due_on or result.provisional_on
    if last is None or case.received_on <= last:
        return None
    return gettext(
        "Received after the sixty days for applying had ended on %(due)s; check the postmark and whether they ran."
    ) % {"due": cn_day(last)}
