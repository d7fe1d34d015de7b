"""行政调解案件统计表, the quarterly return of disputes resolved: 27 cells, each declared once, and its balances.

It counts the disputes whose resolution ended in the quarter; one that was not taken up is none of them. Resolved is
what ended in an agreement, written or oral. An amount is counted in 万元 and rounded once, at the end.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organ
from disputes.models import Agreement, Dispute, Nature, Performance, Phase
from dossiers.models import Code, Party, PartyRole

EVERY = Q()
SUCCESS = Q(agreement__in=[Agreement.WRITTEN, Agreement.ORAL])
CIVIL = Q(nature=Nature.CIVIL)
ADMINISTRATIVE = Q(nature=Nature.ADMINISTRATIVE)
COUNT, PEOPLE, AMOUNT = "count", "people", "amount"
CENT = Decimal("0.01")
TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> dt.date:
        return self.following.first - dt.timedelta(days=1)

    @property
    def following(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return self.first, self.last

    @property
    def due_on(self) -> dt.date:
        """The return is due on the fifth after the quarter."""
        return self.following.first.replace(day=5)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarter_of(day: dt.date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def last_ended(day: dt.date) -> Quarter:
    """The last quarter that was over on a day."""
    return quarter_of(quarter_of(day).first - dt.timedelta(days=1))


@dataclass(frozen=True)
class Cell:
    """One cell: what it counts among the disputes that ended in the quarter."""

    number: int
    label: Any
    condition: Q
    measure: str = COUNT


@dataclass(frozen=True)
class Balance:
    """What must hold: one cell is the sum of others. `left_out` are the cases that make the difference."""

    total: int
    parts: tuple[int, ...]
    left_out: Q

    @property
    def words(self) -> str:
        return f"{self.total} = {' + '.join(map(str, self.parts))}"


CIVIL_KINDS = (
    *("security", "traffic", "contract", "medical", "consumer", "land", "ip", "environment", "utilities", "other"),
)


def _civil(code: str) -> Q:
    return CIVIL & Q(civil_kind=f"civil_dispute.{code}")


def _subject(code: str) -> Q:
    return ADMINISTRATIVE & Q(subject=f"dispute_subject.{code}")


# The ten kinds of civil disputes stand under their own labels, those of the code list.
CELLS: tuple[Cell, ...] = (
    Cell(1, _("Cases in all"), EVERY),
    Cell(2, _("Resolved"), SUCCESS),
    Cell(3, _("Persons concerned"), EVERY, PEOPLE),
    Cell(4, _("Amount of the resolved cases (10 000 yuan)"), SUCCESS, AMOUNT),
    Cell(5, _("Civil disputes in all"), CIVIL),
    Cell(6, _("Civil disputes resolved"), CIVIL & SUCCESS),
    *(Cell(7 + place, None, _civil(code)) for place, code in enumerate(CIVIL_KINDS)),
    Cell(17, _("Administrative disputes in all"), ADMINISTRATIVE),
    Cell(18, _("Administrative disputes resolved"), ADMINISTRATIVE & SUCCESS),
    Cell(19, _("State compensation"), _subject("damages")),
    Cell(20, _("Indemnity"), _subject("indemnity")),
    Cell(21, _("Discretion"), _subject("discretion")),
    Cell(22, _("Reconsideration stage"), ADMINISTRATIVE & Q(phase=Phase.RECONSIDERATION)),
    Cell(23, _("Litigation stage"), ADMINISTRATIVE & Q(phase=Phase.LITIGATION)),
    Cell(24, _("Written agreement"), Q(agreement=Agreement.WRITTEN)),
    Cell(25, _("Oral agreement"), Q(agreement=Agreement.ORAL)),
    Cell(26, _("Judicially confirmed"), SUCCESS & Q(confirmed_on__isnull=False)),
    Cell(27, _("Performed"), SUCCESS & Q(performance=Performance.DONE)),
)
BY_NUMBER = {cell.number: cell for cell in CELLS}
BALANCES: tuple[Balance, ...] = (
    Balance(1, (5, 17), ~CIVIL & ~ADMINISTRATIVE),
    Balance(2, (6, 18), SUCCESS & ~CIVIL & ~ADMINISTRATIVE),
    Balance(2, (24, 25), Q(result__mapping__resolved=1, agreement="")),
    Balance(5, tuple(range(7, 17)), CIVIL & Q(civil_kind=None)),
    Balance(17, (19, 20, 21), ADMINISTRATIVE & Q(subject=None)),
    Balance(17, (22, 23), ADMINISTRATIVE & Q(phase="")),
)


def labels() -> dict[int, str]:
    """What each cell is called."""
    kinds = {code.code: str(code) for code in Code.objects.of("civil_dispute")}
    return {
        cell.number: str(cell.label) if cell.label else kinds.get(CIVIL_KINDS[cell.number - 7], "") for cell in CELLS
    }


def ended_in(actor: Actor, organ: Organ, quarter: Quarter) -> QuerySet[Dispute]:
    """The disputes of an organ, in the actor's sight, whose resolution ended in the quarter."""
    seen = Dispute.objects.visible_to(actor).standing().filter(dossier__organ=organ)
    return seen.filter(concluded_on__range=quarter.days)


def _people() -> Subquery:
    """How many people seek resolution of a dispute or are third parties in it, agencies not counted."""
    parties = Party.objects.unscoped("the disputes themselves are in scope").standing()
    concerned = parties.filter(
        dossier=OuterRef("pk"), role__in=[PartyRole.APPLICANT, PartyRole.THIRD_PARTY], organisation=None
    )
    return Subquery(concerned.order_by().values("dossier").annotate(n=Sum("group_size")).values("n"))


def values(disputes: QuerySet[Dispute]) -> dict[int, Decimal | int]:
    """The cells of the return over some disputes; one query."""
    wanted: dict[str, Any] = {}
    for cell in CELLS:
        match cell.measure:
            case "people":
                wanted[f"c{cell.number}"] = Sum("people", filter=cell.condition)
            case "amount":
                wanted[f"c{cell.number}"] = Sum("agreed_amount", filter=cell.condition)
            case _:
                wanted[f"c{cell.number}"] = Count("pk", filter=cell.condition)
    found = disputes.annotate(people=_people()).aggregate(**wanted)
    return {cell.number: _shown(cell, found[f"c{cell.number}"]) for cell in CELLS}


def _shown(cell: Cell, value: Any) -> Decimal | int:
    if cell.measure == AMOUNT:
        return (Decimal(value or 0) / TEN_THOUSAND).quantize(CENT, ROUND_HALF_UP)
    return int(value or 0)


def unbalanced(numbers: dict[int, Decimal | int]) -> list[Balance]:
    """The balances that do not hold."""
    return [balance for balance in BALANCES if numbers[balance.total] != sum(numbers[part] for part in balance.parts)]


def behind(disputes: QuerySet[Dispute], cell: Cell) -> QuerySet[Dispute]:
    """The disputes that a cell counts."""
    return disputes.filter(cell.condition)


def as_rows(numbers: dict[int, Decimal | int]) -> Iterable[Sequence[Any]]:
    """The cells in the order of the form: number, name, value."""
    named = labels()
    return [(cell.number, named[cell.number], numbers[cell.number]) for cell in CELLS]
