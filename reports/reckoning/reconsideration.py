"""What a reconsideration case counts: its receipt, acceptance and conclusion, and whether the dispute was over then."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cases import facts as f
from cases.clock_parts import PAUSES
from cases.decided import CAUSE_OF
from cases.models import Law
from cases.steps import DECISION_CLOCKS
from reports.reckoning.base import Counted, Matter, kinds_of

# What goes to another organ is counted there: taken over by the higher one (rules 40), referred to the competent one.
LEFT = (f.ESCALATED, f.TRANSFERRED)
# Within these a party may still sue (行政诉讼法 45, 46①): after a decision, and where nothing said so.
SUE_WITHIN_DAYS = 15
SUE_WITHIN_MONTHS = 6
SETTLED = frozenset({"outcome.mediation", "outcome.terminate_settle", "outcome.terminate_withdraw_changed"})
# How the outcomes are put together, by the groups of the statistical return in the mapping of the code list.
GROUPS = {
    "维持": "uphold",
    "驳回": "dismiss",
    "撤销": "revoke",
    "变更": "modify",
    "确认违法": "illegal",
    "责令履行": "perform",
    "调解": "mediate",
    "终止": "terminate",
    "其他": "other",
}


@dataclass(frozen=True, kw_only=True)
class Reconsideration(Matter):
    """What is read of a reconsideration case beside what is read of any."""

    law: str
    procedure: str
    channel: str
    domain: str
    matter: str
    sued: bool
    applicants: int = 1


def reckon(case: Reconsideration, codes: Mapping[str, Mapping[str, Any]]) -> list[Counted]:
    """What a case counts; `codes` are the mappings of the code lists, with ``parent`` where a value has one."""
    if case.void:
        return []
    received = case.day(f.RECEIVED) or case.day(f.FILED_WITH_AGENCY)
    accepted, end = case.day(f.ACCEPTED), case.first(f.CONCLUDED)
    shared: dict[str, Any] = {
        **kinds_of(case.agencies),
        "domain": case.domain,
        "matter": codes.get(case.matter, {}).get("parent") or case.matter,
        "matter_kind": case.matter,
        "procedure": case.procedure,
        "law": case.law,
        "channel": case.channel,
        "people": case.applicants,
    }
    place: dict[str, Any] = {"until": case.day(*LEFT), "agencies": case.organisations}
    found = []
    if received:
        found.append(Counted("received", received, dims={**shared, "settled": case.has(f.SETTLED_BEFORE)}, **place))
    if settled := case.day(f.SETTLED_BEFORE):
        found.append(Counted("settled_before", settled, dims=shared, **place))
    if declined := case.day(f.DECLINED):
        found.append(Counted("declined", declined, dims=shared, **place))
    if accepted:
        ended = end.on_date if end else None
        found.append(Counted("accepted", accepted, ended=ended, dims=shared, **place))
    if end:
        outcome = {**shared, **_outcome(case, end.value, codes), "sued": case.sued or case.has(f.SUED)}
        found.append(Counted("concluded", end.on_date, dims={**outcome, **_course(case, end.on_date)}, **place))
        # Whether the dispute was over is said only when the time for suing has passed.
        served = case.last_day(f.SERVED) or end.on_date
        over = {"short": served + dt.timedelta(days=SUE_WITHIN_DAYS + 1), "long": months_later(served)}
        found += [
            Counted(f"closed_{window}", end.on_date, ripe_on=ripe, dims=outcome, **place)
            for window, ripe in over.items()
        ]
    return found


def months_later(day: dt.date, months: int = SUE_WITHIN_MONTHS) -> dt.date:
    """The day after the same day some months later."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(day.day, last)) + dt.timedelta(days=1)


def _outcome(case: Reconsideration, value: Mapping[str, Any], codes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    outcome = str(value.get("outcome") or "")
    mapping = codes.get(outcome, {})
    group = GROUPS.get(str(mapping.get("group")), "other")
    corrected = str(mapping.get("corrected", "")) == "1"
    settled = outcome in SETTLED
    return {
        "outcome": outcome,
        "group": group,
        "corrected": corrected,
        # Corrected by the decision, or by what the respondent did before it; each case once.
        "righted": corrected or str(mapping.get("indirect", "")) == "1",
        "decided": group not in {"mediate", "terminate"},
        "settled": settled,
        "given_up": settled or outcome == "outcome.terminate_withdraw",
        "compensation": value.get("compensation"),
        "cause": CAUSE_OF.get(str(value.get("ground")), "") if corrected else "",
    }


def _course(case: Reconsideration, concluded: dt.date) -> dict[str, Any]:
    """How the case went: whether in time and extended, how long it took net of pauses, who was heard."""
    met = [
        period for period in case.periods if period.clock in DECISION_CLOCKS and period.state == "met" and period.due_on
    ]
    late = any(period.ended_on > period.due_on for period in met if period.ended_on and period.due_on)
    begins = case.day(f.ACCEPTED) or case.day(f.RECEIVED) or concluded
    # The time for which a conclusion stood that was set aside is none in which the case was heard.
    pairs: tuple[tuple[str, str], ...] = (*PAUSES, (f.SET_ASIDE, f.HEARD_ANEW))
    if case.law == Law.LAW_2017:
        pairs = (*pairs, (f.SUPPLEMENT_SERVED, f.SUPPLEMENT_RECEIVED))
    return {
        "in_time": bool(met) and not late,
        "late": late,
        "extended": case.has(f.EXTENDED),
        "days": net_days(begins, concluded, [_spans(case, begun, ended, concluded) for begun, ended in pairs]),
        "hearing": case.has(f.HEARING_HELD),
        "views": case.has(f.VIEWS_HEARD),
        "committee": case.has(f.COMMITTEE_OPINION),
    }


def _spans(case: Matter, begun: str, ended: str, over: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The time between each fact that pauses and the next that ends the pause, to the end of the case at most."""
    ends = sorted(fact.on_date for fact in case.facts if fact.kind == ended)
    spans = []
    for start in sorted(fact.on_date for fact in case.facts if fact.kind == begun):
        stop = next((day for day in ends if day >= start), over)
        if stop in ends:
            ends.remove(stop)
        spans.append((start, min(stop, over)))
    return spans


def net_days(begins: dt.date, ends: dt.date, pauses: Iterable[Iterable[tuple[dt.date, dt.date]]]) -> int:
    """The days from one day to another without those of the pauses; a day that several pauses cover counts once."""
    paused: set[dt.date] = set()
    for spans in pauses:
        for start, stop in spans:
            first = max(start, begins)
            paused |= {first + dt.timedelta(days=n) for n in range((min(stop, ends) - first).days)}
    return (ends - begins).days - len(paused)
