"""Bounded pages of a list: one row more than is shown tells whether there is a next page, the count is capped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")

PAGE_SIZE = 50
# Nobody leafs further, and no list costs more than walking this many rows.
COUNT_CAP = 10_000


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `count` is right up to COUNT_CAP; when `capped`, there are more."""

    items: list[T]
    number: int
    size: int
    count: int
    capped: bool
    has_next: bool

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def total(self) -> int:
        """The count to show."""
        return self.count

    @property
    def last(self) -> int:
        """The last page that can be opened."""
        return max(1, -(-self.count // self.size))

    @property
    def first_row(self) -> int:
        """The position in the list of the first item shown, from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last_row(self) -> int:
        """The position in the list of the last item shown."""
        return (self.number - 1) * self.size + len(self.items)


def page_in(items: Sequence[T], number: str | int | None, *, size: int = PAGE_SIZE) -> Page[T]:
    """The page `number` of a list that is at hand, bounded as `page_of` does it."""
    last = max(1, -(-len(items) // size))
    wanted = min(_asked(number), last)
    start = (wanted - 1) * size
    return Page(
        items=list(items[start : start + size]),
        number=wanted,
        size=size,
        count=len(items),
        capped=False,
        has_next=wanted < last,
    )


def _asked(number: str | int | None) -> int:
    """The number of a page as typed in an address, at least 1."""
    typed = str(number or "")
    return max(int(typed), 1) if typed.isdecimal() and len(typed) < 10 else 1


def page_of(rows: QuerySet[Any], number: str | int | None, *, size: int = PAGE_SIZE) -> Page[Any]:
    """The page `number` (from 1, as typed in an address; what is not a number or out of bounds goes to the nearest).

    Two queries: the rows of the page with one more, and the capped count.
    """
    counted = rows.order_by()[: COUNT_CAP + 1].count()
    count = min(counted, COUNT_CAP)
    last = max(1, -(-count // size))
    wanted = min(_asked(number), last)
    start = (wanted - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(
        items=found[:size],
        number=wanted,
        size=size,
        count=count,
        capped=counted > COUNT_CAP,
        has_next=len(found) > size and wanted < last,
    )
