"""Real workers, a real broker and real servers for what is sent, and each of them killed or restarted in between.

Counted each time: every reminder of the ledger arrived (0 lost), and whatever arrived twice did so under one key.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from celery import Celery
from django.conf import settings

from config.stack.installation import Installation
from config.stack.servers import Postgres, Valkey
from tests.cases.test_worker import within
from tests.reminders.servers import Server, http_server, mail_server

pytestmark = pytest.mark.slow

CASES = 12
# Of each case: officer, director and leader by e-mail, and the group.
MAILS, GROUPS = 3 * CASES, CASES
LEASE_SECONDS = 12


@dataclass
class Stack:
    """Servers of our own, in which everything may be killed, and where messages arrive."""

    postgres: Postgres
    valkey: Valkey
    smtp: Server
    messenger: Server
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    places: int = 0

    @property
    def environ(self) -> dict[str, str]:
        return {
            **os.environ,
            "DINGFEN_MODE": "test",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "DINGFEN_MAIL_URL": f"smtp://127.0.0.1:{self.smtp.port}",
            "DINGFEN_WEBHOOK_HOSTS": "127.0.0.1",
            "DINGFEN_CHANNEL_TIMEOUT": "4",
            "DINGFEN_OUTBOX_LEASE_SECONDS": str(LEASE_SECONDS),
            "DINGFEN_REMINDERS_FROM": "0",
            "DINGFEN_REMINDERS_TO": "24",
        }

    def python(self, *arguments: str) -> None:
        """Run a program of Python against these servers to its end."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environ, cwd=settings.BASE_DIR, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def overdue_cases(self) -> None:
        """An office of its own with CASES overdue cases."""
        self.places += 1
        url = f"json://127.0.0.1:{self.messenger.port}/hook"
        self.python("-m", "tests.reminders.world", f"第{self.places}区", str(CASES), url)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(self.postgres.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall()
        finally:
            connection.close()

    def send(self, *tasks: str) -> None:
        """Send tasks as beat does."""
        with Celery(broker=self.valkey.url) as app:
            for task in tasks:
                app.send_task(task, expires=60)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A worker that takes tasks from these servers."""
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "2", "-l", "info"]
        command += ["--without-gossip", "--without-mingle"]
        with (self.folder / f"worker-{len(self.workers)}.log").open("wb") as log:
            worker = subprocess.Popen(
                command, env=self.environ, cwd=settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True
            )
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """kill -9 to the worker and its processes."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)

    def states(self) -> Counter[str]:
        """How many messages of the last office are in each state."""
        found = self.sql(
            "SELECT state, count(*) FROM notices_message WHERE organ_id = (SELECT max(id) FROM accounts_organ)"
            " GROUP BY state"
        )
        return Counter(dict(found))

    def until_all_sent(self, seconds: float = 240) -> None:
        """Let beat's part be played until every message was written and none waits any more."""
        until = time.monotonic() + seconds
        # Who was put off waits a minute: here nobody has that long.
        hurry = "UPDATE notices_message SET next_attempt_at = created_at WHERE state = 'waiting' RETURNING 1"
        while (found := self.states()) != {"sent": MAILS + GROUPS}:
            assert time.monotonic() < until, f"{found}\n{self.logs()}"
            self.sql(hurry)
            self.send("deadlines.tasks.sweep_reminders", "notices.tasks.deliver")
            time.sleep(1)

    def sweep(self) -> None:
        """Let the worker write the reminders, and wait until they are there."""
        self.send("deadlines.tasks.sweep_reminders")
        assert within(180, lambda: self.states().total() == MAILS + GROUPS), self.logs()

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in sorted(self.folder.glob("worker-*.log")))

    def quiet(self) -> None:
        """Every server answers at once again."""
        for server in (self.smtp, self.messenger):
            server.wait = server.wait_before = lambda number: 0.0

    def count(self, mails: int = MAILS, groups: int = GROUPS) -> tuple[int, int]:
        """Assert that each message of the last office arrived. Returns (lost, arrived again under their key)."""
        (organ,) = self.sql("SELECT max(id) FROM accounts_organ")[0]
        rows = self.sql(
            "SELECT channel, coalesce(recipient_id::text, ''), address, key, state FROM notices_message"
            " WHERE organ_id = %s",
            organ,
        )
        keys = {_key(*row[:4]) for row in rows}
        assert len(keys) == len(rows) == mails + groups
        assert {row[4] for row in rows} == {"sent"}
        taken = [*self.smtp.keys, *self.messenger.keys]
        # Nothing came without a key, or under one that no message has: that would be a message twice.
        known = {
            _key(*row)
            for row in self.sql("SELECT channel, coalesce(recipient_id::text, ''), address, key FROM notices_message")
        }
        assert [key for key in taken if key not in known] == []
        arrived = Counter(key for key in taken if key in keys)
        reminders = self.sql(
            "SELECT count(*), count(DISTINCT (r.deadline_id, r.stage, r.user_id)) FROM deadlines_reminder r"
            " JOIN deadlines_deadline d ON d.id = r.deadline_id JOIN dossiers_dossier o ON o.id = d.dossier_id"
            " WHERE o.organ_id = %s AND NOT r.overtaken",
            organ,
        )
        assert reminders == [(mails, mails)]
        texts = {(mail.to, mail.key) for mail in self.smtp.taken if mail.key in keys}
        # No second message under another key: as many (recipient, key) pairs as messages.
        assert len(texts) == mails
        return len(keys - set(arrived)), sum(count - 1 for count in arrived.values())


def _key(channel: str, recipient: str, address: str, key: str) -> str:
    """What Message.idempotency_key gives, worked out apart from it."""
    return hashlib.sha256("\n".join((channel, recipient, address, key)).encode()).hexdigest()[:40]


@contextmanager
def _servers() -> Iterator[tuple[Postgres, Valkey, Path]]:
    folder = Path(tempfile.mkdtemp(prefix="dingfen-crash-"))
    # The servers' own account goes through it.
    folder.chmod(0o711)
    here = replace(Installation.here(), var=folder / "var", durable=True)
    here.var.mkdir(mode=0o711)
    here.make_folders()
    postgres, valkey = Postgres(replace(here, durable=False)), Valkey(here)
    try:
        postgres.start()
        valkey.start()
        yield postgres, valkey, folder
    finally:
        valkey.stop()
        postgres.stop()
        for path in {folder, postgres.home}:
            shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def whole_stack() -> Iterator[Stack]:
    with _servers() as (postgres, valkey, folder), mail_server() as smtp, http_server() as messenger:
        stack = Stack(postgres, valkey, smtp, messenger, folder)
        stack.python("manage.py", "migrate", "-v0")
        yield stack


@pytest.fixture
def stack(whole_stack: Stack) -> Iterator[Stack]:
    whole_stack.overdue_cases()
    try:
        yield whole_stack
    finally:
        whole_stack.quiet()
        for worker in whole_stack.workers:
            if worker.poll() is None:
                whole_stack.kill(worker)


def test_the_sweep_sent_again_and_again_to_two_workers(stack: Stack) -> None:
    for _ in range(2):
        stack.start_worker()
    stack.send(*["deadlines.tasks.sweep_reminders", "notices.tasks.deliver"] * 6)
    assert within(180, lambda: stack.states().total() == MAILS + GROUPS), stack.logs()
    stack.send(*["deadlines.tasks.sweep_reminders", "notices.tasks.deliver"] * 6)
    stack.until_all_sent()
    assert stack.count() == (0, 0)


def test_the_worker_killed_between_claim_and_send(stack: Stack) -> None:
    """The server of e-mail does not answer while the worker has claimed a batch; then the worker is gone."""
    worker = stack.start_worker()
    before = len(stack.smtp.taken)
    stack.smtp.wait_before = lambda number: 3.0
    stack.sweep()
    stack.send("notices.tasks.deliver")
    assert within(180, lambda: stack.states()["claimed"] >= 10), stack.logs()
    stack.kill(worker)
    claimed = stack.states()["claimed"]
    stack.smtp.wait_before = lambda number: 0.0
    assert claimed >= 10
    # What nobody sends any more is still waiting or claimed, and goes when the lease has run out.
    stack.start_worker()
    stack.until_all_sent()
    assert len(stack.smtp.taken) - before >= MAILS
    lost, again = stack.count()
    assert lost == 0
    assert again <= 2


def test_the_worker_killed_between_send_and_commit(stack: Stack) -> None:
    """The other side took the message and answers late: the worker never hears of it and is gone."""
    worker = stack.start_worker()
    before = (len(stack.smtp.taken), len(stack.messenger.taken))
    stack.smtp.wait = stack.messenger.wait = lambda number: 3.0
    stack.sweep()
    stack.send("notices.tasks.deliver", "notices.tasks.deliver")
    assert within(180, lambda: len(stack.smtp.taken) > before[0]), stack.logs()
    stack.kill(worker)
    # What was on the line when the worker died is still read by the other side.
    time.sleep(1)
    taken = len(stack.smtp.taken) - before[0] + len(stack.messenger.taken) - before[1]
    known = len(
        stack.sql(
            "SELECT 1 FROM notices_message WHERE state = 'sent' AND organ_id = (SELECT max(id) FROM accounts_organ)"
        )
    )
    assert taken > known, "nothing arrived that is not written down as sent"
    stack.quiet()
    stack.start_worker()
    stack.until_all_sent()
    lost, again = stack.count()
    assert lost == 0
    # Those that had arrived came again, each under its own key.
    assert again >= taken - known


def test_the_broker_killed_and_started_again(stack: Stack) -> None:
    stack.start_worker()
    stack.smtp.wait = lambda number: 0.05
    stack.sweep()
    stack.send("notices.tasks.deliver")
    assert within(180, lambda: stack.states()["sent"] > 0), stack.logs()
    assert stack.valkey.process is not None
    stack.valkey.process.kill()
    stack.valkey.process.wait(10)
    time.sleep(1)
    stack.valkey.start()
    stack.until_all_sent()
    lost, again = stack.count()
    assert (lost, again) == (0, 0)


def test_the_database_stopped_and_started_again(stack: Stack) -> None:
    stack.start_worker()
    stack.smtp.wait = lambda number: 0.1
    stack.sweep()
    stack.send("notices.tasks.deliver")
    assert within(180, lambda: stack.states()["sent"] > 0), stack.logs()
    stack.postgres.stop()
    time.sleep(1)
    stack.postgres.start()
    stack.until_all_sent()
    lost, again = stack.count()
    assert lost == 0
    # The message that was just going out when the database went away is written down when it is back, or goes again.
    assert again <= 2
