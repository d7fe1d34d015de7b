"""`make run`: everything up, until Ctrl-C."""

import http.client
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.stack import processes, setup
from config.stack.console import Failure, Stopped, finish_undisturbed, say, step
from config.stack.environment import demo_wanted, environment
from config.stack.installation import Installation
from config.stack.keeper import Servers
from config.stack.processes import Identity
from config.stack.servers import port_is_free

# A part that ended by itself is started again after so many seconds, twice as many each time, up to a minute.
_FIRST_DELAY, _LONGEST_DELAY = 3.0, 60.0


@dataclass
class Part:
    """One of web, worker and beat."""

    name: str
    command: list[str | Path]
    stop_seconds: float
    process: subprocess.Popen[bytes] | None = None
    delay: float = _FIRST_DELAY
    started: float = 0.0
    restart_at: float = 0.0

    def start(self, installation: Installation, environ: dict[str, str]) -> None:
        """Start the program; its output goes to ``var/log/NAME.log``."""
        log = installation.log / f"{self.name}.log"
        if log.exists() and log.stat().st_size > 5_000_000:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            self.process = processes.spawn(self.command, env=environ, cwd=installation.root, output=output)
        self.started, self.restart_at = time.monotonic(), 0.0

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def tell_to_stop(self) -> None:
        if self.process and not self.ended:
            self.process.terminate()

    def stop(self) -> None:
        """Wait until it has stopped, by force when that takes too long."""
        if self.process:
            processes.end(self.process, grace=self.stop_seconds)


@dataclass
class Launcher:
    """One run of everything on one installation."""

    installation: Installation
    host: str
    port: int
    parts: list[Part] = field(init=False)
    environ: dict[str, str] = field(init=False, default_factory=dict)
    up: bool = field(init=False, default=False)
    restart_servers_at: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        python = self.installation.python
        # A server that listens everywhere is asked at the loopback address.
        self.probe_host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        self.address = f"http://{_bracketed(self.probe_host)}:{self.port}/"
        # --preload: loaded once and then forked, half the time to start. No control socket: it would lie in the home
        # folder, shared by every gunicorn of this account.
        gunicorn = (
            f"-m gunicorn config.wsgi:application --bind {_bracketed(self.host)}:{self.port} --worker-class gthread "
            f"--workers {os.environ.get('WEB_CONCURRENCY', '2')} --threads 4 --preload --no-control-socket "
            "--timeout 120 --graceful-timeout 10"
        )
        celery = "-m celery --app config --quiet"
        worker = f"{celery} worker --concurrency 2 --loglevel INFO --without-gossip --without-mingle"
        beat = f"{celery} beat --loglevel INFO --pidfile="
        self.parts = [
            Part("web", [python, *gunicorn.split()], stop_seconds=15),
            Part("worker", [python, *worker.split()], stop_seconds=30),
            Part("beat", [python, *beat.split(), "--schedule", self.installation.run / "beat"], stop_seconds=5),
        ]
        self.servers = Servers(self.installation)
        self.lock = self.installation.lock("run")

    def run(self) -> int:
        """Set up, start, wait for a signal, stop. Returns the exit status; Failure says what a person must mend."""
        processes.die_with_make()
        make = _Make()
        self._take_lock()
        try:
            self._bring_up()
            self._wait(make)
        except Stopped:
            return 0 if self.up else 130
        finally:
            finish_undisturbed()
            self.lock.write(f"stopping {self.address}")
            self._stop()
            self.lock.release()
        return 0

    def _take_lock(self) -> None:
        until = time.monotonic() + 90
        while not self.lock.take(wait=0.5):
            state, _, address = self.lock.read().partition(" ")
            if state != "stopping" or time.monotonic() > until:
                raise Failure(f"Dingfen already runs from this folder, at {address}. Stop that one first (Ctrl-C).")
        self.lock.write(f"starting {self.address}")

    def _bring_up(self) -> None:
        installation = self.installation
        # What a killed launcher left behind; it was told to end by the kernel and may still be at it.
        processes.end_remembered(self._parts_file, grace=15)
        if not port_is_free(self.port, self.host):
            raise Failure(
                f"Port {self.port} on {self.host} is taken. Choose another one: make run PORT={self.port + 1}"
            )
        setup.set_up_programs(installation, running=True)
        self.servers.join()
        self.environ = environment(installation, self.servers)
        if self.host not in {"127.0.0.1", "localhost", "::1"}:
            self.environ.setdefault("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{self.host},{socket.gethostname()}")
        setup.set_up_data(installation, self.environ, demo=True)
        with step("Starting web, worker and beat"):
            for part in self.parts:
                part.start(installation, self.environ)
                self._remember()
            accounts = self._demo_accounts()
            self._await_health()
        self.lock.write(f"running {self.address}")
        self.up = True
        with suppress(OSError):  # nobody reads any more: no reason not to work
            print(f"\nDingfen is at {self.address}\n{accounts}\nPress Ctrl-C to stop.", flush=True)

    def _wait(self, make: "_Make") -> None:
        """Watch until a signal raises Stopped, or `make` alone was interrupted."""
        while not make.was_interrupted():
            time.sleep(0.3)
            now = time.monotonic()
            for part in self.parts:
                if not part.ended:
                    continue
                if not part.restart_at:
                    if now - part.started > _LONGEST_DELAY:
                        part.delay = _FIRST_DELAY
                    part.restart_at, part.delay = now + part.delay, min(part.delay * 2, _LONGEST_DELAY)
                    say(f"{part.name} ended by itself; starting it again. The end of its log:\n{self._log_end(part)}")
                elif now >= part.restart_at:
                    part.start(self.installation, self.environ)
                    self._remember()
            missing = self.servers.missing()
            if missing and not self.restart_servers_at:
                say(f"{' and '.join(missing)} ended; starting again.")
                self.restart_servers_at = now + _FIRST_DELAY
            elif missing and now >= self.restart_servers_at:
                try:
                    self.servers.join()
                except Failure as failure:
                    say(str(failure))
                self.restart_servers_at = 0.0

    def _stop(self) -> None:
        if not any(part.process for part in self.parts):
            self.servers.leave()
            return
        with step("\nStopping"):
            # Told in reverse order and then waited for, so that they take their leave at the same time.
            for part in reversed(self.parts):
                part.tell_to_stop()
            for part in reversed(self.parts):
                part.stop()
            self._parts_file.unlink(missing_ok=True)
            self.servers.leave()

    def _await_health(self) -> None:
        """Wait until /healthz says 200, which means that a worker has reported as well."""
        until, answer = time.monotonic() + 90, ""
        while time.monotonic() < until:
            for part in self.parts:
                if part.ended:
                    raise Failure(f"{part.name} ended at once; the end of its log:\n{self._log_end(part)}")
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection(self.probe_host, self.port, timeout=5)
                try:
                    connection.request("GET", "/healthz", headers={"Host": f"localhost:{self.port}"})
                    response = connection.getresponse()
                    answer = response.read(1000).decode(errors="replace")
                    if response.status == 200:
                        return
                finally:
                    connection.close()
            time.sleep(0.1)
        raise Failure(f"/healthz does not answer 200; its last answer: {answer or 'none'}")

    def _demo_accounts(self) -> str:
        if not demo_wanted(self.environ):
            return ""
        command = [str(self.installation.python), str(self.installation.root / "manage.py"), "demo_accounts"]
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, cwd=self.installation.root)
        if done.returncode:
            raise Failure(f"The demo accounts cannot be listed:\n{done.stderr[-2000:]}")
        return done.stdout.rstrip()

    @property
    def _parts_file(self) -> Path:
        return self.installation.run / "parts.json"

    def _remember(self) -> None:
        running = {
            part.name: identity
            for part in self.parts
            if part.process and (identity := Identity.of(part.process.pid)) is not None
        }
        processes.remember(self._parts_file, running)

    def _log_end(self, part: Part) -> str:
        log = self.installation.log / f"{part.name}.log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        return "\n".join([*lines, f"(all of it is in {log})"])


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _Make:
    """The `make` above us.

    Interrupted by a signal to itself alone (not by Ctrl-C, which reaches all), it passes nothing on and waits for us
    for ever; but it then gives the signal back to its default, and that can be seen.
    """

    def __init__(self) -> None:
        self.pid = os.getppid()
        is_make = processes.program_of(self.pid) in {"make", "gmake"}
        signums = (signal.SIGINT, signal.SIGHUP) if is_make else ()
        self.caught = [signum for signum in signums if processes.catches(self.pid, signum)]

    def was_interrupted(self) -> bool:
        return any(not processes.catches(self.pid, signum) for signum in self.caught)


def from_environment(installation: Installation) -> Launcher:
    """A launcher at HOST (127.0.0.1) and PORT (8000)."""
    port = os.environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise Failure(f"PORT={port}: a port is a number from 1 to 65535.")
    return Launcher(installation, os.environ.get("HOST") or "127.0.0.1", int(port))
