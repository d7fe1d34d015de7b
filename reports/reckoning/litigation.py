"""What a lawsuit counts: its service, hearings and judgment, and each defendant as the unit of the rate of appearance.

The unit is case × instance × defendant agency (负责人出庭应诉规定 7). What the law leaves open is not settled here: an
entry says how the unit stands in each of the readings.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hearings import facts as f
from hearings.appearances import HEADS
from hearings.rates import Among, Heard, Joint, Place, Reading, Unit, attended, place_of
from reports.reckoning.base import AGENCY_KINDS, REGIONS, Counted, Matter, Told, kinds_of, late_entries

# 协调撤诉: withdrawn after the defendant changed its act or after coordination, and mediated (撤诉规定 2–4, 行诉 60).
COORDINATED = frozenset({"suit_result.withdrawn_settled", "suit_result.withdrawn_changed", "suit_result.mediated"})
# How the outcomes are put together.
GROUPS = {
    "dismissed": ("claims_dismissed",),
    "affirmed": ("affirmed",),
    "rejected": ("rejected", "not_docketed"),
    "revoked": ("revoked", "revoked_partly", "revoked_redo"),
    "illegal": ("illegal", "void"),
    "perform": ("perform", "pay", "agreement", "compensation"),
    "modified": ("modified",),
    "changed": ("changed", "sent_back"),
    "withdrawn": ("withdrawn", "withdrawn_changed", "withdrawn_settled", "withdrawn_not_said", "deemed_withdrawn"),
    "mediated": ("mediated",),
    "retrial": ("retrial_refused", "retrial_ordered"),
    "other": ("ended", "transferred", "continue"),
}
GROUP_OF = {f"suit_result.{code}": group for group, codes in GROUPS.items() for code in codes}
STAGES = {
    "suit_instance.first": "first",
    "suit_instance.remanded": "first",
    "suit_instance.second": "second",
    "suit_instance.retrial_review": "retrial",
    "suit_instance.retrial": "retrial",
}
NOMINATION, RECORDS = ("ct_house_nomination",), ("ct_house_record", "ct_house_record_again")


# The choices of a reading that decide whether a head who came counts: refused papers, leaving without leave. An entry
# says for each of the four how its unit stands; these are the names of them.
ATTENDANCE = {(True, True): "ii", (True, False): "io", (False, True): "oi", (False, False): "oo"}


@dataclass(frozen=True, slots=True)
class Appeared:
    """What is recorded of one defendant at one hearing: who came by the record that holds, and what else is said."""

    key: int
    sitting: int
    came: str | None
    spoke: bool | None = None
    absence: str = ""


@dataclass(frozen=True, kw_only=True)
class Defended:
    """A defendant of a suit: the unit of the rate with all its hearings, and what was recorded at each of them."""

    unit: Unit
    party: int
    kind: str
    appeared: tuple[Appeared, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A hearing that was held: its place in a sitting, the sitting, the day, and how many observers were invited."""

    key: int
    sitting: int
    day: dt.date
    mode: str
    observers: int | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """When a record of who came at a hearing was first entered, and by which side."""

    kind: str
    party: int
    sitting: int
    on_date: dt.date


@dataclass(frozen=True, kw_only=True)
class Suit(Matter):
    """What is read of a lawsuit beside what is read of any case."""

    instance: str
    court: int
    matter: str
    domain: str
    reconsidered: bool
    government: bool
    major: bool
    outcome: str
    lost: bool | None
    hearings: tuple[Held, ...] = ()
    defendants: tuple[Defended, ...] = ()
    entered: tuple[Entered, ...] = ()
    people: int = 1

    def known(self, facts: Iterable[Told], voided: str) -> "Suit":
        """The suit as these facts alone tell it: the hearings and records of which they speak; its periods are those
        of today and are left out."""
        facts = tuple(facts)
        held = {fact.value.get("sitting") for fact in facts if fact.kind == f.HEARING_HELD}
        said = {(fact.party, fact.value.get("sitting")) for fact in facts if fact.kind in RECORDED}
        effective = any(fact.kind == f.EFFECTIVE for fact in facts)
        return replace(
            self,
            facts=facts,
            void=any(fact.kind == voided for fact in facts),
            lost=self.lost if effective else None,
            hearings=tuple(hearing for hearing in self.hearings if hearing.sitting in held),
            defendants=tuple(_as_said(defended, held, said) for defended in self.defendants),
            periods=(),
        )


RECORDED = frozenset({f.RECORD_CONFIRMED, f.COURT_RECORDED, f.DIFFERENCE_SETTLED})


def _as_said(defended: Defended, held: set[Any], said: set[Any]) -> Defended:
    heard = tuple(
        one if (defended.party, one.sitting) in said else Heard(one.sitting, one.on_date, None)
        for one in defended.unit.heard
        if one.sitting in held
    )
    appeared = tuple(one for one in defended.appeared if (defended.party, one.sitting) in said)
    return replace(defended, unit=replace(defended.unit, heard=heard), appeared=appeared)


def reckon(suit: Suit, codes: Mapping[str, Mapping[str, Any]]) -> list[Counted]:
    """What a suit counts; `codes` are the mappings of the code lists."""
    served = suit.day(f.SERVED_WITH_SUIT)
    if suit.void or served is None:
        return []
    judged = suit.day(f.JUDGED)
    shared: dict[str, Any] = {
        "instance": suit.instance,
        "stage": STAGES.get(suit.instance, "other"),
        "court": str(suit.court),
        "domain": suit.domain,
        "matter": codes.get(suit.matter, {}).get("parent") or suit.matter,
        "matter_kind": suit.matter,
        "reconsidered": suit.reconsidered,
        "government": suit.government,
        "major": suit.major,
    }
    whole = {**shared, **kinds_of(suit.agencies), "people": suit.people}
    judgment = _judgment(suit) if judged else {}
    stands = [_standing(defended) for defended in suit.defendants]
    came = any(
        standing["place_ii"] == Place.PRESENT
        for defended, standing in zip(suit.defendants, stands, strict=True)
        if not defended.unit.released and defended.unit.heard
    )
    place: dict[str, Any] = {"agencies": suit.organisations}
    found = [Counted("suit", served, ended=judged, dims=whole, **place)]
    if judged:
        dims = {**whole, **judgment, "heard": bool(suit.hearings), "head_came": came}
        found.append(Counted("suit_concluded", judged, dims=dims, **place))
    if suit.hearings:
        first = min(held.day for held in suit.hearings)
        found.append(Counted("suit_heard", first, dims={**whole, "head_came": came}, **place))
    for held in suit.hearings:
        dims = {**whole, "sitting": str(held.sitting), "mode": held.mode}
        dims |= {"observed": bool(held.observers), "observers": held.observers or 0}
        found.append(Counted("hearing", held.day, unit=held.key, dims=dims, **place))
    for defended, standing in zip(suit.defendants, stands, strict=True):
        found += _of_unit(defended, {**shared, **judgment, **standing}, judged)
    found += late_entries(suit.periods, NOMINATION, "nomination", shared)
    found += late_entries(suit.periods, RECORDS, "record", shared)
    return [*found, *_entries_of_records(suit, shared)]


def _judgment(suit: Suit) -> dict[str, Any]:
    group = GROUP_OF.get(suit.outcome, "other")
    return {
        "outcome": suit.outcome,
        "group": group,
        "lost": bool(suit.lost),
        "effective": suit.has(f.EFFECTIVE),
        "coordinated": suit.outcome in COORDINATED,
        "given_up": group in {"withdrawn", "mediated"},
    }


def _standing(defended: Defended) -> dict[str, Any]:
    """How a unit stands in the rate by each way of taking attendance, and whether its principal came."""
    found: dict[str, Any] = {}
    for (refused, left), name in ATTENDANCE.items():
        reading = Reading(among=Among.ALL, joint=Joint.EACH, refused=refused, left=left)
        place, _reason = place_of(defended.unit, reading)
        found[f"place_{name}"] = str(place)
        found[f"principal_{name}"] = any(
            heard.principal and attended(heard, reading) is True for heard in defended.unit.heard
        )
    return found


def _of_unit(defended: Defended, shared: dict[str, Any], judged: dt.date | None) -> list[Counted]:
    """A defendant as the unit of the rate: by the day of its first hearing, else of the judgment; and by the latter."""
    unit = defended.unit
    day = unit.heard_on or judged
    if day is None:
        return []
    came = [one.came for one in defended.appeared if one.came]
    present = shared["place_ii"] == Place.PRESENT
    head = next((code for code in came if code in HEADS), "") if present else ""
    grounds = [one.absence for one in defended.appeared if one.absence]
    first = unit.hearings[0].sitting if unit.heard else None
    dims = {
        **shared,
        "agency": str(unit.agency),
        "agency_kind": AGENCY_KINDS.get(defended.kind, "department"),
        "region": [str(unit.agency)] if defended.kind in REGIONS else [],
        "released": unit.released,
        "vertical": unit.vertical,
        "called": unit.called,
        "first_instance": unit.first_instance,
        "judged": judged is not None,
        "heard": bool(unit.heard),
        # Parallel cases that one sitting heard are one for an agency where a reading says so.
        "session": f"{first}/{unit.agency}" if first is not None else f"-/{unit.key}",
        "rank": head.removeprefix("appearance."),
        "only_lawyers": bool(came) and set(came) == {"appearance.lawyer"},
        "spoke": any(one.spoke for one in defended.appeared) if present else None,
        "absence": grounds[-1] if grounds and shared["place_ii"] == Place.ABSENT else "",
        "resolved": present and bool(shared.get("coordinated")),
    }
    place: dict[str, Any] = {"unit": unit.key, "agencies": (unit.agency,), "dims": dims}
    found = [Counted("unit_heard", day, **place)]
    return [*found, Counted("unit_judged", judged, **place)] if judged else found


def _entries_of_records(suit: Suit, shared: dict[str, Any]) -> list[Counted]:
    """How long after the hearing each side's record of who came was entered (数据更新及时)."""
    days = {held.sitting: held.day for held in suit.hearings}
    keys = {
        (defended.party, one.sitting): (one.key, defended.unit.agency)
        for defended in suit.defendants
        for one in defended.appeared
    }
    found = []
    for entered in suit.entered:
        held, whose = days.get(entered.sitting), keys.get((entered.party, entered.sitting))
        if held is None or whose is None:
            continue
        agency = entered.kind == f.RECORD_SUBMITTED
        dims = {**shared, "days": max((entered.on_date - held).days, 0)}
        measure = "entered_agency" if agency else "entered_court"
        found.append(Counted(measure, held, unit=whose[0], agencies=(whose[1],), dims=dims))
    return found
