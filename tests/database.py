"""The test databases of a run: one is migrated and given the code lists, and each process works on a copy of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_migrate

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
    template = f"test_{before}_template"
    own = f"test_{before}_{worker or 'alone'}"
    with _databases() as cursor:
        if _made_by(cursor, template) != run:
            _drop(cursor, template)
            cursor.execute(f'CREATE DATABASE "{template}"')
            _fill(template)
            cursor.execute(f"COMMENT ON DATABASE \"{template}\" IS '{run}'")
        _drop(cursor, own)
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
    address["NAME"] = own
    post_migrate.connect(_code_lists_again, dispatch_uid="code lists")
    try:
        yield
    finally:
        connection.close()
        address["NAME"] = before
        with _databases() as cursor:
            _drop(cursor, own)
            cursor.execute("SELECT 1 FROM pg_database WHERE datname LIKE %s", [f"test_{before}_gw%"])
            if not cursor.fetchall():
                _drop(cursor, template)


@contextmanager
def _databases() -> Iterator[Any]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield cursor


def _made_by(cursor: Any, name: str) -> str | None:
    """The run that made a database; it is written down when all is in it."""
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    found = cursor.fetchone()
    return found and found[0]


def _drop(cursor: Any, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _fill(name: str) -> None:
    """The schema and the code lists, in an empty database.

    It can be emptied between tests: the triggers of trail and seals against TRUNCATE rest in it.
    tests/dossiers/test_append_only.py wakes them in a transaction and sees them refuse.
    """
    address = connection.settings_dict
    before, address["NAME"] = address["NAME"], name
    connection.close()
    try:
        call_command("migrate", verbosity=0)
        load_code_lists()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
                " WHERE tgname LIKE 'pgtrigger_trail_not_emptied%' OR tgname LIKE 'pgtrigger_seals_not_emptied%'"
            )
            found = cursor.fetchall()
            assert sorted(table for table, _name in found) == ["dossiers_trailentry", "dossiers_trailseal"]
            for table, trigger in found:
                cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')
    finally:
        connection.close()
        address["NAME"] = before


def _code_lists_again(sender: Any, **_others: Any) -> None:
    """The code lists belong to the schema: whoever empties the database between tests gets them back."""
    if sender.label == "dossiers":
        load_code_lists()
