"""Coverage: which heads have studied a topic in a year, which have not; a pure reckoning, and what it is fed with."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import RosterEntry
from accounts.timekeeping import today
from disputes.models import Attendance, StudyState

Key = tuple[int, str]


class Standing(StrEnum):
    """How a head stands: has studied, has by a session that the office has not checked yet, has not."""

    STUDIED = "studied"
    WAITING = "waiting"
    MISSING = "missing"


@dataclass(frozen=True)
class Head:
    """A head of an agency; who it is, is told by the agency and the name in its normal form."""

    agency: int
    normalised: str
    name: str = ""
    rank: str = ""
    post: str = ""

    @property
    def key(self) -> Key:
        return self.agency, self.normalised


@dataclass(frozen=True)
class Covered:
    """A head with how it stands, and the first day that says so."""

    head: Head
    standing: Standing
    on: dt.date | None = None


@dataclass(frozen=True)
class Coverage:
    """Heads with how they stand."""

    rows: tuple[Covered, ...]

    def number(self, *standings: Standing) -> int:
        """How many heads stand in one of these ways; all of them when none is named."""
        return sum(not standings or row.standing in standings for row in self.rows)

    @property
    def rate(self) -> str:
        """Those who have studied among all, in per cent; a dash where there is no head."""
        if not self.rows:
            return "—"
        return f"{self.number(Standing.STUDIED) * 100 / len(self.rows):.1f}"

    def by(self, key: Callable[[Head], Any]) -> "dict[Any, Coverage]":
        """The coverage of each group of heads."""
        groups: dict[Any, list[Covered]] = defaultdict(list)
        for row in self.rows:
            groups[key(row.head)].append(row)
        return {name: Coverage(tuple(rows)) for name, rows in groups.items()}


def cover(heads: Iterable[Head], came: Iterable[tuple[Key, dt.date, bool]]) -> Coverage:
    """How each head stands, from who came on which day to a session that is checked or not."""
    checked: dict[Key, dt.date] = {}
    waiting: dict[Key, dt.date] = {}
    for key, day, is_checked in came:
        days = checked if is_checked else waiting
        days[key] = min(day, days.get(key, day))
    rows = []
    for head in heads:
        if head.key in checked:
            rows.append(Covered(head, Standing.STUDIED, checked[head.key]))
        elif head.key in waiting:
            rows.append(Covered(head, Standing.WAITING, waiting[head.key]))
        else:
            rows.append(Covered(head, Standing.MISSING))
    return Coverage(tuple(rows))


def day_of(year: int) -> dt.date:
    """The day whose heads a year asks about: today, for a year that is over its last day."""
    return min(today(), dt.date(year, 12, 31))


def _came(year: int, topic: str) -> QuerySet[Attendance]:
    """Who came in a year to a session on a topic that was not returned."""
    rows = Attendance.objects.unscoped("the agencies are those that the reader may see").standing()
    return rows.filter(
        came=True,
        session__voided_at=None,
        session__on_date__year=year,
        session__topics__topic=topic,
        session__topics__dropped_at=None,
    ).exclude(session__state=StudyState.RETURNED)


def coverage_of(agencies: Iterable[int], year: int, topic: str) -> Coverage:
    """The coverage of a topic in a year among the heads of some agencies; two queries."""
    agencies = list(agencies)
    entries = RosterEntry.objects.on(day_of(year)).filter(organisation__in=agencies)
    heads = [
        Head(*row)
        for row in entries.by_rank("organisation__name", "organisation").values_list(
            "organisation", "normalised", "name", "rank", "post"
        )
    ]
    came = _came(year, topic).filter(organisation__in=agencies).order_by()
    found = came.values_list("organisation", "normalised", "session__on_date", "session__state").distinct()
    return cover(heads, (((agency, name), day, state == StudyState.ACCEPTED) for agency, name, day, state in found))


def missing_heads(agencies: Iterable[int], year: int, topic: str) -> QuerySet[RosterEntry]:
    """The heads who are missing in `coverage_of`, as a query."""
    came = _came(year, topic).filter(organisation=OuterRef("organisation"), normalised=OuterRef("normalised"))
    heads = RosterEntry.objects.on(day_of(year)).filter(organisation__in=list(agencies))
    return heads.filter(~Exists(came)).by_rank("organisation__name")
