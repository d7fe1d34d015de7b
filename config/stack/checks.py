"""`make check`, `make test`, `make bench`, `make format`: the development commands."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from config.stack import setup
from config.stack.console import finish_undisturbed, say, step
from config.stack.environment import environment
from config.stack.installation import Installation
from config.stack.keeper import Servers
from config.stack.processes import die_with_make, die_with_parent

# What a production installation gives; the values open nothing.
_PRODUCTION_LIKE = {
    "DINGFEN_MODE": "production",
    "DINGFEN_DEMO": "0",
    "DINGFEN_NOW": "",
    "SECRET_KEY": "only-for-check-deploy-" + "7h2Qw9zLx4Vb8Nc1Rt5Yp3" * 2,
    "DINGFEN_FIELD_KEYS": "Y2hlY2stZGVwbG95LW9ubHktZmllbGQta2V5LTAwMDE=",
    "DINGFEN_BLIND_INDEX_KEY": "only-for-check-deploy",
    "DINGFEN_TRAIL_KEYS": "only-for-check-deploy-0123456789abcdef",
    "ALLOWED_HOSTS": "dingfen.example",
}
# One more than the processors of the smallest machine: the tests of the browser and of the launcher often wait.
WORKERS = "3"
# The browser of the tests; its shell without a window does the same for two thirds of the time.
BROWSER, BROWSER_SHELL = "chromium", "chromium-headless-shell"
# Checks that need no server see addresses that nobody listens at.
_NO_SERVERS = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}


def check(installation: Installation) -> int:
    """Format, lint, types, templates, translations, import directions, missing migrations, production settings.

    All are run, each with what it found; 1 when any failed.
    """
    die_with_make()
    setup.set_up_programs(installation, dev=True)
    return _check(installation)


def test(installation: Installation, arguments: list[str]) -> int:
    """The checks, then the whole suite on servers of its own; `arguments` go to pytest. 1 when either failed."""
    die_with_make()
    setup.set_up_programs(installation, dev=True)
    _set_up_browser()
    failed = _check(installation)
    with _throw_away_servers(installation) as environ:
        status = _run(
            [installation.python, "-m", "pytest", "-n", WORKERS, "--dist", "loadgroup", *arguments],
            installation,
            environ,
        )
    if failed:
        say("make check found something; see above.")
    return status or failed


def bench(installation: Installation, arguments: list[str]) -> int:
    """The measurements of tests/benchmarks, on servers of their own; `arguments` as that program takes them."""
    die_with_make()
    setup.set_up_programs(installation, dev=True)
    with _throw_away_servers(installation) as environ:
        return _run([installation.python, "-m", "tests.benchmarks", *arguments], installation, environ)


def format_sources(installation: Installation) -> int:
    """Bring the sources into the form that `make check` asks for."""
    setup.set_up_programs(installation, dev=True)
    ruff: list[str | Path] = [installation.python, "-m", "ruff"]
    return _run([*ruff, "check", "--fix", "."], installation, os.environ) or _run(
        [*ruff, "format", "."], installation, os.environ
    )


def _check(installation: Installation) -> int:
    python, manage = installation.python, installation.root / "manage.py"
    test_like = {**os.environ, **_NO_SERVERS, "DINGFEN_MODE": "test"}
    checks: list[tuple[str, list[str | Path], Mapping[str, str]]] = [
        ("Format", [python, "-m", "ruff", "format", "--check", "."], test_like),
        ("Lint", [python, "-m", "ruff", "check", "."], test_like),
        ("Templates", [installation.venv / "bin" / "djlint", "--lint", "--quiet", "templates"], test_like),
        ("Translations", [python, "-m", "config.catalogue", "check"], test_like),
        ("Import directions", [installation.venv / "bin" / "lint-imports"], test_like),
        ("Missing migrations", [python, manage, "makemigrations", "--check", "--dry-run"], test_like),
        (
            "Production settings",
            [python, manage, "check", "--deploy", "--fail-level", "WARNING"],
            {**os.environ, **_NO_SERVERS, **_PRODUCTION_LIKE},
        ),
        ("Types", [python, "-m", "mypy"], test_like),
    ]
    # The types take as long as all the rest: they are looked at beside it.
    begun = {title: _begin(command, environ, installation) for title, command, environ in checks[-1:]}
    failed = []
    for title, command, environ in checks:
        with step(title):
            process = begun.get(title) or _begin(command, environ, installation)
            said, _nothing = process.communicate()
        if process.returncode:
            failed.append(title)
            say(said.rstrip())
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def _begin(
    command: list[str | Path], environ: Mapping[str, str], installation: Installation
) -> "subprocess.Popen[str]":
    """Start one check; what it says is kept."""
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=installation.root,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )


@contextmanager
def _throw_away_servers(installation: Installation) -> Iterator[dict[str, str]]:
    """Servers with empty data in a temporary folder, gone afterwards; yields the environment of the tests.

    Servers that DATABASE_URL and REDIS_URL name are used instead.
    """
    folder = Path(tempfile.mkdtemp(prefix="dingfen-test-"))
    temporary = replace(installation, var=folder, durable=False)
    temporary.make_folders()
    servers = Servers(temporary)
    try:
        servers.join()
        environ = environment(temporary, servers, mode="test")
        environ["DINGFEN_VENV"] = str(installation.venv)
        yield environ
    finally:
        finish_undisturbed()
        servers.leave()
        home = temporary.run / "home"
        outside = Path(home.read_text(encoding="utf-8")) if home.exists() else folder
        for path in {folder, outside}:
            shutil.rmtree(path, ignore_errors=True)


def _run(command: list[str | Path], installation: Installation, environ: Mapping[str, str]) -> int:
    """Run a program that writes to our own output, in the checkout; its exit status."""
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=installation.root,
        env=dict(environ),
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _set_up_browser() -> None:
    """Chromium and a Chinese font for the browser tests, installed where this can be done.

    Where it cannot, says in one line what is missing; tests/conftest.py then skips those tests (and fails them in CI).
    """
    if _missing_for_browser() and os.geteuid() == 0 and shutil.which("apt-get"):
        with step("Installing Chromium and a Chinese font for the browser tests"):
            # The lists of packages may be absent or old: then once more with new ones.
            if not _install_for_browser():
                _apt_get("update")
                _install_for_browser()
    if missing := _missing_for_browser():
        say(f"Browser tests are skipped, for this machine lacks: {', '.join(missing)} (apt-get install them as root).")


def _install_for_browser() -> bool:
    """Install what is missing: of Chromium the shell without a window, where the system has it as a package."""
    for missing in _missing_for_browser():
        names = [BROWSER_SHELL, missing] if missing == BROWSER else [missing]
        if not any(_apt_get("install", "-y", "--no-install-recommends", name) for name in names):
            return False
    return True


def _apt_get(*command: str) -> bool:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt_get = ["apt-get", "-q", *command]
    return subprocess.run(apt_get, env=environ, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def _missing_for_browser() -> list[str]:
    missing = [] if shutil.which(BROWSER_SHELL) or shutil.which(BROWSER) else [BROWSER]
    fonts = shutil.which("fc-list")
    listed = subprocess.run([fonts, ":lang=zh-cn"], capture_output=True).stdout if fonts else b""
    return missing if listed.strip() else [*missing, "fonts-noto-cjk"]
