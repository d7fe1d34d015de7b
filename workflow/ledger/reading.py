"""What the readers of all ledgers share: how people, agencies and gaps in a row are understood."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_noop

from accounts.models import Organ, Organisation
from accounts.services import find_organisation
from accounts.text import chinese_number, normalise_name
from dossiers.models import PartyKind, PartyRole
from workflow.ledger.problems import Problem
from workflow.ledger.workbook import Book, Column, LedgerRow

# What a ledger writes where a case is not yet concluded.
STILL_RUNNING = frozenset({"未结", "未结案", "在办", "办理中", "审理中", "正在办理", "正在审理", "未审结", "待结"})
# How an organisation is told from a person where the ledger does not say.
ORGANISATION_NAME = re.compile(
    r"(公司|企业|厂|店|合作社|中心|医院|学校|协会|商会|委员会|村民小组|经济联合社|事务所|集团|银行|部|社|馆|场)$"
)
GROUP = re.compile(r"(?P<name>.+?)等(?P<size>[\d零一二两三四五六七八九十百]+)(人|名|户|位|个)?.{0,6}")
BETWEEN_PEOPLE = re.compile(r"[、,;\n]+")
BETWEEN_ORGANISATIONS = re.compile(r"[;\n]+")
BETWEEN_AGENCIES = re.compile(r"[、,;/\n]+")
LONGEST_NAME = 200
# So many different names tell in whose district they are.
NAMES_THAT_TELL = 50


class RowWords:
    """The words for what is wrong with a row, by the columns of its ledger."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self._standard = {column.key: column.headings[0] for column in columns}

    def heading(self, row: LedgerRow, key: str) -> str:
        """The heading in the file, else the standard one."""
        return row.heading(key) if key in row.sheet.columns else self._standard[key]

    def missing(self, row: LedgerRow, key: str) -> Problem:
        return Problem(gettext_noop("%(column)s is missing."), {"column": self.heading(row, key)})

    def unknown(self, row: LedgerRow, key: str) -> Problem:
        return Problem(
            gettext_noop("%(column)s: “%(value)s” is not known."),
            {"column": self.heading(row, key), "value": row.cell(key).text},
        )

    def too_long(self, row: LedgerRow, key: str, limit: int) -> Problem:
        return Problem(
            gettext_noop("%(column)s is longer than %(limit)s characters."),
            {"column": self.heading(row, key), "limit": limit},
        )

    def before(self, row: LedgerRow, earlier: tuple[str, object], later: tuple[str, object]) -> Problem:
        """That a day lies before one that must come first; each is (key of the column, day)."""
        return Problem(
            gettext_noop("%(later)s (%(later_day)s) lies before %(earlier)s (%(earlier_day)s)."),
            {
                "later": self.heading(row, later[0]),
                "later_day": later[1],
                "earlier": self.heading(row, earlier[0]),
                "earlier_day": earlier[1],
            },
        )

    def people(self, row: LedgerRow, key: str, kind: str | None = None) -> tuple[list[dict[str, Any]], list[Problem]]:
        """The applicants that a cell names, as `dossiers.parties.party_of` takes them; `kind` is what the row says
        they are.
        """
        cell = row.cell(key)
        if cell.blank:
            return [], [self.missing(row, key)]
        named = names_of(cell.text, kind)
        if named is None:
            return [], [self.unknown(row, key)]
        parties = [
            {"role": PartyRole.APPLICANT, "kind": kind or kind_of(name), "name": name, "group_size": size}
            for name, size in named
        ]
        long = any(len(name) > LONGEST_NAME for name, _size in named)
        return parties, [self.too_long(row, key, LONGEST_NAME)] if long else []

    def act(self, row: LedgerRow) -> tuple[str, list[Problem]]:
        """The act of a case: what the ledger calls it, or its matter where it says nothing else."""
        cell, matter = row.cell("act_name"), row.cell("matter")
        act = " ".join(cell.text.split())
        if cell.blank:
            if matter.blank:
                return "", [self.missing(row, "act_name" if "act_name" in row.sheet.columns else "matter")]
            act = matter.text
        return act, [self.too_long(row, "act_name", LONGEST_NAME)] if len(act) > LONGEST_NAME else []


def running(text: str) -> bool:
    """Whether a cell says that the case is not concluded."""
    return normalise_name(text) in STILL_RUNNING


def of_other_cells(problems: list[Problem], unusable: list[Problem]) -> list[Problem]:
    """Of a cell that holds a formula or an error nothing more need be said."""
    columns = {problem.params["column"] for problem in unusable}
    return [problem for problem in problems if problem.params.get("column") not in columns]


def names_of(text: str, kind: str | None = None) -> list[tuple[str, int]] | None:
    """(name, number of persons) of each person or organisation that a cell names: 水春等23人 is one row of 23.

    `kind` is what the ledger says they are, if it does. None when the number of persons cannot be read.
    """
    text = text.replace("，", ",").replace("；", ";")
    if found := GROUP.fullmatch(normalise_name(text)):
        size = chinese_number(found["size"])
        return [(found["name"], size)] if size else None
    between = BETWEEN_ORGANISATIONS if kind in {PartyKind.LEGAL, PartyKind.OTHER} else BETWEEN_PEOPLE
    return [(name, 1) for part in between.split(text) if (name := normalise_name(part))]


def kind_of(name: str) -> str:
    """What somebody is whose kind the ledger does not say: an organisation by the end of its name, else a person."""
    return PartyKind.LEGAL if ORGANISATION_NAME.search(name) else PartyKind.NATURAL


class Agencies:
    """The agencies of an organ's district by the names that a ledger gives them; each name is looked up once."""

    def __init__(self, organ: Organ) -> None:
        self.organ = organ
        self._found: dict[str, Organisation | None] = {}

    def named(self, name: str) -> Organisation | None:
        key = normalise_name(name)
        if key not in self._found:
            found = find_organisation(name, under=self.organ.organisation)
            self._found[key] = found if found is not None and found.is_agency else None
        return self._found[key]

    def parts(self, text: str) -> list[str]:
        """The names in a text: the whole where an agency has it for its name, else what stands between commas."""
        if self.named(text) is not None:
            return [text]
        parts = BETWEEN_AGENCIES.split(text.replace("，", ",").replace("；", ";"))
        return [part.strip() for part in parts if part.strip()]

    def of(self, row: LedgerRow, key: str) -> tuple[list[Organisation], list[Problem]]:
        """The agencies that a cell names, in their order, and a problem for each name that no agency has."""
        found = {name: self.named(name) for name in self.parts(row.cell(key).text)}
        unknown = [name for name, agency in found.items() if agency is None]
        return list(dict.fromkeys(agency for agency in found.values() if agency is not None)), [
            Problem(
                gettext_noop("%(column)s: no agency of this district is called “%(value)s”."),
                {"column": row.heading(key), "value": name},
            )
            for name in unknown
        ]


def organ_of_agencies(book: Book, key: str) -> Organ | None:
    """The organ in whose district most of the agencies that a column names are, None when none or two are ahead."""
    names = list(dict.fromkeys(row.cell(key).text for row in book.rows if not row.cell(key).blank))[:NAMES_THAT_TELL]
    known = {}
    for organ in Organ.objects.select_related("organisation", "office"):
        agencies = Agencies(organ)
        known[organ] = sum(any(agencies.named(part) for part in agencies.parts(name)) for name in names)
    ahead = [organ for organ, number in known.items() if number and number == max(known.values())]
    return ahead[0] if len(ahead) == 1 else None
