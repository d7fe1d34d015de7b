"""What every test stands on."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import translation

from tests import factories
from tests.background import run_at_once
from tests.invariants import problems


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the browser tests, visibly, where there is no Chromium. In CI they run, or fail."""
    if shutil.which("chromium") or os.environ.get("CI"):
        return
    missing = pytest.mark.skip(reason="chromium is missing (as root: apt-get install chromium fonts-noto-cjk)")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(missing)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Let the test database be emptied between tests: the triggers of trail and seals against TRUNCATE rest in it.

    tests/dossiers/test_append_only.py wakes them in a transaction and sees them refuse.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger_trail_not_emptied%' OR tgname LIKE 'pgtrigger_seals_not_emptied%'"
        )
        found = cursor.fetchall()
        assert sorted(table for table, _name in found) == ["dossiers_trailentry", "dossiers_trailseal"]
        for table, name in found:
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')


@pytest.fixture(scope="session", autouse=True)
def files_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the papers of tests, and the head of their trail, out of the checkout."""
    anchor = tmp_path_factory.mktemp("trail") / "head.json"
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), TRAIL_ANCHOR=anchor):
        yield


@pytest.fixture(autouse=True)
def no_head_of_another_trail() -> None:
    """Begin each test without the head that an earlier one wrote down: its trail was taken back."""
    Path(settings.TRAIL_ANCHOR).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def in_chinese() -> None:
    """Begin each test in the language of the pages: a request of an earlier one may have left another."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def codes(db: None) -> None:
    """The code lists as they are shipped."""
    factories.load_code_lists()


@pytest.fixture
def office(codes: None) -> factories.Office:
    """An organ with its people."""
    return factories.Office()


@pytest.fixture
def other_office(codes: None) -> factories.Office:
    """A second organ with its people, strangers to the first."""
    return factories.Office("乙区")


@pytest.fixture
def sound(db: None) -> None:
    """Says that the test leaves data which hold together; it is looked at after every test (`data_hold_together`)."""


@pytest.fixture(autouse=True)
def data_hold_together(request: pytest.FixtureRequest) -> Iterator[None]:
    """What must hold of the data holds after every test that used the database, before its data are taken back.

    A test that breaks it on purpose says so: ``@pytest.mark.unsound("why")``.
    """
    database = {"db", "transactional_db"} & set(request.fixturenames)
    if database and not request.node.get_closest_marker("unsound"):
        request.getfixturevalue(database.pop())
        yield
        assert problems() == []
    else:
        yield


@pytest.fixture
def tasks_at_once() -> Iterator[None]:
    """Background tasks run where they are sent."""
    with run_at_once():
        yield


@pytest.fixture
def english() -> Iterator[None]:
    """Messages in the language of the source, so that a test can look for words."""
    with translation.override("en"):
        yield
