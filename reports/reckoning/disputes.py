"""What a dispute before the centre counts: its receipt, acceptance and conclusion, and each hand-over to a unit."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from disputes import facts as f
from reports.reckoning.base import Counted, Matter, kinds_of


@dataclass(frozen=True, slots=True)
class Handed:
    """One hand-over of the dispute to a unit."""

    key: int
    organisation: int
    state: str
    sent_on: dt.date
    signed_on: dt.date | None
    reported_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Disputed(Matter):
    """What is read of a dispute beside what is read of any case."""

    origin: str
    nature: str
    phase: str
    domain: str
    agreement: str
    performance: str
    amount: float = 0
    transfers: tuple[Handed, ...] = ()
    people: int = 1


def reckon(dispute: Disputed, codes: Mapping[str, Mapping[str, Any]]) -> list[Counted]:
    """What a dispute counts; `codes` are the mappings of the code lists."""
    if dispute.void:
        return []
    received, accepted = dispute.day(f.RECEIVED), dispute.day(f.ACCEPTED)
    declined, end = dispute.day(f.DECLINED), dispute.first(f.CONCLUDED)
    shared: dict[str, Any] = {
        **kinds_of(dispute.agencies),
        "source": dispute.origin,
        "nature": dispute.nature,
        "phase": dispute.phase,
        "domain": dispute.domain,
        "people": dispute.people,
    }
    place: dict[str, Any] = {"agencies": dispute.organisations}
    known = {fact.value.get("transfer") for fact in dispute.facts if fact.kind == f.TRANSFERRED}
    handed = [each for each in dispute.transfers if each.key in known]
    found = []
    if received:
        over = end.on_date if end else declined
        found.append(Counted("dispute", received, ended=over, dims=shared, **place))
    if accepted:
        dims = {**shared, "transfers": len(handed)}
        found.append(Counted("dispute_accepted", accepted, dims=dims, **place))
    if end:
        result = str(end.value.get("result") or "")
        dims = {
            **shared,
            "result": result,
            "resolved": str(codes.get(result, {}).get("resolved", "")) == "1",
            "agreement": dispute.agreement,
            "performance": dispute.performance,
            "amount": dispute.amount,
            "confirmed": dispute.has(f.CONFIRMED),
            "days": (end.on_date - (received or end.on_date)).days,
        }
        found.append(Counted("dispute_concluded", end.on_date, dims=dims, **place))
    for each in handed:
        found.append(_handed(each, shared))
    return found


def _handed(each: Handed, shared: dict[str, Any]) -> Counted:
    """A hand-over: how long until it was signed for, and from then until the unit reported."""
    dims = {
        **shared,
        "signed": each.signed_on is not None,
        "reported": each.reported_on is not None,
        "returned": each.state == "returned",
        "sign_days": (each.signed_on - each.sent_on).days if each.signed_on else 0,
        "report_days": (each.reported_on - each.signed_on).days if each.reported_on and each.signed_on else 0,
    }
    return Counted("transfer", each.sent_on, unit=each.key, agencies=(each.organisation,), dims=dims)
