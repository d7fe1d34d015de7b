"""The command line of the launcher, as the Makefile calls it."""

import argparse
import os
import shlex
from dataclasses import replace

from config.stack import checks, keeper, launcher, manage
from config.stack.console import Failure, Stopped, finish_undisturbed, say, stop_on_signals
from config.stack.installation import Installation
from config.stack.servers import SERVERS


def main(arguments: list[str]) -> int:
    """Carry out one command and return its exit status; what a person must know is said without a traceback."""
    parser = argparse.ArgumentParser(prog="config/stack", description=__doc__)
    parser.add_argument("command", choices=["run", "manage", "check", "test", "bench", "format", "keep"])
    parser.add_argument("server", nargs="?", choices=list(SERVERS), help="for keep")
    parser.add_argument("--throw-away", action="store_true", help="for keep: the data need not outlive the machine")
    chosen = parser.parse_args(arguments)
    stop_on_signals()
    installation = replace(Installation.here(), durable=not chosen.throw_away)
    # The Makefile hands its variables over by the environment, where no shell reads them a second time.
    command = os.environ.pop("DINGFEN_COMMAND", "")
    further = shlex.split(os.environ.pop("DINGFEN_ARGUMENTS", ""))
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"):
        os.environ.pop(name, None)  # a `make` that one of our programs starts is not part of the one above us
    try:
        installation.make_folders()
        match chosen.command:
            case "run":
                return launcher.from_environment(installation).run()
            case "manage":
                return manage.run(installation, manage.split(command))
            case "check":
                return checks.check(installation)
            case "test":
                return checks.test(installation, further)
            case "bench":
                return checks.bench(installation, further)
            case "format":
                return checks.format_sources(installation)
            case _:
                return keeper.keep(installation, chosen.server)
    except Failure as failure:
        finish_undisturbed()
        say(str(failure))
        return failure.code
    except Stopped as stopped:
        return 128 + stopped.signum
    except PermissionError as error:
        say(f"{error.filename}: this account may not use it. Was it made by another account?")
        return 1
