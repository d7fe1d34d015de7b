"""A database of its own for the measurements, beside the one that DATABASE_URL names; dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql


@contextmanager
def scratch_database() -> Iterator[None]:
    """Make an empty database on the same server and point DATABASE_URL at it; drop it at the end.

    Must be entered before Django is set up.
    """
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"bench_{os.getpid()}"
    _on_server(address.geturl(), sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    os.environ["DATABASE_URL"] = urlunsplit(address._replace(path=f"/{name}"))
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = address.geturl()
        _on_server(address.geturl(), sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on_server(address: str, statement: sql.Composable) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
