"""Which facts start, stop, pause and extend which clock: declared by each proceeding, computed here.

A rule is data; `plan()` is pure but for the engine it calls. The order in which facts were recorded does not matter.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from deadlines.engine import Calendar, Pause, clocks, reckon
from deadlines.models import DeadlineState, Owner

# What the derivation calls the time between a fact that pauses and the one that ends the pause.
PAUSE_GROUNDS = {"suspended": "suspension", "supplement_served": "supplement"}


class FactLike(Protocol):
    """A fact as the rules see it: what it is, its day, whom it concerns and what it says."""

    @property
    def kind(self) -> str: ...

    @property
    def on_date(self) -> dt.date: ...

    @property
    def party_id(self) -> int | None: ...

    @property
    def value(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class ClockRule:
    """One clock of a proceeding.

    `starts` begins it (each such fact a period of its own), `stops` meets it, `ends` lets it fall away, `pauses` are
    pairs of facts whose time does not count, `extends` is a fact whose value has ``days``. With `per_party` a fact
    about a party concerns that party's period alone.
    """

    clock: str
    starts: str
    stops: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    pauses: tuple[tuple[str, str], ...] = ()
    extends: str | None = None
    per_party: bool = False
    owner: str = Owner.OFFICE
    tracked: bool = True
    applies: Callable[[FactLike], bool] = field(default=lambda start: True)


@dataclass(frozen=True)
class Planned:
    """A deadline as the facts give it."""

    key: str
    clock: str
    party_id: int | None
    owner: str
    tracked: bool
    state: str
    run: str
    starts_on: dt.date
    due_on: dt.date | None
    nominal_on: dt.date | None
    provisional_year: int | None
    paused_since: dt.date | None
    ended_on: dt.date | None
    events: list[dict[str, Any]]
    derivation: list[dict[str, Any]]


def plan(rules: Iterable[ClockRule], facts: Sequence[FactLike], calendar: Calendar) -> list[Planned]:
    """The deadlines that `facts` give under `rules`, in the order of the rules."""
    planned: list[Planned] = []
    for rule in rules:
        starts = sorted(
            (fact for fact in facts if fact.kind == rule.starts and rule.applies(fact)),
            key=lambda fact: (fact.party_id or 0, fact.on_date),
        )
        counted: dict[int | None, int] = {}
        for start in starts:
            party_id = start.party_id if rule.per_party else None
            counted[party_id] = counted.get(party_id, 0) + 1
            concerning = [
                fact
                for fact in facts
                if fact.on_date >= start.on_date and (not rule.per_party or fact.party_id in {None, party_id})
            ]
            key = f"{rule.clock}/{party_id or '-'}/{counted[party_id]}"
            planned.append(_reckon(rule, key, party_id, start.on_date, concerning, calendar))
    return planned


def _pauses(rule: ClockRule, facts: Sequence[FactLike]) -> list[Pause]:
    pauses = []
    for begins, ends in rule.pauses:
        ending = sorted(fact.on_date for fact in facts if fact.kind == ends)
        for begun in sorted(fact.on_date for fact in facts if fact.kind == begins):
            end = next((day for day in ending if day >= begun), None)
            if end is not None:
                ending.remove(end)
            pauses.append(Pause(begun, end, ground=PAUSE_GROUNDS.get(begins, "exclusion")))
    return pauses


def _run(start: dt.date, pauses: Sequence[Pause], extension: int) -> str:
    """What last set the clock going: its start or resumption, and the days by which it was extended.

    Reminders are given once for each run; a due date that the calendar alone moves stays in the same run.
    """
    going_since = max([start, *(pause.end for pause in pauses if pause.end is not None)])
    return f"{going_since.isoformat()}+{extension}" if extension else going_since.isoformat()


def _reckon(
    rule: ClockRule,
    key: str,
    party_id: int | None,
    start: dt.date,
    facts: Sequence[FactLike],
    calendar: Calendar,
) -> Planned:
    pauses = _pauses(rule, facts)
    extension = sum(fact.value["days"] for fact in facts if fact.kind == rule.extends)
    result = reckon(clocks()[rule.clock], start, calendar, pauses=pauses, extension_days=extension)
    met = min((fact.on_date for fact in facts if fact.kind in rule.stops), default=None)
    ended = min((fact.on_date for fact in facts if fact.kind in rule.ends), default=None)
    open_pause = max((pause.start for pause in pauses if pause.end is None), default=None)
    if met is not None and (ended is None or met <= ended):
        state, ended_on = DeadlineState.MET, met
    elif ended is not None:
        state, ended_on = DeadlineState.ENDED, ended
    elif result.due_on is None and result.provisional_on is None:
        state, ended_on = DeadlineState.PAUSED, None
    else:
        state, ended_on = DeadlineState.RUNNING, None
    events: list[dict[str, Any]] = [{"kind": "start", "on": start.isoformat(), "fact": rule.starts}]
    events += [
        {"kind": "pause", "on": pause.start.isoformat(), "to": pause.end.isoformat() if pause.end else None}
        for pause in pauses
    ]
    if extension:
        events.append({"kind": "extend", "days": extension})
    if ended_on:
        events.append({"kind": "stop", "on": ended_on.isoformat()})
    return Planned(
        key=key,
        clock=rule.clock,
        party_id=party_id,
        owner=rule.owner,
        tracked=rule.tracked,
        state=state,
        run=_run(start, pauses, extension),
        starts_on=start,
        due_on=result.due_on or result.provisional_on,
        nominal_on=result.nominal_on,
        provisional_year=result.needs_year,
        paused_since=open_pause if state == DeadlineState.PAUSED else None,
        ended_on=ended_on,
        events=events,
        derivation=[dict(step) for step in result.derivation],
    )
