"""A real worker on a real broker: sent twice, a task does its work once; the worker says that it lives."""

import datetime as dt
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from accounts.timekeeping import at, today
from cases.tasks import lapse_reviews
from config.celery import app
from notices.tasks import broker, last_heartbeat
from tests import factories as make
from tests.factories import Office
from tests.invariants import problems

pytestmark = pytest.mark.django_db(transaction=True)


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


@pytest.fixture
def worker(tmp_path, transactional_db: None) -> Iterator[str]:
    """A worker of its own queue against the test database; its name."""
    database = connection.settings_dict
    parts = urlsplit(os.environ["DATABASE_URL"])
    name, queue = f"test-{uuid.uuid4().hex[:8]}@here", f"test-{uuid.uuid4().hex[:8]}"
    environment = {**os.environ, "DATABASE_URL": urlunsplit(parts._replace(path=f"/{database['NAME']}"))}
    log = tmp_path / "worker.log"
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "-n",
        name,
        "-Q",
        queue,
        "-c",
        "2",
        "-l",
        "info",
    ]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=settings.BASE_DIR, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            with broker() as redis:
                assert within(60, lambda: last_heartbeat(redis) == name or process.poll() is not None), log.read_text()
            assert process.poll() is None, log.read_text()
            yield queue
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.mark.slow
def test_reviews_lapse_once_however_often_the_task_is_sent(worker: str) -> None:
    office = Office()
    long_ago = today() - dt.timedelta(days=40)
    with at(long_ago):
        cases = [office.register(applicant=name) for name in ("周某", "吴某")]
    for _ in range(4):
        app.send_task(lapse_reviews.name, queue=worker)

    def lapsed() -> bool:
        for case in cases:
            make.reload(case)
        return all(case.state == "handling" for case in cases)

    assert within(30, lapsed)
    time.sleep(1)
    for case in cases:
        assert case.dossier.timeline.filter(step="deem_accepted").count() == 1
        assert case.accepted_on < today()
    assert sorted(case.dossier.case_number.serial for case in cases) == [1, 2]
    assert problems() == []
