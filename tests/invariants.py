"""What must hold of the data after every test: the product's own rules (accounts.soundness)."""

from hashlib import sha1
from typing import Any

from django.db import connection

from accounts.soundness import check, invariants


def problems() -> list[str]:
    """The names of broken rules with the first rows concerned, of those that are one statement and not slow.

    By one query, which is prepared once for each connection: to plan it takes far longer than to run it over the few
    rows of a test.
    """
    with connection.cursor() as cursor:
        statement = cursor.mogrify(*_all_rules())
        name = f"problems_{sha1(statement, usedforsecurity=False).hexdigest()}"
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"PREPARE {name} AS ".encode() + statement)
        cursor.execute(f"EXECUTE {name}")
        return [f"{rule}: {row}" for rule, row in cursor.fetchall()]


def problems_of_slow_rules() -> list[str]:
    """The same of the rules that take long, asked of every row."""
    slow = [rule.name for rule in invariants() if rule.slow]
    return [f"{outcome.invariant.name}: {outcome.offenders}" for outcome in check(slow, full=True) if not outcome.holds]


def _all_rules() -> tuple[str, dict[str, Any]]:
    params: dict[str, Any] = {}
    parts = []
    for rule in invariants():
        if isinstance(rule.find, str) and not rule.slow:
            params |= rule.params
            parts.append(
                f"SELECT * FROM (SELECT '{rule.name}' AS name, offending::text AS row"
                f" FROM ({rule.find}) AS offending LIMIT 3) AS part_{len(parts)}"
            )
    return " UNION ALL ".join(parts), params
