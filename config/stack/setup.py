"""Everything that must be there before a command can work, done once, and again only when its source has changed."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from config.stack.console import Failure, say, step
from config.stack.environment import demo_wanted
from config.stack.installation import Installation
from config.stack.locks import held_elsewhere
from config.stack.processes import end, read_json, spawn, write_json

# What the pages use of the packages in package-lock.json, and the name each file is served by under static/vendor.
VENDOR_FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
}
APPS = [
    "accounts", "notices", "dossiers", "deadlines", "workflow", "cases", "hearings", "disputes", "reports", "config",
]  # fmt: skip


class _Task(Protocol):
    """One thing to set up."""

    def due(self) -> bool: ...

    def do(self) -> None: ...


def set_up_programs(installation: Installation, *, dev: bool = False, running: bool = False) -> None:
    """Python packages (with those of the tests if `dev`), front-end packages, message catalogues.

    `running`: this is `make run` itself, and so no other one uses the packages.
    """
    _set_up(installation, _Python(installation, dev, running), _FrontEnd(installation), _Catalogues(installation))


def set_up_data(installation: Installation, environ: Mapping[str, str], *, demo: bool) -> None:
    """The database (tables, reference data, and if `demo` the demo data) and the collected static files."""
    _set_up(installation, _Static(installation, environ), _Database(installation, environ, demo))


def _set_up(installation: Installation, *tasks: _Task) -> None:
    todo = [task for task in tasks if task.due()]
    if not todo:
        return
    lock = installation.lock("setup")
    if not lock.take():
        say("Waiting for another command that is setting up …")
    with lock:
        for task in todo:
            if task.due():  # still, after the wait
                task.do()


def run_step(installation: Installation, title: str, command: list[str | Path], environ: Mapping[str, str]) -> None:
    """Run one program of the set-up, shown as a step; its output goes to ``var/log/setup.log``.

    Raises Failure with the end of the output.
    """
    log = installation.log / "setup.log"
    with log.open("ab") as output:
        begun = output.tell()
        output.write(f"$ {' '.join(map(str, command))}\n".encode())
        output.flush()
        with step(title):
            process = spawn(command, env=environ, cwd=installation.root, output=output)
            try:
                status = process.wait()
            finally:
                end(process, grace=5)
            if status:
                with log.open("rb") as shown:
                    shown.seek(begun)
                    lines = shown.read().decode(errors="replace").splitlines()
                raise Failure("\n".join([*lines[:1], *lines[1:][-25:], f"(all of it is in {log})"]))


def _pip_install(installation: Installation, requirements: str) -> list[str | Path]:
    """The lock is complete and hash-checked, so nothing is resolved; wheels alone, for there is no compiler."""
    options = "--disable-pip-version-check --no-input --no-deps --require-hashes --only-binary :all:"
    return [installation.python, "-m", "pip", "install", *options.split(), "-r", requirements]


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


class _Python:
    """The virtual environment. One that DINGFEN_VENV names is used as it is."""

    def __init__(self, installation: Installation, dev: bool, running: bool) -> None:
        self.installation = installation
        self.running = running
        self.given = bool(os.environ.get("DINGFEN_VENV"))
        self.stamp = installation.venv / "dingfen.json"
        self.runtime = {
            "python": ".".join(platform.python_version_tuple()[:2]),
            "runtime": _digest([(installation.root / "requirements.txt").read_bytes()]),
        }
        self.wanted = self.runtime | (
            {"dev": _digest([(installation.root / "requirements-dev.txt").read_bytes()])} if dev else {}
        )

    def due(self) -> bool:
        if self.given:
            if not self.installation.python.exists():
                raise Failure(f"DINGFEN_VENV: there is no {self.installation.python}.")
            return False
        known = read_json(self.stamp) or {}
        return not self.installation.python.exists() or not self.wanted.items() <= known.items()

    def do(self) -> None:
        known = read_json(self.stamp) or {}
        venv, environ = self.installation.venv, dict(os.environ)
        if not self.installation.python.exists() or not self.runtime.items() <= known.items():
            if not self.running and known and held_elsewhere(self.installation.lock("run").path):
                raise Failure("The requirements have changed. Stop `make run` first.")
            self._create(venv, environ)
        requirements = "requirements-dev.txt" if "dev" in self.wanted else "requirements.txt"
        self.stamp.unlink(missing_ok=True)
        title = "Installing Python packages" + (" for the tests" if "dev" in self.wanted else "")
        run_step(self.installation, title, _pip_install(self.installation, requirements), environ)
        write_json(self.stamp, self.wanted)

    def _create(self, venv: Path, environ: Mapping[str, str]) -> None:
        # The interpreter that this one came from: it may itself run from the environment that is made anew.
        base = getattr(sys, "_base_executable", sys.executable)
        try:
            run_step(
                self.installation, "Creating the virtual environment", [base, "-m", "venv", "--clear", venv], environ
            )
        except Failure as failure:
            if "ensurepip" not in str(failure):
                raise
            raise Failure("Python's venv module is missing. As root: apt-get install python3-venv") from failure


class _FrontEnd:
    """The files of npm packages that the pages are served with, in static/vendor."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.folder = installation.root / "static" / "vendor"
        self.stamp = self.folder / ".from"
        lock = (installation.root / "package-lock.json").read_bytes()
        self.wanted = _digest([lock, json.dumps(VENDOR_FILES).encode()])

    def due(self) -> bool:
        return (read_json(self.stamp) or {}).get("lock") != self.wanted

    def do(self) -> None:
        npm, environ = self._npm()
        run_step(
            self.installation,
            "Fetching front-end packages",
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            environ,
        )
        self.folder.mkdir(exist_ok=True)
        for source, name in VENDOR_FILES.items():
            text = (self.installation.root / "node_modules" / source).read_text(encoding="utf-8")
            # The source maps are megabytes that no page loads, and a reference to a missing file stops collectstatic.
            lines = [line for line in text.splitlines() if "sourceMappingURL=" not in line]
            (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        write_json(self.stamp, {"lock": self.wanted}, 0o644)

    def _npm(self) -> tuple[list[str | Path], dict[str, str]]:
        environ = dict(os.environ)
        machines = shutil.which("npm")
        if machines and shutil.which("node"):
            return [machines], environ
        bin_folder = self.installation.venv / "bin"
        if not (bin_folder / "npm").exists():
            title = "Installing Node.js, which this machine lacks"
            run_step(self.installation, title, _pip_install(self.installation, "requirements-node.txt"), environ)
        environ["PATH"] = f"{bin_folder}{os.pathsep}{environ.get('PATH', os.defpath)}"
        return [bin_folder / "npm"], environ


class _Catalogues:
    """The compiled message catalogues, made by Babel: Django's compilemessages needs a program of Debian's."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.sources = sorted((installation.root / "locale").glob("*/LC_MESSAGES/*.po"))
        self.stamp = installation.run / "catalogues.json"
        self.wanted = {str(path): _digest([path.read_bytes()]) for path in self.sources}

    def due(self) -> bool:
        return read_json(self.stamp) != self.wanted or not all(p.with_suffix(".mo").exists() for p in self.sources)

    def do(self) -> None:
        run_step(
            self.installation,
            "Compiling message catalogues",
            [self.installation.python, "-m", "config.catalogue", "compile"],
            os.environ,
        )
        write_json(self.stamp, self.wanted)


class _Static:
    """The static files under the names they are served by."""

    def __init__(self, installation: Installation, environ: Mapping[str, str]) -> None:
        self.installation = installation
        self.environ = environ
        self.stamp = installation.run / "static.json"
        self.root = Path(environ.get("DINGFEN_STATIC_ROOT") or installation.var / "static")

    def due(self) -> bool:
        return read_json(self.stamp) != self._state() or not (self.root / "staticfiles.json").exists()

    def do(self) -> None:
        manage(self.installation, "Collecting static files", ["collectstatic", "--noinput", "--clear"], self.environ)
        write_json(self.stamp, self._state())

    def _state(self) -> dict[str, str]:
        here = self.installation.root
        sources = [path for path in sorted((here / "static").rglob("*")) if path.is_file()]
        entries = [f"{path.relative_to(here)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sources]
        others = [(here / name).read_bytes() for name in ("requirements.txt", "config/settings.py")]
        return {"root": str(self.root), "files": _digest([*(entry.encode() for entry in entries), *others])}


class _Database:
    """Tables and reference data as this version of the program wants them, and once, at the first start, demo data.

    What was done is marked in the database itself, so that another or a restored one is seen for what it is.
    """

    def __init__(self, installation: Installation, environ: Mapping[str, str], demo: bool) -> None:
        self.installation = installation
        self.environ = environ
        self.demo = demo and demo_wanted(dict(environ))
        self.wanted = self._program_state()

    def due(self) -> bool:
        marks = self._marks()
        return marks.get("program") != self.wanted or (self.demo and "demo" not in marks)

    def do(self) -> None:
        marks = self._marks()
        if marks.get("program") != self.wanted:
            manage(self.installation, "Migrating the database", ["migrate", "--noinput"], self.environ)
            manage(self.installation, "Loading reference data", ["load_reference"], self.environ)
            self._mark("program", self.wanted)
        if self.demo and "demo" not in marks:
            manage(self.installation, "Loading demo data", ["load_demo"], self.environ)
            self._mark("demo", "loaded")

    def _program_state(self) -> str:
        kinds = {".py", ".csv", ".json", ".toml", ".yaml", ".yml", ".tsv", ".sql"}
        files = [
            path for app in APPS for path in sorted((self.installation.root / app).rglob("*")) if path.suffix in kinds
        ]
        return _digest(path.read_bytes() for path in files)

    def _marks(self) -> dict[str, str]:
        done = subprocess.run(self._marks_command(), env=dict(self.environ), capture_output=True)
        with suppress(ValueError):
            return dict(json.loads(done.stdout))
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise Failure(f"The database cannot be reached: {lines[-1]}")

    def _mark(self, name: str, value: str) -> None:
        # A role that may not comment on the table does without: then the work is looked at again each time.
        subprocess.run(self._marks_command(name, value), env=dict(self.environ), capture_output=True)

    def _marks_command(self, *arguments: str) -> list[str]:
        return [str(self.installation.python), str(self.installation.root / "config/stack/marks.py"), *arguments]


def manage(installation: Installation, title: str, arguments: list[str], environ: Mapping[str, str]) -> None:
    """Run a management command as a step of the set-up."""
    run_step(installation, title, [installation.python, installation.root / "manage.py", *arguments], environ)
