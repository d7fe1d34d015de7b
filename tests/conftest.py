"""What every test stands on."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import TransactionTestCase, override_settings
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]

from tests import factories
from tests.background import run_at_once
from tests.database import begin_anew, own_database
from tests.invariants import problems, problems_of_slow_rules


class InGroups(LoadGroupScheduling):  # type: ignore[misc]
    """Gives a process whole groups of tests, and all others one by one.

    The mark of xdist that names a group does not reach its scheduler with this pytest, so that the groups stand here.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """The tests that one process has all of, since what they stand on takes longer to make than they take."""
    path = nodeid.partition("::")[0]
    # The walk looks at every page and takes as long as the courses, which look at the steps.
    if path.startswith("tests/browser/"):
        return "walk" if path.endswith("test_pages.py") else "courses"
    if path in {"tests/reports/test_dashboards.py", "tests/reports/test_analysis.py"}:
        return "both ledgers"
    return "stack" if path == "tests/stack/test_two_commands.py" else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> InGroups:
    """How the tests of a run are spread over its processes."""
    return InGroups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the browser tests, visibly, where there is no Chromium. In CI they run, or fail."""
    if shutil.which("chromium-headless-shell") or shutil.which("chromium") or os.environ.get("CI"):
        return
    missing = pytest.mark.skip(reason="chromium is missing (as root: apt-get install chromium fonts-noto-cjk)")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(missing)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what lives as long as the tests, and seldom look at the rest.

    As Python sets it, it takes a seventh of their time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The database of this process, in the place of the one that pytest-django would migrate for each of them."""
    worker = getattr(request.config, "workerinput", {"testrunuid": f"alone-{os.getpid()}", "workerid": ""})
    with (
        django_db_blocker.unblock(),
        own_database(worker["testrunuid"], worker["workerid"]),
        # To empty all tables, as Django would after a test that commits, takes longer.
        patch.object(TransactionTestCase, "_fixture_teardown", lambda _test: begin_anew()),
    ):
        yield


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
def office(db: None) -> factories.Office:
    """An organ with its people."""
    return factories.Office()


@pytest.fixture
def other_office(db: None) -> factories.Office:
    """A second organ with its people, strangers to the first."""
    return factories.Office("乙区")


@pytest.fixture
def sound(db: None) -> None:
    """Says that the test leaves data which hold together; it is looked at after every test (`data_hold_together`)."""


# The modules of which a test was followed by the slow rules, in this process. A backup's tests leave their papers
# elsewhere.
_asked_slowly = {"tests.backup.test_backup"}


@pytest.fixture(autouse=True)
def data_hold_together(request: pytest.FixtureRequest) -> Iterator[None]:
    """What must hold of the data holds after every test that used the database, before its data are taken back.

    The rules that take long are asked after one test of each module. A test that breaks a rule on purpose says so:
    ``@pytest.mark.unsound("why")``.
    """
    database = {"db", "transactional_db"} & set(request.fixturenames)
    if database and not request.node.get_closest_marker("unsound"):
        request.getfixturevalue(database.pop())
        yield
        assert problems() == []
        if request.node.module.__name__ not in _asked_slowly:
            _asked_slowly.add(request.node.module.__name__)
            assert problems_of_slow_rules() == []
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
