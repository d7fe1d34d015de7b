"""The test databases of a run: one is migrated and given the code lists, and each process works on a copy of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet

from tests.factories import load_code_lists

# One process at a time makes and removes databases on a server (any number that nobody else locks there).
_LOCK = 4_022_026


@contextmanager
def own_database(run: str, worker: str = "") -> Iterator[None]:
    """Connect to a new database with the whole schema and the code lists; it is dropped at the end.

    `run` names the run of the tests, `worker` this process where several share a run: the first of them makes the
    template, the last of them takes it away, and what a run that was killed has left is not taken for this one's.
    """
    address = connection.settings_dict
    before = address["NAME"]
    own = f"test_{before}_{worker or 'alone'}"
    template = _template(own)
    with _databases() as cursor:
        if _made_by(cursor, template) != run:
            _drop(cursor, template)
            cursor.execute(f'CREATE DATABASE "{template}"')
            _fill(template)
            cursor.execute(f"COMMENT ON DATABASE \"{template}\" IS '{run}'")
        _drop_all(cursor, own)
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
    address["NAME"] = own
    try:
        yield
    finally:
        connection.close()
        address["NAME"] = before
        with _databases() as cursor:
            _drop_all(cursor, own)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname LIKE %s", [f"test_{before}_gw%"])
            if not cursor.fetchall():
                _drop(cursor, template)


def begin_anew() -> None:
    """Put a new database in the place of this process's own: what was committed in it is gone.

    Numbers that were given out in it are not given out again: what is kept outside of it may be known by them.
    """
    own = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(format('%I.%I', schemaname, sequencename)), array_agg(last_value)"
            " FROM pg_sequences WHERE last_value IS NOT NULL"
        )
        given = cursor.fetchone()
    connection.close()
    with _databases() as cursor:
        _drop(cursor, own)
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{_template(own)}"')
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(name::regclass, last) FROM unnest(%s, %s) AS given (name, last)", given)


@contextmanager
def another_with(what: str, fill: Callable[[], None]) -> Iterator[None]:
    """Connect to another new database, with `what` in it; it is dropped at the end.

    `fill` puts it into a database that has the schema and the code lists, once in a process: then it is copied.
    """
    address = connection.settings_dict
    own = address["NAME"]
    filled, another = f"{own}_{what}", f"{own}_another"
    connection.close()
    try:
        with _databases() as cursor:
            if not _made_by(cursor, filled):
                _drop(cursor, filled)
                cursor.execute(f'CREATE DATABASE "{filled}" TEMPLATE "{_template(own)}"')
                address["NAME"] = filled
                fill()
                connection.close()
                cursor.execute(f"COMMENT ON DATABASE \"{filled}\" IS '{own}'")
            cursor.execute(f'CREATE DATABASE "{another}" TEMPLATE "{filled}"')
        address["NAME"] = another
        yield
    finally:
        connection.close()
        address["NAME"] = own
        with _databases() as cursor:
            _drop(cursor, another)


def forget(rows: "QuerySet[Any]") -> None:
    """Take rows away as if they had never been, past the triggers by which the product keeps them."""
    with transaction.atomic(), pgtrigger.ignore():
        rows.delete()


@contextmanager
def _databases() -> Iterator[Any]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield cursor


def _template(own: str) -> str:
    return f"{own.rpartition('_')[0]}_template"


def _made_by(cursor: Any, name: str) -> str | None:
    """The run that made a database; it is written down when all is in it."""
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    found = cursor.fetchone()
    return found and found[0]


def _drop(cursor: Any, name: str) -> None:
    """Drop a database and whoever is connected to it.

    WITH (FORCE) would be refused while the server itself is tidying up in it, which it leaves when it is asked to.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
        [name],
    )
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _drop_all(cursor: Any, own: str) -> None:
    """Drop the database of a process, and what it filled to copy it."""
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{own}_"])
    for (name,) in [*cursor.fetchall(), (own,)]:
        _drop(cursor, name)


def _fill(name: str) -> None:
    """The schema and the code lists, in an empty database."""
    address = connection.settings_dict
    before, address["NAME"] = address["NAME"], name
    connection.close()
    try:
        call_command("migrate", verbosity=0)
        load_code_lists()
    finally:
        connection.close()
        address["NAME"] = before
