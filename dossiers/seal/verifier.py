"""The verifier: walks the chain from its first seal to its last and names what does not hold.

It keeps one seal at a time, so memory does not grow with the trail. Each seal is judged by itself (its keyed hash),
against the one before it (position, hash, floor) and against its entry as it stands now. What is not as it was sealed
is named: the entry and the columns that differ, an entry that is gone, entries or seals that changed places, a seal
that is gone or was changed, an entry that was put into the past, an end that was cut off.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.timekeeping import now
from dossiers.models import TrailSeal
from dossiers.seal.anchor import Anchor, AnchorError, dropped, head
from dossiers.seal.canonical import DIGEST, FINGERPRINT, FINGERPRINTS, changed_columns
from dossiers.seal.chain import GENESIS, Link, UnknownKeyError

# Seals that are read together, and breaks that are named; what comes after them is counted.
BATCH = 5_000
NAMED = 20
# An entry waits a few seconds for its seal; from here on somebody should look.
LATE = dt.timedelta(minutes=10)

_WALK = f"""
    SELECT s.position, s.entry_id, s.floor, s.sealed_at, s.digest, s.fingerprints, s.previous, s.key_id, s.hash,
        CASE WHEN e.id IS NOT NULL THEN {DIGEST} END AS found
    FROM dossiers_trailseal s LEFT JOIN dossiers_trailentry e ON e.id = s.entry_id
    WHERE s.position > %s AND s.position <= %s ORDER BY s.position LIMIT %s
"""  # noqa: S608 - expressions of this package
_PRINTS = f"SELECT {FINGERPRINTS} FROM dossiers_trailentry e WHERE e.id = %s"  # noqa: S608 - as above
_UNSEALED = """
    SELECT {columns} FROM dossiers_trailentry e
    WHERE e.id {side} %(floor)s
        AND NOT EXISTS (SELECT FROM dossiers_trailseal s WHERE s.entry_id = e.id AND s.entry_id {side} %(floor)s)
"""


@dataclass(frozen=True)
class Break:
    """One thing that does not hold: what (`kind`), at which seal, about which entry, and what else there is to say."""

    kind: str
    position: int | None = None
    entry: int | None = None
    other: int | None = None
    columns: list[str] = field(default_factory=list)

    def words(self) -> str:
        """What is the matter, for a person."""
        said = {
            "position": self.position,
            "entry": self.entry,
            "other": self.other,
            "columns": ", ".join(self.columns),
        }
        return _WORDS[self.kind]() % said


_WORDS = {
    "entry_changed": lambda: _("Entry %(entry)s is not as it was sealed: %(columns)s changed (seal %(position)s)."),
    "entry_removed": lambda: _("Entry %(entry)s has been removed (seal %(position)s)."),
    "entries_exchanged": lambda: _("Entries %(entry)s and %(other)s have been exchanged (seal %(position)s)."),
    "entry_in_the_past": lambda: _(
        "Entry %(entry)s was put into the past or has lost its seal: all up to its number were sealed before."
    ),
    "sealed_in_the_past": lambda: _(
        "Entry %(entry)s was put into the past: seal %(position)s came after all up to its number were sealed."
    ),
    "seal_removed": lambda: _("Seals have been removed: %(position)s is the first that is missing, %(other)s in all."),
    "seal_changed": lambda: _("Seal %(position)s of entry %(entry)s has been changed."),
    "seals_exchanged": lambda: _("Seals %(position)s and %(other)s have been exchanged."),
    "chain_broken": lambda: _("Seal %(position)s does not follow the seal before it."),
    "key_unknown": lambda: _("Seal %(position)s was made with a key that is not among DINGFEN_TRAIL_KEYS."),
    "tail_cut": lambda: _(
        "The end of the trail has been cut off: it reached seal %(position)s (entry %(entry)s);"
        " seals missing: %(other)s."
    ),
    "tail_replaced": lambda: _(
        "The end of the trail has been replaced: seal %(position)s is not the one written down outside the database."
    ),
    "anchor_changed": lambda: _(
        "The file with the head of the trail was not written by this installation, or is damaged."
    ),
}


@dataclass(frozen=True)
class Report:
    """What a walk came to: how far, what does not hold (the first first), and what waits for its seal."""

    sealed: int
    head: Anchor | None
    breaks: list[Break]
    unnamed: int
    unsealed: int
    oldest_unsealed: dt.datetime | None
    anchored: bool

    @property
    def sound(self) -> bool:
        return not self.breaks

    @property
    def late(self) -> bool:
        """Whether an entry has waited for its seal for longer than it should."""
        return self.oldest_unsealed is not None and now() - self.oldest_unsealed > LATE

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept and printed."""
        return {
            "sound": self.sound,
            "sealed": self.sealed,
            "head": asdict(self.head) if self.head else None,
            "breaks": [asdict(found) | {"words": found.words()} for found in self.breaks],
            "breaks_beyond": self.unnamed,
            "unsealed": self.unsealed,
            "oldest_unsealed": self.oldest_unsealed.isoformat() if self.oldest_unsealed else None,
            "anchored": self.anchored,
        }


def break_of(kept: dict[str, Any]) -> Break:
    """A break out of a report that was kept."""
    return Break(**{name: value for name, value in kept.items() if name != "words"})


def verify_trail() -> Report:
    """Walk the whole chain, then look for what it does not hold: entries without a seal, an end that was cut off."""
    last = head()
    walk = _Walk()
    for link, hashed, found in _links(last.position if last else 0):
        walk.see(link, hashed, found)
    floor = last.floor if last else 0
    for entry in _unsealed_up_to(floor):
        walk.add(Break("entry_in_the_past", entry=entry))
    anchored = _judge_anchor(walk, last)
    waiting, oldest = waiting_beyond(floor)
    return Report(
        sealed=walk.seen,
        head=Anchor.of(last) if last else None,
        breaks=walk.breaks,
        unnamed=walk.unnamed,
        unsealed=waiting,
        oldest_unsealed=oldest,
        anchored=anchored,
    )


class _Walk:
    """The walk so far: what the next seal must follow, and what was found."""

    def __init__(self) -> None:
        self.seen = self.position = self.floor = self.unnamed = 0
        self.previous = GENESIS
        self.breaks: list[Break] = []

    def add(self, found: Break) -> None:
        if len(self.breaks) < NAMED:
            self.breaks.append(found)
        else:
            self.unnamed += 1

    def see(self, link: Link, hashed: bytes, found: bytes | None) -> None:
        """Judge one seal; `found` is the digest of its entry as it stands, None when there is no such entry."""
        self.seen += 1
        if link.position != self.position + 1:
            missing = link.position - self.position - 1
            self.add(Break("seal_removed", position=self.position + 1, other=missing))
        elif link.previous != self.previous and _genuine(link, hashed):
            self.add(Break("chain_broken", position=link.position, entry=link.entry_id))
        self._judge_seal(link, hashed, found)
        self.position, self.previous, self.floor = link.position, hashed, max(self.floor, link.floor)

    def _judge_seal(self, link: Link, hashed: bytes, found: bytes | None) -> None:
        genuine = _genuine(link, hashed)
        if genuine is None:
            self.add(Break("key_unknown", position=link.position, entry=link.entry_id))
        elif not genuine:
            self.add(_changed_seal(link, hashed))
            return
        elif link.entry_id <= self.floor:
            self.add(Break("sealed_in_the_past", position=link.position, entry=link.entry_id))
        if found is None:
            self.add(Break("entry_removed", position=link.position, entry=link.entry_id))
        elif found != link.digest and len(self.breaks) < NAMED:
            self.add(_changed_entry(link))
        elif found != link.digest:
            self.unnamed += 1


def _genuine(link: Link, hashed: bytes) -> bool | None:
    """Whether the hash is that of the seal; None when its key is not known."""
    try:
        return link.hash() == hashed
    except UnknownKeyError:
        return None


def _links(last: int) -> Iterator[tuple[Link, bytes, bytes | None]]:
    """All seals up to `last` in order, each with its hash and the digest of its entry as it stands now."""
    position = 0
    with connection.cursor() as cursor:
        while position < last:
            cursor.execute(_WALK, [position, last, BATCH])
            rows = cursor.fetchall()
            if not rows:
                return
            for place, entry, floor, at, digest, prints, previous, key_id, hashed, found in rows:
                link = Link(place, entry, floor, at, bytes(digest), bytes(prints), bytes(previous), key_id)
                yield link, bytes(hashed), None if found is None else bytes(found)
            position = rows[-1][0]


def _changed_entry(link: Link) -> Break:
    """An entry that differs from its seal: exchanged with another one, or changed in some columns."""
    with connection.cursor() as cursor:
        cursor.execute(_PRINTS, [link.entry_id])
        (found,) = cursor.fetchone()
        content = bytes(found)[FINGERPRINT:]
        # An entry under whose number the whole content of another one is found now.
        cursor.execute(
            "SELECT entry_id FROM dossiers_trailseal WHERE substr(fingerprints, %s) = %s AND entry_id <> %s"
            " ORDER BY abs(entry_id - %s) LIMIT 1",
            [FINGERPRINT + 1, content, link.entry_id, link.entry_id],
        )
        row = cursor.fetchone()
    if row and content != link.fingerprints[FINGERPRINT:]:
        return Break("entries_exchanged", position=link.position, entry=link.entry_id, other=row[0])
    columns = changed_columns(link.fingerprints, bytes(found))
    return Break("entry_changed", position=link.position, entry=link.entry_id, columns=columns)


def _changed_seal(link: Link, hashed: bytes) -> Break:
    """A seal whose hash is not its own: that of another place where it is right, else a changed one."""
    before = TrailSeal.objects.filter(hash=link.previous).values_list("position", flat=True).first()
    place = 1 if link.previous == GENESIS else before + 1 if before is not None else None
    if place is not None and place != link.position:
        moved = Link(
            place,
            link.entry_id,
            link.floor,
            link.sealed_at,
            link.digest,
            link.fingerprints,
            link.previous,
            link.key_id,
        )
        if moved.hash() == hashed:
            return Break("seals_exchanged", position=link.position, entry=link.entry_id, other=place)
    return Break("seal_changed", position=link.position, entry=link.entry_id)


def _unsealed_up_to(floor: int) -> Iterator[int]:
    """Entries without a seal whose number had been passed."""
    with connection.cursor() as cursor:
        cursor.execute(
            _UNSEALED.format(columns="e.id", side="<=") + " ORDER BY e.id LIMIT %(named)s",
            {"floor": floor, "named": NAMED + 1},
        )
        yield from (entry for (entry,) in cursor.fetchall())


def waiting_beyond(floor: int) -> tuple[int, dt.datetime | None]:
    """How many entries beyond the floor wait for their seal, and the time of the oldest; it reads only these."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED.format(columns="count(*), min(e.at)", side=">"), {"floor": floor})
        count, oldest = cursor.fetchone()
    return count, oldest


def _judge_anchor(walk: _Walk, last: TrailSeal | None) -> bool:
    """Hold the chain against the anchor; whether there was one."""
    try:
        anchor = dropped()
    except AnchorError:
        walk.add(Break("anchor_changed"))
        return False
    if anchor is None:
        return False
    reached = last.position if last else 0
    if anchor.position > reached:
        missing = anchor.position - reached
        walk.add(Break("tail_cut", position=anchor.position, entry=anchor.entry, other=missing))
    elif not anchor.holds():
        walk.add(Break("tail_replaced", position=anchor.position, entry=anchor.entry))
    return True
