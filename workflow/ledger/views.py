"""Pages of an import: hand a ledger in, see what would become of each row, confirm, see what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.export import attachment
from accounts.guards import requires_sign_in
from accounts.models import Organ
from accounts.paging import PAGE_SIZE, Page
from accounts.permissions import can, require
from accounts.templatetags.dates import cn_date, cn_moment
from dossiers.content import OLE, XLSX, check_upload, content_type_of
from dossiers.trail import record
from workflow.ledger import services
from workflow.ledger.ledgers import CREATED, DUPLICATE, REFUSED, Ledger, RowResult, ledger_of
from workflow.ledger.problems import Problem
from workflow.ledger.returned import returned_workbook
from workflow.models import ImportRun, ImportStatus
from workflow.tasks import import_ledger, read_ledger

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECENT_RUNS = 10

TONES = {
    ImportStatus.READING: "calm",
    ImportStatus.READY: "soon",
    ImportStatus.IMPORTING: "calm",
    ImportStatus.DONE: "done",
    ImportStatus.UNREADABLE: "late",
    ImportStatus.BROKEN_OFF: "late",
}


class LedgerForm(forms.Form):
    """A ledger to hand in: whose it is, and the workbook."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=gettext_lazy("Reconsideration organ"))
    file = forms.FileField(
        label=gettext_lazy("Ledger (.xlsx)"),
        widget=forms.ClearableFileInput({"accept": f".xlsx,{XLSX_TYPE}"}),
        help_text=gettext_lazy("The workbook as it is kept: titles, sub-totals and empty rows may stay in it."),
    )

    def __init__(self, *args: Any, organs: list[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organ"]
        field.queryset = Organ.objects.filter(pk__in=[organ.pk for organ in organs])
        if len(organs) == 1:
            field.initial, field.widget = organs[0], forms.HiddenInput()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            # By its bytes alone: a workbook with a password is an .xls inside, whatever its name says.
            kind = content_type_of(file, "")
        except ValidationError as error:
            if error.code != "type":
                raise
            kind = ""
        if kind == OLE:
            raise ValidationError(
                _("This is a workbook of the old .xls kind, or one with a password. Save it as .xlsx without one."),
                code="type",
            )
        if kind != XLSX:
            raise ValidationError(_("A ledger is an Excel workbook (.xlsx)."), code="type")
        check_upload(file)
        return file


def _open_to(request: HttpRequest, ledger: Ledger) -> None:
    require(request.actor, ledger.page)


def _address(ledger: Ledger, name: str, *args: Any) -> str:
    return reverse(f"{ledger.urls}{name}", args=args)


def _run(request: HttpRequest, kind: str, pk: int) -> tuple[Ledger, ImportRun]:
    """The run, when it is the actor's own; 404 else, also for those to whom imports are not open."""
    ledger = ledger_of(kind)
    _open_to(request, ledger)
    runs = ImportRun.objects.visible_to(request.actor).select_related("organ__organisation")
    return ledger, get_object_or_404(runs, pk=pk, kind=kind)


@requires_sign_in
def hand_in(request: HttpRequest, kind: str) -> HttpResponse:
    """The form for a ledger, what its header must have, and the actor's latest imports."""
    ledger = ledger_of(kind)
    _open_to(request, ledger)
    organs = [
        organ
        for organ in Organ.objects.select_related("organisation", "office")
        if can(request.actor, ledger.permission, organ)
    ]
    form = LedgerForm(request.POST or None, request.FILES or None, organs=organs)
    if request.method == "POST" and form.is_valid():
        run = services.hand_in(
            actor=request.actor,
            ledger=ledger,
            organ=form.cleaned_data["organ"],
            file=form.cleaned_data["file"],
            start=read_ledger,
        )
        return redirect(_address(ledger, "-run", run.pk))
    labels = {column.key: str(column.label) for column in ledger.columns}
    needed = {group[0] for group in ledger.required if len(group) == 1}
    runs = ImportRun.objects.visible_to(request.actor).filter(kind=kind)[:RECENT_RUNS]
    context = {
        "ledger": ledger,
        "form": form,
        "columns": [
            {"label": column.label, "headings": column.headings[:4], "needed": column.key in needed}
            for column in ledger.columns
            if not column.ignored
        ],
        "choices": [[labels[key] for key in group] for group in ledger.required if len(group) > 1],
        "table": _runs_table(ledger, list(runs)),
    }
    return render(request, "ledger/hand_in.html", context, status=422 if form.errors else 200)


def _runs_table(ledger: Ledger, runs: list[ImportRun]) -> dict[str, Any]:
    return {
        "caption": _("My imports"),
        "columns": [
            {"label": _("File")},
            {"label": _("Handed in")},
            {"label": _("Status")},
            {"label": _("New"), "numeric": True},
            {"label": _("Duplicates"), "numeric": True},
            {"label": _("Refused"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"value": run.file_name, "url": _address(ledger, "-run", run.pk)},
                    cn_moment(run.created_at),
                    {"badge": run.get_status_display(), "badge_tone": TONES[run.status]},
                    run.created,
                    run.duplicates,
                    run.refused,
                ]
            }
            for run in runs
        ],
    }


@require_safe
@requires_sign_in
def run_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One import as it stands: being read, to be confirmed, being imported, done."""
    ledger, run = _run(request, kind, pk)
    context: dict[str, Any] = {"ledger": ledger, "run": run, "back": _address(ledger, "")}
    if run.busy:
        context["progress"] = _progress(ledger, run)
    elif run.status != ImportStatus.UNREADABLE:
        context |= _rows(request, ledger, run)
    if run.problem:
        context["problem"] = str(Problem.from_json(run.problem))
    return render(request, "ledger/run.html", context)


def _progress(ledger: Ledger, run: ImportRun) -> dict[str, Any]:
    reading = run.status == ImportStatus.READING
    return {
        "title": _("The ledger is being read") if reading else _("The cases are being imported"),
        "done": run.done,
        "total": run.total or 1,
        "words": _("%(done)s of %(total)s rows") % {"done": run.done, "total": run.total}
        if run.total
        else _("The file is being opened."),
        "counts": [
            {"n": run.created, "label": _("new")},
            {"n": run.duplicates, "label": _("duplicates")},
            {"n": run.refused, "label": _("refused")},
        ]
        if run.total
        else [],
        "finished": not run.busy,
        "poll_url": _address(ledger, "-progress", run.pk),
    }


@require_safe
@requires_sign_in
def progress(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """How far the work has come; when it is over, the page is loaded anew."""
    ledger, run = _run(request, kind, pk)
    if not run.busy:
        return HttpResponseClientRefresh() if request.htmx else redirect(_address(ledger, "-run", run.pk))
    return render(request, "components/progress.html", {"progress": _progress(ledger, run)})


@require_POST
@requires_sign_in
def confirm(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let what was read be imported; a second confirmation does nothing more."""
    ledger, run = _run(request, kind, pk)
    try:
        services.confirm(actor=request.actor, run=run, start=import_ledger)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(_address(ledger, "-run", run.pk))


@require_safe
@requires_sign_in
def refused(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The rows that were not taken, as a workbook with the reason beside each."""
    _ledger, run = _run(request, kind, pk)
    back = [services.of_line(line) for line in services.returned_lines(run)]
    content = returned_workbook(run.sheets, back)
    detail = {"kind": kind, "rows": len(back)}
    record(actor=request.actor, action="ledger.return", obj=run, detail=detail)
    answer = HttpResponse(content, content_type=XLSX_TYPE)
    answer["Content-Disposition"] = attachment(_("Rows not imported") + f"-{run.pk}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer


# --- what is shown of the rows ---------------------------------------------------------------------------------


def _rows(request: HttpRequest, ledger: Ledger, run: ImportRun) -> dict[str, Any]:
    imported = run.status == ImportStatus.DONE
    number = {CREATED: run.created, DUPLICATE: run.duplicates, REFUSED: run.refused}
    labels = {
        CREATED: _("Imported") if imported else _("To be imported"),
        DUPLICATE: _("Duplicates"),
        REFUSED: _("Refused"),
    }
    wanted = request.GET.get("show", "")
    if wanted not in labels:
        wanted = REFUSED if run.refused else CREATED
    page = _page(run, wanted, number[wanted], request.GET.get("page"))
    table = _table(ledger, wanted, page.items, several=len(run.sheets) > 1)
    table["caption"] = labels[wanted]
    return {
        "imported": imported,
        "views": [
            {
                "label": label,
                "url": f"?show={status}",
                "count": number[status],
                "active": status == wanted,
            }
            for status, label in labels.items()
        ],
        "table": table,
        "page": page,
        "returned": services.returned_lines(run).count(),
        "sheets": [name for name, _headings in run.sheets],
        "confirm_label": ngettext("Import %(n)s case", "Import %(n)s cases", run.created) % {"n": run.created},
    }


def _page(run: ImportRun, status: str, total: int, number: str | None) -> Page[RowResult]:
    last = max(1, -(-total // PAGE_SIZE))
    wanted = int(number) if number and number.isdecimal() and len(number) < 10 else 1
    wanted = min(max(wanted, 1), last)
    start = (wanted - 1) * PAGE_SIZE
    lines = run.lines.filter(status=status).order_by("place")[start : start + PAGE_SIZE]
    rows = [services.of_line(line) for line in lines]
    return Page(rows, wanted, PAGE_SIZE, total, capped=False, has_next=wanted < last)


def _table(ledger: Ledger, status: str, rows: list[RowResult], *, several: bool) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [
        {"label": _("Row"), "whole": True},
        {"label": _("Case number"), "whole": True},
    ]
    said: list[list[Any]]
    if status == CREATED:
        columns += [{"label": label, "whole": key.endswith("_on")} for key, label in ledger.shown]
        said = [[_said(result.summary.get(key)) for key, _label in ledger.shown] for result in rows]
    elif status == DUPLICATE:
        columns += [{"label": _("Case")}, {"label": _("Same as")}]
        said = [[_said(result.summary.get("title")), _same_as(result)] for result in rows]
    else:
        columns += [{"label": _("Case")}, {"label": _("Reason")}]
        said = [[_said(result.summary.get("title")), result.reason()] for result in rows]
    empty = {
        CREATED: _("No row of this ledger is a new case."),
        DUPLICATE: _("No row is there twice."),
        REFUSED: _("No row was refused."),
    }
    return {
        "columns": columns,
        "rows": [
            {"cells": [_place(result, several=several), _number(result), *cells]}
            for result, cells in zip(rows, said, strict=True)
        ],
        "empty": {"title": empty[status]},
    }


def _said(value: Any) -> str:
    return value if isinstance(value, str) else cn_date(value) if value else ""


def _place(result: RowResult, *, several: bool) -> str:
    row = _("Row %(row)s") % {"row": result.row}
    return f"{result.sheet} {row}" if several else row


def _number(result: RowResult) -> Any:
    if result.dossier_id is not None:
        return {"value": result.number, "url": reverse("dossier", args=[result.dossier_id])}
    return result.number or "—"


def _same_as(result: RowResult) -> dict[str, str]:
    value = _("Row %(row)s") % {"row": result.same_as} if result.same_as else _("A case that is there already")
    return {"value": value, "sub": result.reason()}
