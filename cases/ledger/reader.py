"""What a row of the ledger of reconsideration cases means, and what is wrong with it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_noop

from accounts.models import Organ, Organisation, User
from accounts.offices import officers_of
from accounts.text import normalise_case_number, normalise_name
from accounts.timekeeping import today
from cases.ledger.columns import COLUMNS
from cases.models import Nature
from dossiers.models import CaseNumber, Code, DossierKind, Party, PartyKind, PartyRole
from dossiers.reference import CodeFinder
from dossiers.services import NUMBER
from workflow.ledger.cells import answer_of, day_of
from workflow.ledger.ledgers import Checked, There, formulas_and_errors
from workflow.ledger.problems import Problem
from workflow.ledger.reading import (
    Agencies,
    RowWords,
    of_other_cells,
    running,
)
from workflow.ledger.workbook import LedgerRow
from workflow.naming import named

# The first rules on reconsideration (行政复议条例) are in force since this day; an earlier date is a slip.
FIRST_DAY = dt.date(1991, 1, 1)
MAX_SERIAL = 99_999
WORDS = RowWords(COLUMNS)

# Where a ledger does not say, the case says so too instead of guessing.
NOT_RECORDED = {"channel": "channel.not_recorded", "matter": "matter.not_recorded", "domain": "domain.not_recorded"}


class ReconsiderationReader:
    """Understands the rows of one office's ledger. Each list, agency and officer is looked up once."""

    def __init__(self, organ: Organ) -> None:
        self.organ = organ
        self.today = today()
        self.codes = {name: CodeFinder(name) for name in ("channel", "matter", "domain", "outcome", "applicant_kind")}
        self.not_recorded = Code.objects.in_bulk(list(NOT_RECORDED.values()))
        self.agencies = Agencies(organ)
        self.officers: dict[str, User | None] = {}
        for user in officers_of([organ]):
            name = normalise_name(user.display_name)
            # Two of one name: the ledger does not say which, so neither.
            self.officers[name] = None if name in self.officers else user

    def check(self, row: LedgerRow) -> Checked:
        """What the row says and everything that is wrong with it."""
        unusable = formulas_and_errors(row, COLUMNS)
        problems: list[Problem] = []
        number, wrong = self._number(row)
        problems += wrong
        days, wrong = self._days(row, number)
        problems += wrong
        parties, wrong = self._applicants(row)
        problems += wrong
        respondents, wrong = self._respondents(row)
        problems += wrong
        case, wrong = self._case(row)
        problems += wrong
        conclusion, wrong = self._conclusion(row, days.get("concluded_on"))
        problems += wrong
        data = {
            "received_on": days.get("received_on"),
            "accepted_on": days.get("accepted_on"),
            "concluded_on": days.get("concluded_on"),
            "case": case,
            "parties": parties,
            "respondents": respondents,
            "officer": self.officers.get(normalise_name(row.cell("officer").text)),
            **conclusion,
        }
        outcome = conclusion["outcome"]
        names = [named(party["name"], party["group_size"]) for party in parties] or [row.cell("applicant").text]
        against = [agency.name for agency in respondents] or [row.cell("respondent").text]
        return Checked(
            number=number,
            data=data,
            problems=unusable + of_other_cells(problems, unusable),
            identity=(data["received_on"], tuple(sorted(normalise_name(party["name"]) for party in parties))),
            summary={
                "title": f"{'、'.join(names)} 不服 {'、'.join(against)} {case['act_name']}"[:200],
                "received_on": data["received_on"] or row.cell("received_on").text,
                "accepted_on": data["accepted_on"] or row.cell("accepted_on").text,
                "concluded_on": data["concluded_on"] or row.cell("concluded_on").text,
                "outcome": outcome.label_zh if outcome else row.cell("outcome").text,
            },
        )

    def there(self, numbers: Iterable[str]) -> dict[str, There]:
        """The cases of this organ that have one of `numbers`, with the day of receipt and the applicants."""
        taken = CaseNumber.objects.filter(
            organ=self.organ, kind=DossierKind.RECONSIDERATION, text__in=list(numbers)
        ).values_list("text", "dossier_id", "dossier__opened_on")
        found = {text: (dossier_id, opened_on) for text, dossier_id, opened_on in taken}
        names: dict[int, list[str]] = {}
        applicants = Party.objects.unscoped("the numbers of the ledger's own office").filter(
            dossier_id__in=[dossier_id for dossier_id, _day in found.values()],
            role=PartyRole.APPLICANT,
            voided_at=None,
        )
        for dossier_id, name in applicants.values_list("dossier_id", "name"):
            names.setdefault(dossier_id, []).append(normalise_name(name))
        return {
            text: There(dossier_id, (opened_on, tuple(sorted(names.get(dossier_id, [])))))
            for text, (dossier_id, opened_on) in found.items()
        }

    # --- columns -----------------------------------------------------------------------------------------------

    def _number(self, row: LedgerRow) -> tuple[str, list[Problem]]:
        cell = row.cell("number")
        if cell.blank:
            return "", [WORDS.missing(row, "number")]
        number = normalise_case_number(cell.text)
        found = NUMBER.match(number)
        if not found or found["prefix"] != self.organ.number_prefix:
            return "", [
                Problem(
                    gettext_noop("“%(number)s” is not a number of this office's series (%(prefix)s〔year〕N号)."),
                    {"number": cell.text, "prefix": self.organ.number_prefix, "column": row.heading("number")},
                )
            ]
        if not 1 <= int(found["serial"]) <= MAX_SERIAL or not FIRST_DAY.year <= int(found["year"]) <= self.today.year:
            return "", [
                Problem(
                    gettext_noop("“%(number)s” cannot be the number of a case."),
                    {"number": cell.text, "column": row.heading("number")},
                )
            ]
        return number, []

    def _days(self, row: LedgerRow, number: str) -> tuple[dict[str, dt.date], list[Problem]]:
        found = NUMBER.match(number)
        year = int(found["year"]) if found else None
        days: dict[str, dt.date] = {}
        problems: list[Problem] = []
        unreadable: set[str] = set()
        for key in ("received_on", "accepted_on", "concluded_on"):
            if key not in row.sheet.columns or (key == "concluded_on" and running(row.cell(key).text)):
                continue
            day = day_of(row.cell(key), row.heading(key), earliest=FIRST_DAY, latest=self.today, near=year)
            if isinstance(day, Problem):
                problems.append(day)
                unreadable.add(key)
            elif day is not None:
                days[key] = day
            elif key != "concluded_on":
                problems.append(WORDS.missing(row, key))
                unreadable.add(key)
        # A ledger with only one of the two days means that one by both.
        for key, other in (("received_on", "accepted_on"), ("accepted_on", "received_on")):
            if key not in row.sheet.columns and other in days:
                days[key] = days[other]
        for earlier, later in (("received_on", "accepted_on"), ("accepted_on", "concluded_on")):
            if earlier in days and later in days and days[later] < days[earlier]:
                problems.append(WORDS.before(row, (earlier, days[earlier]), (later, days[later])))
        return days, problems

    def _applicants(self, row: LedgerRow) -> tuple[list[dict[str, Any]], list[Problem]]:
        said = row.cell("applicant_kind")
        if row.cell("applicant").blank or said.blank:
            return WORDS.people(row, "applicant")
        code = self.codes["applicant_kind"].find(said.text)
        if code is None:
            return [], [WORDS.unknown(row, "applicant_kind")]
        return WORDS.people(row, "applicant", code.mapping.get("party_kind", PartyKind.NATURAL))

    def _respondents(self, row: LedgerRow) -> tuple[list[Organisation], list[Problem]]:
        if row.cell("respondent").blank:
            return [], [WORDS.missing(row, "respondent")]
        return self.agencies.of(row, "respondent")

    def _case(self, row: LedgerRow) -> tuple[dict[str, Any], list[Problem]]:
        case: dict[str, Any] = {}
        problems: list[Problem] = []
        for key, not_recorded in NOT_RECORDED.items():
            cell = row.cell(key)
            case[key] = self.not_recorded.get(not_recorded) if cell.blank else self.codes[key].find(cell.text)
            if case[key] is None:
                problems.append(WORDS.unknown(row, key))
        act, wrong = WORDS.act(row)
        problems += wrong
        matter = case["matter"]
        if matter is not None:
            inaction = (matter.parent_id or matter.pk) == "matter.inaction"
            case["nature"] = Nature.INACTION if inaction else Nature.ACT
        return {**case, "act_name": act}, problems

    def _conclusion(self, row: LedgerRow, concluded_on: dt.date | None) -> tuple[dict[str, Any], list[Problem]]:
        problems: list[Problem] = []
        cell = row.cell("outcome")
        outcome = None
        if not cell.blank and not running(cell.text):
            outcome = self.codes["outcome"].find(cell.text)
            if outcome is None:
                problems.append(WORDS.unknown(row, "outcome"))
            elif row.cell("concluded_on").blank or running(row.cell("concluded_on").text):
                problems.append(
                    Problem(
                        gettext_noop("It has an outcome (%(outcome)s) but no day of conclusion."),
                        {"outcome": cell.text},
                    )
                )
        elif concluded_on is not None:
            problems.append(
                Problem(gettext_noop("It has a day of conclusion (%(day)s) but no outcome."), {"day": concluded_on})
            )
        sued = answer_of(row.cell("sued"), WORDS.heading(row, "sued"))
        if isinstance(sued, Problem):
            problems.append(sued)
            sued = False
        elif sued and cell.blank and row.cell("concluded_on").blank:
            problems.append(Problem(gettext_noop("It is said to have been sued over, but it is not concluded.")))
        return {"outcome": outcome, "sued": sued}, problems
