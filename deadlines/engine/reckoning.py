"""From dated events and a calendar to a due date and its derivation. Every rule of reckoning stands here,
once.

A forward period is a budget of days. It is spent from the day after the event; a pause (start, end] spends
nothing, so that `end - start` days are given back (R7); an extension enlarges the budget (R5); what the
budget reaches is the nominal end, which rolls once to a working day where the clock rolls (R2, R3, R8). In a
clock of working days the budget holds working days, and those within a pause are not spent.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, TypedDict

from deadlines.engine.calendar import Calendar, UncoveredYear
from deadlines.engine.clocks import Clock
from deadlines.engine.law import ground_citation

State = Literal["running", "paused", "provisional", "stopped"]
EventKind = Literal["start", "pause", "resume", "extend", "restart", "stop"]
StepKind = Literal[
    "start", "count", "extension", "extension_late", "pause", "paused", "pause_without_effect", "end", "roll",
    "provisional", "stop",
]  # fmt: skip
EVENT_KINDS: Final[tuple[EventKind, ...]] = ("start", "pause", "resume", "extend", "restart", "stop")


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count: the `end - start` days after `start`, up to and including `end`; open
    without end.

    `ground` is one of derivation.GROUNDS or empty for the clock's own; `article` overrides the article it is
    shown with ("law article").
    """

    start: dt.date
    end: dt.date | None = None
    ground: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a running clock, on a day. `days` belongs to extend.

    A resume ends the earliest open pause with the same `key`: give pauses of different grounds different
    keys. `ground` and `article` belong to pause, as in Pause.
    """

    kind: EventKind
    date: dt.date
    days: int = 0
    key: str = ""
    ground: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Prescribed:
    """What a document of the case lays down for a clock whose unit is as_set: so many calendar days, or the last day.

    `document` is one of derivation.DOCUMENTS, `number` its number, `article` that on which it rests ("law article";
    empty: the clock's own). A last day that the document names itself does not roll.
    """

    days: int = 0
    on: dt.date | None = None
    document: str = ""
    number: str = ""
    article: str = ""


class Step(TypedDict):
    """One step of a derivation, ready for JSON: `date` (ISO) is the day reached, `days` the clock's days it
    took.
    """

    kind: StepKind
    date: str | None
    days: int | None
    article: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a clock gives. `due_on` is None while it is paused or provisional; `nominal_on` is the last day
    before the roll; `provisional_on` is the date with plain weeks assumed for `needs_year`, the first year
    without notice that the answer needs. `late` says whether it was stopped after it was due; None when not
    stopped or not known.
    """

    clock_id: str
    start_on: dt.date
    due_on: dt.date | None
    nominal_on: dt.date | None
    state: State
    needs_year: int | None = None
    provisional_on: dt.date | None = None
    stopped_on: dt.date | None = None
    late: bool | None = None
    derivation: list[Step] = field(default_factory=list)

    @property
    def answer(self) -> str:
        """The due date (ISO), PAUSED, or NEEDS_<year>_CALENDAR."""
        if self.due_on is not None:
            return self.due_on.isoformat()
        return "PAUSED" if self.needs_year is None else f"NEEDS_{self.needs_year}_CALENDAR"

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON values, dates in ISO form."""

        def iso(day: dt.date | None) -> str | None:
            return day.isoformat() if day else None

        return {
            "clock": self.clock_id,
            "start_on": iso(self.start_on),
            "answer": self.answer,
            "state": self.state,
            "due_on": iso(self.due_on),
            "nominal_on": iso(self.nominal_on),
            "needs_year": self.needs_year,
            "provisional_on": iso(self.provisional_on),
            "stopped_on": iso(self.stopped_on),
            "late": self.late,
            "derivation": self.derivation,
        }


# The rules, in ordinals.


def add_months(day: dt.date, months: int) -> dt.date:
    """The corresponding day `months` later; the month's last day where there is none (R3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueError("The period leads beyond the years that can be reckoned.")
    last = 29 if month == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)) else _LAST[month]
    return dt.date(year, month, min(day.day, last))


_LAST: Final = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _budget(clock: Clock, start: dt.date) -> int:
    """The days of a forward period that begins on `start`: working days or calendar days."""
    if clock.unit == "month":
        return (add_months(start, clock.length) - start).days
    if clock.unit == "year":
        return (add_months(start, clock.length * 12) - start).days
    return clock.length


def _due(clock: Clock, calendar: Calendar, spent_until: int, left: int) -> int:
    """The last day of a forward period of which `left` days remain after `spent_until`. Raises
    UncoveredYear.
    """
    if clock.unit == "working_day":
        return calendar.shift(spent_until, left) if left else calendar.roll(spent_until)
    return calendar.roll(spent_until + left) if clock.rolls else spent_until + left


def _latest_before(clock: Clock, calendar: Calendar, day: int) -> int:
    """The last day on which a notice leaves `length` clear days before `day` (R6). Raises UncoveredYear."""
    if clock.unit == "working_day":
        return calendar.shift(day, -(clock.length + 1))
    return day - (clock.length + 1)


def _fixed(clock: Clock, day: dt.date) -> dt.date:
    """The clock's day of the year that comes next after `day`."""
    if clock.month_day is None:
        raise ValueError(f"{clock.id} names no day of the year.")
    this_year = dt.date(day.year, *clock.month_day)
    return this_year if this_year > day else dt.date(day.year + 1, *clock.month_day)


def _lapsed(clock: Clock, calendar: Calendar, spent_until: int, left: int, day: int) -> bool:
    """Whether the period's last day is before `day`. Raises UncoveredYear only where that cannot be known."""
    if day <= spent_until or (clock.unit != "working_day" and day <= spent_until + left):
        return False
    try:
        return _due(clock, calendar, spent_until, left) < day
    except UncoveredYear as gap:
        # Every day before that year was judged and the period had not ended.
        if day <= dt.date(gap.year, 1, 1).toordinal():
            return False
        raise


def _simple(clock: Clock, calendar: Calendar, start: dt.date) -> dt.date:
    """The due date of a clock with nothing but its event. Raises UncoveredYear, and ValueError for one as_set."""
    _check_prescribed(clock, start, None)
    if clock.unit == "same_day":
        return start
    if clock.unit == "fixed_date":
        return _fixed(clock, start)
    ordinal = start.toordinal()
    if clock.direction == "backward":
        return dt.date.fromordinal(_latest_before(clock, calendar, ordinal))
    left = _budget(clock, start) + clock.default_extension
    return dt.date.fromordinal(_due(clock, calendar, ordinal, left))


def _simple_or_none(clock: Clock, calendar: Calendar, start: dt.date) -> dt.date | None:
    try:
        return _simple(clock, calendar, start)
    except UncoveredYear:
        return None


# From this many events on, a table of every day's answer is made first and kept with the calendar.
_MANY: Final = 2000


def due_dates(clock: Clock, events: Sequence[dt.date], calendar: Calendar) -> list[dt.date | None]:
    """The due dates of one clock for many events without pauses, None where the answer is provisional.

    The bulk path: the rules are those of `reckon`, no derivation is made. Events in the calendar's years are
    looked up in a table of answers, one for each shape of clock.
    """
    if len(events) < _MANY or not calendar.years:
        return [_simple_or_none(clock, calendar, event) for event in events]
    first = dt.date(min(calendar.years), 1, 1).toordinal()
    last = dt.date(max(calendar.years), 12, 31).toordinal()

    def table() -> list[dt.date | None]:
        return [_simple_or_none(clock, calendar, dt.date.fromordinal(day)) for day in range(first, last + 1)]

    shape = (clock.unit, clock.length, clock.direction, clock.rolls, clock.default_extension, clock.month_day)
    answers = calendar.remember(shape, table)
    return [
        answers[day - first] if first <= day <= last else _simple_or_none(clock, calendar, event)
        for event in events
        for day in (event.toordinal(),)
    ]


# The walk through the events, with its derivation.


@dataclass(frozen=True, slots=True)
class _Case:
    """The events of one clock, in order and freed of what has no effect on it."""

    start: dt.date
    restarted: bool
    pauses: tuple[Pause, ...]
    extensions: tuple[tuple[dt.date, int], ...]
    stopped_on: dt.date | None
    prescribed: Prescribed | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of excluded time: pauses that touch or overlap, as one. `end` is None while one of them is
    open.
    """

    start: int
    end: int | None
    pauses: tuple[Pause, ...]


def _stretches(pauses: Iterable[Pause], start: int, stopped: int | None) -> list[_Stretch]:
    """The union of the pauses from `start` on (R7). A pause open when the clock was stopped ends that day."""
    merged: list[_Stretch] = []
    for pause in pauses:
        begin = max(pause.start.toordinal(), start)
        end = pause.end.toordinal() if pause.end else stopped
        if end is not None and end <= start and pause.start.toordinal() < start:
            continue
        if merged and (merged[-1].end is None or begin <= merged[-1].end):
            before = merged[-1]
            until = None if before.end is None or end is None else max(before.end, end)
            merged[-1] = _Stretch(before.start, until, (*before.pauses, pause))
        else:
            merged.append(_Stretch(begin, end, (pause,)))
    return merged


def _step(kind: StepKind, date: int | None = None, days: int | None = None, article: str = "", /, **data: Any) -> Step:
    return Step(
        kind=kind,
        date=dt.date.fromordinal(date).isoformat() if date is not None else None,
        days=days,
        article=article,
        data=data,
    )


def _iso(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat()


def _start_step(clock: Clock, case: _Case) -> Step:
    return _step(
        "start",
        case.start.toordinal(),
        None,
        clock.start_citation,
        on=case.start.isoformat(),
        clock=clock.id,
        trigger=clock.trigger_event,
        trigger_en=clock.trigger_en,
        citation=clock.citation,
        unit=clock.unit,
        direction=clock.direction,
        restarted=case.restarted,
    )


def _skipped(calendar: Calendar, first: int, last: int) -> dict[str, Any]:
    """What was passed over between two days: runs of days off with a holiday in them, weekend days, days
    made up.
    """
    off: list[list[str]] = []
    weekend_days = 0
    made_up: list[str] = []
    run: list[int] = []
    holiday = False
    for ordinal in range(first, last + 2):
        kind = calendar.kind(dt.date.fromordinal(ordinal)) if ordinal <= last else "working_day"
        if kind in ("weekend", "holiday"):
            run.append(ordinal)
            holiday = holiday or kind == "holiday"
            continue
        if kind == "make_up_working_day":
            made_up.append(_iso(ordinal))
        if run and holiday:
            off.append([_iso(run[0]), _iso(run[-1])])
        else:
            weekend_days += len(run)
        run, holiday = [], False
    return {"off": off, "weekend_days": weekend_days, "made_up": made_up}


def _end_step(calendar: Calendar, clock: Clock, nominal: int, due: int) -> list[Step]:
    """How the period ends: on that day, or rolled from it."""
    if due != nominal:
        return [
            _step(
                "roll",
                due,
                due - nominal,
                clock.roll_citation,
                nominal=_iso(nominal),
                nominal_kind=calendar.kind(dt.date.fromordinal(nominal)),
                kind=calendar.kind(dt.date.fromordinal(due)),
            )
        ]
    if clock.rolls or clock.unit == "working_day":
        kind = calendar.kind(dt.date.fromordinal(due))
        return [_step("end", due, kind=kind, rolls=clock.rolls)]
    return [_step("end", due, kind=None, rolls=False)]


@dataclass(frozen=True, slots=True)
class _Outcome:
    nominal: int | None
    due: int | None
    steps: list[Step]


def _set_by(case: _Case) -> dict[str, str]:
    """Which document lays the period down, for the derivation; nothing where the law does."""
    prescribed = case.prescribed
    return {"document": prescribed.document, "number": prescribed.number} if prescribed is not None else {}


def _walk_named(clock: Clock, case: _Case, on: dt.date, article: str) -> _Outcome:
    """A clock whose last day a document names: that day, whatever day it is."""
    due = on.toordinal()
    named = _step("count", due, None, article, length=0, unit=clock.unit, **_set_by(case))
    return _Outcome(due, due, [_start_step(clock, case), named, _step("end", due, kind=None, rolls=False)])


def _walk_simple(clock: Clock, case: _Case, calendar: Calendar) -> _Outcome:
    """A clock that is not a forward budget: the same day, a fixed day, or clear days before a day."""
    due = _simple(clock, calendar, case.start).toordinal()
    steps = [_start_step(clock, case)]
    start = case.start.toordinal()
    if clock.direction == "backward":
        data = _skipped(calendar, due + 1, start - 1) if clock.unit == "working_day" else {}
        steps.append(_step("count", due, -clock.length, clock.citation, length=clock.length, unit=clock.unit, **data))
    elif clock.unit == "fixed_date":
        steps.append(_step("count", due, None, clock.citation, length=0, unit=clock.unit))
    for pause in case.pauses:
        steps.append(_step("pause_without_effect", pause.start.toordinal(), reason="not_applicable"))
    return _Outcome(due, due, [*steps, *_end_step(calendar, clock, due, due)])


def _reached(clock: Clock, calendar: Calendar, spent_until: int, left: int) -> int | None:
    """The day a budget reaches before any roll, for the derivation; None where a year's notice is missing."""
    if clock.unit != "working_day" or not left:
        return spent_until + left
    return _known_due(clock, calendar, spent_until, left)


def _known_due(clock: Clock, calendar: Calendar, spent_until: int, left: int) -> int | None:
    """As `_due`, but None where a year's notice is missing."""
    try:
        return _due(clock, calendar, spent_until, left)
    except UncoveredYear:
        return None


def _walk(clock: Clock, case: _Case, calendar: Calendar) -> _Outcome:
    """Spend the clock's budget through the events in order of their dates. Raises UncoveredYear."""
    article = clock.citation
    if case.prescribed is not None:
        article = case.prescribed.article or article
        if case.prescribed.on is not None:
            return _walk_named(clock, case, case.prescribed.on, article)
        clock = replace(clock, unit="calendar_day", length=case.prescribed.days)
    if clock.direction == "backward" or clock.unit in ("same_day", "fixed_date"):
        return _walk_simple(clock, case, calendar)
    working = clock.unit == "working_day"
    start = case.start.toordinal()
    spent_until, left = start, _budget(clock, case.start)
    reached = _reached(clock, calendar, spent_until, left)
    skipped = _skipped(calendar, start + 1, reached) if working and reached is not None else {}
    steps = [
        _start_step(clock, case),
        _step("count", reached, left, article, length=clock.length, unit=clock.unit, **skipped, **_set_by(case)),
    ]
    stopped = case.stopped_on.toordinal() if case.stopped_on else None
    stretches = _stretches(case.pauses, start, stopped)
    if clock.pause_kind == "none":
        for stretch in stretches:
            steps.append(_step("pause_without_effect", stretch.start, reason="not_applicable"))
        stretches = []
    # An extension granted on the day a pause begins meets the same budget either way.
    items: list[tuple[int, int, _Stretch | int]] = [
        *((max(day.toordinal(), start), 0, days) for day, days in case.extensions),
        *((stretch.start, 1, stretch) for stretch in stretches),
    ]
    items.sort(key=lambda item: item[:2])
    for day, _, item in items:
        lapsed = _lapsed(clock, calendar, spent_until, left, day)
        if isinstance(item, int):
            if lapsed:
                steps.append(_step("extension_late", day, item, clock.extension_citation))
                continue
            by = _known_due(clock, calendar, spent_until, left)
            left += item
            steps.append(
                _step(
                    "extension",
                    _reached(clock, calendar, spent_until, left),
                    item,
                    clock.extension_citation or clock.citation,
                    unit=clock.unit,
                    granted_by=_iso(by) if by is not None else None,
                )
            )
            continue
        if lapsed:
            steps.append(_step("pause_without_effect", day, reason="lapsed"))
            continue
        used = calendar.count(spent_until, item.start) if working else item.start - spent_until
        left = max(left - max(used, 0), 0)
        article = _pause_article(clock, item)
        grounds = list(dict.fromkeys(pause.ground or clock.pause_kind for pause in item.pauses))
        if item.end is None:
            steps.append(
                _step(
                    "paused",
                    item.start,
                    left,
                    article,
                    grounds=grounds,
                    unit=clock.unit,
                    start=_iso(item.start),
                )
            )
            return _Outcome(None, None, steps)
        given_back = calendar.count(item.start, item.end) if working else item.end - item.start
        spent_until = item.end
        steps.append(
            _step(
                "pause",
                _reached(clock, calendar, spent_until, left),
                given_back,
                article,
                grounds=grounds,
                unit=clock.unit,
                start=_iso(item.start),
                end=_iso(item.end),
            )
        )
    due = _due(clock, calendar, spent_until, left)
    nominal = due if working and left else spent_until + left
    return _Outcome(nominal, due, [*steps, *_end_step(calendar, clock, nominal, due)])


def _pause_article(clock: Clock, stretch: _Stretch) -> str:
    articles = []
    for pause in stretch.pauses:
        article = pause.article or (ground_citation(pause.ground, pause.start) if pause.ground else "")
        articles.append(article or clock.pause_citation)
    return ";".join(dict.fromkeys(part for article in articles for part in article.split(";") if part))


def _check_prescribed(clock: Clock, start: dt.date, prescribed: Prescribed | None) -> None:
    if clock.unit != "as_set":
        if prescribed is not None:
            raise ValueError(f"{clock.id} has its length by law ({clock.citation}).")
        return
    if prescribed is None or (prescribed.days < 1) == (prescribed.on is None):
        raise ValueError(f"{clock.id} needs either the days or the last day that a document lays down.")
    if prescribed.on is not None and prescribed.on < start:
        raise ValueError(f"{clock.id} cannot end on {prescribed.on}, before it begins on {start}.")


def _check_extension(clock: Clock, days: int) -> None:
    if days < 0:
        raise ValueError(f"{clock.id}: an extension cannot be {days} days.")
    if days and clock.extendable is None:
        raise ValueError(f"{clock.id} cannot be extended ({clock.citation}).")
    if clock.extendable is not None and days > clock.extendable:
        unit = "working days" if clock.unit == "working_day" else "days"
        raise ValueError(
            f"{clock.id} can be extended by at most {clock.extendable} {unit}, not {days} "
            f"({clock.extension_citation or clock.citation})."
        )


def _conclude(clock: Clock, case: _Case, calendar: Calendar) -> Result:
    needs_year = None
    try:
        try:
            outcome = _walk(clock, case, calendar)
        except UncoveredYear as gap:
            needs_year = gap.year
            outcome = _walk(clock, case, calendar.assumed)
    except (OverflowError, ValueError) as error:
        raise ValueError("The period leads beyond the years that can be reckoned.") from error
    steps = outcome.steps
    due = dt.date.fromordinal(outcome.due) if outcome.due is not None else None
    nominal = dt.date.fromordinal(outcome.nominal) if outcome.nominal is not None else None
    if needs_year is not None:
        steps.append(_step("provisional", outcome.due, year=needs_year))
        if clock.unit == "working_day":
            nominal = None
    state: State = "running"
    if needs_year is not None:
        state = "provisional"
    elif due is None:
        state = "paused"
    late = None
    stopped = case.stopped_on
    if stopped is not None:
        state = "stopped"
        if needs_year is None:
            late = due is not None and stopped > due
        elif (nominal is not None and stopped <= nominal) or (
            clock.direction == "forward" and stopped.year < needs_year and due is not None and due > stopped
        ):
            late = False
        overrun = (stopped - due).days if late and due is not None else 0
        steps.append(_step("stop", stopped.toordinal(), overrun, late=late))
    return Result(
        clock_id=clock.id,
        start_on=case.start,
        due_on=due if needs_year is None else None,
        nominal_on=nominal,
        state=state,
        needs_year=needs_year,
        provisional_on=due if needs_year is not None else None,
        stopped_on=stopped,
        late=late,
        derivation=steps,
    )


def reckon(
    clock: Clock,
    event: dt.date,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
    extension_days: int | None = None,
    *,
    restarted_on: dt.date | None = None,
    stopped_on: dt.date | None = None,
    prescribed: Prescribed | None = None,
) -> Result:
    """The due date of `clock` for the day of its event, with its derivation.

    `pauses` in any order, overlapping or not: their union counts, from the event on; one that begins after
    the period has ended changes nothing; one without end pauses the clock. `extension_days` (working days
    where the clock counts working days) is taken as granted in time; None means the clock's default, 0 for
    all but the extension clocks. `restarted_on` replaces the event and drops the pauses begun before it.
    `stopped_on` is the day the thing was done, `prescribed` what a document lays down for a clock that leaves it to
    one. Raises ValueError for an extension the law does not give, a pause that ends before it begins, a restart before
    the event, and where `prescribed` is missing or not asked for.
    """
    days = clock.default_extension if extension_days is None else extension_days
    _check_extension(clock, days)
    start = event if restarted_on is None else restarted_on
    _check_prescribed(clock, start, prescribed)
    if start < event:
        raise ValueError(f"The clock cannot be restarted on {start}, before {event}.")
    kept = []
    for pause in pauses:
        if pause.end is not None and pause.end < pause.start:
            raise ValueError(f"A pause cannot end on {pause.end}, before it begins on {pause.start}.")
        if restarted_on is not None and pause.start < restarted_on:
            continue
        if stopped_on is not None and pause.start > stopped_on and clock.direction == "forward":
            continue
        kept.append(pause)
    kept.sort(key=lambda pause: (pause.start, pause.end or dt.date.max, pause.ground, pause.article))
    extensions = ((start, days),) if days else ()
    case = _Case(start, restarted_on is not None, tuple(kept), extensions, stopped_on, prescribed)
    return _conclude(clock, case, calendar)


def reckon_events(clock: Clock, events: Iterable[Event], calendar: Calendar) -> Result:
    """The due date of `clock` from all that happened to it, the events in any order.

    One start; the last restart takes its place and drops what was before it. Each resume ends the earliest
    open pause of its key; a resume without a pause does nothing. Extensions add up to what the law allows;
    one granted after the period has ended changes nothing. The first stop ends the clock, and what follows
    it has no effect. Raises ValueError without a start, with starts on different days, a restart before the
    start, an extension the law does not give, or a clock as_set, which `reckon` takes.
    """
    ordered = sorted(events, key=lambda e: (e.date, EVENT_KINDS.index(e.kind), e.key, e.days, e.ground, e.article))
    starts = {e.date for e in ordered if e.kind == "start"}
    restarts = [e.date for e in ordered if e.kind == "restart"]
    if len(starts) > 1:
        raise ValueError("A clock has one start, not " + ", ".join(map(str, sorted(starts))) + ".")
    if not starts and not restarts:
        raise ValueError("A clock needs a start.")
    if starts and restarts and restarts[0] < min(starts):
        raise ValueError(f"The clock cannot be restarted on {restarts[0]}, before {min(starts)}.")
    start = restarts[-1] if restarts else min(starts)
    _check_prescribed(clock, start, None)
    pauses = _paired(ordered)
    extensions = [(e.date, e.days) for e in ordered if e.kind == "extend"]
    stops = [e.date for e in ordered if e.kind == "stop"]
    if restarts:
        pauses = [pause for pause in pauses if pause.start >= start]
        extensions = [(day, days) for day, days in extensions if day >= start]
        if clock.direction == "forward":
            stops = [day for day in stops if day >= start]
    stopped_on = stops[0] if stops else None
    if stopped_on is not None and clock.direction == "forward":
        pauses = [pause for pause in pauses if pause.start <= stopped_on]
        extensions = [(day, days) for day, days in extensions if day <= stopped_on]
    for _, days in extensions:
        _check_extension(clock, days)
    _check_extension(clock, sum(days for _, days in extensions))
    if not extensions and clock.default_extension:
        extensions = [(start, clock.default_extension)]
    granted = tuple((day, days) for day, days in extensions if days)
    case = _Case(start, bool(restarts), tuple(pauses), granted, stopped_on)
    return _conclude(clock, case, calendar)


def _paired(ordered: Iterable[Event]) -> list[Pause]:
    """The pauses of the ordered events, each ended by the first resume of its key not used by an earlier
    pause.
    """
    pauses: list[Pause] = []
    open_at: dict[str, list[int]] = {}
    for event in ordered:
        if event.kind == "pause":
            open_at.setdefault(event.key, []).append(len(pauses))
            pauses.append(Pause(event.date, None, event.ground, event.article))
        elif event.kind == "resume" and open_at.get(event.key):
            index = open_at[event.key].pop(0)
            pause = pauses[index]
            pauses[index] = Pause(pause.start, event.date, pause.ground, pause.article)
    return sorted(pauses, key=lambda pause: (pause.start, pause.end or dt.date.max, pause.ground, pause.article))
