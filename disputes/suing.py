"""The periods for suing of those who seek resolution: which of them run, from which facts, and which ends first.

The time in the centre is taken out of them (法释〔2026〕3号 4①三), but for the longest ones of five and twenty years.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from deadlines.models import Deadline, Owner
from deadlines.rules import ClockRule, FactLike
from deadlines.sides import NOBODY, for_each
from disputes import facts as f
from disputes.models import Dispute, Suing
from dossiers.models import Dossier
from workflow.centre import counts_for

# A clock, the fact that starts it and the kinds of period to which it belongs.
CLOCKS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("xs_sue_direct_6m", f.SUIT_PERIOD, frozenset({Suing.ACT})),
    ("xs_sue_direct_6m", f.SUIT_TOLD, frozenset({Suing.UNTOLD})),
    ("xs_sue_not_informed_cap_1y", f.SUIT_PERIOD, frozenset({Suing.UNTOLD})),
    ("xs_sue_nonfeasance_6m", f.SUIT_PERIOD, frozenset({Suing.INACTION})),
    ("xs_sue_after_fy_15d", f.SUIT_PERIOD, frozenset({Suing.RECONSIDERED})),
    ("xs_sue_fy_not_informed_15d", f.SUIT_TOLD, frozenset({Suing.RECONSIDERED_UNTOLD})),
    ("xs_sue_fy_not_informed_cap_1y", f.SUIT_PERIOD, frozenset({Suing.RECONSIDERED_UNTOLD})),
    ("xs_sue_after_fy_timeout_15d", f.SUIT_PERIOD, frozenset({Suing.TIMEOUT})),
)
LONGEST = {False: "xs_longstop_5y", True: "xs_longstop_20y"}
SUING = tuple(dict.fromkeys([*(clock for clock, _starts, _kinds in CLOCKS), *LONGEST.values()]))
UNTOLD = frozenset({Suing.UNTOLD, Suing.RECONSIDERED_UNTOLD})
# The longest periods hold for suits against the act itself (行政诉讼法 46②).
AGAINST_THE_ACT = frozenset({Suing.ACT, Suing.UNTOLD})


def kind_of(start: FactLike) -> str:
    """Which period a fact begins; entries of earlier days say no more than whether it came after a decision."""
    return str(start.value.get("by") or (Suing.RECONSIDERED if start.value.get("after") else Suing.ACT))


def rules() -> Iterator[ClockRule]:
    """The clocks of the periods for suing; each party has its own."""

    def among(kinds: frozenset[str]) -> Callable[[FactLike], bool]:
        return lambda start: kind_of(start) in kinds

    def lasts(immovable: bool) -> Callable[[FactLike], bool]:
        return lambda start: bool(start.value.get("immovable")) is immovable

    owned = (NOBODY, (Owner.APPLICANT,))
    common: dict[str, Any] = {"ends": (f.VOIDED,), "tracked": False, "concerns": counts_for}
    for clock, starts, kinds in CLOCKS:
        series = "told" if starts == f.SUIT_TOLD else ""
        yield from for_each(*owned, clock, starts, among(kinds), pauses=((f.JOINED, f.LEFT),), series=series, **common)
    for immovable, clock in LONGEST.items():
        yield from for_each(*owned, clock, f.ACT_MADE, lasts(immovable), **common)


def begun(dispute: Dispute) -> dict[str, tuple[dt.date | None, dict[str, str | bool]]]:
    """The facts that begin the periods of a dispute: their day (None: there is none) and what they say."""
    kind = Suing(dispute.suing)
    by: dict[str, str | bool] = {"by": kind.value}
    made = dispute.act_on if kind in AGAINST_THE_ACT and dispute.known_on else None
    return {
        f.SUIT_PERIOD: (dispute.known_on, by),
        f.SUIT_TOLD: (dispute.told_on if kind in UNTOLD else None, by),
        f.ACT_MADE: (made, {"immovable": True} if dispute.immovable else {}),
    }


@dataclass(frozen=True)
class Period:
    """The period for suing of a party: the deadline that ends first and when it would end without the centre.

    `behind` is the case behind the dispute where the period runs from what was served there.
    """

    deadline: Deadline
    undisturbed: dt.date | None
    behind: Dossier | None = None


def first_to_end(periods: Iterable[Period]) -> Period | None:
    """Of the periods of a party the one that ends first: what holds for the party."""

    def ends(period: Period) -> dt.date:
        return period.deadline.due_on or period.undisturbed or dt.date.max

    return min(periods, key=ends, default=None)


def by_party(periods: Iterable[tuple[int, Period]]) -> dict[int, Period]:
    """The period that holds for each party, by the id of the party."""
    found: dict[int, list[Period]] = {}
    for pk, period in periods:
        found.setdefault(pk, []).append(period)
    return {pk: first for pk, own in found.items() if (first := first_to_end(own)) is not None}
