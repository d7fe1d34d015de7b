"""What a proceeding says about its ledger, and the one way in which every ledger is gone through.

A preview and an import are the same pass: row by row, in the order of the file, each row judged by what stands above
it and what is there already; the import writes where the preview only says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, BinaryIO, Protocol

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import DatabaseError, transaction
from django.utils.translation import get_language, gettext_noop

from accounts.actors import Actor
from accounts.models import Organ
from dossiers.models import Dossier
from workflow.ledger.problems import Problem
from workflow.ledger.workbook import Book, Column, LedgerRow, read_book

# What stands between two sentences, in Chinese nothing.
SENTENCES = (" ", "")
CREATED, DUPLICATE, REFUSED = "created", "duplicate", "refused"


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
    """Writes one row: the actor, the organ, the number, what the reader understood, and the row as it stands."""

    def __call__(
        self, *, actor: Actor, organ: Organ, number: str, data: dict[str, Any], row: dict[str, str]
    ) -> Dossier: ...


@dataclass(frozen=True)
class Ledger:
    """The ledger of a proceeding. Of each group in `required` the header must have at least one column.

    Two keys of `columns` mean the same in every ledger: ``number``, the case number, without which a row may be a
    title or a signature, and ``serial``, a running number that is there even where the row is empty.

    `permission` is asked on the organ, `page` is the permission (without object) to open the pages of the import,
    `urls` the namespace of their addresses.
    """

    kind: str
    title: Any
    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]
    reader: Callable[[Organ], Reader]
    write: Write
    permission: str
    page: str
    urls: str
    # What the preview shows of a row that will be a case: key of the summary, heading.
    shown: tuple[tuple[str, Any], ...]
    # The organ whose case numbers these are, for an import that does not say whose ledger it is.
    organ_of: Callable[[Iterable[str]], Organ | None]

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
        return SENTENCES[(get_language() or "zh").startswith("zh")].join(str(problem) for problem in self.problems)


def go_through(
    ledger: Ledger,
    organ: Organ,
    book: Book,
    *,
    write: Callable[[LedgerRow, Checked], int | None] | None = None,
    written: Mapping[tuple[str, int], int] = MappingProxyType({}),
) -> Iterator[RowResult]:
    """Judge each row in the order of the file and, with `write`, write those that are to be cases.

    `write` gives the id of the case, or None when its number was taken meanwhile; it raises ValidationError, or
    DatabaseError from within its own savepoint, for a row that cannot be written: the others are not touched.
    `written` holds, by sheet and row, the cases that this same import has written before it was broken off.
    """
    reader = ledger.reader(organ)
    checked = [(row, reader.check(row)) for row in book.rows]
    there = reader.there({check.number for _row, check in checked if check.number})
    above: dict[str, tuple[LedgerRow, Checked]] = {}
    several = len(book.sheets) > 1
    for row, check in checked:
        result = RowResult(row.sheet.name if several else "", row.number, CREATED, check.number, summary=check.summary)
        before = written.get((row.sheet.name, row.number))
        if before is not None:
            result.dossier_id = before
            above[check.number] = (row, check)
        elif check.number in there:
            _duplicate(result, check, there[check.number].identity)
            result.dossier_id = there[check.number].dossier_id
        elif check.number in above:
            first, other = above[check.number]
            _duplicate(result, check, other.identity, first.number)
        elif check.problems:
            result.status, result.problems = REFUSED, check.problems
        else:
            if write is not None:
                _write(result, row, check, write)
            if result.status == CREATED:
                above[check.number] = (row, check)
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


def _write(
    result: RowResult, row: LedgerRow, check: Checked, write: Callable[[LedgerRow, Checked], int | None]
) -> None:
    try:
        dossier_id = write(row, check)
    except ValidationError as error:
        result.status, result.problems = REFUSED, [Problem("%(words)s", {"words": " ".join(error.messages)})]
    except DatabaseError as error:
        result.status, result.problems = REFUSED, [_of_database(error)]
    else:
        if dossier_id is None:
            result.status = DUPLICATE
        else:
            result.dossier_id = dossier_id


def _of_database(error: DatabaseError) -> Problem:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if constraint:
        return Problem(
            gettext_noop("The row breaks a rule of the records (%(rule)s) and was not written."), {"rule": constraint}
        )
    return Problem(gettext_noop("The row could not be written; the others were not affected."))


def write_row(ledger: Ledger, actor: Actor, organ: Organ, row: LedgerRow, check: Checked) -> int | None:
    """Write one row in its own savepoint: the id of its case, None when its number has been taken meanwhile."""
    try:
        with transaction.atomic():
            return ledger.write(actor=actor, organ=organ, number=check.number, data=check.data, row=row.kept()).pk
    except ValidationError as error:
        if getattr(error, "code", None) == "taken":
            return None
        raise


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
