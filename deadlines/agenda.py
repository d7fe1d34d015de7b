"""What stands in the calendar of a person: due dates here; other sources register themselves from the apps above.

A source answers for a stretch of days with a fixed number of queries and no more entries than asked for.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organ, Role
from accounts.timekeeping import SHANGHAI, today
from deadlines.measure import CLOCK_UNIT, Calendars, counted_in, due_said
from deadlines.models import Deadline, DeadlineState
from deadlines.wording import clock_title
from dossiers.handling import handled_by
from dossiers.models import Dossier
from dossiers.scoping import AUDIENCE_ROLES, Audience

# What the agenda never needs of a row.
LARGE = ("events", "derivation", "dossier__search_text", "dossier__grams")


@dataclass(frozen=True)
class Ask:
    """Which entries are wanted: of which days (both included, open without), whose, and at most how many.

    `officers` are users' ids, with None for cases that nobody has; `own` asks for what the actor answers for: as
    officer the own cases, as director those of the office, as liaison what the agency owes.
    """

    actor: Actor
    first: dt.date | None = None
    last: dt.date | None = None
    officers: frozenset[int | None] | None = None
    organ: int | None = None
    own: bool = False
    most: int = 1000

    def within(self, span: str) -> Q:
        """The condition that a time range, by its name, reaches into the days asked for (in Shanghai)."""
        condition = Q()
        if self.first is not None:
            condition &= Q(**{f"{span}__endswith__gte": dt.datetime.combine(self.first, dt.time(0), SHANGHAI)})
        if self.last is not None:
            after = dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(0), SHANGHAI)
            condition &= Q(**{f"{span}__startswith__lt": after})
        return condition

    def of_officers(self, officer: str) -> Q:
        """The condition that an officer, by the path to it, is one of those asked for, if any are."""
        if self.officers is None:
            return Q()
        whose = Q(**{f"{officer}__in": [pk for pk in self.officers if pk is not None]})
        return whose | Q(**{officer: None}) if None in self.officers else whose


@dataclass(frozen=True)
class Entry:
    """Something that is on a day, or at an hour of it.

    `uid` names it for good, `modified` is when its date was last written. Neither title nor number names a party.
    """

    uid: str
    on: dt.date
    title: str
    number: str
    url: str
    modified: dt.datetime
    tone: str = ""
    words: str = ""
    officer: str = ""
    provisional: bool = False
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    place: str = ""


@dataclass(frozen=True)
class Source:
    """A kind of entries, with its name in the filter."""

    code: str
    label: str | Promise
    entries: Callable[[Ask], Iterable[Entry]] = field(repr=False)


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Enter a source. Raises ValueError when its code is taken."""
    if source.code in _sources:
        raise ValueError(f"The entries {source.code} are registered twice.")
    _sources[source.code] = source


def sources() -> list[Source]:
    return list(_sources.values())


def entries(ask: Ask, kind: str = "") -> list[Entry]:
    """The entries of all sources, or of the one named, in the order of their days."""
    wanted = [source for source in _sources.values() if not kind or source.code == kind]
    found = [entry for source in wanted for entry in source.entries(ask)]
    return sorted(found, key=lambda entry: (entry.on, entry.starts_at is not None, entry.starts_at, entry.number))[
        : ask.most
    ]


# --- whose ---------------------------------------------------------------------------------------------------


def organs_of(actor: Actor) -> QuerySet[Organ]:
    """The organs in whose cases the actor stands on the organ's side."""
    offices = actor.organisations(*AUDIENCE_ROLES[Audience.OFFICE])
    organs = actor.organisations(*AUDIENCE_ROLES[Audience.ORGAN])
    return Organ.objects.filter(Q(office__in=offices) | Q(organisation__in=organs)).select_related("organisation")


def answered_for(actor: Actor) -> Q:
    """The condition on deadlines that `actor` answers for, by the roles held today."""
    condition = Q(pk__in=[])
    if officer_in := actor.organisations(Role.OFFICER):
        condition |= handled_by(actor.people, "dossier__") & Q(dossier__organ__office__in=officer_in)
    if director_in := actor.organisations(Role.DIRECTOR):
        condition |= Q(dossier__organ__office__in=director_in)
    if liaison_in := actor.organisations(Role.AGENCY_LIAISON):
        condition |= Q(organisation__in=liaison_in)
    return condition


# --- due dates -------------------------------------------------------------------------------------------------


def number_words(dossier: Dossier) -> str:
    """The number of a case, or that it has none yet."""
    return dossier.number or gettext("Case %(id)s, not numbered yet") % {"id": dossier.pk}


def officers_words(dossier: Dossier) -> str:
    """Who handles a case: the officer who answers for it, and the second one marked as such."""
    second = ""
    if dossier.second_officer:
        second = gettext("%(name)s (second officer)") % {"name": dossier.second_officer}
    return gettext(", ").join(filter(None, (str(dossier.officer or ""), second)))


def due_dates(ask: Ask) -> list[Entry]:
    """The running deadlines that fall due in the days asked for; two queries."""
    rows = (
        Deadline.objects.open_to(ask.actor)
        .filter(state=DeadlineState.RUNNING, tracked=True)
        .annotate(unit=CLOCK_UNIT)
        .select_related("dossier__officer", "dossier__second_officer")
        .defer(*LARGE)
        .order_by("due_on", "pk")
    )
    if ask.first is not None:
        rows = rows.filter(due_on__gte=ask.first)
    if ask.last is not None:
        rows = rows.filter(due_on__lte=ask.last)
    if ask.organ is not None:
        rows = rows.filter(dossier__organ=ask.organ)
    if ask.officers is not None:
        named = handled_by((pk for pk in ask.officers if pk is not None), "dossier__")
        rows = rows.filter(named | Q(dossier__officer=None) if None in ask.officers else named)
    if ask.own:
        rows = rows.filter(answered_for(ask.actor))
    found, day = list(rows[: ask.most]), today()
    calendars = Calendars({deadline.dossier.organ_id for deadline in found})
    return [_entry(deadline, day, calendars) for deadline in found]


def _entry(deadline: Deadline, day: dt.date, calendars: Calendars) -> Entry:
    dossier = deadline.dossier
    state = "provisional" if deadline.provisional else "running"
    unit, calendar = counted_in(deadline.unit), partial(calendars.of, dossier.organ_id)
    tone, words = due_said(unit, deadline.due_on, day, calendar, state)
    assert deadline.due_on is not None  # noqa: S101 - a running deadline has its day (check constraint)
    return Entry(
        uid=f"deadline-{deadline.pk}",
        on=deadline.due_on,
        title=clock_title(deadline.clock),
        number=number_words(dossier),
        url=reverse("dossier", args=[dossier.pk]),
        modified=deadline.computed_at,
        tone=tone,
        words=words,
        officer=officers_words(dossier),
        provisional=deadline.provisional,
    )


register(Source("due", _("Due dates"), due_dates))


def as_dict(entry: Entry) -> dict[str, Any]:
    """An entry as a line of components/todo.html."""
    return {
        "what": entry.title,
        "which": " · ".join(filter(None, (entry.number, entry.officer, entry.place))),
        "which_url": entry.url,
        "tone": entry.tone,
        "words": entry.words,
        "on": entry.on,
    }
