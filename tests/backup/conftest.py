"""A second place to restore into: another database on the same server, or a cluster of its own; other folders."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

Elsewhere = Callable[..., AbstractContextManager[None]]


@contextmanager
def connected_to(**address: Any) -> Iterator[None]:
    """This process works on another database."""
    before = {key: connection.settings_dict[key] for key in address}
    connection.close()
    connection.settings_dict.update(address)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path) -> Iterator[None]:
    """Files and anchor of the first place, this test's own."""
    with override_settings(MEDIA_ROOT=tmp_path / "files", TRAIL_ANCHOR=tmp_path / "trail" / "head.json"):
        yield


@pytest.fixture
def elsewhere(tmp_path: Path, transactional_db: None) -> Iterator[Elsewhere]:
    """`with elsewhere():` works in an empty database with folders of its own; the same one each time in a test.

    Given the address of another server (HOST, PORT, USER, PASSWORD), it works there.
    """
    made: list[str] = []
    name = f"elsewhere_{uuid.uuid4().hex[:8]}"

    @contextmanager
    def there(**server: Any) -> Iterator[None]:
        if not made and not server:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
            made.append(name)
        place = {"MEDIA_ROOT": tmp_path / "files-2", "TRAIL_ANCHOR": tmp_path / "trail-2" / "head.json"}
        with connected_to(**{"NAME": name, **server}), override_settings(**place):
            yield

    yield there
    with connection.cursor() as cursor:
        for database in made:
            cursor.execute(f"DROP DATABASE {database} WITH (FORCE)")
