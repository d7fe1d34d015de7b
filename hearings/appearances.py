"""What the facts of an appearance come to: whom the agency sends, who came, and whether a head was present who counts.

Nothing here reads the database; the steps keep the columns of `Appearance` by it, so that a correction of any of them
comes out as if the right thing had been entered at once.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hearings import facts as f
from hearings.models import AppearanceState, IdentityResult

# The values of the list ``appearance`` that are a head of the agency (负责人出庭应诉规定 2①); the last is a ledger's.
HEADS = frozenset({"appearance.principal", "appearance.deputy", "appearance.in_charge", "appearance.head"})
PRINCIPAL = "appearance.principal"
KINDS = (
    *(f.CALLED, f.HEAD_NOMINATED, f.ABSENCE_EXPLAINED, f.IDENTITY_IN, f.IDENTITY_JUDGED),
    *(f.RECORD_SUBMITTED, f.RECORD_RETURNED, f.RECORD_CONFIRMED, f.COURT_RECORDED, f.DIFFERENCE_SETTLED),
)


@dataclass(frozen=True)
class Said:
    """One thing that was entered of an appearance; `place` orders them, and a correction keeps its place."""

    kind: str
    on_date: dt.date
    at: dt.datetime
    by: int | None = None
    place: int = 0
    value: dict[str, Any] = field(default_factory=dict)


def columns(said: Iterable[Said], *, dropped: bool = False) -> dict[str, Any]:
    """The columns of an appearance of which all this was entered; `dropped`: the sitting or the duty fell away.

    Only what was spoken of is among them, so that what a ledger brought stays where no step has touched it.
    """
    row: dict[str, Any] = {}
    state = None
    for one in sorted(said, key=lambda one: one.place):
        value = one.value
        match one.kind:
            case f.CALLED:
                row |= {"notice_on": one.on_date, "called_again": bool(value.get("again"))}
                row |= {"notice_number": value.get("number", ""), "obligatory_id": value.get("ground")}
            case f.HEAD_NOMINATED:
                row |= {"head_id": value["head"], "absence_id": None, "absence_note": "", "staff": "", "staff_post": ""}
                # Another head has to show papers of their own.
                row |= {"identity": IdentityResult.NONE, "identity_on": None, "identity_reason": ""}
                state = AppearanceState.NOMINATED
            case f.ABSENCE_EXPLAINED:
                row |= {"head_id": None, "absence_id": value["ground"], "absence_note": value.get("note", "")}
                row |= {"staff": value["staff"], "staff_post": value.get("post", "")}
                state = AppearanceState.EXCUSED
            case f.IDENTITY_IN:
                row |= {"identity": IdentityResult.IN, "identity_on": one.on_date, "identity_reason": ""}
            case f.IDENTITY_JUDGED:
                row |= {"identity": value["result"], "identity_reason": value.get("reason", "")}
            case f.RECORD_SUBMITTED:
                row |= {"came_id": value["came"], "came_head_id": value.get("head"), "rank": value.get("rank", "")}
                row |= {name: value.get(name) for name in ("spoke", "left_early")}
                row |= {name: value.get(name, "") for name in ("spoke_on", "resolving", "others")}
                row |= {"submitted_at": one.at, "submitted_by_id": one.by}
                state = AppearanceState.SUBMITTED
            case f.RECORD_RETURNED:
                row["return_reason"], state = value["reason"], AppearanceState.RETURNED
            case f.RECORD_CONFIRMED:
                row["confirmed_at"], state = one.at, AppearanceState.CONFIRMED
            case f.COURT_RECORDED:
                row |= {"court_came_id": value["came"], "court_at": one.at, "court_note": value.get("note", "")}
                row |= {"court_left_early": value.get("left"), "court_spoke": value.get("spoke")}
            case f.DIFFERENCE_SETTLED:
                row |= {"settled_came_id": value["came"], "settled_reason": value["reason"]}
    if dropped:
        state = AppearanceState.DROPPED
    return row | ({"state": state} if state else {})


@dataclass(frozen=True)
class Record:
    """What is recorded of one defendant at one sitting, as the rules below see it. Values of ``appearance``."""

    state: str
    came: str | None = None
    court_came: str | None = None
    settled_came: str | None = None
    identity: str = ""
    left_early: bool | None = None
    court_left_early: bool | None = None


def came_as_held(record: Record) -> str | None:
    """Who came by the record that holds: as settled, else the court's record, else the agency's once confirmed."""
    own = record.came if record.state == AppearanceState.CONFIRMED else None
    return record.settled_came or record.court_came or own


def left_as_held(record: Record) -> bool:
    """Whether the head left without leave of the court (12①四), the court's word going before the agency's."""
    left = record.left_early if record.court_left_early is None else record.court_left_early
    return bool(left)


def present(record: Record) -> bool | None:
    """Whether a head was present who counts; None while nobody has said who came.

    One whose papers the court refused counts as absent (6②), and so does one who left without leave.
    """
    came = came_as_held(record)
    if came is None:
        return None
    return came in HEADS and record.identity != IdentityResult.REFUSED and not left_as_held(record)


def differences(record: Record) -> list[str]:
    """In what the agency's record and the court's differ: ``came``, ``left_early``. None of it where one is missing."""
    if record.came is None or record.court_came is None:
        return []
    found = ["came"] if record.came != record.court_came else []
    both = (record.left_early, record.court_left_early)
    return [*found, "left_early"] if None not in both and both[0] != both[1] else found


def unsettled(record: Record) -> list[str]:
    """The differences that nobody has settled."""
    return [] if record.settled_came else differences(record)


def next_place(said: Sequence[Said]) -> int:
    """The place of what is entered next."""
    return max((one.place for one in said), default=0) + 1
