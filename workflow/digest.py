"""The morning overview of each person: what is overdue, due today and this week, and what waits for their approval.

Once for each working day: whoever has nothing to be told at that time is not told later in the day. It goes by e-mail,
to people without an address in the application. Cases are named by their numbers, never by a party.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.actors import SYSTEM, actor_for
from accounts.models import Organ, Role, User
from accounts.templatetags.dates import cn_short
from accounts.timekeeping import today
from deadlines.measure import Calendars
from deadlines.models import Deadline, DeadlineState, Owner
from deadlines.reminders.people import OFFICE_ROLES, Holder, holders
from deadlines.wording import clock_title
from notices.models import Channel
from notices.outbox import INSIDE, Letter, post, ways_of
from notices.services import in_each_language, once
from workflow.queries import waiting_for
from workflow.steps import proceeding_type

AHEAD = dt.timedelta(days=7)
# So many lines of each part; the rest is counted.
LINES = 10
APPROVERS = (Role.DIRECTOR, Role.ORGAN_LEADER)


@dataclass(frozen=True)
class Due:
    """A period that runs, as the overview tells of it."""

    pk: int
    due_on: dt.date
    clock: str
    number: str | None
    organ_id: int

    def line(self) -> str:
        """The period in a line, in the language that is active."""
        return gettext("%(case)s · %(clock)s · %(day)s") % {
            "case": self.number or gettext("a case without number"),
            "clock": clock_title(self.clock),
            "day": cn_short(self.due_on),
        }


@dataclass
class Overview:
    """What one person is told."""

    due: dict[int, Due] = field(default_factory=dict)
    approvals: list[tuple[str, Any, str | None]] = field(default_factory=list)

    def text(self, day: dt.date) -> str:
        """The words in the language that is active: a line of figures, then the periods part by part."""
        rows = sorted(self.due.values(), key=lambda row: (row.due_on, row.pk))
        parts = [
            (gettext("Overdue"), [row.line() for row in rows if row.due_on < day]),
            (gettext("Due today"), [row.line() for row in rows if row.due_on == day]),
            (gettext("Due within 7 days"), [row.line() for row in rows if row.due_on > day]),
            (gettext("Waiting for my approval"), [self._approval(*row) for row in self.approvals]),
        ]
        parts = [(title, lines) for title, lines in parts if lines]
        figures = gettext(", ").join(f"{title} {len(lines)}" for title, lines in parts)
        text = [gettext("Overview of %(day)s: %(figures)s") % {"day": cn_short(day), "figures": figures}]
        for title, lines in parts:
            text += ["", title, *lines[:LINES]]
            if more := len(lines) - LINES:
                text += [ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}] if more > 0 else []
        return "\n".join(text)

    @staticmethod
    def _approval(step: str, title: Any, number: str | None) -> str:
        return f"{number or gettext('a case without number')} · {title}"


def send_digests() -> int:
    """Tell everybody today's overview, unless that was done today. Returns how many people were told now."""
    day = today()
    result, ran = once(scope="digest", key=day.isoformat(), actor=SYSTEM, act=lambda: {"told": _send(day)})
    return int(result["told"]) if ran else 0


def _send(day: dt.date) -> int:
    organs = working_organs(day)
    people = holders(day)
    overviews = _periods(people, organs, day)
    _add_approvals(overviews, people, set(organs))
    wanted = set(
        User.objects.filter(pk__in=overviews, is_active=True)
        .exclude(contact__digest=False)
        .values_list("pk", flat=True)
    )
    ways = ways_of(wanted)
    letters = [
        Letter(
            kind="digest",
            texts=in_each_language(lambda overview=overview: overview.text(day)),
            key=f"digest:{day.isoformat()}",
            path=reverse("home"),
            user_id=user_id,
            channel=Channel.MAIL if Channel.MAIL in ways.get(user_id, ()) else INSIDE,
        )
        for user_id, overview in overviews.items()
        if user_id in wanted and (overview.due or overview.approvals)
    ]
    post(letters)
    return len(letters)


def working_organs(day: dt.date) -> dict[int, Organ]:
    """The organs whose offices work on `day`."""
    calendars = Calendars()
    return {pk: organ for pk, organ in Organ.objects.in_bulk().items() if calendars.of(pk).assumed.is_working_day(day)}


def _periods(people: Sequence[Holder], organs: Mapping[int, Organ], day: dt.date) -> dict[int, Overview]:
    """The periods of each person: of their cases, of their agency, and for directors those that nobody works on."""
    by_officer: dict[tuple[int, int], list[Due]] = {}
    by_agency: dict[int, list[Due]] = {}
    unmanned: dict[int, list[Due]] = {}
    able = {
        (holder.organisation_id, holder.user_id)
        for holder in people
        if holder.role in OFFICE_ROLES and holder.for_user_id is None
    }
    for officer_id, second_id, agency_id, owner, row in _due_rows(organs, day):
        office = organs[row.organ_id].office_id
        if second_id and owner == Owner.OFFICE:
            by_officer.setdefault((office, second_id), []).append(row)
        if owner == Owner.AGENCY and agency_id:
            by_agency.setdefault(agency_id, []).append(row)
        elif (office, officer_id or 0) in able:
            by_officer.setdefault((office, officer_id or 0), []).append(row)
        else:
            unmanned.setdefault(office, []).append(row)
    found: dict[int, Overview] = {}

    def add(user_id: int, rows: Iterable[Due]) -> None:
        overview = found.setdefault(user_id, Overview())
        overview.due |= {row.pk: row for row in rows}

    for holder in people:
        place = holder.organisation_id
        if holder.role in OFFICE_ROLES:
            add(holder.user_id, by_officer.get((place, holder.for_user_id or holder.user_id), ()))
        if holder.role == Role.DIRECTOR:
            add(holder.user_id, unmanned.get(place, ()))
        if holder.role == Role.AGENCY_LIAISON:
            add(holder.user_id, by_agency.get(place, ()))
    return found


def _due_rows(
    organs: Mapping[int, Organ], day: dt.date
) -> Iterable[tuple[int | None, int | None, int | None, str, Due]]:
    rows = (
        Deadline.objects.unscoped("everybody's overview is put together from one reading")
        .filter(state=DeadlineState.RUNNING, tracked=True, due_on__lte=day + AHEAD, dossier__organ__in=list(organs))
        .exclude(owner__in=[Owner.APPLICANT, Owner.COURT])
        .order_by()
        .values_list(
            "dossier__officer_id", "dossier__second_officer_id", "organisation_id", "owner", "pk", "due_on", "clock",
            "dossier__number", "dossier__organ_id",
        )
    )  # fmt: skip
    for officer_id, second_id, agency_id, owner, pk, due_on, clock, number, organ_id in rows.iterator():
        if due_on is not None:
            yield officer_id, second_id, agency_id, owner, Due(pk, due_on, clock, number, organ_id)


def _add_approvals(overviews: dict[int, Overview], people: Sequence[Holder], organs: set[int]) -> None:
    approvers = {holder.user_id for holder in people if holder.role in APPROVERS}
    for user in User.objects.filter(pk__in=approvers).order_by("pk"):
        for approval in waiting_for(actor_for(user)):
            dossier = approval.dossier
            if dossier.organ_id in organs:
                title = proceeding_type(dossier.kind).steps[approval.step].title
                overviews.setdefault(user.pk, Overview()).approvals.append((approval.step, title, dossier.number))
