"""Imports of ledgers by hand: handed in, read in the background, confirmed once, written in the background."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

from celery import Task
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from accounts.actors import Actor, actor_for
from accounts.models import Organ
from accounts.permissions import require
from accounts.timekeeping import now
from dossiers.services import store
from dossiers.trail import record
from notices.models import IdempotencyKey
from notices.services import once_each
from workflow.ledger.ledgers import (
    CREATED,
    DUPLICATE,
    REFUSED,
    Checked,
    Ledger,
    RowResult,
    WriteRows,
    go_through,
    ledger_of,
    write_rows,
)
from workflow.ledger.problems import Problem, Unreadable
from workflow.ledger.workbook import Book, LedgerRow
from workflow.models import ImportRun, ImportStatus

# The page is told of the progress after this many seconds.
REPORT_EVERY = 0.5


def import_now(*, actor: Actor, ledger: Ledger, organ: Organ, book: Book, preview: bool) -> list[RowResult]:
    """Import a ledger at once, or with `preview` only say what would become of it and write nothing.

    Raises PermissionDenied.
    """
    require(actor, ledger.permission, organ)
    if preview:
        return list(go_through(ledger, organ, book, actor=actor))

    def write(rows: Sequence[tuple[LedgerRow, Checked]]) -> list[int | None]:
        return write_rows(ledger, actor, organ, rows)

    results = list(go_through(ledger, organ, book, write=write, actor=actor))
    record(actor=actor, action="ledger.import", obj=organ, detail={"kind": ledger.kind, **counts(results)})
    return results


def counts(results: list[RowResult]) -> dict[str, int]:
    """How many rows were created, were duplicates and were refused."""
    statuses = [result.status for result in results]
    return {
        "created": statuses.count(CREATED),
        "duplicates": statuses.count(DUPLICATE),
        "refused": statuses.count(REFUSED),
    }


# --- by hand ---------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_in(*, actor: Actor, ledger: Ledger, organ: Organ, file: File, start: Task) -> ImportRun:
    """Take a ledger in; the task `start` reads it. Raises PermissionDenied, ValidationError for the file."""
    require(actor, ledger.permission, organ)
    if actor.user is None:
        raise PermissionDenied(_("A ledger is handed in by a person."))
    run = ImportRun.objects.create(
        organ=organ,
        kind=ledger.kind,
        file=store(file),
        file_name=(file.name or "ledger.xlsx")[-200:],
        created_by=actor.user,
    )
    record(actor=actor, action="ledger.hand_in", obj=run, detail={"kind": ledger.kind})
    _start(run, start)
    return run


@transaction.atomic
def confirm(*, actor: Actor, run: ImportRun, start: Task) -> bool:
    """Let a ledger that was read be imported; confirmed twice it is imported once. Whether it was confirmed now.

    An import that broke off is taken up again. Raises PermissionDenied, ValidationError when it is not yet read or
    not readable.
    """
    locked = ImportRun.objects.unscoped("the caller has found the run in scope").select_for_update().get(pk=run.pk)
    require(actor, ledger_of(locked.kind).permission, locked.organ)
    if locked.status in {ImportStatus.IMPORTING, ImportStatus.DONE}:
        return False
    if locked.status not in {ImportStatus.READY, ImportStatus.BROKEN_OFF}:
        raise ValidationError(_("The ledger has not been read."), code="not_read")
    locked.status, locked.done = ImportStatus.IMPORTING, 0
    locked.created = locked.duplicates = locked.refused = 0
    locked.confirmed_by, locked.confirmed_at, locked.problem = actor.user, now(), None
    locked.save()
    record(actor=actor, action="ledger.confirm", obj=locked, detail={"kind": locked.kind})
    _start(locked, start)
    return True


def _start(run: ImportRun, task: Task) -> None:
    """Send the task when the transaction is through; without a broker the run says so instead of waiting for ever."""

    def send() -> None:
        try:
            task.delay(run.pk)
        except OperationalError:
            _stop(run, gettext_noop("The background service cannot be reached. Try again later."))

    transaction.on_commit(send)


# --- in the background -----------------------------------------------------------------------------------------


def read_run(run_id: int) -> ImportRun:
    """Read a ledger that was handed in and say what would become of each row. Run again it does nothing more."""
    run = _run(run_id)
    if run.status != ImportStatus.READING:
        return run
    return _carry_out(run, None, ImportStatus.READY)


def import_run(run_id: int) -> ImportRun:
    """Write the rows of a confirmed ledger, each once, also when the task is run twice or broke off before."""
    run = _run(run_id)
    if run.status != ImportStatus.IMPORTING or run.confirmed_by is None:
        return run
    actor = actor_for(run.confirmed_by)
    ledger = ledger_of(run.kind)

    def write(rows: Sequence[tuple[LedgerRow, Checked]]) -> list[int | None]:
        def act(places: list[int]) -> list[dict[str, Any]]:
            ids = write_rows(ledger, actor, run.organ, [rows[place] for place in places])
            return [{"dossier": dossier_id} for dossier_id in ids]

        keys = [f"{row.sheet.name}!{row.number}" for row, _check in rows]
        values, _ran = once_each(scope=_scope(run), keys=keys, actor=actor, act=act)
        return [value["dossier"] for value in values]

    run = _carry_out(run, write, ImportStatus.DONE)
    if run.status == ImportStatus.DONE:
        detail = {"kind": run.kind, "created": run.created, "duplicates": run.duplicates, "refused": run.refused}
        record(actor=actor, action="ledger.import", obj=run, detail=detail)
    return run


def _run(run_id: int) -> ImportRun:
    return (
        ImportRun.objects.unscoped("a task carries out what was asked for in scope")
        .select_related("organ__organisation", "organ__office", "file", "created_by", "confirmed_by")
        .get(pk=run_id)
    )


def _scope(run: ImportRun) -> str:
    return f"ledger:{run.pk}"


def _written(run: ImportRun) -> dict[tuple[str, int], int]:
    """By sheet and row, the cases that this import has written before it broke off."""
    written = {}
    for key, result in IdempotencyKey.objects.filter(scope=_scope(run)).values_list("key", "result"):
        dossier_id = (result.get("value") or {}).get("dossier")
        if dossier_id is not None:
            sheet, _mark, row = key.rpartition("!")
            written[sheet, int(row)] = dossier_id
    return written


def _carry_out(run: ImportRun, write: WriteRows | None, finished: ImportStatus) -> ImportRun:
    ledger = ledger_of(run.kind)
    try:
        with default_storage.open(run.file.path) as file:
            book = ledger.read(file)
        _progress(run, total=len(book), done=0)
        results: list[RowResult] = []
        reported = monotonic()
        written = _written(run) if write else {}
        actor = actor_for(run.confirmed_by or run.created_by)
        for result in go_through(ledger, run.organ, book, write=write, actor=actor, written=written):
            results.append(result)
            if monotonic() - reported > REPORT_EVERY:
                _progress(run, done=len(results), **counts(results))
                reported = monotonic()
    except Unreadable as error:
        return _progress(run, status=ImportStatus.UNREADABLE, problem=error.problem.as_json(), finished_at=now())
    except Exception:
        # Whatever it was goes to the log with its trace; the page says that it broke off and offers to go on.
        _stop(run, gettext_noop("The work broke off. What was written stays; it can be taken up again."))
        raise
    return _progress(
        run,
        status=finished,
        done=len(results),
        sheets=[[sheet.name, sheet.headings] for sheet in book.sheets],
        passed_over=book.passed_over,
        rows=[as_json(result) for result in results],
        finished_at=now() if finished == ImportStatus.DONE else None,
        **counts(results),
    )


def _stop(run: ImportRun, words: str) -> None:
    """Say why a run does not go on: an import can be taken up again, a reading is handed in anew."""
    problem = Problem(words).as_json()
    if run.status == ImportStatus.IMPORTING:
        _progress(run, status=ImportStatus.BROKEN_OFF, problem=problem)
    else:
        _progress(run, status=ImportStatus.UNREADABLE, problem=problem, finished_at=now())


def _progress(run: ImportRun, **values: Any) -> ImportRun:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))
    return run


# --- what is kept of a row -------------------------------------------------------------------------------------


def as_json(result: RowResult) -> dict[str, Any]:
    """A row's result as it is kept with the run."""
    return {
        "sheet": result.sheet,
        "row": result.row,
        "status": result.status,
        "number": result.number,
        "problems": [problem.as_json() for problem in result.problems],
        "summary": Problem("", result.summary).as_json()[1],
        "dossier": result.dossier_id,
        "same_as": result.same_as,
        "cells": result.cells,
    }


def from_json(kept: dict[str, Any]) -> RowResult:
    """The row's result that `as_json` kept."""
    return RowResult(
        sheet=kept["sheet"],
        row=kept["row"],
        status=kept["status"],
        number=kept["number"],
        problems=[Problem.from_json(problem) for problem in kept["problems"]],
        summary=Problem.from_json(["", kept["summary"]]).params,
        dossier_id=kept["dossier"],
        same_as=kept["same_as"],
        cells=kept["cells"],
    )
