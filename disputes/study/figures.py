"""Who took part in joint training in a year: by kind and unit, each number with the people behind it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.actors import Actor
from disputes.models import Participant


@dataclass(frozen=True)
class Table:
    """Numbers by unit and kind, with the sums of both."""

    cells: dict[tuple[str, str], int]

    @property
    def units(self) -> list[str]:
        """The units, those with the most people first."""
        return sorted({unit for unit, _kind in self.cells}, key=lambda unit: (-self.of_unit(unit), unit))

    def of_unit(self, unit: str) -> int:
        return sum(number for (one, _kind), number in self.cells.items() if one == unit)

    def of_kind(self, kind: str) -> int:
        return sum(number for (_unit, one), number in self.cells.items() if one == kind)

    @property
    def total(self) -> int:
        return sum(self.cells.values())


def tabulate(rows: Iterable[tuple[str, str]]) -> Table:
    """The table of (unit, kind) of each person who took part."""
    return Table(dict(Counter(rows)))


def took_part(actor: Actor, year: int, *, unit: str = "", kind: str = "") -> QuerySet[Participant]:
    """Those within sight who came to a training that began in a year, also of one unit or kind."""
    rows = Participant.objects.visible_to(actor).filter(
        voided_at=None, came=True, training__voided_at=None, training__first_day__year=year
    )
    if unit:
        rows = rows.filter(unit=unit)
    return rows.filter(kind=kind) if kind else rows


def table_of(actor: Actor, year: int) -> Table:
    """The table of a year; one query."""
    return tabulate(took_part(actor, year).order_by().values_list("unit", "kind"))
