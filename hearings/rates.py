"""The rate at which heads of agencies appear in court (负责人出庭应诉率): what counts, and why.

The unit is case × instance × defendant agency (负责人出庭应诉规定 7). The law gives no formula, so each question that
it leaves open is a choice of the `Reading`, which is shown with every figure. Nothing here reads the database.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Text = Any


class Among(TextChoices):
    """What the denominator is made of (indicators: 分母四选)."""

    HEARD = "heard", _("units heard in court")
    CALLED = "called", _("units in which the court called the head")
    FIRST_CONCLUDED = "first_concluded", _("first-instance units concluded")
    ALL = "all", _("all units")


class Joint(TextChoices):
    DESIGNATED = "designated", _("the designated defendant alone")
    EACH = "each", _("each joint defendant")


class Parallel(TextChoices):
    CASES = "cases", _("each case of a sitting")
    SITTINGS = "sittings", _("a sitting once for an agency")


class By(TextChoices):
    HEARING = "hearing", _("by the day of the hearing")
    JUDGMENT = "judgment", _("by the day of the judgment")


@dataclass(frozen=True)
class Reading:
    """How the rate is read. `vertical`: whether agencies under vertical leadership are in; `refused`: whether a head
    whose identity papers the court refused counts as absent (规定 6②); `left`: whether one who left without leave
    does (12①四)."""

    among: Among = Among.HEARD
    joint: Joint = Joint.DESIGNATED
    parallel: Parallel = Parallel.CASES
    by: By = By.HEARING
    vertical: bool = True
    refused: bool = True
    left: bool = True


@dataclass(frozen=True)
class Heard:
    """What is known of one defendant at one hearing that was held: `present` by the record that holds (None: nobody
    has said yet), `refused` the identity papers, `again` that the court called the head once more (规定 7)."""

    sitting: int
    on_date: dt.date
    present: bool | None
    principal: bool = False
    refused: bool = False
    left: bool = False
    again: bool = False


@dataclass(frozen=True)
class Unit:
    """One defendant agency in one instance of a case. `released`: another joint defendant was to appear;
    `judged_on` its judgment or ruling; `called`: the court called its head."""

    key: int
    case: int
    agency: int
    first_instance: bool
    released: bool = False
    vertical: bool = False
    called: bool = False
    judged_on: dt.date | None = None
    heard: tuple[Heard, ...] = ()

    @property
    def hearings(self) -> list[Heard]:
        return sorted(self.heard, key=lambda heard: (heard.on_date, heard.sitting))

    @property
    def heard_on(self) -> dt.date | None:
        """The first hearing of the instance."""
        return self.hearings[0].on_date if self.heard else None


class Place(StrEnum):
    """Where a unit stands in the rate."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Counted:
    """A unit (or a sitting for an agency) with its place in the rate and the reason in words."""

    units: tuple[Unit, ...]
    place: Place
    reason: Text
    principal: bool = False

    @property
    def in_denominator(self) -> bool:
        return self.place is not Place.OUTSIDE


@dataclass(frozen=True)
class Rate:
    """The rate of some units: heads present ÷ units counted; nothing among nothing has no share."""

    reading: Reading
    counted: list[Counted] = field(default_factory=list)

    @property
    def numerator(self) -> int:
        return sum(each.place is Place.PRESENT for each in self.counted)

    @property
    def denominator(self) -> int:
        return sum(each.in_denominator for each in self.counted)

    @property
    def principals(self) -> int:
        """Of the numerator, those in which the principal came (正职出庭)."""
        return sum(each.place is Place.PRESENT and each.principal for each in self.counted)

    @property
    def unknown(self) -> int:
        """Of the denominator, those of which nobody has said yet who came; they count as not present."""
        return sum(each.place is Place.UNKNOWN for each in self.counted)

    @property
    def share(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


def attended(heard: Heard, reading: Reading) -> bool | None:
    """Whether the head counts as present at one hearing."""
    if heard.present and ((reading.refused and heard.refused) or (reading.left and heard.left)):
        return False
    return heard.present


def place_of(unit: Unit, reading: Reading) -> tuple[Place, Text]:
    """Where a unit stands in the rate, and why."""
    outside = _outside(unit, reading)
    if outside is not None:
        return Place.OUTSIDE, outside
    if not unit.heard:
        return Place.ABSENT, _("There was no hearing; the chosen denominator counts it all the same.")
    return _presence(unit.hearings, reading)


def _outside(unit: Unit, reading: Reading) -> Text | None:
    """Why a unit is in neither numerator nor denominator, or None."""
    if unit.vertical and not reading.vertical:
        return _("The agency is under vertical leadership, which this reading leaves out.")
    if unit.released and reading.joint == Joint.DESIGNATED:
        return _("Another joint defendant was to appear.")
    wanted: dict[str, tuple[bool, Text]] = {
        Among.HEARD: (bool(unit.heard), _("There was no hearing.")),
        Among.CALLED: (unit.called, _("The court did not call the head.")),
        Among.FIRST_CONCLUDED: (
            unit.first_instance and unit.judged_on is not None,
            _("Not a first instance that was concluded."),
        ),
        Among.ALL: (True, ""),
    }
    holds, reason = wanted[reading.among]
    return None if holds else reason


def _presence(hearings: Sequence[Heard], reading: Reading) -> tuple[Place, Text]:
    """One appearance suffices for an instance, but for the hearings to which the court called again (规定 7)."""
    found = [(heard, attended(heard, reading)) for heard in hearings]
    for heard, came in found:
        if heard.again and came is not True:
            if came is None:
                return Place.UNKNOWN, _("The court called the head again; who came is not recorded yet.")
            return Place.ABSENT, _("The court called the head again, and no head came.")
    if any(came for _heard, came in found):
        return Place.PRESENT, _("A head appeared in this instance.")
    if any(came is None for _heard, came in found):
        return Place.UNKNOWN, _("Who came is not recorded yet.")
    if reading.refused and any(heard.present and heard.refused for heard in hearings):
        return Place.ABSENT, _("The court refused the statement of identity, which counts as absence.")
    if reading.left and any(heard.present and heard.left for heard in hearings):
        return Place.ABSENT, _("The head left without leave of the court.")
    return Place.ABSENT, _("No head appeared.")


def day_of(unit: Unit, reading: Reading) -> dt.date | None:
    """The day by which a unit belongs to a period."""
    return unit.judged_on if reading.by == By.JUDGMENT else unit.heard_on or unit.judged_on


def rate(units: Iterable[Unit], reading: Reading, within: Callable[[dt.date], bool] = lambda day: True) -> Rate:
    """The rate of units whose day is `within` a period, each unit with its place and reason."""
    chosen = [unit for unit in units if (day := day_of(unit, reading)) is not None and within(day)]
    counted = []
    for group in _grouped(chosen, reading):
        places = [(unit, *place_of(unit, reading)) for unit in group]
        counted.append(_together(places, reading))
    return Rate(reading, counted)


def _grouped(units: list[Unit], reading: Reading) -> list[list[Unit]]:
    """Units that count as one: with `Parallel.SITTINGS` those of an agency whose first hearing was one sitting."""
    if reading.parallel == Parallel.CASES:
        return [[unit] for unit in units]
    groups: dict[tuple[str, int, int], list[Unit]] = {}
    for unit in units:
        key = ("sitting", unit.hearings[0].sitting, unit.agency) if unit.heard else ("unit", unit.key, unit.agency)
        groups.setdefault(key, []).append(unit)
    return list(groups.values())


# Of units that count as one, the one that says least for the agency says it for all.
_WORST = (Place.ABSENT, Place.UNKNOWN, Place.PRESENT, Place.OUTSIDE)


def _together(places: list[tuple[Unit, Place, Text]], reading: Reading) -> Counted:
    place, reason = min(((place, reason) for _unit, place, reason in places), key=lambda each: _WORST.index(each[0]))
    principal = any(
        heard.principal and attended(heard, reading) is True for unit, _place, _reason in places for heard in unit.heard
    )
    return Counted(tuple(unit for unit, _place, _reason in places), place, reason, principal)
