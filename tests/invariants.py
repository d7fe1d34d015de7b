"""What must hold of the data after every test: the product's own rules (accounts.soundness)."""

from accounts.soundness import broken_at_once


def problems() -> list[str]:
    """What does not hold, with the first rows concerned."""
    return broken_at_once()
