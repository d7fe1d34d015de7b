"""What a row of the ledger of lawsuits means, and what is wrong with it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop

from accounts.models import Organ, Organisation, OrganisationKind
from accounts.text import normalise_case_number, normalise_name
from accounts.timekeeping import today
from dossiers.models import Code, Dossier, DossierKind, Party, PartyRole
from dossiers.reference import CodeFinder
from hearings import lost
from hearings.ledger.columns import COLUMNS
from hearings.numbers import CourtNumber, court_number
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

# The Administrative Litigation Law is in force since this day; an earlier date is a slip.
FIRST_DAY = dt.date(1990, 10, 1)
WORDS = RowWords(COLUMNS)
# Further words for yes and no in the columns of appearance and of the outcome.
APPEARED = {"yes": frozenset({"出庭", "已出庭", "负责人出庭"}), "no": frozenset({"未出庭", "没有出庭", "负责人未出庭"})}
LOST = {"yes": frozenset({"败诉", "败", "已败诉"}), "no": frozenset({"胜诉", "胜", "未败诉", "不败诉"})}
NOT_RECORDED = {"matter": "matter.not_recorded", "domain": "domain.not_recorded"}
# A ledger calls the review of an application for retrial 再审 as well.
ANY_RETRIAL = frozenset({"retrial", "retrial_review"})
HEAD, NO_HEAD = "appearance.head", "appearance.no_head"


class LitigationReader:
    """Understands the rows of one office's ledger. Each list, agency and court is looked up once."""

    def __init__(self, organ: Organ) -> None:
        self.organ = organ
        self.today = today()
        self.codes = {
            name: CodeFinder(name) for name in ("suit_instance", "matter", "domain", "suit_result", "appearance")
        }
        self.fixed = Code.objects.in_bulk([*NOT_RECORDED.values(), HEAD, NO_HEAD])
        self.instances = {code.code: code for code in Code.objects.of("suit_instance")}
        self.agencies = Agencies(organ)
        self.courts: dict[str, Organisation] = {}
        for court in Organisation.objects.filter(kind=OrganisationKind.COURT).prefetch_related("names"):
            for name in (court.name, *(known.name for known in court.names.all())):
                self.courts.setdefault(normalise_name(name), court)

    def check(self, row: LedgerRow) -> Checked:
        """What the row says and everything that is wrong with it."""
        unusable = formulas_and_errors(row, COLUMNS)
        number, problems = self._number(row)
        instance, wrong = self._instance(row, number)
        problems += wrong
        days, wrong = self._days(row, number)
        problems += wrong
        plaintiffs, wrong = WORDS.people(row, "plaintiff")
        problems += wrong
        defendants, wrong = self._defendants(row)
        problems += wrong
        suit, wrong = self._suit(row)
        problems += wrong
        outcome, wrong = self._outcome(row, days.get("judged_on"))
        problems += wrong
        came, wrong = self._came(row, days.get("heard_on"))
        problems += wrong
        reconsideration = row.cell("reconsideration")
        data = {
            **{key: days.get(key) for key in ("served_on", "heard_on", "judged_on")},
            **outcome,
            "instance": instance,
            "suit": suit,
            "plaintiffs": plaintiffs,
            "defendants": defendants,
            "came": came,
            "reconsideration_number": "" if reconsideration.blank else normalise_case_number(reconsideration.text),
        }
        return Checked(
            number=number.text if number else "",
            data=data,
            problems=unusable + of_other_cells(problems, unusable),
            identity=(data["served_on"], tuple(sorted(normalise_name(party["name"]) for party in plaintiffs))),
            summary=self._summary(row, data),
        )

    def there(self, numbers: Iterable[str]) -> dict[str, There]:
        """The lawsuits of this organ that have one of `numbers`, with the day of service and the plaintiffs."""
        taken = Dossier.objects.unscoped("the numbers of the ledger's own office").filter(
            organ=self.organ, kind=DossierKind.LITIGATION, number__in=list(numbers)
        )
        found = {text: (pk, opened_on) for text, pk, opened_on in taken.values_list("number", "pk", "opened_on")}
        names: dict[int, list[str]] = {}
        plaintiffs = Party.objects.unscoped("the numbers of the ledger's own office").filter(
            dossier_id__in=[pk for pk, _day in found.values()], role=PartyRole.APPLICANT, voided_at=None
        )
        for dossier_id, name in plaintiffs.values_list("dossier_id", "name"):
            names.setdefault(dossier_id, []).append(normalise_name(name))
        return {
            text: There(pk, (opened_on, tuple(sorted(names.get(pk, []))))) for text, (pk, opened_on) in found.items()
        }

    # --- columns -----------------------------------------------------------------------------------------------

    def _summary(self, row: LedgerRow, data: dict[str, Any]) -> dict[str, Any]:
        names = [named(party["name"], party["group_size"]) for party in data["plaintiffs"]]
        against = [agency.name for agency in data["defendants"]]
        outcome = data["outcome"]
        return {
            "title": (
                f"{'、'.join(names) or row.cell('plaintiff').text} 诉 "
                f"{'、'.join(against) or row.cell('defendant').text} {data['suit']['act_name']}"
            )[:200],
            "instance": data["instance"].label_zh if data["instance"] else row.cell("instance").text,
            **{key: data[key] or row.cell(key).text for key in ("served_on", "heard_on", "judged_on")},
            "outcome": outcome.label_zh if outcome else row.cell("outcome").text,
        }

    def _number(self, row: LedgerRow) -> tuple[CourtNumber | None, list[Problem]]:
        cell = row.cell("number")
        if cell.blank:
            return None, [WORDS.missing(row, "number")]
        try:
            return court_number(cell.text), []
        except ValidationError as error:
            words = gettext_noop("%(column)s: %(words)s")
            return None, [Problem(words, {"column": row.heading("number"), "words": " ".join(error.messages)})]

    def _instance(self, row: LedgerRow, number: CourtNumber | None) -> tuple[Code | None, list[Problem]]:
        cell = row.cell("instance")
        possible = number.instances if number else ()
        if cell.blank:
            return (self.instances[possible[0]], []) if possible else (None, [WORDS.missing(row, "instance")])
        found = self.codes["suit_instance"].find(cell.text)
        if found is None:
            return None, [WORDS.unknown(row, "instance")]
        if not possible or found.code in possible:
            return found, []
        if found.code in ANY_RETRIAL and ANY_RETRIAL & set(possible):
            return self.instances[possible[0]], []
        return found, [
            Problem(
                gettext_noop("%(column)s: “%(value)s” does not fit the case number %(number)s."),
                {"column": row.heading("instance"), "value": cell.text, "number": number.text if number else ""},
            )
        ]

    def _days(self, row: LedgerRow, number: CourtNumber | None) -> tuple[dict[str, dt.date], list[Problem]]:
        days: dict[str, dt.date] = {}
        problems: list[Problem] = []
        for key in ("served_on", "heard_on", "judged_on"):
            if key not in row.sheet.columns or (key != "served_on" and running(row.cell(key).text)):
                continue
            day = day_of(
                row.cell(key),
                row.heading(key),
                earliest=FIRST_DAY,
                latest=self.today,
                near=number.year if number else None,
            )
            if isinstance(day, Problem):
                problems.append(day)
            elif day is not None:
                days[key] = day
            elif key == "served_on":
                problems.append(WORDS.missing(row, key))
        for earlier, later in (("served_on", "heard_on"), ("served_on", "judged_on"), ("heard_on", "judged_on")):
            if earlier in days and later in days and days[later] < days[earlier]:
                problems.append(WORDS.before(row, (earlier, days[earlier]), (later, days[later])))
        return days, problems

    def _defendants(self, row: LedgerRow) -> tuple[list[Organisation], list[Problem]]:
        if row.cell("defendant").blank:
            return [], [WORDS.missing(row, "defendant")]
        return self.agencies.of(row, "defendant")

    def _suit(self, row: LedgerRow) -> tuple[dict[str, Any], list[Problem]]:
        suit: dict[str, Any] = {}
        problems: list[Problem] = []
        for key, not_recorded in NOT_RECORDED.items():
            cell = row.cell(key)
            suit[key] = self.fixed.get(not_recorded) if cell.blank else self.codes[key].find(cell.text)
            if suit[key] is None:
                problems.append(WORDS.unknown(row, key))
        court = row.cell("court")
        suit["court"] = self.courts.get(normalise_name(court.text))
        if suit["court"] is None:
            problems.append(WORDS.missing(row, "court") if court.blank else WORDS.unknown(row, "court"))
        act, wrong = WORDS.act(row)
        problems += wrong
        return {**suit, "act_name": act}, problems

    def _outcome(self, row: LedgerRow, judged_on: dt.date | None) -> tuple[dict[str, Any], list[Problem]]:
        """The outcome and what was typed of its being lost; the two may not contradict each other."""
        problems: list[Problem] = []
        cell, typed = row.cell("outcome"), row.cell("lost")
        outcome = None
        if not cell.blank and not running(cell.text):
            outcome = self.codes["suit_result"].find(cell.text)
            if outcome is None:
                problems.append(WORDS.unknown(row, "outcome"))
            elif row.cell("judged_on").blank or running(row.cell("judged_on").text):
                words = gettext_noop("It has an outcome (%(outcome)s) but no day of judgment.")
                problems.append(Problem(words, {"outcome": cell.text}))
        elif judged_on is not None:
            words = gettext_noop("It has a day of judgment (%(day)s) but no outcome.")
            problems.append(Problem(words, {"day": judged_on}))
        said: bool | Problem | None = None
        if not typed.blank:
            said = answer_of(typed, WORDS.heading(row, "lost"), **LOST)
            if isinstance(said, Problem):
                problems.append(said)
                said = None
            elif outcome is not None and lost.contradicts(outcome.code, said):
                words = gettext_noop("%(column)s says “%(value)s”, but the outcome is %(outcome)s.")
                params = {"column": row.heading("lost"), "value": typed.text, "outcome": cell.text}
                problems.append(Problem(words, params))
            elif outcome is None and said and not problems:
                words = gettext_noop("%(column)s says “%(value)s”, but the case is not judged.")
                problems.append(Problem(words, {"column": row.heading("lost"), "value": typed.text}))
        return {"outcome": outcome, "lost_as_typed": said}, problems

    def _came(self, row: LedgerRow, heard_on: dt.date | None) -> tuple[Code | None, list[Problem]]:
        """Who came for the first-named defendant, None where there was no hearing or nothing is said."""
        cell, rank = row.cell("present"), row.cell("rank")
        if cell.blank:
            return None, []
        present = answer_of(cell, WORDS.heading(row, "present"), **APPEARED)
        if isinstance(present, Problem):
            return None, [present]
        if not present:
            return (self.fixed[NO_HEAD] if heard_on else None), []
        if heard_on is None:
            if row.cell("heard_on").blank:
                words = gettext_noop("A head is said to have appeared, but there is no day of hearing.")
                return None, [Problem(words, {"column": row.heading("present")})]
            return None, []
        if rank.blank:
            return self.fixed[HEAD], []
        return self.codes["appearance"].find(rank.text) or self.fixed[HEAD], []
