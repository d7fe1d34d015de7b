"""A suggestion as its page shows it. Nothing here makes a query."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, pgettext

from accounts.templatetags.dates import cn_date, cn_day
from disputes.models import Rectified, Suggestion, SuggestionState, TakenUp
from disputes.suggestions import facts as f
from disputes.suggestions.clocks import reply_clock
from disputes.suggestions.reading import Course, answer_due, courses_of, ignores
from workflow.people import long_text
from workflow.steps import Context

S = SuggestionState
TONES = {
    S.DRAFT: "",
    S.AWAITING: "soon",
    S.CHECKING: "calm",
    S.RECTIFYING: "soon",
    S.SETTLED: "done",
    S.CLOSED: "done",
    S.VOID: "",
}
FOUND_TONES = {Rectified.DONE: "done", Rectified.PARTLY: "soon", Rectified.NOT: "late"}


def badges(suggestion: Suggestion, again: bool) -> list[dict[str, str]]:
    """Kind, subject, stage, whether the office issued it, whether the problem comes again."""
    found = [
        {"words": suggestion.get_kind_display(), "tone": "calm"},
        {"words": suggestion.get_subject_display(), "tone": ""},
        {"words": suggestion.get_state_display(), "tone": TONES[S(suggestion.state)]},
    ]
    if suggestion.own:
        found.append({"words": gettext("issued by the office"), "tone": ""})
    if again:
        found.append({"words": gettext("the same problem again"), "tone": "late"})
    return found


# How many stages of the course are done in a state.
DONE = {S.DRAFT: 0, S.AWAITING: 1, S.CHECKING: 2, S.RECTIFYING: 3, S.SETTLED: 4, S.CLOSED: 5}


def course(context: Context) -> list[dict[str, Any]]:
    """Where the suggestion stands between its issue and its end, for components/course.html."""
    suggestion, state = context.proceeding, S(context.proceeding.state)
    issued = {"label": pgettext("course", "Issued"), "state": "done", "on": suggestion.issued_on}
    if state == S.VOID:
        return [issued, {"label": pgettext("course", "Void"), "state": "done", "on": context.last(f.VOIDED)}]
    labels = [
        (pgettext("course", "Issued"), suggestion.issued_on),
        (pgettext("suggestion", "Answered"), context.last(f.REPLIED)),
        (pgettext("course", "Checked"), context.last(f.CHECKED)),
        (pgettext("course", "Put right"), context.last(f.CHECKED)),
        (pgettext("suggestion", "Closed"), context.dossier.closed_on),
    ]
    done = DONE[state]
    stages = [
        {"label": label, "state": "done" if place < done else "todo", "on": on if place < done else None}
        for place, (label, on) in enumerate(labels)
    ]
    if done < len(stages):
        stages[done]["state"] = "now"
    return stages


def facts(suggestion: Suggestion, context: Context, *, inner: bool) -> list[dict[str, Any]]:
    """What the paper says, for components/facts.html."""
    dossier = suggestion.dossier
    rows: list[tuple[Any, Any]] = [
        (gettext("Number in the register"), dossier.case_number.text if inner else ""),
        (gettext("Body that makes it"), suggestion.issuer_name),
        (gettext("Issued on"), cn_date(suggestion.issued_on)),
        (gettext("Period for the answer"), period_words(suggestion)),
        (gettext("Cause of the problem"), str(suggestion.cause or "")),
        (gettext("Domain"), str(suggestion.domain or "")),
        (gettext("Kind of act"), str(suggestion.matter or "")),
        (gettext("Problem"), [] if long_text(suggestion.problem) else suggestion.problem.splitlines()),
        (gettext("What is suggested"), [] if long_text(suggestion.proposal) else suggestion.proposal.splitlines()),
        (gettext("Other cases behind it"), suggestion.other_cases),
        (gettext("Case officer"), str(dossier.officer) if inner and dossier.officer else ""),
        (gettext("Voided because"), dossier.void_reason if inner else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def period_words(suggestion: Suggestion) -> str:
    """What sets the period for the answer, in words."""
    clock = reply_clock(suggestion)
    if clock == "jy_reply_set":
        if suggestion.reply_by:
            return gettext("by %(day)s, as the paper says") % {"day": cn_date(suggestion.reply_by)}
        return gettext("within %(n)s days of the receipt, as the paper says") % {"n": suggestion.reply_days}
    if clock == "jy_governance_2m":
        if suggestion.subject == "individual":
            return gettext("two months from the receipt, as for suggestions on governance")
        return gettext("two months from the receipt")
    return (
        gettext("sixty days from the receipt") if clock else gettext("none: neither a statute nor the paper sets one")
    )


def agencies(context: Context, visible: Iterable[Course] | None = None, *, inner: bool) -> list[dict[str, Any]]:
    """Each agency: receipt, answer, what it does and who answers for it, what the check found, how far it has come."""
    return [_agency(context, course, inner=inner) for course in visible or courses_of(context)]


def _agency(context: Context, course: Course, *, inner: bool) -> dict[str, Any]:
    reply, check = course.last(f.REPLIED), course.check
    said = reply.value if reply else {}
    late = ignores(context, course)
    due = answer_due(course.party, context.deadlines)
    rows: list[tuple[Any, Any]] = [
        (gettext("Received on"), cn_day(course.day(f.RECEIVED)) or gettext("not signed for yet")),
        (gettext("Answer due"), cn_day(due) if course.awaited else ""),
        (gettext("Answered on"), cn_day(reply.on_date) if reply else ""),
        (gettext("Taken up"), TakenUp(said["taken_up"]).label if said.get("taken_up") else ""),
        (gettext("Measures"), said.get("measures", "").splitlines()),
        (gettext("Responsible person"), said.get("responsible", "")),
        (gettext("To be put right by"), cn_day(_day(said.get("done_by")))),
        (gettext("Rectification reported on"), cn_day(course.day(f.RECTIFICATION_REPORTED))),
        (gettext("Checked on"), cn_day(check.on_date) if check else ""),
        (gettext("Asked again on"), "、".join(cn_day(fact.on_date) for fact in course.of(f.REQUESTED_AGAIN))),
        (gettext("Reported upward on"), cn_day(course.day(f.REPORTED_UP)) if inner else ""),
    ]
    return {
        "name": course.party.name,
        "badge": _standing(course, late=late, inner=inner),
        "facts": [{"label": label, "value": value} for label, value in rows if value],
    }


def _standing(course: Course, *, late: bool, inner: bool) -> dict[str, str]:
    if course.check is not None:
        found = Rectified(course.check.value["result"])
        return {"words": str(found.label), "tone": FOUND_TONES[found]}
    if not course.awaited:
        return {"words": gettext("answered, to be checked"), "tone": "calm"}
    if course.reported_up and inner:
        return {"words": gettext("unheeded, reported upward"), "tone": "late"}
    if late:
        words = gettext("asked again, overdue") if course.turn else gettext("answer overdue")
        return {"words": words, "tone": "late"}
    if course.turn:
        return {"words": gettext("asked again"), "tone": "soon"}
    if not course.of(f.RECEIVED):
        return {"words": gettext("to be signed for"), "tone": "soon"}
    return {"words": gettext("answer awaited"), "tone": "soon"}


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
