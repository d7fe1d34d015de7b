"""Which facts start, stop, pause and extend which clock: declared by each proceeding, computed here.

A rule is data; `plan()` is pure but for the engine it calls. The order in which facts were recorded does not matter.
From the facts come the events of each period, and from the events alone its outcome: so a change of the calendar or of
a clock is worked out from the stored events, without the facts.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from deadlines.engine import Calendar, Clock, ClockBook, Pause, Prescribed, clocks, reckon
from deadlines.models import DeadlineState, Owner

# What the derivation calls the time between a fact that pauses and the one that ends the pause.
PAUSE_GROUNDS = {
    "suspended": "suspension",
    "supplement_served": "supplement",
    "inspection_begun": "inspection",
    "appraisal_begun": "appraisal",
    "suit_stayed": "suspension",
    "jurisdiction_objected": "trial_exclusion",
    "centre_joined": "dispute_centre",
}


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
    about a party concerns that party's period alone. `prescribed` gives what a document lays down for the period that a
    fact begins, where the clock leaves it to one. `organisation` gives who owes it where that is no party of the case.
    `series` tells a rule apart from another with the same clock for the same party.
    `concerns` says of a start and another fact whether the one concerns the period of the other, where that is no
    matter of days: what is due before a hearing is done before it.
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
    prescribed: Callable[[FactLike], Prescribed | None] = field(default=lambda start: None)
    organisation: Callable[[FactLike], int | None] = field(default=lambda start: None)
    concerns: Callable[[FactLike, FactLike], bool] | None = None
    series: str = ""


@dataclass(frozen=True)
class Outcome:
    """What the dated events of one period come to by a clock and a calendar."""

    state: str
    starts_on: dt.date
    due_on: dt.date | None
    nominal_on: dt.date | None
    provisional_year: int | None
    paused_since: dt.date | None
    ended_on: dt.date | None
    derivation: list[dict[str, Any]]


@dataclass(frozen=True)
class Planned(Outcome):
    """A deadline as the facts give it: its events hold everything that its outcome follows from."""

    key: str
    clock: str
    party_id: int | None
    organisation_id: int | None
    owner: str
    tracked: bool
    run: str
    events: list[dict[str, Any]]


def plan(
    rules: Iterable[ClockRule], facts: Sequence[FactLike], calendar: Calendar, book: ClockBook | None = None
) -> list[Planned]:
    """The deadlines that `facts` give under `rules`, in the order of the rules, by the clocks of `book`.

    Without a book the clocks are those of the data file.
    """
    book = book or clocks()
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
                if (rule.concerns(start, fact) if rule.concerns else fact.on_date >= start.on_date)
                and (not rule.per_party or fact.party_id in {None, party_id})
            ]
            events = _events(rule, start, concerning)
            outcome = outcome_of(book.holding(rule.clock, start.on_date), events, calendar)
            planned.append(
                Planned(
                    **vars(outcome),
                    key=f"{rule.clock}/{party_id or '-'}/{rule.series}{counted[party_id]}",
                    clock=rule.clock,
                    party_id=party_id,
                    organisation_id=rule.organisation(start),
                    owner=rule.owner,
                    tracked=rule.tracked,
                    run=_run(events),
                    events=events,
                )
            )
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


def _run(events: Iterable[Mapping[str, Any]]) -> str:
    """What last set the clock going: its start or resumption, the days by which it was extended, what a document set.

    Reminders are given once for each run; a due date that the calendar alone moves stays in the same run.
    """
    going, extension, laid_down = [], 0, ""
    for event in events:
        match event["kind"]:
            case "start":
                going.append(event["on"])
            case "pause" if event["to"]:
                going.append(event["to"])
            case "extend":
                extension = event["days"]
            case "set":
                laid_down = f"={event['on'] or event['days']}"
    return f"{max(going)}+{extension}" if extension else f"{max(going)}{laid_down}"


def _events(rule: ClockRule, start: FactLike, facts: Sequence[FactLike]) -> list[dict[str, Any]]:
    """What happened to one period, as it is stored: the engine needs nothing else (`outcome_of`)."""
    events: list[dict[str, Any]] = [{"kind": "start", "on": start.on_date.isoformat(), "fact": rule.starts}]
    if (prescribed := rule.prescribed(start)) is not None:
        on = prescribed.on.isoformat() if prescribed.on else None
        events.append({"kind": "set", **asdict(prescribed), "on": on})
    events += [
        {
            "kind": "pause",
            "on": pause.start.isoformat(),
            "to": pause.end.isoformat() if pause.end else None,
            "ground": pause.ground,
        }
        for pause in _pauses(rule, facts)
    ]
    extension = sum(fact.value["days"] for fact in facts if fact.kind == rule.extends)
    if extension:
        events.append({"kind": "extend", "days": extension})
    met = min((fact.on_date for fact in facts if fact.kind in rule.stops), default=None)
    ended = min((fact.on_date for fact in facts if fact.kind in rule.ends), default=None)
    if met is not None and (ended is None or met <= ended):
        events.append({"kind": "stop", "on": met.isoformat(), "met": True})
    elif ended is not None:
        events.append({"kind": "stop", "on": ended.isoformat(), "met": False})
    return events


def _standing_since(pauses: Iterable[Pause]) -> dt.date | None:
    """Since when time has not counted without a break: pauses that touch or overlap are one."""
    since = min((pause.start for pause in pauses if pause.end is None), default=None)
    for pause in sorted(pauses, key=lambda pause: pause.start, reverse=True):
        if since is not None and pause.end is not None and pause.start < since <= pause.end:
            since = pause.start
    return since


def outcome_of(clock: Clock, events: Iterable[Mapping[str, Any]], calendar: Calendar) -> Outcome:
    """What stored events come to: the one way from events to a due date, for one case and for all of them.

    Raises ValueError for events that the clock does not allow, such as a longer extension than the law gives.
    """
    start, pauses, extension, stop = dt.date.min, [], 0, None
    prescribed: Prescribed | None = None
    for event in events:
        match event["kind"]:
            case "start":
                start = dt.date.fromisoformat(event["on"])
            case "pause":
                end = dt.date.fromisoformat(event["to"]) if event["to"] else None
                pauses.append(Pause(dt.date.fromisoformat(event["on"]), end, ground=event["ground"]))
            case "extend":
                extension = event["days"]
            case "set":
                laid_down = {name: event[name] for name in ("days", "document", "number", "article")}
                prescribed = Prescribed(on=dt.date.fromisoformat(event["on"]) if event["on"] else None, **laid_down)
            case "stop":
                stop = event
    result = reckon(clock, start, calendar, pauses=pauses, extension_days=extension, prescribed=prescribed)
    if stop is not None:
        state = DeadlineState.MET if stop["met"] else DeadlineState.ENDED
    elif result.due_on is None and result.provisional_on is None:
        state = DeadlineState.PAUSED
    else:
        state = DeadlineState.RUNNING
    return Outcome(
        state=state,
        starts_on=start,
        due_on=result.due_on or result.provisional_on,
        nominal_on=result.nominal_on,
        provisional_year=result.needs_year,
        paused_since=_standing_since(pauses) if state == DeadlineState.PAUSED else None,
        ended_on=dt.date.fromisoformat(stop["on"]) if stop else None,
        derivation=[dict(step) for step in result.derivation],
    )
