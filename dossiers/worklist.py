"""Lists of cases: for each way in which an actor reaches cases one walk along one index of DossierAccess.

A list is given by rows of DossierAccess, filtered as the reader asked, and by one of a few named sorts. Here the
scope is laid on it: one branch for each audience and one for the cases in which the actor is named. Each branch is
sorted and cut by its index before the branches are merged, so that a page costs the same whether the table holds a
thousand cases or a million, and whether the actor stands for one organisation or for two hundred.
"""
# ruff: noqa: S608 - the statements are put together from what Django compiles; values are always parameters.

import datetime as dt
import json
from array import array
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.actors import Actor
from accounts.paging import COUNT_CAP, PAGE_SIZE, Page
from dossiers.models import DossierAccess
from dossiers.scoping import Audience, audiences_of, named_people, sees_from_within

Rows = QuerySet[DossierAccess]
Part = tuple[str, list[Any]]


class Narrowed(Protocol):
    """A filter that was asked: its rows, and whether it looks beyond the columns of DossierAccess."""

    @property
    def qs(self) -> Rows: ...

    @property
    def wide(self) -> bool: ...


class BadCursor(ValueError):
    """The place from which a list should go on does not belong to it."""


@dataclass(frozen=True)
class Sort:
    """An order of a list: a column of DossierAccess, then the case; cases without a value always come last."""

    column: str
    descending: bool = False
    nullable: bool = True

    @property
    def order(self) -> tuple[str, str]:
        sign = "-" if self.descending else ""
        return f"{sign}{self.column}", f"{sign}dossier_id"


SORTS = {
    "due": Sort("next_due_on"),
    "-due": Sort("next_due_on", descending=True),
    "received": Sort("opened_on", nullable=False),
    "-received": Sort("opened_on", descending=True, nullable=False),
    "number": Sort("number_key"),
    "-number": Sort("number_key", descending=True),
}


@dataclass(frozen=True)
class Branch:
    """The rows of one way to reach cases.

    `once` is the condition of the unique index over the cases of an organisation or a person; all the rows meet it.
    `organisations` are those over which the walk is repeated; `repeats` says that a case can come several times.
    """

    rows: Rows
    once: Q
    organisations: list[int] | None = None
    repeats: bool = False


@dataclass(frozen=True)
class Worklist:
    """The cases of `rows` that `actor` reaches, in an order.

    `rows` are filtered but neither scoped nor sorted. `wide` says that the filters look beyond the columns of
    DossierAccess itself: then several organisations are searched in one go instead of one by one.
    """

    actor: Actor
    rows: Rows
    sort: Sort
    wide: bool = False

    def page(self, number: str | int | None, *, size: int = PAGE_SIZE) -> Page[int]:
        """The ids of the cases on a page, as `accounts.paging.page_of` bounds it; one query (two past the end)."""
        typed = str(number or "")
        wanted = int(typed) if typed.isdecimal() and len(typed) < 10 else 1
        wanted = min(max(wanted, 1), max(1, COUNT_CAP // size))
        ids, count, capped = self._page(wanted, size)
        last = max(1, -(-count // size))
        if wanted > last:
            wanted = last
            ids, count, capped = self._page(wanted, size)
        return Page(
            items=ids[:size],
            number=wanted,
            size=size,
            count=count,
            capped=capped,
            has_next=len(ids) > size and wanted < last,
        )

    def after(self, cursor: str | None, *, size: int = PAGE_SIZE) -> tuple[list[int], str | None]:
        """The next ids after `cursor` (from the beginning when None) and the cursor that goes on; one query.

        Raises BadCursor for one that is of another order or no cursor at all.
        """
        place = self._read(cursor) if cursor else None
        sql, params = self._ordered(place, size + 1)
        found = self._run(sql, params) if sql else []
        ids = [dossier_id for dossier_id, _ in found[:size]]
        return ids, self._cursor(*found[size - 1]) if len(found) > size else None

    def ids(self) -> array:
        """The ids of all cases of the list, in order, eight bytes each; one query, read as it comes."""
        found = array("q")
        sql, params = self._ordered(None, None)
        if sql:
            with connection.chunked_cursor() as cursor:
                cursor.execute(sql, params)
                while chunk := cursor.fetchmany(5000):
                    found.extend(dossier_id for dossier_id, _ in chunk)
        return found

    def sql(self, *, limit: int = PAGE_SIZE + 1) -> Part:
        """The statement that finds the first ids of the list, for measurements and tests."""
        return self._ordered(None, limit)

    # --- the statement -------------------------------------------------------------------------------------

    def _branches(self) -> Iterator[Branch]:
        for audience, organisations in audiences_of(self.actor):
            rows, ids = self.rows.filter(audience=audience), sorted(organisations)
            if len(ids) == 1:
                yield Branch(rows.filter(organisation_id=ids[0]), once=Q(user=None))
            elif self.wide:
                yield Branch(rows.filter(organisation_id__in=ids), once=Q(user=None), repeats=True)
            else:
                rows = rows.filter(organisation_id=RawSQL("reached.id", []))
                yield Branch(rows, once=Q(user=None), organisations=ids)
        if people := named_people(self.actor):
            rows = self.rows.filter(audience=Audience.PERSON, organisation=None, user_id__in=sorted(people))
            yield Branch(rows, once=Q(organisation=None), repeats=len(people) > 1)

    def _leaves(self, place: tuple[Any, int] | None) -> list[tuple[Q, bool]]:
        """Conditions that split the rows from `place` on into those with a value (True) and those without."""
        column, beyond = self.sort.column, "lt" if self.sort.descending else "gt"
        without = [(Q(**{f"{column}__isnull": True}), False)] if self.sort.nullable else []
        if place is None:
            return [(Q(**{f"{column}__isnull": False}) if self.sort.nullable else Q(), True), *without]
        value, dossier_id = place
        if value is None:
            return [(Q(**{f"{column}__isnull": True, f"dossier_id__{beyond}": dossier_id}), False)]
        with_value = Q(**{f"{column}__{beyond}e": value}) & (
            Q(**{f"{column}__{beyond}": value}) | Q(**{f"dossier_id__{beyond}": dossier_id})
        )
        return [(with_value, True), *without]

    def _ordered(self, place: tuple[Any, int] | None, limit: int | None, offset: int = 0) -> Part:
        """(id, value) of the cases after `place`, merged and sorted; empty SQL when nothing can be found."""
        enough = None if limit is None else offset + limit
        column, (first, second) = self.sort.column, self.sort.order
        parts: list[Part] = []
        for branch in self._branches():
            for leaf, has_value in self._leaves(place):
                if has_value:
                    listed = branch.rows.filter(leaf).order_by(first, second)
                else:
                    # The case alone gives the order: that of the index which holds an organisation's cases once.
                    listed = branch.rows.filter(leaf, branch.once).order_by(second)
                listed = listed.values_list("dossier_id", column)
                if branch.repeats:
                    listed = listed.distinct()
                parts += _compiled(listed[:enough], branch.organisations)
        if not parts:
            return "", []
        direction = "DESC" if self.sort.descending else "ASC"
        sql = (
            f"SELECT dossier_id, value FROM ({_union(parts)}) AS found (dossier_id, value) GROUP BY dossier_id, value "
            f"ORDER BY value {direction} NULLS LAST, dossier_id {direction}"
        )
        params = [param for _, own in parts for param in own]
        if limit is not None:
            sql, params = f"{sql} LIMIT %s OFFSET %s", [*params, limit, offset]
        return sql, params

    def _counted(self) -> Part:
        """How many cases there are, and the most rows of a branch, both up to one more than the cap."""
        parts: list[Part] = []
        for branch in self._branches():
            cut = branch.rows.order_by().values_list("dossier_id")[: COUNT_CAP + 1]
            for sql, params in _compiled(cut, branch.organisations, COUNT_CAP + 1):
                parts.append((f"SELECT branch.*, {len(parts)} FROM ({sql}) AS branch", params))
        if not parts:
            return "", []
        sql = (
            f"WITH counted (dossier_id, branch) AS MATERIALIZED ({_union(parts)}) "
            "SELECT (SELECT count(*) FROM (SELECT DISTINCT dossier_id FROM counted) AS once), "
            "(SELECT max(n) FROM (SELECT count(*) AS n FROM counted GROUP BY branch) AS branches)"
        )
        return sql, [param for _, own in parts for param in own]

    def _page(self, number: int, size: int) -> tuple[list[int], int, bool]:
        ids, params = self._ordered(None, size + 1, (number - 1) * size)
        if not ids:
            return [], 0, False
        count, count_params = self._counted()
        sql = (
            f"SELECT page.ids, total.cases, total.rows FROM ({count}) AS total (cases, rows), "
            f"(SELECT ARRAY(SELECT dossier_id FROM ({ids}) AS listed) AS ids) AS page"
        )
        ((found, cases, rows),) = self._run(sql, [*count_params, *params])
        return found, min(cases, COUNT_CAP), max(cases, rows or 0) > COUNT_CAP

    def _run(self, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    # --- cursors -------------------------------------------------------------------------------------------

    def _cursor(self, dossier_id: int, value: Any) -> str:
        value = value.isoformat() if isinstance(value, dt.date) else value
        plain = json.dumps([*self.sort.order[:1], value, dossier_id], separators=(",", ":"))
        return urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    def _read(self, cursor: str) -> tuple[Any, int]:
        try:
            order, value, dossier_id = json.loads(urlsafe_b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}"))
            if isinstance(value, str):
                value = dt.date.fromisoformat(value)
        except (ValueError, TypeError) as error:
            raise BadCursor(cursor) from error
        is_date = self.sort.column != "number_key"
        if order != self.sort.order[0] or type(dossier_id) is not int or abs(dossier_id) >= 2**63:
            raise BadCursor(cursor)
        if value is None:
            if not self.sort.nullable:
                raise BadCursor(cursor)
        elif is_date != isinstance(value, dt.date) or (not is_date and not (type(value) is int and 0 <= value < 2**63)):
            raise BadCursor(cursor)
        return value, dossier_id


def sorts_for(actor: Actor) -> dict[str, Sort]:
    """The sorts open to an actor: who sees cases from outside does not see the office's due dates."""
    return SORTS if sees_from_within(actor) else {key: sort for key, sort in SORTS.items() if "due" not in key}


def worklist(filterset: Narrowed, actor: Actor, sort: str) -> Worklist:
    """The list that a filter gives an actor, sorted by one of `sorts_for(actor)`."""
    return Worklist(actor=actor, rows=filterset.qs, sort=sorts_for(actor)[sort], wide=filterset.wide)


def counts(lists: Sequence[Worklist]) -> list[tuple[int, bool]]:
    """How many cases each list has, up to the cap, and whether there are more; one query for all."""
    parts = [worklist._counted() for worklist in lists]
    sql = " UNION ALL ".join(
        f"SELECT {place}, total.cases, total.rows FROM ({own or 'SELECT 0, 0'}) AS total (cases, rows)"
        for place, (own, _) in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for _, params in parts for param in params])
        found = {place: (cases, rows or 0) for place, cases, rows in cursor.fetchall()}
    return [
        (min(cases, COUNT_CAP), max(cases, rows) > COUNT_CAP) for cases, rows in (found[n] for n in range(len(parts)))
    ]


def _compiled(rows: QuerySet[Any, Any], organisations: list[int] | None, limit: int | None = None) -> list[Part]:
    """The statement of a branch, repeated for each of `organisations`; none when Django knows it to be empty."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    if organisations is None:
        return [(sql, list(params))]
    cut = f" LIMIT {limit}" if limit is not None else ""
    sql = f"SELECT walked.* FROM unnest(%s::bigint[]) AS reached (id), LATERAL ({sql}) AS walked{cut}"
    return [(sql, [organisations, *params])]


def _union(parts: list[Part]) -> str:
    return " UNION ALL ".join(f"({sql})" for sql, _ in parts)
