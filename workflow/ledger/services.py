"""Imports of ledgers by hand: handed in, read in the background, confirmed once, written in the background."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from time import monotonic
from typing import Any

from celery import Task
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
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
    BATCH,
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
from workflow.models import ImportLine, ImportRun, ImportStatus

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
    counted = Counter(result.status for result in results)
    record(actor=actor, action="ledger.import", obj=organ, detail={"kind": ledger.kind, **counts(counted)})
    return results


def counts(statuses: Mapping[str, int]) -> dict[str, int]:
    """How many rows were created, were duplicates and were refused, of how many there are of each status."""
    return {
        "created": statuses.get(CREATED, 0),
        "duplicates": statuses.get(DUPLICATE, 0),
        "refused": statuses.get(REFUSED, 0),
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
    counted: Counter[str] = Counter()
    try:
        with default_storage.open(run.file.path) as file:
            book = ledger.read(file)
        _progress(run, total=len(book), done=0)
        written = _written(run) if write else {}
        actor = actor_for(run.confirmed_by or run.created_by)
        results = go_through(ledger, run.organ, book, write=write, actor=actor, written=written)
        reported = monotonic()
        while some := list(islice(results, BATCH)):
            _keep(run, sum(counted.values()), some)
            counted.update(result.status for result in some)
            if monotonic() - reported > REPORT_EVERY:
                _progress(run, done=sum(counted.values()), **counts(counted))
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
        done=sum(counted.values()),
        sheets=[[sheet.name, sheet.headings] for sheet in book.sheets],
        passed_over=book.passed_over,
        finished_at=now() if finished == ImportStatus.DONE else None,
        **counts(counted),
    )


def _keep(run: ImportRun, place: int, results: Sequence[RowResult]) -> None:
    """Keep what became of some rows; what an import says of a row takes the place of what its preview said."""
    ImportLine.objects.bulk_create(
        [as_line(run, place + number, result) for number, result in enumerate(results)],
        update_conflicts=True,
        unique_fields=["run", "place"],
        update_fields=["status", "number", "problems", "summary", "dossier", "same_as", "cells"],
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


def as_line(run: ImportRun, place: int, result: RowResult) -> ImportLine:
    """A row's result as it is kept with the run."""
    return ImportLine(
        run=run,
        place=place,
        sheet=result.sheet,
        row=result.row,
        status=result.status,
        number=result.number,
        problems=[problem.as_json() for problem in result.problems],
        summary=Problem("", result.summary).as_json()[1],
        dossier_id=result.dossier_id,
        same_as=result.same_as,
        cells=result.cells,
    )


def of_line(line: ImportLine) -> RowResult:
    """The row's result that `as_line` kept."""
    return RowResult(
        sheet=line.sheet,
        row=line.row,
        status=line.status,
        number=line.number,
        problems=[Problem.from_json(problem) for problem in line.problems],
        summary=Problem.from_json(["", line.summary]).params,
        dossier_id=line.dossier_id,
        same_as=line.same_as,
        cells=line.cells,
    )


def returned_lines(run: ImportRun) -> QuerySet[ImportLine]:
    """The rows that come back: refused ones, and duplicates that are not the same case."""
    return run.lines.filter(Q(status=REFUSED) | ~Q(problems=[])).order_by("place")
