"""What the person at the terminal is told, always on standard error, and how a signal ends the work."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


class Failure(Exception):
    """Something a person must know; shown without a traceback. `code` is the exit status."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


class Stopped(BaseException):
    """SIGINT, SIGTERM or SIGHUP arrived. Raised once; while things are being stopped more signals change nothing."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


_stopped = False


def _stop(signum: int, frame: FrameType | None) -> None:
    global _stopped
    if not _stopped:
        _stopped = True
        raise Stopped(signum)


def stop_on_signals() -> None:
    """Turn the first SIGINT, SIGTERM or SIGHUP into `Stopped`.

    Set explicitly: a shell without job control starts background jobs with SIGINT ignored, and Python would keep it so.
    """
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _stop)


def say(text: str) -> None:
    """Write a line to standard error."""
    _write(f"{text}\n")


def _write(text: str) -> None:
    # The terminal may be gone (SIGHUP); what has to be stopped is stopped all the same.
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def finish_undisturbed() -> None:
    """From here on signals change nothing: what is being stopped is stopped to its end."""
    global _stopped
    _stopped = True


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show that `title` is under way, and at its end the seconds it took."""
    _write(f"{title} … ")
    begun = time.monotonic()
    try:
        yield
    except Stopped:
        say("stopped")
        raise
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - begun:.1f} s")
