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
from hearings.queries import DIFFERING

# The values of the list ``appearance`` that are a head of the agency (负责人出庭应诉规定 2①); the last is a ledger's.
HEADS = frozenset({"appearance.principal", "appearance.deputy", "appearance.in_charge", "appearance.head"})
PRINCIPAL = "appearance.principal"
KINDS = (
    *(f.CALLED, f.HEAD_NOMINATED, f.ABSENCE_EXPLAINED, f.IDENTITY_IN, f.IDENTITY_JUDGED),
    *(f.RECORD_SUBMITTED, f.RECORD_RETURNED, f.RECORD_CONFIRMED, f.COURT_RECORDED, f.DIFFERENCE_SETTLED),
)
# A record that is entered anew is compared anew.
UNSETTLED: dict[str, Any] = {
    **dict.fromkeys(("settled_came_id", "settled_left_early", "settled_spoke")),
    "settled_reason": "",
}


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
                if value.get("ground"):
                    row |= {"absence_id": value["ground"], "absence_note": value.get("note", "")}
                row = {"absence_id": None, "absence_note": ""} | row
                row |= UNSETTLED
                row |= {"submitted_at": one.at, "submitted_by_id": one.by}
                state = AppearanceState.SUBMITTED
            case f.RECORD_RETURNED:
                row["return_reason"], state = value["reason"], AppearanceState.RETURNED
            case f.RECORD_CONFIRMED:
                row["confirmed_at"], state = one.at, AppearanceState.CONFIRMED
            case f.COURT_RECORDED:
                row |= {"court_came_id": value["came"], "court_at": one.at, "court_note": value.get("note", "")}
                row |= {"court_left_early": value.get("left"), "court_spoke": value.get("spoke")} | UNSETTLED
            case f.DIFFERENCE_SETTLED:
                row |= {"settled_came_id": value.get("came"), "settled_left_early": value.get("left")}
                row |= {"settled_spoke": value.get("spoke"), "settled_reason": value["reason"]}
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
    settled_left_early: bool | None = None
    spoke: bool | None = None
    court_spoke: bool | None = None
    settled_spoke: bool | None = None


def came_as_held(record: Record) -> str | None:
    """Who came by the record that holds: as settled, else the court's record, else the agency's once confirmed."""
    own = record.came if record.state == AppearanceState.CONFIRMED else None
    return record.settled_came or record.court_came or own


def left_as_held(record: Record) -> bool:
    """Whether the head left without leave of the court (12①四): as settled, else by the court, else by the agency."""
    return bool(_held(record.settled_left_early, record.court_left_early, record.left_early))


def spoke_as_held(record: Record) -> bool | None:
    """Whether the head spoke (11②): as settled, else by the court, else by the agency; None while nobody has said."""
    return _held(record.settled_spoke, record.court_spoke, record.spoke)


def _held(*said: bool | None) -> bool | None:
    """The first of several words that was said."""
    return next((word for word in said if word is not None), None)


def present(record: Record) -> bool | None:
    """Whether a head was present who counts; None while nobody has said who came.

    One whose papers the court refused counts as absent (6②), and so does one who left without leave.
    """
    came = came_as_held(record)
    if came is None:
        return None
    return came in HEADS and record.identity != IdentityResult.REFUSED and not left_as_held(record)


def differences(record: Record) -> list[str]:
    """In what the agency's record and the court's differ (DIFFERING). Nothing where one of them is missing."""
    if record.came is None or record.court_came is None:
        return []
    both = {name: (getattr(record, name), getattr(record, f"court_{name}")) for name in DIFFERING}
    return [name for name, (own, court) in both.items() if None not in (own, court) and own != court]


def unsettled(record: Record) -> list[str]:
    """The differences that nobody has settled; hearings.queries finds them among many."""
    return [name for name in differences(record) if getattr(record, f"settled_{name}") is None]


def next_place(said: Sequence[Said]) -> int:
    """The place of what is entered next."""
    return max((one.place for one in said), default=0) + 1
