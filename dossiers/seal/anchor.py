"""The anchor: the head of the chain, signed, in a file outside the database and in each backup.

A chain alone does not tell when its end has been cut off; what stands in the anchor must be in the chain.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from dossiers.models import TrailSeal
from dossiers.seal.chain import UnknownKeyError, current_key, sign, signed

_PURPOSE = "anchor"


class AnchorError(ValueError):
    """The file is not an anchor that this installation wrote."""


@dataclass(frozen=True)
class Anchor:
    """The seal that was the last one when the anchor was dropped."""

    position: int
    entry: int
    hash: str
    sealed_at: str

    @classmethod
    def of(cls, seal: TrailSeal) -> "Anchor":
        """The anchor that `seal` gives."""
        return cls(seal.position, seal.entry_id, bytes(seal.hash).hex(), seal.sealed_at.isoformat())

    def holds(self) -> bool:
        """Whether the chain of the database has this seal at this place."""
        found = TrailSeal.objects.filter(pk=self.position).values_list("hash", flat=True).first()
        return found is not None and bytes(found).hex() == self.hash

    def signed(self) -> dict[str, Any]:
        """The anchor with its signature, as it is written."""
        key_id = current_key()
        return {**asdict(self), "key": key_id, "signature": sign(_PURPOSE, self._text(), key_id)}

    @classmethod
    def read(cls, value: Any) -> "Anchor":
        """The anchor out of what `signed` gave. Raises AnchorError when it is not whole or not signed by our keys."""
        try:
            anchor = cls(int(value["position"]), int(value["entry"]), str(value["hash"]), str(value["sealed_at"]))
            genuine = signed(_PURPOSE, anchor._text(), value["key"], value["signature"])
        except (KeyError, TypeError, ValueError, UnknownKeyError) as error:
            raise AnchorError(str(error)) from error
        if not genuine:
            raise AnchorError("The signature is not that of this content.")
        return anchor

    def _text(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)


def path() -> Path:
    """Where the anchor of this host lies."""
    return Path(settings.TRAIL_ANCHOR)


def head() -> TrailSeal | None:
    """The last seal of the chain; None before the first."""
    return TrailSeal.objects.order_by("-position").first()


def dropped() -> Anchor | None:
    """The anchor of this host; None when there is none. Raises AnchorError when the file is not a genuine one."""
    try:
        text = path().read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        return Anchor.read(json.loads(text))
    except (ValueError, OSError) as error:
        raise AnchorError(str(error)) from error


def drop(anchor: Anchor) -> bool:
    """Put the anchor at a new head, whole or not at all; whether the old one allowed it.

    One that does not hold any more is the proof that the chain was cut: it stays where it is. One that lies further on
    was dropped by a sealer that was faster.
    """
    try:
        old = dropped()
    except AnchorError:
        return False
    if old is not None and old.position > anchor.position:
        return old.holds()
    if old is not None and not old.holds():
        return False
    write(anchor)
    return True


def write(anchor: Anchor) -> None:
    """Write the anchor's file, whatever stood there before."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f"{target.name}.{os.getpid()}")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(anchor.signed(), out)
        out.flush()
        os.fsync(out.fileno())
    new.replace(target)
