"""What must hold of the data at any time: each rule declared once, by the app that owns the tables (`invariants.py`).

A rule is a statement that finds the rows which break it, or a function where a statement cannot tell. They are asked
by `check_data`, each night, after the tests, and after a restore.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.functional import Promise

# Offending rows that are named; beyond COUNTED they are no longer counted.
NAMED = 10
COUNTED = 1_000

# `full` asks for all rows where a function otherwise looks at a sample of them. It gives the ids of what is wrong.
Search = Callable[[bool], Iterable[Any]]


@dataclass(frozen=True)
class Invariant:
    """One rule: its words, and a statement or function that finds the ids of the rows which break it.

    `rows_of` says in words what the ids are of. A `slow` rule is left out of what is asked after each test.
    """

    name: str
    title: str | Promise
    rows_of: str
    find: str | Search
    params: dict[str, Any] = field(default_factory=dict)
    slow: bool = False

    def offenders(self, *, full: bool = False) -> list[Any]:
        """The ids of rows that break the rule, at most COUNTED + 1."""
        if callable(self.find):
            found: list[Any] = []
            for row in self.find(full):
                found.append(row)
                if len(found) > COUNTED:
                    break
            return found
        with connection.cursor() as cursor:
            cursor.execute(self.statement(COUNTED + 1), self.params)
            return [row[0] for row in cursor.fetchall()]

    def statement(self, limit: int) -> str:
        """The statement, limited to so many rows."""
        return f"SELECT * FROM ({self.find}) AS offending LIMIT {limit}"  # noqa: S608 - statements of the product


@dataclass(frozen=True)
class Outcome:
    """What asking one rule came to."""

    invariant: Invariant
    offenders: list[Any]
    seconds: float

    @property
    def holds(self) -> bool:
        return not self.offenders

    def as_json(self) -> dict[str, Any]:
        """The outcome as it is kept and printed."""
        return {
            "name": self.invariant.name,
            "holds": self.holds,
            "count": min(len(self.offenders), COUNTED),
            "more": len(self.offenders) > COUNTED,
            "rows_of": self.invariant.rows_of,
            "ids": [str(row) for row in self.offenders[:NAMED]],
            "seconds": round(self.seconds, 3),
        }


_invariants: dict[str, Invariant] = {}


def register(*invariants: Invariant) -> None:
    """Enter rules. Raises ValueError for a name that is taken."""
    for invariant in invariants:
        if invariant.name in _invariants:
            raise ValueError(f"The invariant {invariant.name} is registered twice.")
        _invariants[invariant.name] = invariant


def invariants() -> list[Invariant]:
    """All rules, in the order of their names."""
    return [_invariants[name] for name in sorted(_invariants)]


def check(names: Iterable[str] = (), *, full: bool = False, slow: bool = True) -> list[Outcome]:
    """Ask the rules `names`, all of them when there are none. Raises KeyError for one that does not exist.

    Not `slow`: without those that take long. `full`: all rows where a rule otherwise looks at a sample.
    """
    wanted = [_invariants[name] for name in names] or [rule for rule in invariants() if slow or not rule.slow]
    outcomes = []
    for rule in wanted:
        begun = time.perf_counter()
        found = rule.offenders(full=full)
        outcomes.append(Outcome(rule, found, time.perf_counter() - begun))
    return outcomes
