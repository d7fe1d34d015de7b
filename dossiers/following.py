"""What follows from a case that has changed: told in the transaction of the change, whoever made it.

An app above registers what it keeps of cases (what they count in figures); whoever writes a case says at the end of its
act which cases it changed.
"""

from collections.abc import Callable, Iterable, Sequence

Follower = Callable[[Sequence[int]], object]
_followers: list[Follower] = []


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
