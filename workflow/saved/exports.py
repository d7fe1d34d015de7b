"""Cases as rows of a table: those of the list's columns that were chosen, or all that are open to the reader."""

from collections.abc import Iterator, Sequence
from typing import Any

from accounts.actors import Actor
from accounts.timekeeping import today
from deadlines.measure import Calendars
from workflow.saved.columns import Column
from workflow.saved.lists import ListKind

# Cases read together.
CHUNK = 500


def header(columns: Sequence[Column]) -> list[str]:
    """The headings of the columns and of what belongs to them."""
    return [str(title) for column in columns for title in (column.title, *(more for more, _value in column.more))]


def rows(kind: ListKind, ids: Sequence[int], actor: Actor, columns: Sequence[Column]) -> Iterator[list[Any]]:
    """The cases `ids` (of a worklist of the actor) as rows, read a chunk at a time; several where the list says so.

    In a case that the actor sees from outside, the columns for the office and the organ are empty.
    """
    values = [
        (column.within, value)
        for column in columns
        for value in (column.value, *(more for _title, more in column.more))
    ]
    day, calendars = today(), Calendars()
    for start in range(0, len(ids), CHUNK):
        for line in kind.lines(ids[start : start + CHUNK], actor, day, calendars):
            for one in kind.spread(line):
                yield [None if within and not line.within else value(one) for within, value in values]
