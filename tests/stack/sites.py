"""A second checkout with its own data, and what runs from it, for the tests of the two commands."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg2

CHECKOUT = Path(__file__).resolve().parents[2]
_LEFT_OUT = {
    ".git", ".venv", "var", "node_modules", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
    ".import_linter_cache", "tests", "docs",
}  # fmt: skip


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """One `make run`."""

    site: "Site"
    make: subprocess.Popen[bytes]
    out: Path
    err: Path
    seen: set[psutil.Process] = field(default_factory=set)

    @property
    def launcher(self) -> psutil.Process:
        return psutil.Process(self.make.pid).children()[0]

    def get(self, path: str) -> tuple[int, bytes]:
        """GET from the web server; (0, b"") when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            connection.close()

    def wait_for(self, text: str, seconds: float = 90) -> None:
        """Wait until `text` stands in the output or among the messages."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if text in self.out.read_text() + self.err.read_text():
                self.seen = self.site.processes()
                return
            if self.make.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"never said {text!r}:\n{self.out.read_text()}\n{self.err.read_text()}")

    def wait_until_up(self) -> None:
        """A first start makes the data of the demonstration too, while other tests run beside it."""
        self.wait_for("Ctrl-C", seconds=300)

    def end(self, seconds: float = 60) -> int:
        """Wait for the end; the exit status of make."""
        return self.make.wait(seconds)


@dataclass
class Site:
    """A checkout in `root`."""

    root: Path
    extra: dict[str, str] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    runs: list[Running] = field(default_factory=list)

    @property
    def var(self) -> Path:
        return Path(self.extra.get("DINGFEN_VAR", self.root / "var"))

    @property
    def environ(self) -> dict[str, str]:
        """The environment of somebody at a terminal, sharing our virtual environment to save its installation."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DINGFEN_", "PYTEST_", "MAKE", "MFLAGS"))
            and name not in {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "PORT", "HOST"}
        }
        return {**kept, "DINGFEN_VENV": sys.prefix, "PORT": str(self.port), **self.extra}

    def manage(self, command: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """`make manage cmd=…` to its end."""
        return self.start_manage(command, **extra)[1]()

    def start_manage(self, command: str, **extra: str) -> tuple[subprocess.Popen[str], Any]:
        """`make manage cmd=…`, and a function that waits for its end."""
        process = subprocess.Popen(
            ["make", "manage", f"cmd={command}"],
            cwd=self.root,
            env={**self.environ, **extra},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **self.account,
        )

        def finish() -> subprocess.CompletedProcess[str]:
            out, err = process.communicate(timeout=300)
            return subprocess.CompletedProcess(process.args, process.returncode, out, err)

        return process, finish

    def python(self, code: str, **extra: str) -> str:
        """What a line of Python prints in Django's shell, by `make manage`; the code holds no double quote."""
        done = self.manage(f'shell -v0 -c "{code}"', **extra)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def sql(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        """Ask the embedded database that runs now; the rows of the answer."""
        url = json.loads((self.var / "run" / "postgres.ready").read_text())["url"]
        connection = psycopg2.connect(url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall()
        finally:
            connection.close()

    def keep(self, name: str) -> None:
        """Leave a row in the database."""
        self.sql("INSERT INTO django_session VALUES (%s, '', '2099-01-01') RETURNING 1", name)

    def kept(self) -> set[str]:
        """The rows that `keep` left."""
        return {row[0] for row in self.sql("SELECT session_key FROM django_session WHERE expire_date >= '2099-01-01'")}

    def run(self) -> Running:
        """Start `make run` in a session of its own, as a terminal does."""
        out, err = self.root / f"out-{len(self.runs)}", self.root / f"err-{len(self.runs)}"
        with out.open("wb") as stdout, err.open("wb") as stderr:
            make = subprocess.Popen(
                ["make", "run"],
                cwd=self.root,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
                **self.account,
            )
        self.runs.append(Running(self, make, out, err))
        return self.runs[-1]

    def processes(self) -> set[psutil.Process]:
        """Everything that runs for this checkout: its path is in the command line, the folder or the environment."""
        found = set()
        for process in psutil.process_iter():
            try:
                folder = Path(f"/proc/{process.pid}")
                words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
                works_in = os.readlink(folder / "cwd")
                if process.status() == psutil.STATUS_ZOMBIE:
                    continue
            except (OSError, psutil.NoSuchProcess):
                continue
            if str(self.root) in works_in or str(self.root).encode() in words:
                found.add(process)
        return found

    def assert_nothing_left(self) -> None:
        """No process of this checkout runs, nor any that ran when a `make run` was seen up."""
        left = self.processes() | {process for run in self.runs for process in run.seen if process.is_running()}
        left = {process for process in left if process.status() != psutil.STATUS_ZOMBIE}
        assert not left, left

    def remove(self) -> None:
        """End what runs and take the folder away, and the data that lies outside it."""
        for run in self.runs:
            if run.make.poll() is None:
                os.killpg(run.make.pid, signal.SIGTERM)
                run.make.wait(60)
        for process in self.processes():
            process.kill()
        home = self.var / "run" / "home"
        outside = Path(home.read_text()) if home.exists() else self.root
        for folder in {self.root, outside}:
            shutil.rmtree(folder, ignore_errors=True)


def clone(target: Path, **options: Any) -> Site:
    """Copy this checkout to `target` without what it has written, but with the front-end files already fetched."""
    shutil.copytree(CHECKOUT, target, ignore=lambda folder, names: _LEFT_OUT if Path(folder) == CHECKOUT else set())
    return Site(target, **options)


def health(running: Running) -> dict[str, str]:
    """What /healthz says."""
    return dict(json.loads(running.get("/healthz")[1]))
