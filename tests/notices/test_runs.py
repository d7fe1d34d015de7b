"""Runs of background work are written down as they end, and the status page tells what is late or found something."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import Role
from accounts.timekeeping import at, now
from dossiers.models import TrailEntry
from dossiers.seal.sealer import seal_trail
from dossiers.tasks import prove_trail, seal_entries
from dossiers.trail import record
from notices import runs
from notices.models import RunState, TaskRun
from notices.runs import expect, last_run, last_runs, task_run
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def expected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the sweep of this test is expected, once an hour."""
    monkeypatch.setattr(runs, "_expected", {})
    expect("test.sweep", "Sweep", within=HOUR)


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(make.make_user(Role.ADMINISTRATOR, make.make_organ().office))
    return client


def test_a_run_keeps_when_and_what() -> None:
    with at("2026-11-20T02:00"), task_run("test.sweep") as run:
        assert TaskRun.objects.get().state == RunState.RUNNING
        run.counts = {"rows": 3}
    kept = TaskRun.objects.get()
    assert (kept.state, kept.counts, kept.finished_at) == (RunState.DONE, {"rows": 3}, kept.started_at)
    assert last_run("test.sweep") == kept


def test_a_run_that_fails_is_written_down_without_the_words_of_the_error() -> None:
    with pytest.raises(ValueError, match="周某"), task_run("test.sweep"):
        raise ValueError("周某 500224199001011234")
    kept = TaskRun.objects.get()
    assert (kept.state, kept.detail) == (RunState.FAILED, {"error": "ValueError"})
    assert kept.finished_at is not None


def test_what_runs_every_few_seconds_keeps_one_row() -> None:
    for number in range(3):
        with task_run("test.sweep", one_row=True) as run:
            run.counts = {"rows": number}
    assert TaskRun.objects.get().counts == {"rows": 2}


def test_expected_work_is_overdue_when_no_run_has_ended_in_its_time(expected: None) -> None:
    (first,) = last_runs()
    assert (first.run, first.overdue) == (None, False), "the database of the tests was set up just now"
    with at(now() + 2 * HOUR):
        assert last_runs()[0].overdue
        with task_run("test.sweep"):
            pass
        assert not last_runs()[0].overdue
        assert last_runs()[0].sound
    with at(now() + 4 * HOUR):
        assert last_runs()[0].overdue
        assert not last_runs()[0].sound
        with task_run("test.sweep") as run:
            run.state = RunState.PROBLEM
        assert not last_runs()[0].overdue
        assert not last_runs()[0].sound


def test_a_run_under_way_does_not_hide_that_the_last_one_is_long_ago(expected: None) -> None:
    with at("2026-11-20T02:00"), task_run("test.sweep"):
        pass
    TaskRun.objects.create(name="test.sweep", started_at=now())
    assert last_runs()[0].overdue


# --- the status page -------------------------------------------------------------------------------------------


def page(client: Client) -> str:
    answer = client.get(reverse("system-status"))
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client: Client) -> dict[str, dict[str, Any]]:
    return {str(row["name"]): row for row in client.get(reverse("system-status")).context["runs"]}


def test_the_page_says_what_runs_what_is_overdue_and_what_found_something(administrator: Client) -> None:
    seal_entries()
    found = rows(administrator)
    assert found["Sealing of the trail"]["words"] == "Completed"
    assert found["Check of the data"]["words"] == "not yet run"
    assert found["Backup"]["words"] == "No nightly backup is set up"
    with at(now() + dt.timedelta(days=2)):
        found = rows(administrator)
        assert {found[name]["words"] for name in ("Sealing of the trail", "Check of the data")} == {"overdue"}
        assert {found[name]["tone"] for name in ("Sealing of the trail", "Check of the data")} == {"late"}


def test_the_page_names_broken_rules_and_the_broken_trail(administrator: Client) -> None:
    assert "The data do not hold together" not in page(administrator)
    broken = {"name": "numbers.gaps", "count": 1000, "more": True, "rows_of": "dossiers.casenumber", "ids": ["7", "9"]}
    TaskRun.objects.create(
        name="data.check", state=RunState.PROBLEM, finished_at=now(), counts={"rules": 30}, detail={"broken": [broken]}
    )
    found = [{"kind": "entry_removed", "position": 3, "entry": 4, "other": None, "columns": [], "words": ""}]
    TaskRun.objects.create(
        name="trail.verify", state=RunState.PROBLEM, finished_at=now(), counts={"sealed": 9}, detail={"breaks": found}
    )
    text = page(administrator)
    assert "No number given here leaves a gap before it" in text
    assert "broken by 1000+" in text
    assert "7, 9" in text
    assert "Entry 4 has been removed (seal 3)." in text


def test_the_page_takes_as_many_queries_for_few_rows_and_many(administrator: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(administrator)
        return len(captured)

    page(administrator)
    before = queries()
    for _ in range(60):
        record(actor=SYSTEM, action="sign-in")
        with task_run("data.check"):
            pass
    seal_trail()
    prove_trail()
    assert queries() == before
    assert TrailEntry.objects.count() > 60


def test_little_room_on_the_disk_is_said(administrator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.status.shutil.disk_usage", lambda path: _Usage(100 * 1024**3, 1024**3))
    assert "Little room is left." in page(administrator)
    monkeypatch.setattr("config.status.shutil.disk_usage", lambda path: _Usage(100 * 1024**3, 50 * 1024**3))
    assert "Little room is left." not in page(administrator)


class _Usage:
    def __init__(self, total: int, free: int) -> None:
        self.total, self.free = total, free


@pytest.fixture
def nightly() -> Iterator[None]:
    with override_settings(BACKUP_DIR="/nowhere"):
        yield


@pytest.mark.usefixtures("nightly")
def test_a_nightly_backup_that_is_set_up_is_not_said_to_be_missing(administrator: Client) -> None:
    assert "No nightly backup is set up" not in page(administrator)
