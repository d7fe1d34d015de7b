"""File locks (flock): the kernel lets go of them however a process ends, so none is ever stale."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType


class Lock:
    """A lock on a file. As a context manager it waits and holds it alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def take(self, *, shared: bool = False, wait: float | None = 0) -> bool:
        """Take or convert the lock; `wait` in seconds, None for as long as it takes. False when others hold it.

        A conversion that fails has let go of what was held before.
        """
        if self._fd is None:
            self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        if wait is None:
            fcntl.flock(self._fd, kind)
            return True
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self._fd, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(0.05)
            else:
                return True

    def release(self) -> None:
        """Let go; harmless when nothing is held."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def write(self, text: str) -> None:
        """Leave a word in the file for those who find it locked."""
        assert self._fd is not None, "only the holder writes"  # noqa: S101
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(), 0)

    def read(self) -> str:
        """What the holder wrote; empty when nothing was."""
        try:
            return self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def __enter__(self) -> "Lock":
        self.take(wait=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def held_elsewhere(path: Path) -> bool:
    """Whether some process holds the lock on `path`."""
    lock = Lock(path)
    try:
        return not lock.take()
    finally:
        lock.release()
