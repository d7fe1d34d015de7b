"""Reading reference tables, and loading the organisations and organs that are shipped."""

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actors import SYSTEM
from accounts.models import NumberedAt, Organ, Organisation, OrganisationKind, OrganisationName
from accounts.services import add_name, add_organisation

DATA = Path(__file__).parent / "data"
ORGANISATION_COLUMNS = (
    "code",
    "name",
    "kind",
    "parent",
    "short_names",
    "former_names",
    "successor",
    "valid_from",
    "valid_to",
    "led_from_above",
)
ORGAN_COLUMNS = ("organisation", "office", "office_name", "number_prefix", "centre_prefix", "numbered_at")


class ReferenceDataError(ValueError):
    """A reference file that cannot be loaded; `problems` says what is wrong in which row and column."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(f"{path.name}:\n" + "\n".join(self.problems))


@dataclass
class Loaded:
    """What a load did: rows made, changed, left as they were, and ended."""

    made: int = 0
    changed: int = 0
    same: int = 0
    ended: int = 0

    def __str__(self) -> str:
        return f"{self.made} new, {self.changed} changed, {self.same} unchanged, {self.ended} ended"


@dataclass
class Row:
    """A row of a reference file: `cells` by column; problems are noted with its number as a spreadsheet shows it."""

    number: int
    cells: dict[str, str]
    problems: list[str] = field(default_factory=list)

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def problem(self, column: str, what: str) -> None:
        self.problems.append(f"row {self.number}, {column}: {what}")

    def needed(self, column: str, longest: int) -> str:
        """The cell's text, which must be there and fit."""
        text = self[column]
        if not text:
            self.problem(column, "is empty")
        elif len(text) > longest:
            self.problem(column, f"has {len(text)} characters, at most {longest} fit")
        return text

    def parts(self, column: str) -> list[str]:
        """The parts of a cell that are divided by semicolons."""
        return [part for text in self[column].split(";") if (part := text.strip())]

    def day(self, column: str) -> dt.date | None:
        """The ISO date of a cell; None when it is empty or wrong (which is noted)."""
        if not self[column]:
            return None
        try:
            return dt.date.fromisoformat(self[column])
        except ValueError:
            self.problem(column, f"“{self[column]}” is not a date (YYYY-MM-DD)")
            return None

    def validity(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and last day of validity, in order."""
        first, last = self.day("valid_from"), self.day("valid_to")
        if first and last and first > last:
            self.problem("valid_to", "lies before valid_from")
        return first, last


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a UTF-8 CSV file with exactly `columns`. Raises ReferenceDataError when its shape is another."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(_rows(path, csv.reader(lines, strict=True), columns))


def _rows(path: Path, reader: Iterator[list[str]], columns: Sequence[str]) -> Iterator[Row]:
    header = next(reader, [])
    if header != list(columns):
        raise ReferenceDataError(path, [f"row 1: the columns must be {','.join(columns)}"])
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(columns):
            raise ReferenceDataError(path, [f"row {number}: has {len(cells)} cells, not {len(columns)}"])
        yield Row(number, {column: cell.strip() for column, cell in zip(columns, cells, strict=True)})


def refuse_problems(path: Path, rows: Sequence[Row]) -> None:
    """Raise ReferenceDataError when any row has a problem."""
    if problems := [problem for row in rows for problem in row.problems]:
        raise ReferenceDataError(path, problems)


def _check_organisations(path: Path) -> list[Row]:
    rows = read_rows(path, ORGANISATION_COLUMNS)
    seen: dict[str, int] = {}
    for row in rows:
        code = row.needed("code", 64)
        row.needed("name", 200)
        if code in seen:
            row.problem("code", f"“{code}” stands in row {seen[code]} already")
        seen.setdefault(code, row.number)
        if row["kind"] not in OrganisationKind.values:
            row.problem("kind", f"“{row['kind']}” is not a kind of organisation")
        row.validity()
        if row["led_from_above"] not in {"", "1"}:
            row.problem("led_from_above", "is 1 or empty")
        if row["successor"] and not row["valid_to"]:
            row.problem("valid_to", "an organisation with a successor needs its last day")
    known = {row["code"] for row in rows} | set(Organisation.objects.values_list("code", flat=True))
    for row in rows:
        for column in ("parent", "successor"):
            if row[column] and row[column] not in known:
                row.problem(column, f"there is no organisation “{row[column]}”")
        if row["parent"] and row["parent"] in seen and seen[row["parent"]] >= row.number:
            row.problem("parent", f"“{row['parent']}” must stand above")
    refuse_problems(path, rows)
    return rows


@transaction.atomic
def load_organisations(path: Path = DATA / "organisations.csv") -> Loaded:
    """Enter the organisations of the file that are not there, and names that the file adds to those that are.

    What stands is not changed: after the first load the administrator keeps the tree. Raises ReferenceDataError.
    """
    loaded = Loaded()
    rows = _check_organisations(path)
    present = {organisation.code: organisation for organisation in Organisation.objects.all()}
    for row in rows:
        short, former = row.parts("short_names"), row.parts("former_names")
        if organisation := present.get(row["code"]):
            before = organisation.names.count()
            for name, kind in [(n, "short") for n in short] + [(n, "former") for n in former]:
                add_name(actor=SYSTEM, organisation=organisation, name=name, kind=kind)
            added = organisation.names.count() > before
            loaded.changed += added
            loaded.same += not added
            continue
        try:
            present[row["code"]] = add_organisation(
                actor=SYSTEM,
                code=row["code"],
                name=row["name"],
                kind=row["kind"],
                parent=present.get(row["parent"]),
                short_names=short,
                former_names=former,
                valid_from=row.day("valid_from"),
                led_from_above=row["led_from_above"] == "1",
            )
        except ValidationError as error:
            raise ReferenceDataError(path, [f"row {row.number}: {' '.join(error.messages)}"]) from error
        loaded.made += 1
        if row["valid_to"]:
            organisation = present[row["code"]]
            organisation.valid_to = row.day("valid_to")
            organisation.save(update_fields=["valid_to"])
    _link_successors(rows, present)
    return loaded


def _link_successors(rows: Sequence[Row], present: dict[str, Organisation]) -> None:
    """Successors may stand below their predecessors in the file, so they are linked when all are there."""
    for row in rows:
        if row["successor"]:
            Organisation.objects.filter(code=row["code"], successor=None).update(successor=present[row["successor"]])


@transaction.atomic
def load_organs(path: Path = DATA / "organs.csv") -> Loaded:
    """Enter the reconsideration organs of the file that are not there. Raises ReferenceDataError."""
    loaded = Loaded()
    rows = read_rows(path, ORGAN_COLUMNS)
    organisations = {organisation.code: organisation for organisation in Organisation.objects.all()}
    for row in rows:
        for column in ("organisation", "office"):
            if row[column] not in organisations:
                row.problem(column, f"there is no organisation “{row[column]}”")
        row.needed("office_name", 200)
        row.needed("number_prefix", 32)
        row.needed("centre_prefix", 32)
        if row["numbered_at"] not in NumberedAt.values:
            row.problem("numbered_at", f"must be one of {', '.join(NumberedAt.values)}")
    refuse_problems(path, rows)
    for row in rows:
        _organ, made = Organ.objects.get_or_create(
            organisation=organisations[row["organisation"]],
            defaults={
                "office": organisations[row["office"]],
                "office_name": row["office_name"],
                "number_prefix": row["number_prefix"],
                "centre_prefix": row["centre_prefix"],
                "numbered_at": row["numbered_at"],
            },
        )
        loaded.made += made
        loaded.same += not made
    return loaded


def names_of(organisation: Organisation) -> list[OrganisationName]:
    """The names of an organisation: the full one first, then short, then former ones."""
    order = {"full": 0, "short": 1, "former": 2}
    return sorted(organisation.names.all(), key=lambda name: (order[name.kind], name.pk))
