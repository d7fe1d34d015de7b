"""The sweep: finds every stage of a running deadline that was not told yet, and writes ledger and messages at once.

It asks the state and never a span of time, so that any number of missed runs is made up, and a second run finds
nothing. Of several stages that came up meanwhile only the most pressing one is told; the others are written down as
overtaken.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import Organ, User
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import now, today
from deadlines.basis import basis_in_force
from deadlines.models import ClockSetting, ReminderRole, reminder_key
from deadlines.reminders.people import WANTED, given_for, holders
from deadlines.reminders.stages import Reach, reaches
from deadlines.services import clocks_in_use
from deadlines.wording import clock_title
from notices.models import Channel, Webhook
from notices.outbox import Letter, is_on, post

# One sweep at a time: a second one would find the same. It does not wait, the next beat asks again.
LOCK = 0x64696E67

UNTOLD = """
    NOT EXISTS (SELECT 1 FROM deadlines_reminder r WHERE r.deadline_id = w.id AND r.run = w.run
        AND r.stage = w.stage AND coalesce(r.user_id, 0) = coalesce(w.user_id, 0)
        AND coalesce(r.party_id, 0) = coalesce(w.party_id, 0) AND r.withdrawn_at IS NULL)
"""
# What somebody writes at this moment is left to the next sweep; what is locked here stays as it is until the commit,
# and whoever then meets or moves a deadline sees the reminders and takes them back.
DUE = f"""
    WITH {WANTED.format(more="d.due_on <= %(horizon)s")}
    SELECT id FROM deadlines_deadline
    WHERE id IN (SELECT w.id FROM wanted w WHERE {UNTOLD}) AND state = 'running'
    ORDER BY id FOR SHARE OF deadlines_deadline SKIP LOCKED
"""  # noqa: S608 - made of constants alone

WRITE = f"""
    WITH {WANTED.format(more="d.id = ANY(%(ids)s::bigint[])")}
    INSERT INTO deadlines_reminder (deadline_id, run, stage, due_on, role, user_id, for_user_id, party_id, overtaken,
        made_at, withdrawn_because)
    SELECT DISTINCT ON (w.id, w.stage, coalesce(w.user_id, 0), coalesce(w.party_id, 0))
        w.id, w.run, w.stage, w.due_on, w.role, w.user_id, w.for_user_id, w.party_id, w.overtaken, %(now)s, ''
    FROM wanted w WHERE {UNTOLD}
    ORDER BY w.id, w.stage, coalesce(w.user_id, 0), coalesce(w.party_id, 0), w.for_user_id NULLS FIRST,
        array_position(ARRAY['officer', 'second', 'director', 'leader', 'liaison', 'party'], w.role)
    ON CONFLICT DO NOTHING
    RETURNING deadline_id, run, stage, due_on, role, user_id, for_user_id, party_id, overtaken
"""  # noqa: S608 - made of constants alone

SAID_OF = """
    SELECT d.id, d.dossier_id, d.clock, d.owner, d.provisional_year, o.number, o.organ_id, g.office_name,
        d.organisation_id IS NOT NULL AND d.party_id IS NULL AND NOT EXISTS (SELECT 1 FROM dossiers_dossieraccess a
            WHERE a.dossier_id = d.dossier_id AND a.organisation_id = d.organisation_id)
    FROM deadlines_deadline d JOIN dossiers_dossier o ON o.id = d.dossier_id JOIN accounts_organ g ON g.id = o.organ_id
    WHERE d.id = ANY(%(ids)s::bigint[])
"""


# Tuples, and not dataclasses: a sweep makes ten thousand of each.
class Told(NamedTuple):
    """A reminder that was just written."""

    deadline_id: int
    run: str
    stage: int
    due_on: dt.date
    role: str
    user_id: int | None
    for_user_id: int | None
    party_id: int | None
    overtaken: bool

    @property
    def key(self) -> str:
        return reminder_key(self.deadline_id, self.run, self.stage, self.due_on)


class Matter(NamedTuple):
    """What a reminder says of its deadline."""

    deadline_id: int
    dossier_id: int
    clock: str
    owner: str
    provisional_year: int | None
    number: str | None
    organ_id: int
    office_name: str
    # Owed by an organisation that does not reach the case: it is told of the period and of nothing else.
    outside: bool


@dataclass
class Swept:
    """What a sweep did: deadlines and reminders told, stages overtaken, messages that are to leave the house.

    `busy` when another sweep was at work, so that nothing was asked.
    """

    deadlines: int = 0
    reminders: int = 0
    overtaken: int = 0
    messages: int = 0
    busy: bool = False
    of_roles: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def sweep() -> Swept:
    """Write every reminder that is due and not told, with its messages, in one transaction. Safe at any time.

    The number of queries does not depend on how many deadlines run or are due.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return Swept(busy=True)
    return write_due()


def write_due() -> Swept:
    """The sweep itself, without its lock: two at once are kept apart by the ledger's own constraint."""
    day = today()
    pressing, overtaken = _reaches(day)
    if not pressing:
        return Swept()
    people = holders(day)
    parties = is_on(Channel.TEXT)
    horizon = max(reach.reached for reach in pressing)
    with connection.cursor() as cursor:
        cursor.execute(DUE, given_for(pressing, people, parties=parties, horizon=horizon))
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return Swept()
        # As one text: the database reads ten thousand values of a list more slowly than it looks the rows up.
        among = f"{{{','.join(map(str, ids))}}}"
        cursor.execute(WRITE, given_for([*pressing, *overtaken], people, parties=parties, ids=among, now=now()))
        written = [Told._make(row) for row in cursor.fetchall()]
        cursor.execute(SAID_OF, {"ids": among})
        matters = {row[0]: Matter._make(row) for row in cursor.fetchall()}
    told = [reminder for reminder in written if not reminder.overtaken]
    messages = post(letters(told, matters, day))
    roles = [reminder.role for reminder in told]
    return Swept(
        deadlines=len({reminder.deadline_id for reminder in told}),
        reminders=len(told),
        overtaken=len(written) - len(told),
        messages=messages,
        of_roles={role: roles.count(role) for role in sorted(set(roles))},
    )


def _reaches(day: dt.date) -> tuple[list[Reach], list[Reach]]:
    clocks = clocks_in_use()
    if not clocks:
        return [], []
    chosen = {(setting.organ_id, setting.clock): setting for setting in ClockSetting.objects.all()}
    basis = basis_in_force()
    calendars = {pk: basis.calendar(pk) for pk in Organ.objects.values_list("pk", flat=True)}
    return reaches(calendars, clocks, chosen, day)


# --- words -----------------------------------------------------------------------------------------------------


def letters(told: Sequence[Told], matters: Mapping[int, Matter], day: dt.date) -> list[Letter]:
    """What each recipient is told, and the groups of the offices from the due date on."""
    away = {reminder.for_user_id for reminder in told if reminder.for_user_id is not None}
    principals = dict(User.objects.filter(pk__in=away).values_list("pk", "display_name"))
    words = _Words(day)
    found = [_letter(reminder, matters[reminder.deadline_id], words, principals) for reminder in told]
    return found + _to_groups(told, matters, words)


def _letter(reminder: Told, matter: Matter, words: "_Words", principals: Mapping[int, str]) -> Letter:
    if reminder.party_id is not None:
        return Letter(
            kind="reminder",
            texts=words.to_party(matter, reminder.due_on),
            key=reminder.key,
            channel=Channel.TEXT,
            address=f"party:{reminder.party_id}",
            organ_id=matter.organ_id,
        )
    return Letter(
        kind="reminder",
        texts=words.to_person(matter, reminder.due_on, principals.get(reminder.for_user_id or 0, "")),
        key=reminder.key,
        path="" if matter.outside and reminder.role == ReminderRole.LIAISON else words.path_of(matter),
        user_id=reminder.user_id,
        organ_id=matter.organ_id,
    )


def _to_groups(told: Sequence[Told], matters: Mapping[int, Matter], words: "_Words") -> list[Letter]:
    if not is_on(Channel.WEBHOOK):
        return []
    pressing = {reminder.key: reminder for reminder in told if reminder.stage >= 0 and reminder.party_id is None}
    groups: dict[int, list[int]] = {}
    for pk, organ_id in Webhook.objects.filter(ended_at=None).values_list("pk", "organ_id"):
        groups.setdefault(organ_id, []).append(pk)
    return [
        Letter(
            kind="reminder",
            texts=words.to_person(matters[reminder.deadline_id], reminder.due_on, ""),
            key=reminder.key,
            path=words.path_of(matters[reminder.deadline_id]),
            channel=Channel.WEBHOOK,
            address=f"webhook:{pk}",
            organ_id=matters[reminder.deadline_id].organ_id,
        )
        for reminder in pressing.values()
        for pk in groups.get(matters[reminder.deadline_id].organ_id, ())
    ]


class _Words:
    """The words of reminders in each language, made once for each clock and date; a case is named by its number."""

    def __init__(self, day: dt.date) -> None:
        self._day = day
        self._made: dict[Any, dict[str, str]] = {}
        # The address of one case gives those of all: it is needed ten thousand times.
        self._path = reverse("dossier", args=[0]).replace("/0/", "/%s/")

    def path_of(self, matter: Matter) -> str:
        """Where the case of a reminder is shown."""
        return self._path % matter.dossier_id

    def to_person(self, matter: Matter, due_on: dt.date, principal: str) -> dict[str, str]:
        """For somebody of the office or an agency; `principal` is the person who is away."""
        pattern = self._in_each_language(
            ("person", matter.clock, due_on, matter.provisional_year), lambda: self._said(matter, due_on)
        )
        nameless = self._in_each_language("nameless", lambda: gettext("a case without number"))
        texts = {
            language: text.replace("{case}", matter.number or nameless[language]) for language, text in pattern.items()
        }
        if principal:
            standing_in = self._in_each_language("deputy", lambda: gettext("For {name}: {text}"))
            texts = {
                language: standing_in[language].replace("{name}", principal).replace("{text}", text)
                for language, text in texts.items()
            }
        return texts

    def to_party(self, matter: Matter, due_on: dt.date) -> dict[str, str]:
        """For an applicant, from the office."""
        texts = self._in_each_language(
            ("party", matter.clock, due_on, matter.office_name),
            lambda: (
                gettext("%(office)s: your period for “%(clock)s” ends on %(day)s. Please act in time.")
                % {"office": matter.office_name, "clock": clock_title(matter.clock), "day": cn_date(due_on)}
            ),
        )
        if not matter.number:
            return texts
        numbered = self._in_each_language("numbered", lambda: gettext("{text} Case number: {case}"))
        return {
            language: numbered[language].replace("{text}", text).replace("{case}", matter.number)
            for language, text in texts.items()
        }

    def _said(self, matter: Matter, due_on: dt.date) -> str:
        named = {"case": "{case}", "clock": clock_title(matter.clock), "day": cn_date(due_on)}
        if due_on > self._day:
            text = gettext("%(case)s: “%(clock)s” is due on %(day)s.") % named
        elif due_on == self._day:
            text = gettext("%(case)s: “%(clock)s” is due today, %(day)s.") % named
        else:
            text = gettext("%(case)s: “%(clock)s” was due on %(day)s and is overdue.") % named
        if matter.provisional_year:
            text = gettext("%(text)s (provisional)") % {"text": text}
        return text

    def _in_each_language(self, what: Any, words: Callable[[], str]) -> dict[str, str]:
        if what not in self._made:
            made: dict[str, str] = {}
            for language, _name in settings.LANGUAGES:
                with translation.override(language):
                    made[language] = words()
            self._made[what] = made
        return self._made[what]
