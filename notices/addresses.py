"""Where an opaque address leads: each app says for its own kind (``party``, ``webhook``) when a message is sent."""

from collections.abc import Callable

Resolver = Callable[[int], str | None]

_resolvers: dict[str, Resolver] = {}


def register_address(kind: str, resolver: Resolver) -> None:
    """Tell how ``kind:ID`` is resolved: the number or URL, None when there is none any more.

    Raises ValueError when the kind is registered already.
    """
    if kind in _resolvers:
        raise ValueError(f"Addresses of the kind {kind} are registered twice.")
    _resolvers[kind] = resolver


def resolve(address: str) -> str | None:
    """The number or URL behind an address. Raises KeyError for a kind that nobody registered."""
    kind, _, number = address.partition(":")
    return _resolvers[kind](int(number))
