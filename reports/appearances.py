"""The rate of appearance of an organ in a period: by agency, by instance, with each unit's place and reason."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from accounts.models import Organ, Organisation
from hearings.models import Lawsuit
from hearings.rates import Counted, Place, Rate, Reading, rate
from hearings.units import units_of
from reports.figures import Period
from reports.figures.litigation import cases_of


def rate_of(actor: Actor, organ: Organ, period: Period, reading: Reading) -> Rate:
    """The rate over the lawsuits of an organ that the actor may see; four queries."""
    suits = cases_of(actor, organ).counted_in(period.first, period.last, reading.by)
    return rate(units_of(suits), reading, lambda day: period.first <= day <= period.last)


@dataclass(frozen=True)
class Share:
    """The rate of some of the units: of one agency, of one instance."""

    key: Any
    label: str
    rate: Rate


def by_agency(whole: Rate) -> list[Share]:
    """The rate of each agency, the most units first; one query for their names."""
    groups = _grouped(whole, lambda counted: counted.units[0].agency)
    names = Organisation.objects.in_bulk([key for key in groups if isinstance(key, int)])
    shares = [
        Share(key, names[key].name, found)
        for key, found in groups.items()
        if isinstance(key, int) and found.denominator
    ]
    return sorted(shares, key=lambda share: (-share.rate.denominator, share.label))


def by_instance(whole: Rate) -> list[Share]:
    """The rate of each instance; one query."""
    suits = Lawsuit.objects.unscoped("instances of units that were in scope").select_related("instance")
    instances = {suit.pk: suit.instance for suit in suits.filter(pk__in=_cases(whole.counted))}
    groups = _grouped(whole, lambda counted: instances[counted.units[0].case].pk)
    labels = {code.pk: code for code in instances.values()}
    shares = [Share(key, str(labels[key]), found) for key, found in groups.items() if found.denominator]
    return sorted(shares, key=lambda share: labels[share.key].position)


def _grouped(whole: Rate, key: Callable[[Counted], Any]) -> dict[Any, Rate]:
    groups: dict[Any, list[Counted]] = defaultdict(list)
    for counted in whole.counted:
        groups[key(counted)].append(counted)
    return {name: Rate(whole.reading, counted) for name, counted in groups.items()}


def behind(whole: Rate, place: str, agency: int | None = None) -> list[Counted]:
    """The units at one place of the rate ("denominator": all that are counted), also of one agency."""
    wanted = set(Place) - {Place.OUTSIDE} if place == "denominator" else {Place(place)}
    return [
        counted
        for counted in whole.counted
        if counted.place in wanted and (agency is None or counted.units[0].agency == agency)
    ]


def suits_behind(counted: list[Counted]) -> dict[int, Lawsuit]:
    """The lawsuits of some units, by id; one query."""
    suits = Lawsuit.objects.unscoped("the lawsuits of units that were in scope")
    return suits.select_related("dossier", "instance", "court").in_bulk(_cases(counted))


def _cases(counted: list[Counted]) -> list[int]:
    return [unit.case for each in counted for unit in each.units]
