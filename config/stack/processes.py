"""Starting programs so that none outlives its parent, and ending them."""

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(signum: int) -> Callable[[], None]:
    """A preexec_fn: the kernel sends `signum` to the new process when the one that started it ends, even by kill -9.

    It runs after a change of user, which would clear the setting.
    """
    parent = os.getpid()

    def ask() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signum)
        if os.getppid() != parent:  # it ended before the line above
            os.kill(os.getpid(), signum)

    return ask


def die_with_make() -> None:
    """Let this process be sent SIGTERM when the `make` that started it is killed, which would tell it nothing."""
    parent = os.getppid()
    if program_of(parent) in {"make", "gmake"}:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def program_of(pid: int) -> str:
    """The name of the program that `pid` runs, or an empty string."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def catches(pid: int, signum: int) -> bool:
    """Whether process `pid` has a handler for `signum`."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    caught = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")), "0")
    return bool(int(caught, 16) >> (signum - 1) & 1)


@dataclass(frozen=True)
class Identity:
    """A process for good: its id and the moment it began, since ids are used again."""

    pid: int
    began: str

    @classmethod
    def of(cls, pid: int) -> "Identity | None":
        """The identity of a process that runs now; None when there is none, or only its entry is left (a zombie)."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return None
        # The second field, the name in brackets, may hold anything; the fields after it are counted from its end.
        fields = stat.rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return None if fields[0] in "ZX" else cls(pid, f"{boot} {fields[19]}")

    @property
    def alive(self) -> bool:
        return Identity.of(self.pid) == self

    def end(self, first: int = signal.SIGTERM, grace: float = 10) -> None:
        """Send `first`, wait up to `grace` seconds, then SIGKILL."""
        for signum, seconds in ((first, grace), (signal.SIGKILL, 5.0)):
            if not self.alive:
                return
            with suppress(ProcessLookupError):
                os.kill(self.pid, signum)
            until = time.monotonic() + seconds
            while self.alive and time.monotonic() < until:
                time.sleep(0.05)


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path,
    output: IO[bytes] | int,
    death_signal: int = signal.SIGTERM,
    **account: Any,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own (a terminal's Ctrl-C reaches us alone), to end when we end.

    `output` takes both its streams; `account` are subprocess's user, group and extra_groups.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=die_with_parent(death_signal),
        **account,
    )


def end(process: subprocess.Popen[bytes], first: int = signal.SIGTERM, grace: float = 10) -> None:
    """Stop a program that `spawn` started: `first`, after `grace` seconds SIGKILL; then what is left of its session."""
    if process.poll() is None:
        process.send_signal(first)
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def write_json(path: Path, value: Any, mode: int = 0o600) -> None:
    """Write a small file whole or not at all."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with open(fd, "w", encoding="utf-8") as out:
        json.dump(value, out)
    new.replace(path)


def read_json(path: Path) -> Any:
    """What `write_json` wrote; None when there is no such file or it is broken."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def remember(path: Path, processes: Mapping[str, Identity]) -> None:
    """Write down what runs, for a later start that finds this one killed."""
    write_json(path, {name: asdict(identity) for name, identity in processes.items()})


def end_remembered(path: Path, first: int = signal.SIGTERM, grace: float = 10) -> None:
    """End what an earlier start wrote down with `remember` and did not live to stop."""
    for fields in (read_json(path) or {}).values():
        Identity(**fields).end(first, grace)
    path.unlink(missing_ok=True)
