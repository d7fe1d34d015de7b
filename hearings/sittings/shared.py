"""The page that court and government share: hearings, both records of who came, what differs, and the outcome."""

from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actors import Actor
from accounts.guards import requires
from accounts.lists import asked_year, year_chips
from accounts.paging import page_of
from accounts.templatetags.dates import cn_date, cn_moment
from accounts.timekeeping import SHANGHAI, now
from hearings.appearances import unsettled
from hearings.models import Appearance, AppearanceState, SittingState
from hearings.queries import DIFFERING, unsettled_records
from hearings.sittings.display import differing, settled_words
from hearings.sittings.reading import record_of
from hearings.sittings.words import place_words, when_words

BOTH = Q(came__isnull=False, court_came__isnull=False)
OPEN = unsettled_records()
# Something of it was settled.
SETTLED = reduce(or_, (Q(**{f"settled_{name}__isnull": False}) for name in DIFFERING))
# By what the records of both sides say of one another; the first is all of them.
SHOWN: dict[str, Q] = {
    "": Q(),
    "open": OPEN,
    "settled": SETTLED & ~OPEN,
    "alike": BOTH & ~OPEN & ~SETTLED,
    "agency": Q(came__isnull=False, court_came=None) & ~SETTLED,
    "court": Q(came=None, court_came__isnull=False) & ~SETTLED,
    "neither": Q(came=None, court_came=None) & ~SETTLED,
}


def _labels() -> dict[str, str]:
    return {
        "": _("All hearings"),
        "open": _("Differing, open"),
        "settled": _("Differing, settled"),
        "alike": _("The same"),
        "agency": _("The court's record is missing"),
        "court": _("The agency's record is missing"),
        "neither": _("Both records are missing"),
    }


def heard(actor: Actor, year: int) -> QuerySet[Appearance]:
    """What defendants owe at the sittings of a year that have begun, of those whose records the actor reads."""
    rows = Appearance.objects.open_to(actor).filter(
        case__sitting__state__in=[SittingState.SET, SittingState.HELD],
        case__sitting__during__startswith__lte=now(),
        case__sitting__during__startswith__year=year,
        case__left_on=None,
    )
    return rows.exclude(state=AppearanceState.DROPPED)


@require_safe
@requires("sittings.shared")
def shared(request: HttpRequest) -> HttpResponse:
    """The hearings of a year with both records: for a court those before it, for the office and leaders the organ's."""
    year, show = asked_year(request), request.GET.get("show", "")
    show = show if show in SHOWN else ""
    rows = heard(request.actor, year)
    counts = rows.aggregate(**{f"n_{key}": Count("pk", filter=condition) for key, condition in SHOWN.items() if key})
    counts["n_"] = sum(counts.values())
    related = rows.filter(SHOWN[show]).select_related(
        *("case__sitting__court", "case__lawsuit__dossier", "case__lawsuit__outcome", "defendant__organisation"),
        *("came", "came_head", "court_came", "settled_came"),
    )
    page = page_of(related.order_by("-case__sitting__during", "-pk"), request.GET.get("page"))
    context = {
        "views": [
            {
                "label": label,
                "url": f"?{urlencode({'year': year, 'show': key})}",
                "active": key == show,
                "count": counts[f"n_{key}"],
            }
            for key, label in _labels().items()
        ],
        "years": year_chips(year),
        "page": page,
        "table": _table(page.items),
    }
    return render(request, "hearings/sittings/shared.html", context)


def _table(rows: list[Appearance]) -> dict[str, Any]:
    return {
        "caption": _("Hearings, appearances and outcomes"),
        "columns": [
            {"label": _("Time"), "whole": True},
            {"label": _("Case")},
            {"label": _("Defendant")},
            {"label": _("The agency's record")},
            {"label": _("The court's record")},
            {"label": _("Both records")},
            {"label": _("Outcome of the suit")},
        ],
        "rows": [{"cells": _cells(row), "tone": "soon" if unsettled(record_of(row)) else ""} for row in rows],
        "empty": {"title": _("No hearing is found")},
    }


def _cells(row: Appearance) -> list[Any]:
    sitting, suit = row.case.sitting, row.case.lawsuit
    own = [str(row.came_head) if row.came_head else "", _entered(row.submitted_at), _left(row.left_early)]
    court = [_entered(row.court_at), _left(row.court_left_early), row.court_note]
    return [
        {
            "value": when_words(sitting),
            "url": reverse("hearings:sitting", args=[sitting.pk]),
            "sub": f"{sitting.court} · {place_words(sitting)}",
        },
        {
            "value": suit.dossier.number,
            "url": reverse("hearings:detail", args=[suit.pk]),
            "sub": suit.dossier.title,
        },
        str(row.defendant.organisation),
        {"value": str(row.came or "—"), "sub": "；".join(filter(None, own))},
        {"value": str(row.court_came or "—"), "sub": "；".join(filter(None, court))},
        _standing(row),
        {"value": str(suit.outcome or "—"), "sub": cn_date(suit.concluded_on)},
    ]


def _entered(moment: Any) -> str:
    return _("entered %(moment)s") % {"moment": cn_moment(moment.astimezone(SHANGHAI))} if moment else ""


def _left(left: bool | None) -> str:
    return _("left without leave of the court") if left else ""


def _standing(row: Appearance) -> dict[str, str]:
    """How the two records stand to one another, and what was settled."""
    labels = _labels()
    if unsettled(record_of(row)):
        return {"badge": labels["open"], "badge_tone": "late", "sub": "；".join(differing(row))}
    if any(getattr(row, name) is not None for name in ("settled_came_id", "settled_left_early", "settled_spoke")):
        return {"badge": labels["settled"], "badge_tone": "done", "sub": settled_words(row)}
    if row.came_id and row.court_came_id:
        return {"badge": labels["alike"], "badge_tone": "done"}
    missing = "agency" if row.came_id else "court" if row.court_came_id else "neither"
    return {"badge": labels[missing], "badge_tone": "soon"}
