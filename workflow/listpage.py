"""What the list of every kind of case shares: how it is asked for and sorted, its form, its export, its periods."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actors import Actor
from accounts.export import stream_csv
from accounts.lists import chips_of
from accounts.timekeeping import today
from deadlines.measure import Calendars, counted_in, due_said
from deadlines.wording import clock_title
from dossiers.exports import stream_xlsx
from dossiers.trail import record
from dossiers.worklist import sorts_for, worklist
from workflow.filters import WorklistFilter


def sort_of(request: HttpRequest, actor: Actor) -> str:
    """The sort that was asked for; else what is due next comes first, and of all cases the latest."""
    sorts = sorts_for(actor)
    wanted = request.GET.get("sort", "")
    return wanted if wanted in sorts else "due" if "due" in sorts and not request.GET.get("status") else "-received"


def asked_of(request: HttpRequest) -> Any:
    """The filters of an address; without any the list shows what is in progress."""
    query = request.GET.copy()
    if not {key for key, value in query.items() if key not in {"sort", "page"}}:
        query["status"] = "running"
    return query


def form_context(filterset: WorklistFilter, first: Sequence[str], page: str) -> dict[str, Any]:
    """The form of a list: the filters `first` above it, the others to be unfolded, what is chosen as chips.

    `page` names the address of the list.
    """
    form = filterset.form
    return {
        "form": form,
        "first_fields": [form[name] for name in first if name in form.fields],
        "more_fields": [field for field in form if field.name not in first],
        "more_open": bool(filterset.active - set(first)),
        "chips": chips_of(filterset),
        "clear_url": f"{reverse(page)}?status=",
    }


def exported(
    request: HttpRequest,
    filterset: WorklistFilter,
    page: str,
    title: str,
    header: Sequence[str],
    rows: Callable[[Sequence[int], Actor], Iterable[list[Any]]],
) -> HttpResponseBase:
    """What is filtered as a workbook or, with ?format=csv, as CSV; the trail says how many and which filters.

    `page` names the address of the list, to which filters that do not hold lead back.
    """
    actor = request.actor
    if filterset.form.errors:
        return redirect(f"{reverse(page)}?{asked_of(request).urlencode()}")
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    ids = worklist(filterset, actor, sort_of(request, actor)).ids()
    detail = {"count": len(ids), "format": form, "filters": sorted(filterset.active)}
    record(actor=actor, action="cases.export", detail=detail)
    filename = f"{title}-{today():%Y%m%d}.{form}"
    found: Iterator[list[Any]] = iter(rows(ids, actor))
    if form == "csv":
        return stream_csv(filename, header, found)
    return stream_xlsx(filename, title, header, found)


class Dated:
    """A line of a list with a period that is next due: `period` has its clock, unit and day."""

    row: Any
    today: dt.date
    calendars: Calendars

    @property
    def period(self) -> dict[str, Any] | None:
        """Clock, unit and due date of what is next due for the reader; None when nothing runs."""
        raise NotImplementedError

    @property
    def due_on(self) -> dt.date | None:
        return dt.date.fromisoformat(self.period["due_on"]) if self.period else None

    @property
    def due(self) -> tuple[Any, str] | None:
        """Tone and words of what is next due; None when nothing runs."""
        if self.period is None:
            return None
        unit = counted_in(self.period["unit"])
        return due_said(unit, self.due_on, self.today, lambda: self.calendars.of(self.row.organ), "running")

    @property
    def due_what(self) -> str:
        return clock_title(self.period["clock"]) if self.period else ""

    @property
    def due_cell(self) -> Any:
        """What is next due, as a cell of components/table.html."""
        return {"due": self.due, "on": self.due_on, "sub": self.due_what} if self.due else ""

    @property
    def tone(self) -> str:
        """The tone of the line in its list."""
        return self.due[0] if self.due and self.due[0] in {"late", "today", "soon"} else ""
