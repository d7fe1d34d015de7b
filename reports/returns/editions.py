"""The forms of the statistical returns: each edition is a data file that says what every column counts.

A new edition is a new file in reports/data/returns: rows, columns, balances, and the days within which it is in force.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "data" / "returns"
# Cases that the period takes as a whole: those ended in it and those open at its end.
ALIVE = "alive"


@dataclass(frozen=True)
class Line:
    """A row of the form; the `total` adds up all others."""

    number: int
    label: str
    total: bool = False


@dataclass(frozen=True)
class Column:
    """A column: it counts the entries of a `measure` in one way (`when`) whose marks are among those of `where`.

    With `weigh` it adds up what each of them weighs under that name: people, yuan.
    """

    number: int
    heading: str
    label: str
    measure: str
    when: str
    where: Mapping[str, list[Any]] = field(default_factory=dict)
    weigh: str = ""

    @property
    def title(self) -> str:
        """已审结·终止·撤回申请."""
        return f"{self.heading}·{self.label}" if self.heading else self.label


@dataclass(frozen=True)
class Balance:
    """Columns that must come to the same in every row, or (`at_most`) the first to no more than the second."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    at_most: bool = False

    @property
    def words(self) -> str:
        """3＝5＋…＋13."""
        return f"{_sum(self.left)}{'≤' if self.at_most else '＝'}{_sum(self.right)}"

    def holds(self, left: float, right: float) -> bool:
        return left <= right if self.at_most else left == right


def _sum(numbers: tuple[int, ...]) -> str:
    run = len(numbers) > 3 and numbers == tuple(range(numbers[0], numbers[-1] + 1))
    return f"{numbers[0]}＋…＋{numbers[-1]}" if run else "＋".join(map(str, numbers))


@dataclass(frozen=True)
class Edition:
    """A form as it is in force from one day to another; its words are those of the form, in Chinese alone.

    `rows_by` names the mark by which a case falls into its row; one without it falls into the row `otherwise`.
    """

    kind: str
    code: str
    title: str
    number: str
    edition: str
    valid_from: dt.date
    valid_to: dt.date | None
    heading: str
    rows_by: str
    otherwise: int
    rows: tuple[Line, ...]
    columns: tuple[Column, ...]
    balances: tuple[Balance, ...]
    note: str = ""

    @property
    def total(self) -> Line | None:
        """The row that adds up the others, where the form has one."""
        return next((line for line in self.rows if line.total), None)

    def column(self, number: int) -> Column:
        """Raises KeyError for a number that the form does not have."""
        return {column.number: column for column in self.columns}[number]

    def line(self, number: int) -> Line:
        """Raises KeyError for a number that the form does not have."""
        return {line.number: line for line in self.rows}[number]


def _read(path: Path) -> Edition:
    form = json.loads(path.read_text(encoding="utf-8"))
    rows_by = form.pop("rows_by") or {"mark": "", "otherwise": form["rows"][0]["number"]}
    until = form.pop("valid_to")
    return Edition(
        **{key: form[key] for key in ("kind", "code", "title", "number", "edition", "heading", "note")},
        valid_from=dt.date.fromisoformat(form["valid_from"]),
        valid_to=dt.date.fromisoformat(until) if until else None,
        rows_by=rows_by["mark"],
        otherwise=rows_by["otherwise"],
        rows=tuple(Line(**line) for line in form["rows"]),
        columns=tuple(Column(**column) for column in form["columns"]),
        balances=tuple(
            Balance(tuple(each["left"]), tuple(each["right"]), each.get("at_most", False)) for each in form["balances"]
        ),
    )


@cache
def editions() -> tuple[Edition, ...]:
    """All editions of all forms, the latest of each form first."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.json"))]
    return tuple(sorted(found, key=lambda edition: (KINDS.index(edition.kind), -edition.valid_from.toordinal())))


def edition_on(kind: str, day: dt.date) -> Edition | None:
    """The edition of a form that is in force on a day."""
    for edition in editions():
        over = edition.valid_to is not None and edition.valid_to < day
        if edition.kind == kind and edition.valid_from <= day and not over:
            return edition
    return None


def edition_of(code: str) -> Edition:
    """The edition with a code. Raises KeyError."""
    return {edition.code: edition for edition in editions()}[code]


KINDS = ("reconsideration", "litigation", "disclosure")
