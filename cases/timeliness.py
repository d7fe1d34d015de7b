"""Whether an application came in time (2023 law 20, 21; rules 24, 26, 38②; 2017 law 9), worked out from what it says.

Pure: a case, its calendar and the clocks in force go in; the periods that hold for it come out, the one that ends
first deciding, each with its derivation.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cases.law import RULES_2026, rules_on
from cases.models import Law, Nature, ReconsiderationCase
from deadlines.engine import Calendar, Clock, ClockBook, Pause, Result, reckon

# How the day of applying is known: the application posted, filed with the agency of the act, or received here.
POSTED = "posted"
FILED = "filed"
RECEIVED = "received"


@dataclass(frozen=True)
class Timeliness:
    """The periods for applying of one case, the one that ends first first, and the day of applying.

    `too_early` is the day up to which a failure to act is none yet, when the application came by then.
    """

    applied_on: dt.date
    applied_by: str
    periods: tuple[tuple[Clock, Result], ...]
    too_early: dt.date | None = None

    @property
    def last_on(self) -> dt.date | None:
        """The last day for applying; None while none is known, or while an obstacle stops the period."""
        return _last(self.periods[0][1]) if self.periods else None

    @property
    def provisional(self) -> bool:
        """Whether the last day rests on a year without an official notice of holidays."""
        return bool(self.periods) and self.periods[0][1].provisional_on is not None

    @property
    def kept(self) -> bool | None:
        """Whether it came in time. None while only the outer limits (in years) are known, and those are kept."""
        lasts = [(clock, _last(result)) for clock, result in self.periods]
        if any(last is not None and self.applied_on > last for _clock, last in lasts):
            return False
        return True if any(clock.unit != "year" for clock, _last_on in lasts) else None


def _last(result: Result) -> dt.date | None:
    return result.due_on or result.provisional_on


def applied(case: ReconsiderationCase) -> tuple[dt.date, str]:
    """The day on which the application counts as made, and by what.

    Posting is applying (88①, 民事诉讼法 85④); so is filing with the agency of the act (32①), unless that agency put
    its act right and the applicant had to insist (rules 38②).
    """
    said = case.said
    if said.postmark_on is not None:
        return said.postmark_on, POSTED
    if said.filed_with_agency_on is not None and said.agency_told_on is None:
        return said.filed_with_agency_on, FILED
    return case.received_on, RECEIVED


def timeliness(case: ReconsiderationCase, calendar: Calendar, book: ClockBook) -> Timeliness:
    """The periods for applying that hold for `case` by what is known of it."""
    on, by = applied(case)
    pauses = list(_pauses(case))
    early = None
    if case.nature == Nature.INACTION:
        begun = _failure(case, calendar, book)
        early = begun if begun is not None and on <= begun else None
        clocks = [] if begun is None else [(book.holding(_failure_clock(begun, limited=True), begun), begun)]
    else:
        clocks = list(_of_act(case, book))
    periods = [
        (clock, reckon(clock, start, calendar, [] if clock.pause_kind == "none" else pauses)) for clock, start in clocks
    ]
    periods.sort(key=lambda period: _last(period[1]) or dt.date.max)
    return Timeliness(on, by, tuple(periods), early)


def _of_act(case: ReconsiderationCase, book: ClockBook) -> Iterator[tuple[Clock, dt.date]]:
    """The periods against an act with the day on which each begins."""
    said = case.said
    known = case.known_on or said.served_on
    if case.law == Law.LAW_2017:
        if known is not None:
            yield _lengthened(book.holding("fy17_apply_60d", known), case), known
        return
    if case.rights_told is False:
        if said.right_known_on is not None:
            clock = book.holding("fy_apply_not_informed_60d", said.right_known_on)
            yield _lengthened(clock, case), said.right_known_on
        if known is not None:
            yield book.holding("fy_apply_not_informed_cap_1y", known), known
    elif known is not None:
        yield _lengthened(book.holding("fy_apply_60d", known), case), known
    if case.act_on is not None:
        clock_id = "fy_longstop_20y" if said.immovable else "fy_longstop_5y"
        yield book.holding(clock_id, case.act_on), case.act_on


def _lengthened(clock: Clock, case: ReconsiderationCase) -> Clock:
    """The clock with the longer period that another law gives (20①; 2017: 9①)."""
    said = case.said
    if not said.longer_days or said.longer_days <= clock.length:
        return clock
    return replace(clock, length=said.longer_days)


def _failure_clock(start: dt.date, *, limited: bool) -> str:
    """The clock for a failure to act by the rules that hold on `start` (rules of 2026 art. 24, of 2007 art. 16)."""
    if rules_on(Law.LAW_2023, start) != RULES_2026:
        return "t07_nonfeasance"
    return "fy_nonfeasance_start_with_limit" if limited else "fy_nonfeasance_start_no_limit"


def _failure(case: ReconsiderationCase, calendar: Calendar, book: ClockBook) -> dt.date | None:
    """The day from which the agency has failed to act: its period for acting is over, or sixty days are."""
    said = case.said
    if said.perform_by is not None:
        return said.perform_by
    if said.asked_on is None:
        return None
    clock = book.holding(_failure_clock(said.asked_on, limited=False), said.asked_on)
    return _last(reckon(clock, said.asked_on, calendar))


def _pauses(case: ReconsiderationCase) -> Iterator[Pause]:
    """The time that does not count: an obstacle (20②), a suit brought first (rules 26), self-correction (38②)."""
    said = case.said
    if said.obstacle_from is not None:
        yield Pause(said.obstacle_from, said.obstacle_until, "obstacle")
    # The rules of 2007 did not know these two; what ended under the rules of 2026 is judged by them (R16).
    if said.suit_from and said.suit_until and rules_on(case.law, said.suit_until) == RULES_2026:
        yield Pause(said.suit_from, said.suit_until, "missued")
    filed, told = said.filed_with_agency_on, said.agency_told_on
    if filed and told and rules_on(case.law, told) == RULES_2026:
        yield Pause(filed, told, "self_correction")
