"""The calendar of due dates: a month at a glance, or what is due next as a list."""

import calendar as months
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.guards import requires
from accounts.models import Organ, Role
from accounts.offices import officers_of
from accounts.timekeeping import today
from deadlines.agenda import Ask, Entry, entries, organs_of, sources
from deadlines.basis import calendar_for
from deadlines.engine import Calendar
from deadlines.forms import AgendaForm

# Entries of a month, of a day in the grid, and of the list; and how far the list looks ahead.
MOST_OF_MONTH, MOST_OF_DAY, MOST_OF_LIST = 1000, 4, 200
AHEAD = dt.timedelta(days=60)
MOST_OVERDUE = 50


@dataclass
class Day:
    """A day of the month's grid."""

    date: dt.date
    in_month: bool
    today: bool
    rest: str
    work: str
    unsettled: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def shown(self) -> list[Entry]:
        return self.entries if len(self.entries) <= MOST_OF_DAY + 1 else self.entries[:MOST_OF_DAY]

    @property
    def hidden(self) -> list[Entry]:
        return self.entries[len(self.shown) :]


@requires("agenda.view")
def agenda(request: HttpRequest) -> HttpResponse:
    """What is due, by day: the month as a grid (on a phone as a list of its days), or the next weeks as a list."""
    organs = list(organs_of(request.actor))
    form = _form(request, organs)
    form.is_valid()
    asked, day = form.cleaned_data, today()
    first = form.first_of_month
    ask = _ask(request, form)
    kind = asked.get("kind") or ""
    national = calendar_for(asked.get("organ") or (organs[0] if organs else None))
    overdue = entries(
        Ask(**{**vars(ask), "first": None, "last": day - dt.timedelta(days=1), "most": MOST_OVERDUE + 1}), kind
    )
    as_list = asked.get("view") == "list"
    context: dict[str, Any] = {
        "form": form,
        "overdue": overdue[:MOST_OVERDUE],
        "overdue_count": f"{MOST_OVERDUE}+" if len(overdue) > MOST_OVERDUE else len(overdue) or None,
        "as_list": as_list,
        "month": first,
        "month_name": formats.date_format(first, "YEAR_MONTH_FORMAT"),
        "before": _shifted(first, -1),
        "after": _shifted(first, 1),
        "present": f"{day:%Y-%m}",
        "today": day,
    }
    if as_list:
        found = entries(Ask(**{**vars(ask), "first": day, "last": day + AHEAD, "most": MOST_OF_LIST + 1}), kind)
        context |= {
            "days": _by_day(found[:MOST_OF_LIST]),
            "more": len(found) > MOST_OF_LIST,
            "until": day + AHEAD,
            "empty": {"title": _("Nothing is due in the next weeks"), "text": _("Take a filter away to see more.")},
        }
    else:
        weeks = months.Calendar().monthdatescalendar(first.year, first.month)
        span = {"first": weeks[0][0], "last": weeks[-1][-1], "most": MOST_OF_MONTH + 1}
        found = entries(Ask(**{**vars(ask), **span}), kind)
        context |= {
            "days": [_day(date, first, day, national) for week in weeks for date in week],
            "more": len(found) > MOST_OF_MONTH,
            "weekdays": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
            "nothing": not any(first.month == entry.on.month for entry in found),
            "provisional": any(entry.provisional for entry in found),
        }
        by_day = defaultdict(list)
        for entry in found[:MOST_OF_MONTH]:
            by_day[entry.on].append(entry)
        for one in context["days"]:
            one.entries = by_day.get(one.date, [])
    context["views"] = _views(request, as_list)
    return render(request, "deadlines/agenda.html", context)


def _form(request: HttpRequest, organs: list[Organ]) -> AgendaForm:
    kinds = [(source.code, source.label) for source in sources()]
    return AgendaForm(
        request.GET,
        officers=list(officers_of(organs, ever=True).order_by("display_name", "pk")) if organs else [],
        organs=Organ.objects.filter(pk__in=[organ.pk for organ in organs]).select_related("organisation"),
        kinds=kinds if len(kinds) > 1 else [],
        works=request.actor.has(Role.OFFICER),
    )


def _ask(request: HttpRequest, form: AgendaForm) -> Ask:
    officer, organ = form.cleaned_data.get("officer") or "", form.cleaned_data.get("organ")
    officers: frozenset[int | None] | None = None
    if officer == form.ME:
        officers = frozenset(request.actor.people)
    elif officer == form.NOBODY:
        officers = frozenset({None})
    elif officer.isdecimal():
        officers = frozenset({int(officer)})
    return Ask(actor=request.actor, officers=officers, organ=organ.pk if organ else None)


def _shifted(first: dt.date, by: int) -> str:
    year, month = divmod(first.year * 12 + first.month - 1 + by, 12)
    return f"{year:04}-{month + 1:02}"


def _day(date: dt.date, first: dt.date, present: dt.date, calendar: Calendar) -> Day:
    kind = calendar.assumed.kind(date)
    return Day(
        date=date,
        in_month=date.month == first.month,
        today=date == present,
        rest=_("Off") if kind == "holiday" else "",
        work=_("Worked") if kind == "make_up_working_day" else "",
        unsettled=not calendar.covers(date.year),
    )


def _by_day(found: list[Entry]) -> list[tuple[dt.date, list[Entry]]]:
    days: dict[dt.date, list[Entry]] = {}
    for entry in found:
        days.setdefault(entry.on, []).append(entry)
    return list(days.items())


def _views(request: HttpRequest, as_list: bool) -> list[dict[str, Any]]:
    query = request.GET.copy()
    links = []
    for value, label, active in (("", _("Month"), not as_list), ("list", _("Next weeks"), as_list)):
        query["view"] = value
        links.append({"label": label, "url": f"{reverse('deadlines:agenda')}?{query.urlencode()}", "active": active})
    return links
