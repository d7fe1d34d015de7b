"""Who keeps the embedded servers, and until when.

Each server has a keeper: a process of its own that starts it, watches it, and stops it when nobody uses it any more.
`make run` and every `make manage` are users. A user holds a shared lock; the keeper stops when it can have that lock
alone. So users share the servers in any order of coming and going, and a user killed by kill -9 is gone like any other.
The server is sent its stop signal by the kernel should the keeper itself be killed.
"""

import os
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from config.stack.console import Failure, Stopped, finish_undisturbed, say, step
from config.stack.installation import Installation
from config.stack.locks import Lock, held_elsewhere
from config.stack.processes import Identity, end, read_json, write_json
from config.stack.servers import SERVERS

_TITLES = {"postgres": "Starting PostgreSQL", "valkey": "Starting Valkey"}


def keep(installation: Installation, name: str) -> int:
    """The keeper's own work: start the server, say so on standard output, stay until nobody uses it. Exit status."""
    lock = installation.lock(f"{name}.keeper")
    if not lock.take(wait=2):
        return 0
    users = installation.lock(f"{name}.users")
    ready = _ready_file(installation, name)
    ready.unlink(missing_ok=True)
    server = SERVERS[name](installation)
    try:
        server.start()
        write_json(ready, {"url": server.url, "keeper": asdict(_self())})
        print("ready", flush=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the user who waited for that word may be gone later
        process = server.process
        while process and process.poll() is None:
            if users.take():
                return 0
            time.sleep(0.2)
        say(f"{name} ended by itself with status {process.returncode if process else None}")
        return 1
    except Stopped:
        return 0
    except Failure as failure:
        with suppress(OSError):
            print(failure, flush=True)
        return 1
    finally:
        finish_undisturbed()
        ready.unlink(missing_ok=True)
        server.stop()
        users.release()
        lock.release()


class Servers:
    """The servers that one command uses. Those that the environment names (DATABASE_URL, REDIS_URL) are left alone."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.given = {
            "postgres": os.environ.get("DATABASE_URL", ""),
            "valkey": os.environ.get("REDIS_URL", ""),
        }
        self.embedded = [name for name, url in self.given.items() if not url]
        self._users: dict[str, Lock] = {}
        self._keepers: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def database_url(self) -> str:
        return self._url("postgres")

    @property
    def redis_url(self) -> str:
        return self._url("valkey")

    def join(self) -> None:
        """Become a user of the embedded servers, starting what does not run. Raises Failure when one does not start."""
        for name in self.embedded:
            if name not in self._users:
                users = self._users[name] = self.installation.lock(f"{name}.users")
                users.take(shared=True, wait=None)  # waits only while a keeper is stopping
            self._ensure(name)

    def missing(self) -> list[str]:
        """The embedded servers that do not run now."""
        return [name for name in self.embedded if not self._runs(name)]

    def leave(self) -> None:
        """Be no longer a user; the last one waits until the server has stopped."""
        for name in reversed(list(self._users)):
            users = self._users.pop(name)
            try:
                self._leave(name, users)
            finally:
                users.release()

    def _url(self, name: str) -> str:
        return self.given[name] or str((read_json(_ready_file(self.installation, name)) or {}).get("url", ""))

    def _runs(self, name: str) -> bool:
        state = read_json(_ready_file(self.installation, name))
        return bool(state) and Identity(**state["keeper"]).alive

    def _ensure(self, name: str) -> None:
        if self._runs(name):
            return
        with self.installation.lock(f"{name}.start"):
            # A keeper may be coming up that another user started and did not live to wait for.
            until = time.monotonic() + 90
            while not self._runs(name) and time.monotonic() < until:
                if held_elsewhere(self._keeper_lock(name)):
                    time.sleep(0.05)
                    continue
                with step(_TITLES[name]):
                    self._start_keeper(name)
            if not self._runs(name):
                raise Failure(f"{name} did not come up in time; see {self.installation.log}.")

    def _start_keeper(self, name: str) -> None:
        options = [] if self.installation.durable else ["--throw-away"]
        with (self.installation.log / "keeper.log").open("ab") as log:
            keeper = subprocess.Popen(
                self.installation.command("keep", name, *options),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd="/",
                env={
                    **os.environ,
                    "DINGFEN_VAR": str(self.installation.var),
                    "DINGFEN_VENV": str(self.installation.venv),
                },
                start_new_session=True,
            )
        self._keepers[name] = keeper
        assert keeper.stdout is not None  # noqa: S101
        with keeper.stdout as answer:
            words = answer.readline().decode().strip()
            if words != "ready":
                words += "\n" + answer.read().decode()
                keeper.wait()
                raise Failure(words.strip() or f"{name} does not start; see {self.installation.log / 'keeper.log'}.")

    def _leave(self, name: str, users: Lock) -> None:
        state = read_json(_ready_file(self.installation, name))
        if users.take(wait=0.1):
            # We were the last: the keeper ends now, and what we see ended is ended.
            if state:
                Identity(**state["keeper"]).end(grace=SERVERS[name].stop_seconds + 10)
            elif keeper := self._keepers.get(name):  # still starting when we were told to stop
                end(keeper, grace=SERVERS[name].stop_seconds + 10)
        elif not _ready_file(self.installation, name).exists():
            # The keeper has found before us that nobody is left.
            Lock(self._keeper_lock(name)).take(wait=SERVERS[name].stop_seconds)
        if (keeper := self._keepers.pop(name, None)) and keeper.poll() is None:
            keeper.returncode = 0  # it serves others: not ours to wait for, and no warning about it

    def _keeper_lock(self, name: str) -> Path:
        return self.installation.lock(f"{name}.keeper").path


def _ready_file(installation: Installation, name: str) -> Path:
    return installation.run / f"{name}.ready"


def _self() -> Identity:
    identity = Identity.of(os.getpid())
    assert identity is not None  # noqa: S101 (we run)
    return identity
