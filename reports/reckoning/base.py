"""What the reckoners of all proceedings take and give: facts as they were told, and what counts of a case."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

# The kinds of organisations as indicators cut by them: a street office counts with the towns.
AGENCY_KINDS = {
    "government": "government",
    "township": "township",
    "street_office": "township",
}
REGIONS = frozenset({"township", "street_office"})


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of a case with its two dates: the day on which it was, and when it was told here."""

    kind: str
    on_date: dt.date
    party: int | None
    value: dict[str, Any]
    recorded_at: dt.datetime
    superseded_at: dt.datetime | None = None
    void: bool = False

    def known_at(self, moment: dt.datetime) -> bool:
        """Whether it was known so at a moment."""
        over = self.superseded_at is not None and self.superseded_at <= moment
        return self.recorded_at <= moment and not over and not self.void


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency in a case: its party, its organisation and what kind of organisation that is."""

    party: int
    organisation: int
    kind: str
    led_from_above: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the case as it stands: of which clock, until when, and how it ended."""

    key: int
    clock: str
    state: str
    due_on: dt.date | None
    ended_on: dt.date | None
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts: the values of an entry but for the time in which it was known."""

    measure: str
    day: dt.date
    unit: int = 0
    ended: dt.date | None = None
    until: dt.date | None = None
    ripe_on: dt.date | None = None
    agencies: tuple[int, ...] = ()
    dims: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, int]:
        """What tells it apart from the others of its case."""
        return self.measure, self.unit


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What is read of any case: whose it is, its facts as they are known, the agencies in it, its periods."""

    pk: int
    organ: int
    void: bool
    source: str
    facts: tuple[Told, ...]
    agencies: tuple[Agency, ...] = ()
    periods: tuple[Period, ...] = ()

    def first(self, *kinds: str) -> Told | None:
        """The earliest current fact of some kinds."""
        found = [fact for fact in self.facts if fact.kind in kinds]
        return min(found, key=lambda fact: fact.on_date) if found else None

    def day(self, *kinds: str) -> dt.date | None:
        fact = self.first(*kinds)
        return fact.on_date if fact else None

    def last_day(self, *kinds: str) -> dt.date | None:
        return max((fact.on_date for fact in self.facts if fact.kind in kinds), default=None)

    def has(self, *kinds: str) -> bool:
        return any(fact.kind in kinds for fact in self.facts)

    @property
    def organisations(self) -> tuple[int, ...]:
        return tuple(agency.organisation for agency in self.agencies)

    def known(self, facts: Iterable[Told], voided: str) -> "Matter":
        """The case as these facts alone tell it: void from the fact that says so."""
        facts = tuple(facts)
        return replace(self, facts=facts, void=any(fact.kind == voided for fact in facts))


def kinds_of(agencies: Sequence[Agency]) -> dict[str, Any]:
    """The dimensions that follow from the agencies of a case: their kinds, and the streets and towns among them."""
    kinds = sorted({AGENCY_KINDS.get(agency.kind, "department") for agency in agencies})
    return {
        "agency_kind": kinds,
        "region": [str(agency.organisation) for agency in agencies if agency.kind in REGIONS],
    }


def late_entries(periods: Iterable[Period], clocks: Iterable[str], measure: str, kind: dict[str, Any]) -> list[Counted]:
    """What is owed by a day under some clocks: done in time or late; what is still owed counts as late once it is.

    A period that fell away before its day counts nowhere.
    """
    found = []
    for period in periods:
        if period.clock not in clocks or period.due_on is None:
            continue
        late = period.ended_on is None or period.ended_on > period.due_on
        if period.state == "paused" or (period.state == "ended" and not late):
            continue
        found.append(
            Counted(
                measure,
                period.due_on,
                unit=period.key,
                ripe_on=period.due_on + dt.timedelta(days=1) if period.ended_on is None else None,
                agencies=(period.organisation,) if period.organisation else (),
                dims={**kind, "late": late, "done": period.state == "met"},
            )
        )
    return found
