"""What the page of a case offers to begin elsewhere: proceedings do not know each other, each says what it takes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflow.casepage import CasePage


@dataclass(frozen=True)
class Offer:
    """A link on the page of a case: its words and where it leads."""

    label: str
    url: str


Source = Callable[["CasePage"], Iterable[Offer]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Enter what gives the offers for the page of a case; it makes no query."""
    _sources.append(source)


def offers_for(page: "CasePage") -> list[Offer]:
    """What the page of a case offers its reader."""
    return [offer for source in _sources for offer in source(page)]
