"""The dashboards, the wall screen and the brief: the same figures, laid out for the desk, the wall and the paper."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.export import attachment
from accounts.guards import requires
from accounts.models import Organ, Organisation, Role
from accounts.models.organisations import AGENCY_KINDS
from accounts.timekeeping import now, today
from dossiers.trail import record
from reports import queries
from reports.dashboards import AGENCY, Asked, Board, boards_for, brief, showing, waiting
from reports.forms import DashboardForm
from reports.papers import CONTENT_TYPE
from reports.periods import Period, year_of
from reports.views.common import agency_pages, subjects, this_year

DASHBOARD = gettext_lazy("Overview")
# How often the wall screen renews itself, in seconds.
RENEWED_EVERY = 300
# How many agencies it has room for.
ON_THE_WALL = 8


@dataclass(frozen=True)
class Desk:
    """A dashboard that somebody asked for: which, with what form, and its question when the form holds."""

    board: Board
    boards: list[Board]
    form: DashboardForm
    asked: Asked | None


def desk(request: HttpRequest) -> Desk:
    """What the address asks for. Raises PermissionDenied where the reader has no dashboard."""
    actor = request.actor
    boards = boards_for(actor)
    if not boards:
        raise PermissionDenied
    wanted = request.GET.get("board", "")
    board = next((one for one in boards if one.code == wanted), boards[0])
    organs = _organs(actor, board)
    if not organs:
        raise PermissionDenied(_("Figures are open to the office and to the leaders of the organ."))
    default = this_year()
    given = {"from": default.first, "to": default.last, "organ": organs[0].pk}
    given |= {key: value for key, value in request.GET.items() if value}
    # An agency is shown its cases before every organ: there is none to be chosen.
    offered = organs[:1] if board is AGENCY else organs
    form = DashboardForm(given, organs=offered, default=default, agencies=_agencies(actor, board, organs))
    asked = _asked(request, board, organs, form) if form.is_valid() else None
    return Desk(board, boards, form, asked)


def _organs(actor: Actor, board: Board) -> list[Organ]:
    """Whose figures: those of the organs that the reader reads; an agency has cases before any of them."""
    if board is AGENCY:
        return list(Organ.objects.select_related("organisation", "office"))
    return queries.organs_for(actor)


def _agencies(actor: Actor, board: Board, organs: list[Organ]) -> QuerySet[Organisation]:
    """The agencies to which a reader may keep the figures: the organ's own tree, of an agency itself alone."""
    if board is AGENCY:
        return Organisation.objects.filter(pk__in=actor.organisations(Role.AGENCY_LIAISON)).order_by("name")
    governments = [organ.organisation_id for organ in organs]
    return Organisation.objects.filter(
        Q(pk__in=governments) | Q(parent__in=governments), kind__in=AGENCY_KINDS
    ).order_by("name")


def _asked(request: HttpRequest, board: Board, organs: list[Organ], form: DashboardForm) -> Asked:
    cleaned = form.cleaned_data
    own, chosen = board is AGENCY, cleaned.get("agency")
    agencies = (chosen,) if chosen else tuple(form.fields["agency"].queryset) if own else ()
    return Asked(
        request.actor,
        tuple(organs) if own else (cleaned["organ"],),
        cleaned["period"],
        as_of=cleaned.get("as_of"),
        agencies=agencies,
        chosen=chosen,
        organ=None if own or len(organs) == 1 else cleaned["organ"],
        board=board.code,
    )


def place(desk: Desk) -> str:
    """Whose figures these are, in words."""
    asked = desk.asked
    if asked is None:
        return ""
    if desk.board is AGENCY:
        return "、".join(agency.name for agency in asked.agencies)
    return str(asked.organs[0])


def frame(desk: Desk) -> dict[str, Any]:
    """What every layout shows around the figures."""
    context: dict[str, Any] = {"board": desk.board, "form": desk.form, "asked": desk.asked, "title": desk.board.title}
    if desk.asked is None:
        return context
    asked = desk.asked
    return context | {
        "place": place(desk),
        "period": asked.period,
        "told_at": now(),
        "pages": {
            "dashboard": asked.address("reports:dashboard"),
            "wall": asked.address("reports:wall"),
            "brief": asked.address("reports:brief"),
            "document": asked.address("reports:brief-document"),
        },
    }


@require_safe
@requires("figures.dashboard")
def dashboard(request: HttpRequest) -> HttpResponse:
    """全区情况: the year at a glance, its course, who and what it concerned, and what is due now."""
    found = desk(request)
    context = frame(found)
    pages = agency_pages if found.board is AGENCY else subjects
    context["subjects"] = pages("reports:dashboard")
    # Screen and brief are of those who see the cases of an organ; an agency has the page alone.
    context["laid_out"] = found.board is not AGENCY
    asked = found.asked
    if asked is None:
        return render(request, "reports/dashboard.html", context, status=422)
    sort = request.GET.get("sort", "")
    context |= showing.glance(asked, found.board)
    context |= {
        "presets": presets(asked),
        "boards": [
            {"label": one.title, "url": f"?board={one.code}", "active": one is found.board} for one in found.boards
        ],
        "chips": chips(asked),
        "trend": showing.by_month(asked, found.board.trend),
        "main": [showing.cut(asked, one, sort) for one in found.board.main],
        "aside": [showing.cut(asked, one) for one in found.board.aside],
        "pairs": [showing.cut(asked, one, sort) for one in found.board.pairs],
        "whole": [showing.cut(asked, one) for one in found.board.whole],
        "waiting": due_now(found),
    }
    return render(request, "reports/dashboard.html", context)


def due_now(found: Desk) -> dict[str, Any]:
    """What is overdue and due, in the scope of a dashboard."""
    assert found.asked is not None  # noqa: S101 - asked by those who have checked it
    if found.board is AGENCY:
        return waiting.of_agency(found.asked.reader)
    return waiting.of_organ(found.asked.reader, found.asked.chosen)


def presets(asked: Asked) -> list[dict[str, Any]]:
    """Periods that are asked for most, with the other filters kept."""
    day = today()
    quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    offered = [
        (_("This year"), this_year()),
        (_("This quarter"), Period(quarter, day)),
        (_("This month"), Period(day.replace(day=1), day)),
        (_("Last year"), year_of(day.year - 1)),
        (_("Last twelve months"), Period(_year_before(day) + dt.timedelta(days=1), day)),
    ]
    return [
        {
            "label": words,
            "url": asked.address("reports:dashboard", period=period),
            "active": period == asked.period,
        }
        for words, period in offered
    ]


def _year_before(day: dt.date) -> dt.date:
    return Period(day, day).year_before().first


def chips(asked: Asked) -> list[dict[str, Any]]:
    """The filters chosen beside the period, each removable."""
    found = []
    if asked.chosen:
        found.append({"key": "agency", "label": _("Agency"), "words": asked.chosen.name})
    if asked.as_of:
        found.append({"key": "as_of", "label": _("As known on"), "words": asked.as_of.isoformat()})
    return found


@require_safe
@requires("figures.view")
def wall(request: HttpRequest) -> HttpResponse:
    """The screen on the wall: dark, large and still; it asks for its own middle anew every few minutes."""
    found = desk(request)
    context = frame(found) | {"every": RENEWED_EVERY}
    asked = found.asked
    if asked is None:
        return render(request, "reports/wall.html", context, status=422)
    cuts = {cut.code: cut for cut in found.board.cuts}
    context |= showing.glance(asked, found.board)
    context |= {
        "trend": showing.by_month(asked, found.board.trend),
        "agencies": showing.cut(asked, replace(cuts["agencies"], most=ON_THE_WALL, sortable=False)),
        "causes": [showing.cut(asked, cuts[code]) for code in ("causes", "lost")],
        "waiting": due_now(found),
        "here": asked.address("reports:wall"),
    }
    return render(request, "reports/wall.html", context)


@require_safe
@requires("figures.view")
def the_brief(request: HttpRequest) -> HttpResponse:
    """简报: two pages of paper: what happened in sentences with their figures, and the tables to them."""
    found = desk(request)
    context = frame(found)
    if found.asked is None:
        return render(request, "reports/brief.html", context, status=422)
    context |= brief.pages(found.asked, found.board)
    return render(request, "reports/brief.html", context)


@require_safe
@requires("figures.view")
def brief_document(request: HttpRequest) -> HttpResponse:
    """The brief in Word. Raises Http404 for filters that hold nothing."""
    found = desk(request)
    if found.asked is None:
        raise Http404
    title, content = brief.document(found.asked, found.board, place(found))
    record(actor=request.actor, action="list.export", detail={"list": "brief", "count": 1})
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = attachment(f"{title}.docx")
    return answer
