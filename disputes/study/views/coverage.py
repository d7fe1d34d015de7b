"""The page of coverage: which heads have studied a topic in a year; the list behind each number, and its export."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from accounts.guards import requires
from accounts.lists import asked_year, year_chips
from accounts.models import HeadRank, Organisation
from accounts.paging import page_in
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from disputes.study.coverage import Coverage, Covered, Standing, coverage_of, day_of
from disputes.study.reach import agencies_read
from disputes.study.views.common import tabs
from disputes.study.views.plans import APPEARANCE
from dossiers.exports import stream_xlsx
from dossiers.models import Code
from dossiers.trail import record

LABELS = {
    Standing.STUDIED: gettext_lazy("Studied"),
    Standing.WAITING: gettext_lazy("Entered, not checked yet"),
    Standing.MISSING: gettext_lazy("Not studied yet"),
}
TONES = {Standing.STUDIED: "done", Standing.WAITING: "soon", Standing.MISSING: "late"}


class Asked:
    """What an address asks for: year, topic, and for a list the agency, the rank, how the heads stand."""

    def __init__(self, request: HttpRequest) -> None:
        self.year = asked_year(request)
        self.topic = get_object_or_404(Code.objects.of("study_topic"), pk=request.GET.get("topic") or APPEARANCE)
        self.agencies = {agency.pk: agency for agency in agencies_read(request.actor)}
        self.standing, self.rank = request.GET.get("standing", ""), request.GET.get("rank", "")
        if self.standing not in ("", *Standing) or self.rank not in ("", *HeadRank.values):
            raise Http404
        self.agency: Organisation | None = None
        if wanted := request.GET.get("organisation"):
            if not wanted.isdecimal() or int(wanted) not in self.agencies:
                raise Http404
            self.agency = self.agencies[int(wanted)]

    def whole(self) -> Coverage:
        """The coverage of all agencies in sight."""
        return coverage_of(self.agencies, self.year, self.topic.pk)

    def listed(self) -> list[Covered]:
        """The heads whom the list shows."""
        return [
            row
            for row in self.whole().rows
            if (self.agency is None or row.head.agency == self.agency.pk)
            and self.rank in ("", row.head.rank)
            and self.standing in ("", row.standing)
        ]

    def address(self, name: str, **further: Any) -> str:
        """The address of a page for the same year and topic."""
        query = {"year": self.year, "topic": self.topic.pk, **{key: value for key, value in further.items() if value}}
        return f"{reverse(name)}?{urlencode(query)}"


@require_safe
@requires("study.view")
def coverage(request: HttpRequest) -> HttpResponse:
    """How many heads have studied the rules of appearance, by agency and by rank; each number opens its list."""
    asked = Asked(request)
    whole = asked.whole()
    context = {
        "tabs": tabs(request.actor, "study:coverage", asked.year),
        "views": [
            {**chip, "url": f"?{urlencode({'year': chip['label'], 'topic': asked.topic.pk})}"}
            for chip in year_chips(asked.year)
        ],
        "topics": [
            {
                "label": str(code),
                "url": f"?{urlencode({'year': asked.year, 'topic': code.pk})}",
                "active": code == asked.topic,
            }
            for code in Code.objects.of("study_topic").on_offer(today())
            if code.pk != "study_topic.other"
        ],
        "asked": asked,
        "day": day_of(asked.year),
        "tiles": _tiles(asked, whole),
        "by_rank": _by_rank(asked, whole),
        "by_agency": _by_agency(asked, whole),
        "export_url": asked.address("study:coverage-export"),
    }
    return render(request, "disputes/study/coverage.html", context)


def _tiles(asked: Asked, whole: Coverage) -> list[dict[str, Any]]:
    def url(standing: str = "") -> str:
        return asked.address("study:coverage-heads", standing=standing)

    rate = {
        "name": _("Coverage"),
        "value": whole.rate,
        "unit": "%" if whole.rows else "",
        "of": f"{whole.number(Standing.STUDIED)} / {whole.number()}",
        "url": url(),
    }
    return [
        rate,
        *(
            {
                "name": LABELS[standing],
                "value": whole.number(standing),
                "unit": pgettext("unit", "people"),
                "tone": TONES[standing] if standing != Standing.STUDIED and whole.number(standing) else "",
                "url": url(standing),
            }
            for standing in Standing
        ),
    ]


def _numbers(asked: Asked, found: Coverage, **group: Any) -> list[Any]:
    def cell(*standings: Standing) -> dict[str, Any]:
        url = asked.address("study:coverage-heads", standing=standings[0] if standings else "", **group)
        return {"value": found.number(*standings), "url": url}

    return [cell(), *(cell(standing) for standing in Standing), f"{found.rate}%" if found.rows else found.rate]


def _columns(first: str) -> list[dict[str, Any]]:
    return [
        {"label": first},
        {"label": _("Heads"), "numeric": True},
        *({"label": label, "numeric": True} for label in LABELS.values()),
        {"label": _("Coverage"), "numeric": True},
    ]


def _by_rank(asked: Asked, whole: Coverage) -> dict[str, Any]:
    groups = whole.by(lambda head: head.rank)
    return {
        "caption": _("By rank"),
        "columns": _columns(_("Rank")),
        "rows": [
            {"cells": [str(HeadRank(rank).label), *_numbers(asked, groups.get(rank, Coverage(())), rank=rank)]}
            for rank in HeadRank.values
        ],
        "empty": {"title": _("Nobody is entered")},
    }


def _by_agency(asked: Asked, whole: Coverage) -> dict[str, Any]:
    groups = whole.by(lambda head: head.agency)
    rows = []
    for pk, agency in asked.agencies.items():
        found = groups.get(pk, Coverage(()))
        tone = "late" if found.number(Standing.MISSING) else ""
        rows.append({"cells": [agency.name, *_numbers(asked, found, organisation=pk)], "tone": tone})
    return {
        "caption": _("By agency"),
        "columns": _columns(_("Agency")),
        "rows": rows,
        "empty": {"title": _("You look after no agency")},
    }


@require_safe
@requires("study.view")
def heads(request: HttpRequest) -> HttpResponse:
    """The heads behind a number."""
    asked = Asked(request)
    page = page_in(asked.listed(), request.GET.get("page"))
    context = {
        "asked": asked,
        "title": LABELS[Standing(asked.standing)] if asked.standing else _("Heads"),
        "rank": HeadRank(asked.rank).label if asked.rank else "",
        "back": asked.address("study:coverage"),
        "page": page,
        "table": {
            "caption": _("Heads"),
            "columns": [
                {"label": _("Person's name"), "whole": True},
                {"label": _("Agency")},
                {"label": _("Rank")},
                {"label": _("Post")},
                {"label": _("Standing")},
            ],
            "rows": [{"cells": _cells(asked, row)} for row in page],
            "empty": {"title": _("There is nobody in this list")},
        },
    }
    return render(request, "disputes/study/heads.html", context)


def _cells(asked: Asked, row: Covered) -> list[Any]:
    return [
        row.head.name,
        asked.agencies[row.head.agency].name,
        str(HeadRank(row.head.rank).label),
        row.head.post,
        {
            "badge": LABELS[row.standing],
            "badge_tone": TONES[row.standing],
            "sub": cn_date(row.on) if row.on else "",
        },
    ]


@require_safe
@requires("study.view")
def coverage_export(request: HttpRequest) -> HttpResponseBase:
    """The heads in sight with how they stand, as a workbook."""
    asked = Asked(request)
    rows = asked.listed()
    record(actor=request.actor, action="study.export", detail={"count": len(rows), "year": asked.year})
    header = [_("Person's name"), _("Agency"), _("Rank"), _("Post"), _("Standing"), _("Studied on")]
    title = _("Coverage of heads")
    lines = (
        [
            row.head.name,
            asked.agencies[row.head.agency].name,
            str(HeadRank(row.head.rank).label),
            row.head.post,
            str(LABELS[row.standing]),
            row.on,
        ]
        for row in rows
    )
    return stream_xlsx(f"{title}-{asked.year}.xlsx", title, header, lines)
