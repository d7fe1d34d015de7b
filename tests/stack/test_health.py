"""GET /healthz: each part alone, down and up."""

import json
import time
from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from config.health import healthz
from notices import tasks

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def heartbeat(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A worker has been heard of; forgotten afterwards. Under a name that other test processes do not use."""
    monkeypatch.setattr(tasks, "_HEARTBEAT", f"test:heartbeat:{time.monotonic_ns()}")
    tasks.heartbeat.apply()
    yield
    with tasks.broker() as connection:
        connection.delete(tasks._HEARTBEAT)


def ask(rf: RequestFactory) -> tuple[int, dict[str, str]]:
    response = healthz(rf.get("/healthz"))
    return response.status_code, json.loads(response.content)


@pytest.mark.django_db
@pytest.mark.usefixtures("heartbeat")
def test_all_is_well(rf: RequestFactory) -> None:
    assert ask(rf) == (200, {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok"})


@pytest.mark.django_db
def test_no_worker(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_HEARTBEAT", "test:no-such-heartbeat")
    assert ask(rf) == (503, {"status": "unavailable", "database": "ok", "broker": "ok", "worker": "unavailable"})


@pytest.mark.django_db
def test_no_broker_is_said_at_once(rf: RequestFactory, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = NOBODY_LISTENS
    begun = time.monotonic()
    assert ask(rf) == (
        503,
        {"status": "unavailable", "database": "ok", "broker": "unavailable", "worker": "unavailable"},
    )
    assert time.monotonic() - begun < 2


@pytest.mark.django_db
@pytest.mark.usefixtures("heartbeat")
def test_no_database(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = {"dbname": "dingfen", "user": "dingfen", "password": "x", "host": "127.0.0.1", "port": 1}
    monkeypatch.setattr("config.health.connection.get_connection_params", lambda: elsewhere)
    assert ask(rf) == (503, {"status": "unavailable", "database": "unavailable", "broker": "ok", "worker": "ok"})


def test_it_is_only_read(rf: RequestFactory) -> None:
    assert healthz(rf.post("/healthz")).status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("heartbeat")
def test_nothing_keeps_the_answer(rf: RequestFactory) -> None:
    assert "no-store" in healthz(rf.get("/healthz"))["Cache-Control"]


def test_a_worker_takes_back_only_its_own_sign_of_life(heartbeat: None) -> None:
    tasks.record_heartbeat("one@host")
    tasks._goes_down("two@host")
    with tasks.broker() as connection:
        assert tasks.last_heartbeat(connection) == "one@host"
        tasks._goes_down("one@host")
        assert tasks.last_heartbeat(connection) is None
        assert not connection.exists(tasks._HEARTBEAT)


def test_the_broker_forgets_an_old_heartbeat(heartbeat: None, settings: Settings) -> None:
    tasks.record_heartbeat("one@host")
    with tasks.broker() as connection:
        assert 0 < connection.ttl(tasks._HEARTBEAT) <= settings.WORKER_HEARTBEAT_SECONDS
