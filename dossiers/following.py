"""What follows from a case that has changed: told in the transaction of the change, whoever made it.

An app above registers what it keeps of cases (what they count in figures); whoever writes a case says at the end of its
act which cases it changed. So does whatever waits for a case of which only the number is known yet.
"""

from collections.abc import Callable, Iterable, Sequence

from dossiers.models import Dossier

Follower = Callable[[Sequence[int]], object]
_followers: list[Follower] = []
Waiting = Callable[[Sequence[Dossier]], object]
_waiting: list[Waiting] = []


def register(follower: Follower) -> None:
    """Let `follower` be told the ids of cases that have changed. Raises ValueError when it is told already."""
    if follower in _followers:
        raise ValueError("This follower is registered twice.")
    _followers.append(follower)


def changed(dossier_ids: Iterable[int]) -> None:
    """Let everything follow that is kept of these cases; call it last in the act, where the cases stand locked."""
    ids = sorted(set(dossier_ids))
    if not ids:
        return
    for follower in _followers:
        follower(ids)


def await_numbers(waiting: Waiting) -> None:
    """Let `waiting` be told the cases that bear a number from now on. Raises ValueError when it is told already."""
    if waiting in _waiting:
        raise ValueError("This one is registered twice.")
    _waiting.append(waiting)


def numbered(dossiers: Sequence[Dossier]) -> None:
    """Tell whoever waits for cases by number that these, of one organ and kind, bear theirs now and are stored."""
    for waiting in _waiting:
        waiting(dossiers)
