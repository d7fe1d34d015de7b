"""What a proceeding says about its ledger, and the one way in which every ledger is gone through.

A preview and an import are the same pass: row by row, in the order of the file, each row judged by what stands above
it and what is there already; the import writes where the preview only says so. Of the rows that are done with nothing
is kept but their numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple, Protocol

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import DatabaseError, OperationalError, transaction
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from accounts.models import Organ
from accounts.wording import reads_chinese
from dossiers.models import Dossier
from workflow.ledger.problems import Problem
from workflow.ledger.workbook import Book, Column, LedgerRow, read_book

# What stands between two sentences, in Chinese nothing.
SENTENCES = (" ", "")
CREATED, DUPLICATE, REFUSED = "created", "duplicate", "refused"
# So many rows are written together: more would save little and keep a series of numbers locked for longer.
BATCH = 200


@dataclass(frozen=True)
class Checked:
    """A row as it was understood: its number ("" when it has none), what would be written, what is wrong with it.

    `identity` tells whether two rows with one number are about one case; `summary` is shown in the preview, by the
    keys of `Ledger.shown`, days as dates.
    """

    number: str
    data: dict[str, Any]
    problems: list[Problem]
    identity: tuple[Any, ...] = ()
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class There:
    """A case that has a number already."""

    dossier_id: int
    identity: tuple[Any, ...]


class Reader(Protocol):
    """Understands the rows of one organ's ledger; it looks up codes, agencies and people once."""

    def check(self, row: LedgerRow) -> Checked: ...

    def there(self, numbers: Iterable[str]) -> dict[str, There]:
        """The cases of the organ that have one of `numbers`."""
        ...


class Write(Protocol):
    """Writes rows, all or none: a case for each, None for one whose number has been taken meanwhile.

    Raises ValidationError or DatabaseError for rows that cannot be written.
    """

    def __call__(
        self, *, actor: Actor, organ: Organ, rows: Sequence[tuple[LedgerRow, Checked]]
    ) -> Sequence[Dossier | None]: ...


@dataclass(frozen=True)
class Ledger:
    """The ledger of a proceeding. Of each group in `required` the header must have at least one column.

    Two keys of `columns` mean the same in every ledger: ``number``, the case number, without which a row may be a
    title or a signature, and ``serial``, a running number that is there even where the row is empty.

    `permission` is asked on the organ, `page` is the permission (without object) to open the pages of the import,
    `urls` what the names of their addresses begin with.
    """

    kind: str
    title: Any
    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]
    # Of an organ, or of an organ and whoever hands the ledger in, who then reads it within their own sight.
    reader: Callable[..., Reader]
    write: Write
    permission: str
    page: str
    urls: str
    # What the preview shows of a row that will be a case: key of the summary, heading.
    shown: tuple[tuple[str, Any], ...]
    # The organ whose ledger it is, for an import that does not say so; None when the ledger does not tell.
    organ_of: Callable[[Book], Organ | None]
    by_actor: bool = False

    def read(self, file: BinaryIO | File) -> Book:
        """The ledger in a file. Raises Unreadable."""
        return read_book(file, self.columns, self.required)


_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> Ledger:
    """Enter a ledger. Raises ValueError when there is one of its kind."""
    if ledger.kind in _ledgers:
        raise ValueError(f"The ledger of {ledger.kind} is registered twice.")
    _ledgers[ledger.kind] = ledger
    return ledger


def ledger_of(kind: str) -> Ledger:
    """The ledger of a kind. Raises KeyError."""
    return _ledgers[kind]


def kinds() -> list[str]:
    return sorted(_ledgers)


@dataclass
class RowResult:
    """What became of a row, or would become of it. `same_as` is the row above with the same number."""

    sheet: str
    row: int
    status: str
    number: str
    problems: list[Problem] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)
    dossier_id: int | None = None
    same_as: int | None = None
    # For rows that come back: the texts of the cells, in the order of the sheet's headings.
    cells: list[str] = field(default_factory=list)

    def reason(self) -> str:
        """Everything that is wrong with the row, in the reader's language."""
        return SENTENCES[reads_chinese()].join(str(problem) for problem in self.problems)


# Writes rows in one transaction: the id of the case for each, None when its number was taken meanwhile.
WriteRows = Callable[[Sequence[tuple[LedgerRow, Checked]]], Sequence[int | None]]


def go_through(
    ledger: Ledger,
    organ: Organ,
    book: Book,
    *,
    write: WriteRows | None = None,
    actor: Actor | None = None,
    written: Mapping[tuple[str, int], int] = MappingProxyType({}),
) -> Iterator[RowResult]:
    """Judge each row in the order of the file and, with `write`, write those that are to be cases.

    Rows are written in batches. `write` raises ValidationError or DatabaseError, having written nothing, when one of
    them cannot be written; the others of the batch are then written without it. `written` holds, by sheet and row,
    the cases that this same import has written before it was broken off.
    """
    reader = ledger.reader(organ, actor) if ledger.by_actor else ledger.reader(organ)
    above: dict[str, _Above] = {}
    batch = _Batch(write, above)
    several = len(book.sheets) > 1
    for row, check, there in _checked(reader, book):
        if batch.full or check.number in batch.numbers:
            # What stands above with this number must be known to be a case, or not, before the row is judged.
            yield from batch.done()
        result = RowResult(row.sheet.name if several else "", row.number, CREATED, check.number, summary=check.summary)
        before = written.get((row.sheet.name, row.number))
        if before is not None:
            result.dossier_id = before
            above[check.number] = _Above(row.number, check.identity)
        elif check.number in above:
            first = above[check.number]
            _duplicate(result, check, first.identity, first.row)
        elif there is not None:
            _duplicate(result, check, there.identity)
            result.dossier_id = there.dossier_id
        elif check.problems:
            result.status, result.problems = REFUSED, check.problems
        else:
            batch.write(result, row, check)
            continue
        batch.judged(result, row)
    yield from batch.done()


def _checked(reader: Reader, book: Book) -> Iterator[tuple[LedgerRow, Checked, There | None]]:
    """Row by row what it says, and the case that has its number already; BATCH rows are looked up together."""
    rows = book.rows
    while some := [(row, reader.check(row)) for row in islice(rows, BATCH)]:
        there = reader.there({check.number for _row, check in some if check.number})
        for row, check in some:
            yield row, check, there.get(check.number)


class _Above(NamedTuple):
    """A row that is a case by now: a row below with its number is judged by it."""

    row: int
    identity: tuple[Any, ...]


class _Batch:
    """Results in the order of the file, and those among them that are still to be written."""

    def __init__(self, write: WriteRows | None, above: dict[str, _Above]) -> None:
        self._write, self._above = write, above
        self._results: list[tuple[RowResult, LedgerRow]] = []
        self._waiting: list[tuple[RowResult, LedgerRow, Checked]] = []
        self.numbers: set[str] = set()

    @property
    def full(self) -> bool:
        return len(self._results) >= BATCH

    def judged(self, result: RowResult, row: LedgerRow) -> None:
        """Take a row of which nothing is to be written."""
        self._results.append((result, row))

    def write(self, result: RowResult, row: LedgerRow, check: Checked) -> None:
        """Take a row that is to be a case."""
        self._results.append((result, row))
        self._waiting.append((result, row, check))
        self.numbers.add(check.number)

    def done(self) -> Iterator[RowResult]:
        """Write what waits and give the results of the batch; the next batch is empty."""
        if self._write is not None and self._waiting:
            _write(self._waiting, self._write)
        for result, row, check in self._waiting:
            if result.status == CREATED:
                self._above[check.number] = _Above(row.number, check.identity)
        results, self._results = self._results, []
        self._waiting.clear()
        self.numbers.clear()
        for result, row in results:
            if result.status == REFUSED or result.problems:
                result.cells = [cell.kept for cell in row.cells]
            yield result


def _duplicate(result: RowResult, check: Checked, identity: tuple[Any, ...], same_as: int | None = None) -> None:
    result.status, result.same_as = DUPLICATE, same_as
    if check.identity != identity:
        # One number on two different cases is a slip of the pen that somebody must look at.
        result.problems = [
            Problem(gettext_noop("The number is that of another case: applicant or date differ. Check the number."))
        ]


def _write(waiting: Sequence[tuple[RowResult, LedgerRow, Checked]], write: WriteRows) -> None:
    """Write rows together; when they cannot be, each half by itself, down to the row that is refused."""
    try:
        ids = write([(row, check) for _result, row, check in waiting])
    except OperationalError:
        # Not the row but the database fails: the work breaks off and can be taken up again.
        raise
    except (ValidationError, DatabaseError) as error:
        if len(waiting) > 1:
            half = len(waiting) // 2
            _write(waiting[:half], write)
            _write(waiting[half:], write)
            return
        ((result, _row, _check),) = waiting
        result.status, result.problems = REFUSED, [_of_write(error)]
    else:
        for (result, _row, _check), dossier_id in zip(waiting, ids, strict=True):
            result.status = CREATED if dossier_id is not None else DUPLICATE
            result.dossier_id = dossier_id


def _of_write(error: ValidationError | DatabaseError) -> Problem:
    if isinstance(error, DatabaseError):
        return _of_database(error)
    return Problem("%(words)s", {"words": " ".join(error.messages)})


def _of_database(error: DatabaseError) -> Problem:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if constraint:
        return Problem(
            gettext_noop("The row breaks a rule of the records (%(rule)s) and was not written."), {"rule": constraint}
        )
    return Problem(gettext_noop("The row could not be written; the others were not affected."))


def write_rows(
    ledger: Ledger, actor: Actor, organ: Organ, rows: Sequence[tuple[LedgerRow, Checked]]
) -> list[int | None]:
    """Write rows in one transaction: the ids of their cases, None for one whose number has been taken meanwhile."""
    with transaction.atomic():
        dossiers = ledger.write(actor=actor, organ=organ, rows=rows)
    return [dossier.pk if dossier is not None else None for dossier in dossiers]


def formulas_and_errors(row: LedgerRow, columns: Sequence[Column]) -> list[Problem]:
    """What no column may hold: a formula, whose value may be anybody's guess, and an error such as #REF!."""
    problems = []
    for column in columns:
        cell = row.cell(column.key)
        if column.ignored or not cell.filled:
            continue
        if cell.formula:
            problems.append(
                Problem(
                    gettext_noop("%(column)s: the cell holds a formula. Enter its value."),
                    {"column": row.heading(column.key)},
                )
            )
        elif cell.error:
            problems.append(
                Problem(
                    gettext_noop("%(column)s: the cell holds an error (%(value)s)."),
                    {"column": row.heading(column.key), "value": cell.text},
                )
            )
    return problems
