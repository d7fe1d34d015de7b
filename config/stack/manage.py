"""`make manage cmd="…"`: a management command against this installation's data, whether or not `make run` is up."""

import os
import shlex
import signal
import subprocess
import sys
from types import FrameType

from config.stack import setup
from config.stack.console import Failure, finish_undisturbed
from config.stack.environment import environment
from config.stack.installation import Installation
from config.stack.keeper import Servers
from config.stack.processes import die_with_make, die_with_parent


def split(command: str) -> list[str]:
    """The words of `command` as a shell would take them. Raises Failure when there is none or a quote stays open."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Failure(f"cmd cannot be read ({error}): {command}", code=2) from error
    if not words:
        raise Failure('Name a command: make manage cmd="check_vectors FILE.csv"', code=2)
    return words


def run(installation: Installation, words: list[str]) -> int:
    """Run the management command and return its exit status.

    What is missing is set up first (no demo data); servers are started when needed and stopped by their last user. The
    command works in the caller's folder, with the caller's input, and alone writes to standard output. DINGFEN_MODE can
    be ``production`` here, for an office's own servers; secrets must then be given.
    """
    die_with_make()
    servers = Servers(installation)
    try:
        setup.set_up_programs(installation)
        servers.join()
        mode = "production" if os.environ.get("DINGFEN_MODE") == "production" else "local"
        environ = environment(installation, servers, mode=mode)
        setup.set_up_data(installation, environ, demo=False)
        return _in_foreground([str(installation.python), str(installation.root / "manage.py"), *words], environ)
    finally:
        finish_undisturbed()
        servers.leave()


def _in_foreground(command: list[str], environ: dict[str, str]) -> int:
    """Run a program at our terminal and return its status as a shell would count it; signals are passed on to it."""
    process = subprocess.Popen(command, env=environ, preexec_fn=die_with_parent(signal.SIGTERM))

    def pass_on(signum: int, frame: FrameType | None) -> None:
        # A terminal's Ctrl-C has reached the program already.
        if signum != signal.SIGINT or not sys.stdin.isatty():
            process.send_signal(signum)

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, pass_on)
    status = process.wait()
    return status if status >= 0 else 128 - status
