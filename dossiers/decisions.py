"""What a case of one kind decided, as a case of another kind reads it: a suit the reconsideration behind it.

Proceedings do not know each other; each registers here how its decisions are read.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dossiers.models import Dossier


@dataclass(frozen=True)
class Decision:
    """How a case ended: `outcomes` are the codes of what was decided, `by_procedure` an act declared illegal because
    of its procedure alone; `ending` the words for it. `matter`, `domain` and `cause` are keys of the lists matter,
    domain and loss_cause. `earlier` are those that were set aside, each with the day from which it no longer stood.
    """

    number: str
    state: str
    received_on: dt.date | None = None
    concluded_on: dt.date | None = None
    document_number: str = ""
    ending: str = ""
    outcomes: frozenset[str] = frozenset()
    by_procedure: bool = False
    served_on: dt.date | None = None
    act_name: str = ""
    act_number: str = ""
    act_on: dt.date | None = None
    agencies: tuple[str, ...] = ()
    matter: str | None = None
    domain: str | None = None
    cause: str | None = None
    stood_until: dt.date | None = None
    earlier: tuple["Decision", ...] = ()
    # Whether the agency's act did not stand, in whole or in part; None while it is not said with effect.
    corrected: bool | None = None


Reader = Callable[[Sequence[int]], dict[int, Decision]]
_readers: dict[str, Reader] = {}


def register(kind: str, reader: Reader) -> None:
    """Tell how the decisions in cases of `kind` are read. Raises ValueError when that is told already."""
    if kind in _readers:
        raise ValueError(f"The decisions of {kind} are registered twice.")
    _readers[kind] = reader


def decision_in(dossier: Dossier, on: dt.date | None = None) -> Decision | None:
    """What was decided in a case that the caller may see, by what stood `on` a day where one is given.

    None where its kind decides nothing.
    """
    found = _readers[dossier.kind]([dossier.pk]).get(dossier.pk) if dossier.kind in _readers else None
    if found is None or on is None:
        return found
    return next((one for one in found.earlier if one.stood_until is not None and on < one.stood_until), found)


def decisions_of(kind: str, dossier_ids: Sequence[int]) -> dict[int, Decision]:
    """What was decided in some cases of a kind that the caller may see; one query, none where there are none."""
    return _readers[kind](dossier_ids) if dossier_ids and kind in _readers else {}
