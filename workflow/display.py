"""A case as its pages show it: clocks, timeline, steps, papers, approvals. Reads what the view has loaded; no query."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.models import User
from accounts.templatetags.dates import cn_day, cn_short
from deadlines.engine import explain
from deadlines.engine.citations import LAWS
from deadlines.measure import CalendarSource, counted_in, due_said
from deadlines.models import Deadline, DeadlineState, Owner
from deadlines.wording import clock_article, clock_title, language, unit_of
from dossiers.models import DossierFile, TimelineEntry
from workflow.describing import Names, Raw, day_typed, describe, describe_one
from workflow.models import Approval, ApprovalStatus
from workflow.queries import Option
from workflow.steps import RARE, ProceedingType, Step

# --- clocks ----------------------------------------------------------------------------------------------------


def clock_name(deadline: Deadline, parties: Mapping[int, str] | None = None) -> str:
    """The title of a deadline with the party it is for: 被申请人答复举证（黔江区公安局）."""
    title = clock_title(deadline.clock)
    party = (parties or {}).get(deadline.party_id or 0)
    return gettext("%(title)s (%(party)s)") % {"title": title, "party": party} if party else title


def has_lapsed(deadline: Deadline, today: dt.date) -> bool:
    """Whether a period that the other side may use, and nobody must, has ended unused: over, and not overdue."""
    running = deadline.state == DeadlineState.RUNNING and not deadline.tracked
    return running and deadline.due_on is not None and deadline.due_on < today


# Beside the laws that have periods: those on which an act of the office rests.
_ENGLISH_NAMES = {**dict(LAWS.values()), "公务员法": "Civil Servants Law"}
_ARTICLE = re.compile(r"第(\d+)条(?:第(\d+)款)?(?:第(\d+)项)?")


def article_words(text: str) -> str:
    """The article of a step in the reader's language: 第61条、第62条第1款, in English arts. 61, 62(1)."""
    if language() == "zh-hans" or not text:
        return text
    return "; ".join(_articles_in_english(part) for part in text.split("；"))


def _articles_in_english(text: str) -> str:
    """The articles of one law: of the one that the case lives by, or of the one named before them."""
    law = text.partition("第")[0]
    found = [
        number + (f"({paragraph})" if paragraph else "") + (f", item {item}" if item else "")
        for number, paragraph, item in _ARTICLE.findall(text)
    ]
    articles = f"{'arts.' if len(found) > 1 else 'art.'} {', '.join(found)}"
    return f"{_ENGLISH_NAMES.get(law, law)} {articles}" if law else articles


def show_clocks(
    deadlines: Iterable[Deadline],
    parties: Mapping[int, str],
    calendar: CalendarSource,
    today: dt.date,
    unused: Mapping[str, str] | None = None,
    reminders_url: Callable[[Deadline], str] = lambda deadline: "",
    owner: Callable[[Deadline], str] = lambda deadline: "",
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(those that run or are paused, overdue first, then those that lapsed; those that ended).

    Both as components/clocks.html takes them. `calendar` is asked only when a working-day clock still has days left;
    `unused` says for a clock what was not done when it has lapsed, `reminders_url` leads to the reminders of a
    deadline, or nowhere, `owner` names whoever owes it where the page knows more than the period.
    """
    order = {DeadlineState.RUNNING: 0, DeadlineState.PAUSED: 1}
    alive, ended = [], []
    for deadline in deadlines:
        lapsed = has_lapsed(deadline, today)
        if lapsed:
            shown = _show_lapsed(deadline, parties, (unused or {}).get(deadline.clock, ""))
        else:
            shown = _show_clock(deadline, parties, calendar, today)
        shown |= {"reminders_url": reminders_url(deadline), "owner": owner(deadline) or shown["owner"]}
        if deadline.state in order:
            place = len(order) if lapsed else order[deadline.state]
            alive.append((place, deadline.due_on or dt.date.max, deadline.pk, shown))
        else:
            ended.append((deadline.ended_on or dt.date.min, deadline.pk, shown))
    return [row[-1] for row in sorted(alive, key=lambda row: row[:3])], [
        row[-1] for row in sorted(ended, key=lambda row: row[:2], reverse=True)
    ]


def _who_owes(deadline: Deadline, parties: Mapping[int, str]) -> Any:
    """The party that owes a period; what a court owes is the court's, whichever party it is for."""
    label = Owner(deadline.owner).label
    return label if deadline.owner == Owner.COURT else parties.get(deadline.party_id or 0) or label


def _about(deadline: Deadline, parties: Mapping[int, str]) -> dict[str, Any]:
    """What is shown of a deadline however it stands."""
    return {
        "title": clock_title(deadline.clock),
        "owner": _who_owes(deadline, parties),
        "article": clock_article(deadline),
        "due_on": deadline.due_on,
        "provisional": deadline.provisional and deadline.state == DeadlineState.RUNNING,
        "lines": explain(deadline.derivation, language()),
        "clock": deadline.clock,
    }


def _show_lapsed(deadline: Deadline, parties: Mapping[int, str], unused: str) -> dict[str, Any]:
    shown = _about(deadline, parties)
    words = gettext("Period over")
    if shown["provisional"]:
        words = gettext("%(words)s (provisional)") % {"words": words}
    return shown | {"tone": "calm", "words": words, "note": unused, "used": None}


def _show_clock(
    deadline: Deadline, parties: Mapping[int, str], calendar: CalendarSource, today: dt.date
) -> dict[str, Any]:
    unit = counted_in(unit_of(deadline))
    shown = _about(deadline, parties)
    if deadline.state == DeadlineState.MET:
        words = gettext("Done in time") if not deadline.late else _days_late(deadline)
        # What the other side did late is for a court to judge; red is for what this side or an agency owes.
        late = "late" if deadline.tracked else "calm"
        shown |= {"tone": late if deadline.late else "done", "words": words, "used": None}
        shown["note"] = gettext("done on %(day)s") % {"day": cn_day(deadline.ended_on)}
        return shown
    if deadline.state == DeadlineState.ENDED:
        shown |= {"tone": "done", "words": gettext("Fell away"), "used": None}
        shown["note"] = gettext("fell away on %(day)s") % {"day": cn_day(deadline.ended_on)}
        return shown
    state = "paused" if deadline.state == DeadlineState.PAUSED else "running"
    state = "provisional" if shown["provisional"] else state
    tone, words = due_said(unit, deadline.due_on, today, calendar, state)
    if state == "paused" and "suspension" not in _grounds(deadline, still=True):
        words = gettext("Not counted at present")
    return shown | {"tone": tone, "words": words} | _track(deadline, unit, calendar, today)


def _days_late(deadline: Deadline) -> str:
    days = (deadline.ended_on - deadline.due_on).days if deadline.ended_on and deadline.due_on else 0
    return ngettext("Done %(n)s day late", "Done %(n)s days late", days) % {"n": days}


def _grounds(deadline: Deadline, *, still: bool = False) -> set[str]:
    """Why time of a period does not count; with `still` of the pauses that are not over."""
    pauses = (event for event in deadline.events if event["kind"] == "pause")
    return {event["ground"] for event in pauses if not (still and event["to"])}


def _stretches(deadline: Deadline, today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The stretches of time that does not count, pauses that touch or overlap as one; one still open ends today."""
    found: list[tuple[dt.date, dt.date]] = []
    pauses = ((event["on"], event["to"]) for event in deadline.events if event["kind"] == "pause")
    for first, last in sorted(
        (dt.date.fromisoformat(on), dt.date.fromisoformat(to) if to else today) for on, to in pauses
    ):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _track(deadline: Deadline, unit: str, calendar: CalendarSource, today: dt.date) -> dict[str, Any]:
    """Used and paused parts of the whole period in per cent, and the words for those who do not see the bar."""
    until = min(today, deadline.paused_since or today)
    pauses = _stretches(deadline, today)

    def span(first: dt.date, last: dt.date) -> int:
        if last <= first:
            return 0
        if unit == "working_day":
            return calendar().assumed.working_days_between(first, last)
        return (last - first).days

    paused = sum(span(first, min(last, today)) for first, last in pauses if first < today)
    before = sum(span(first, min(last, until)) for first, last in pauses if first < until)
    used = max(span(deadline.starts_on, until) - before, 0)
    if deadline.due_on is None:
        left = next((step["days"] or 0 for step in reversed(deadline.derivation) if step["kind"] == "paused"), 0)
    else:
        left = max(span(today, deadline.due_on), 0)
        left -= sum(span(max(first, today), last) for first, last in pauses if last > today)
    whole = used + paused + left
    if deadline.due_on is not None and deadline.due_on < today:
        return {"used": 100, "paused": 0, "track_label": ""}
    amount = (
        (lambda n: ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n})
        if unit == "working_day"
        else (lambda n: ngettext("%(n)s day", "%(n)s days", n) % {"n": n})
    )
    parts = [gettext("used %(n)s") % {"n": amount(used)}]
    if paused and _grounds(deadline) <= {"suspension"}:
        parts.append(gettext("suspended %(n)s") % {"n": amount(paused)})
    elif paused:
        parts.append(gettext("not counted %(n)s") % {"n": amount(paused)})
    parts.append(gettext("left %(n)s") % {"n": amount(left)})
    note = ""
    if deadline.state == DeadlineState.PAUSED:
        note = gettext("stopped since %(day)s, %(n)s left") % {
            "day": cn_short(deadline.paused_since),
            "n": amount(left),
        }
    return {
        "note": note,
        "used": round(100 * used / whole) if whole else 0,
        "paused": round(100 * paused / whole) if whole else 0,
        "track_label": gettext(", ").join(parts),
    }


# --- steps -----------------------------------------------------------------------------------------------------


# So many steps stand as buttons beside the likely one; the others are in the menu.
BESIDE_THE_FIRST = 2


def show_steps(found: Sequence[Option], dossier_id: int, target: str, waiting: Mapping[str, int]) -> dict[str, Any]:
    """The steps for components/steps.html; `waiting` maps a step that awaits approval to the approval's id."""

    def button(option: Option) -> dict[str, Any]:
        return {
            "label": option.step.title,
            "url": reverse("workflow:step", args=[dossier_id, option.step.code]),
            "code": option.step.code,
        }

    usual = [option for option in found if option.open and option.step.weight < RARE]
    rare = [option for option in found if option.open and option.step.weight >= RARE]
    beside = 1 + BESIDE_THE_FIRST
    # A menu of forty steps is read by its headings, which come in the order of their likeliest steps.
    menu: dict[str, list[dict[str, Any]]] = {}
    for option in (*usual[beside:], *rare):
        menu.setdefault(str(option.step.group), []).append(button(option))
    closed = [option for option in found if option.reason and not option.step.continues]
    blocked = [{"label": option.step.title, "reason": option.reason} for option in closed]
    waits = [
        {"label": option.step.title, "url": reverse("workflow:approval", args=[waiting[option.step.code]])}
        for option in found
        if option.waits and option.step.code in waiting
    ]
    return {
        "first": button(usual[0]) if usual else None,
        "others": [button(option) for option in usual[1:beside]],
        "menu": [{"heading": heading, "steps": steps} for heading, steps in menu.items()],
        "blocked": [row for row in blocked if row["label"] not in {wait["label"] for wait in waits}],
        "waiting": waits,
        "htmx_target": target,
    }


# --- timeline --------------------------------------------------------------------------------------------------

EVENT_KINDS = {
    **dict.fromkeys(("suspend", "resume", "begin_appraisal", "end_appraisal", "begin_inspection"), "pause"),
    **dict.fromkeys(("end_inspection", "open_norm_review", "norm_result", "ordered_to_resume"), "pause"),
    **dict.fromkeys(("stay_suit", "continue_suit"), "pause"),
    **dict.fromkeys(("deem_accepted", "take_effect"), "lapse"),
}


def show_timeline(
    entries: Sequence[TimelineEntry],
    kind: ProceedingType,
    names: Names,
    *,
    files: Iterable[DossierFile] = (),
    followed: Mapping[int, Sequence[str]] | None = None,
    approvals: Iterable[Approval] = (),
    inner: bool,
    correctable: bool,
    fixed: Collection[int] = (),
) -> list[dict[str, Any]]:
    """The events of a case for components/timeline.html, newest first; `approvals` tell for whom a deputy approved.

    `followed` says for an entry (by its id) what followed from it by law, beside what was typed. `inner` shows what is
    the office's own (approvers, for whom, reasons of corrections), `correctable` links each entry to its correction
    but for those `fixed`.
    """
    papers: dict[int, list[str]] = {}
    for file in files:
        if file.entry_id and not file.voided_at:
            papers.setdefault(file.entry_id, []).append(file.name)
    principals = {approval.entry_id: approval.decided_for for approval in approvals if approval.decided_for_id}
    latest = {entry.corrects_id: entry for entry in sorted(entries, key=lambda entry: entry.pk) if entry.corrects_id}
    by_id = {entry.pk: entry for entry in entries}
    events = []
    for entry in sorted(entries, key=lambda entry: (entry.taken_at, entry.pk), reverse=True):
        step = kind.steps[entry.step]
        original = entry.corrects_id or entry.pk
        void = original in latest and latest[original].pk != entry.pk
        details = _details(step, entry, names, inner=inner)
        if papers.get(entry.pk):
            details.append(gettext("Papers: %(names)s") % {"names": gettext(", ").join(papers[entry.pk])})
        what = str(step.title)
        text = ""
        if entry.corrects_id:
            before = _before(entry, entries, by_id)
            what = gettext("Correction: %(step)s") % {"step": step.title}
            details = _changes(step, before, entry, names, inner=inner) if before else details
            text = gettext("Reason: %(reason)s") % {"reason": entry.reason} if inner and entry.reason else ""
        details.extend((followed or {}).get(entry.pk, ()))
        if void:
            what = gettext("%(step)s (corrected since)") % {"step": what}
        event: dict[str, Any] = {
            "at": entry.taken_at,
            "on": entry.on_date if entry.on_date != entry.taken_at.astimezone().date() else None,
            "who": who(
                entry.taken_by,
                entry.approved_by if inner else None,
                principals.get(entry.pk),
                by_clock=bool(step.sources),
            ),
            "for_whom": entry.for_user.display_name if inner and entry.for_user else "",
            "what": what,
            "text": text,
            "details": details,
            "kind": "correction" if entry.corrects_id else EVENT_KINDS.get(entry.step, "step"),
            "void": void,
            "article": article_words(entry.article),
        }
        if correctable and original not in fixed and not void and step.correctable and not step.automatic:
            event |= {
                "url": reverse("workflow:correct", args=[entry.dossier_id, original]),
                "url_label": gettext("Correct"),
            }
        events.append(event)
    return events


def _details(step: Step, entry: TimelineEntry, names: Names, *, inner: bool) -> list[str]:
    """What was typed, a line each; of a value that was replaced the old and the new one, unchanged ones left out.

    What a form keeps for the office is shown to it alone (`inner`).
    """
    typed, before = entry.data.get("form", {}), entry.data.get("before")
    lines = []
    for name, base in step.form.base_fields.items():
        if name in step.form.office_only and not inner:
            continue
        new = describe_one(step.form, name, typed, names)
        if before is None or (step.form.empty_stays and name not in before):
            lines += [gettext("%(label)s: %(value)s") % {"label": base.label, "value": new}] if new else []
        elif name in step.form.not_kept and name in before:
            lines.append(gettext("%(label)s: changed") % {"label": base.label})
        elif name in before:
            old = describe_one(step.form, name, before, names)
            lines.append(change_line(base.label, old or "—", new or "—"))
    return lines


def who(
    taken_by: User | None,
    approved_by: User | None = None,
    approved_for: User | None = None,
    by_clock: bool = False,
) -> str:
    """陈，李批准; 陈，吴（代李）批准 when a deputy approved; where nobody took it the clock or the system."""
    nobody = gettext("By the clock") if by_clock else gettext("The system")
    name = taken_by.display_name if taken_by else nobody
    if approved_by is None or approved_by == taken_by:
        return name
    return gettext("%(who)s, approved by %(approver)s") % {
        "who": name,
        "approver": deputised(approved_by, approved_for),
    }


def deputised(person: User, principal: User | None) -> str:
    """The name of who acted, with the name of whom they acted for."""
    if principal is None:
        return person.display_name
    return gettext("%(name)s (for %(principal)s)") % {"name": person.display_name, "principal": principal.display_name}


def _before(
    entry: TimelineEntry, entries: Sequence[TimelineEntry], by_id: Mapping[int, TimelineEntry]
) -> TimelineEntry | None:
    """What stood before a correction: the correction before it, or the entry first made."""
    earlier = [other for other in entries if other.corrects_id == entry.corrects_id and other.pk < entry.pk]
    return max(earlier, key=lambda other: other.pk) if earlier else by_id.get(entry.corrects_id or 0)


def _changes(step: Step, before: TimelineEntry, after: TimelineEntry, names: Names, *, inner: bool) -> list[str]:
    hidden = frozenset() if inner else step.form.office_only
    old = dict(describe(step.form, _without(before.data.get("form", {}), hidden), names))
    new = dict(describe(step.form, _without(after.data.get("form", {}), hidden), names))
    lines = []
    if before.on_date != after.on_date:
        lines.append(change_line(day_label(step), cn_short(before.on_date), cn_short(after.on_date)))
    for label in dict.fromkeys([*old, *new]):
        if old.get(label) != new.get(label):
            lines.append(change_line(label, old.get(label, "—"), new.get(label, "—")))
    return lines


def _without(raw: Raw, hidden: frozenset[str]) -> Raw:
    return {name: values for name, values in raw.items() if name not in hidden}


def change_line(label: Any, old: str, new: str) -> str:
    return gettext("%(label)s: %(old)s → %(new)s") % {"label": label, "old": old, "new": new}


def day_label(step: Step) -> str:
    """What the day of a step is called: 受理日期."""
    return str(step.form.on_date_label or step.form.base_fields["on_date"].label)


# --- papers ----------------------------------------------------------------------------------------------------


def show_files(
    files: Iterable[DossierFile], *, void_url: Callable[[DossierFile], str | None] = lambda file: None
) -> list[dict[str, Any]]:
    """Papers for components/files.html."""
    return [
        {
            "name": file.name,
            "url": None if file.voided_at else reverse("dossiers:file", args=[file.pk]),
            "kind": str(file.paper) if file.paper else "",
            "size": filesizeformat(file.stored.size),
            "by": file.uploaded_by.display_name if file.uploaded_by else "",
            "at": file.uploaded_at,
            "void": file.void_reason,
            "open_to": file.get_visibility_display(),
            "void_url": void_url(file),
        }
        for file in files
    ]


# --- approvals -------------------------------------------------------------------------------------------------


def show_approval(approval: Approval, kind: ProceedingType, names: Names) -> dict[str, Any]:
    """An approval in the list of a case: what is asked, by whom, where it stands."""
    step = kind.steps[approval.step]
    title = gettext("Correction: %(step)s") % {"step": step.title} if approval.corrects_id else str(step.title)
    tones = {
        ApprovalStatus.PENDING: "soon",
        ApprovalStatus.APPROVED: "done",
        ApprovalStatus.REJECTED: "late",
        ApprovalStatus.WITHDRAWN: "",
    }
    return {
        "pk": approval.pk,
        "title": title,
        "url": reverse("workflow:approval", args=[approval.pk]),
        "status": approval.get_status_display(),
        "tone": tones[ApprovalStatus(approval.status)],
        "asked_by": who(approval.requested_by),
        "asked_at": approval.requested_at,
        "decided_by": deputised(approval.decided_by, approval.decided_for) if approval.decided_by else "",
        "decided_on": approval.decided_on,
        "on_paper": approval.on_paper,
        "opinion": approval.opinion,
        "facts": approval_facts(step, approval.data.get("form", {}), names),
        "reason": approval.data.get("reason", ""),
    }


def approval_facts(step: Step, raw: dict[str, Any], names: Names) -> list[dict[str, Any]]:
    """What was typed into a step, for components/facts.html: its day first."""

    day = day_typed(raw)
    rows = [{"label": day_label(step), "value": cn_day(day)}] if day else []
    return rows + [{"label": label, "value": value} for label, value in describe(step.form, raw, names)]
