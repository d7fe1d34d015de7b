"""Why a reminder of a deadline went or did not: the ledger with what became of each message, and what is to come.

What is to come is asked by the same statement as the sweep asks (people.WANTED), with every stage taken as reached.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext, ngettext

from accounts.models import User
from accounts.templatetags.dates import cn_day, cn_moment
from accounts.timekeeping import today
from deadlines.engine import Calendar
from deadlines.models import ClockSetting, Deadline, DeadlineState, Reminder, ReminderRole, Withdrawn
from deadlines.reminders.people import WANTED, given_for, holders
from deadlines.reminders.stages import everything, stage_day
from deadlines.reminders.sweep import UNTOLD
from dossiers.models import Party
from notices.channels import error_words
from notices.models import Channel, Message, MessageState
from notices.outbox import is_on, ways_of

TO_COME = f"""
    WITH {WANTED.format(more="d.id = %(deadline)s")}
    SELECT DISTINCT ON (w.stage, coalesce(w.user_id, 0), coalesce(w.party_id, 0))
        w.stage, w.role, w.user_id, w.for_user_id, w.party_id
    FROM wanted w WHERE {UNTOLD}
    ORDER BY w.stage, coalesce(w.user_id, 0), coalesce(w.party_id, 0), w.for_user_id NULLS FIRST
"""  # noqa: S608 - made of constants alone


@dataclass(frozen=True)
class Way:
    """What became, or will become, of one message: `resend` is its id where it failed."""

    channel: str
    words: str
    tone: str = ""
    resend: int | None = None


@dataclass(frozen=True)
class Line:
    """One recipient of one stage."""

    who: str
    role: str
    for_whom: str
    words: str
    tone: str
    ways: Sequence[Way] = ()


@dataclass
class Group:
    """A stage of one run of the clock, with its day and all whom it concerns."""

    stage: str
    on: dt.date
    due_on: dt.date
    lines: list[Line] = field(default_factory=list)


def stage_words(days: int) -> str:
    """A stage in words: 3 working days before, on the day, 1 working day after."""
    if days == 0:
        return gettext("on the due date")
    if days < 0:
        return ngettext("%(n)s working day before", "%(n)s working days before", -days) % {"n": -days}
    return ngettext("%(n)s working day after", "%(n)s working days after", days) % {"n": days}


def ledger_of(
    deadline: Deadline, calendar: Calendar, *, liaisons_only: bool = False
) -> tuple[list[Group], list[Group]]:
    """(stages of the clock as it runs now, stages of its earlier runs), each from the first to the last.

    `liaisons_only` leaves to an agency what concerns its own people. The number of queries is fixed.
    """
    reminders = list(
        Reminder.objects.unscoped("the deadline was found in scope")
        .filter(deadline=deadline, **({"role": ReminderRole.LIAISON} if liaisons_only else {}))
        .select_related("user", "for_user", "party")
        .order_by("stage", "pk")
    )
    messages: dict[tuple[str, int | None, str], list[Message]] = {}
    for message in Message.objects.filter(key__in={reminder.key for reminder in reminders}).order_by("pk"):
        messages.setdefault((message.key, message.recipient_id, message.address), []).append(message)
    groups: dict[tuple[str, int, dt.date], Group] = {}
    for reminder in reminders:
        group = _group(groups, reminder.run, reminder.stage, reminder.due_on, calendar)
        address = f"party:{reminder.party_id}" if reminder.party_id else ""
        group.lines.append(_told(reminder, messages.get((reminder.key, reminder.user_id, address), [])))
    for stage, line in _to_come(deadline, calendar, liaisons_only=liaisons_only):
        _group(groups, deadline.run, stage, deadline.due_on or deadline.starts_on, calendar).lines.append(line)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], item[1].on, item[0][1]))
    now_running = [group for (run, _stage, _due), group in ordered if run == deadline.run]
    return now_running, [group for (run, _stage, _due), group in ordered if run != deadline.run]


def _group(
    groups: dict[tuple[str, int, dt.date], Group], run: str, stage: int, due_on: dt.date, calendar: Calendar
) -> Group:
    key = (run, stage, due_on)
    if key not in groups:
        groups[key] = Group(stage_words(stage), stage_day(due_on, stage, calendar), due_on)
    return groups[key]


# --- what was told ---------------------------------------------------------------------------------------------


def _told(reminder: Reminder, messages: Sequence[Message]) -> Line:
    who = str(reminder.user or reminder.party)
    role = str(reminder.get_role_display())
    for_whom = str(reminder.for_user) if reminder.for_user else ""
    if reminder.overtaken:
        return Line(who, role, for_whom, gettext("not sent: a later stage had come up already"), "")
    ways = [_way(message) for message in messages]
    if reminder.user_id is not None:
        ways.insert(0, Way(gettext("In the application"), cn_moment(reminder.made_at), "done"))
    if reminder.withdrawn_at is not None:
        because = Withdrawn(reminder.withdrawn_because).label
        words = gettext("withdrawn on %(day)s: %(reason)s") % {"day": cn_day(reminder.withdrawn_at), "reason": because}
        return Line(who, role, for_whom, words, "", ways)
    return Line(who, role, for_whom, gettext("told on %(day)s") % {"day": cn_day(reminder.made_at)}, "done", ways)


def _way(message: Message) -> Way:
    channel = str(message.get_channel_display())
    state = MessageState(message.state)
    if state == MessageState.SENT:
        return Way(channel, gettext("sent %(at)s") % {"at": cn_moment(message.sent_at)}, "done")
    if state == MessageState.FAILED:
        return Way(channel, gettext("failed: %(why)s") % {"why": error_words(message.last_error)}, "late", message.pk)
    if state == MessageState.WITHDRAWN:
        reasons = {**dict(Withdrawn.choices), "inactive": gettext("the person may no longer sign in")}
        reason = str(reasons.get(message.recalled_because, message.recalled_because))
        return Way(channel, gettext("withdrawn before it went out: %(reason)s") % {"reason": reason})
    if message.last_error:
        words = gettext("tried %(n)s times, next try %(at)s: %(why)s") % {
            "n": message.attempts,
            "at": cn_moment(message.next_attempt_at),
            "why": error_words(message.last_error),
        }
        return Way(channel, words, "soon")
    return Way(channel, gettext("on its way"), "calm")


# --- what is to come -------------------------------------------------------------------------------------------


def _to_come(deadline: Deadline, calendar: Calendar, *, liaisons_only: bool) -> list[tuple[int, Line]]:
    if deadline.state != DeadlineState.RUNNING or deadline.due_on is None:
        return []
    setting = ClockSetting.objects.filter(organ=deadline.dossier.organ_id, clock=deadline.clock).first()
    day = today()
    given = given_for(
        everything(deadline.dossier.organ_id, deadline.clock, setting),
        holders(day),
        parties=True,
        without_number=True,
        deadline=deadline.pk,
    )
    given["without_number"] = True
    with connection.cursor() as cursor:
        cursor.execute(TO_COME, given)
        rows = [row for row in cursor.fetchall() if not liaisons_only or row[1] == ReminderRole.LIAISON]
    people = User.objects.in_bulk({pk for row in rows for pk in (row[2], row[3]) if pk})
    ways = ways_of(people)
    parties = Party.objects.unscoped("the deadline was found in scope").in_bulk({row[4] for row in rows if row[4]})
    # Of several stages that have come up, the sweep tells each recipient the last alone.
    latest: dict[tuple[int | None, int | None], int] = {}
    for stage, _role, user, _principal, party in rows:
        if stage_day(deadline.due_on, stage, calendar) <= day:
            latest[user, party] = max(stage, latest.get((user, party), stage))
    return [
        (
            stage,
            _coming(
                stage,
                role,
                people.get(user),
                people.get(principal),
                parties.get(party),
                ways,
                deadline,
                calendar,
                overtaken=stage < latest.get((user, party), stage),
            ),
        )
        for stage, role, user, principal, party in rows
    ]


def _coming(
    stage: int,
    role: str,
    user: User | None,
    principal: User | None,
    party: Party | None,
    ways: Mapping[int, Sequence[str]],
    deadline: Deadline,
    calendar: Calendar,
    *,
    overtaken: bool,
) -> Line:
    on = stage_day(deadline.due_on or deadline.starts_on, stage, calendar)
    words = gettext("will go on %(day)s") % {"day": cn_day(on)}
    if on <= today():
        words = gettext("will go with the next run")
    label, for_whom = str(ReminderRole(role).label), str(principal) if principal else ""
    if overtaken:
        return Line(str(user or party), label, for_whom, gettext("will not go: a later stage has come up"), "")
    if party is not None:
        if not is_on(Channel.TEXT):
            return Line(str(party), label, "", gettext("will not go: text messages are not set up"), "soon")
        if not party.phone_cipher:
            return Line(str(party), label, "", gettext("will not go: there is no telephone number"), "soon")
        return Line(str(party), label, "", words, "calm", [Way(str(Channel.TEXT.label), "")])
    told: list[Way] = [Way(gettext("In the application"), "")]
    told += [Way(str(Channel(channel).label), "") for channel in ways.get(user.pk if user else 0, ())]
    return Line(str(user), label, for_whom, words, "calm", told)


def unable(deadline: Deadline) -> str:
    """Why the officer of the case is not told, in words; empty when they are, or when there is none."""
    officer: Any = deadline.dossier.officer
    if officer is None:
        return gettext("The case has no officer: the director is told instead.")
    if not officer.is_active:
        return gettext("%(name)s may no longer sign in: the director is told instead.") % {"name": officer}
    office = deadline.dossier.organ.office_id
    if not any(
        holder.user_id == officer.pk and holder.for_user_id is None and holder.organisation_id == office
        for holder in holders(today())
        if holder.role in {"officer", "director"}
    ):
        return gettext("%(name)s has no role in the office any more: the director is told instead.") % {"name": officer}
    return ""
