"""The parts of the measurements, each a function that registers itself under a name.

A part takes the world (tests/benchmarks/data.py) and gives the lines of its table. A module in tests/benchmarks/parts
is all that a new one needs:

    @part("sweep", "The sweep of reminders")
    def sweep(world: World) -> list[Row]: ...
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks import parts
from tests.benchmarks.data import World
from tests.benchmarks.measuring import Row
from tests.benchmarks.names import of_pages

Measure = Callable[[World], list[Row]]


@dataclass(frozen=True)
class Part:
    """A part: the name by which it is asked for, its heading, and what measures it."""

    name: str
    title: str
    measure: Measure


_parts: dict[str, Part] = {}


def part(name: str, title: str) -> Callable[[Measure], Measure]:
    """Register a function as a part. Raises ValueError when the name is taken."""

    def register(measure: Measure) -> Measure:
        if name in _parts:
            raise ValueError(f"The part {name} is there twice.")
        _parts[name] = Part(name, title, measure)
        return measure

    return register


def chosen(names: list[str]) -> list[Part]:
    """The parts called `names`, all of them for none. Raises KeyError for a name that nothing has."""
    return [_parts[name] for name in names] if names else list(_parts.values())


def load() -> None:
    """Import all parts, in the order of their names."""
    for name in of_pages():
        importlib.import_module(f"{parts.__name__}.{name}")
