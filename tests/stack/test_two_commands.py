"""`make run` and `make manage`, for real, from a checkout of their own."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import pytest
from django.conf import settings

from tests.stack.sites import Site, clone, health

pytestmark = pytest.mark.slow

AS_ROOT = os.geteuid() == 0
SINCE = "SELECT pg_postmaster_start_time()::text"
SINCE_BY_MANAGE = f"from django.db import connection as c; k = c.cursor(); k.execute('{SINCE}'); print(k.fetchone()[0])"
MARKS = (
    "from django.db import connection as c; k = c.cursor(); "
    "k.execute('SELECT obj_description(to_regclass(%s))', ['django_migrations']); print(k.fetchone()[0])"
)


def test_manage_sets_up_what_is_missing_and_prints_the_command_alone(site: Site) -> None:
    done = site.manage(f'shell -v0 -c "{MARKS}"')
    assert done.returncode == 0, done.stderr
    for step in ("Starting PostgreSQL", "Starting Valkey", "Migrating the database", "Loading reference data"):
        assert step in done.stderr
    marks = done.stdout.splitlines()
    assert len(marks) == 1
    assert "program" in marks[0]
    assert "demo" not in marks[0]
    site.assert_nothing_left()
    again = site.manage("shell -v0 -c 'print(1)'")
    assert (again.stdout, again.returncode) == ("1\n", 0)
    assert "Migrating" not in again.stderr


def test_manage_hands_over_every_word_as_it_was_written(site: Site) -> None:
    code = "import os, sys; print(os.getcwd()); print('a  b', '中文', '$HOME', '`x`', '%', '#')"
    assert site.python(code).splitlines() == [str(site.root), "a  b 中文 $HOME `x` % #"]


def test_manage_fails_when_the_command_does(site: Site) -> None:
    done = site.manage("shell -v0 -c 'import sys; print(5); sys.exit(7)'")
    assert done.stdout == "5\n"
    assert done.returncode != 0
    unknown = site.manage("no_such_command")
    assert unknown.stdout == ""
    assert unknown.returncode != 0
    assert "no_such_command" in unknown.stderr
    site.assert_nothing_left()


def test_two_commands_at_once_share_the_servers_and_the_last_one_stops_them(site: Site) -> None:
    slow, finish = site.start_manage(f'shell -v0 -c "{SINCE_BY_MANAGE}; import time; time.sleep(3)"')
    time.sleep(0.5)
    quick = site.python(SINCE_BY_MANAGE)
    assert slow.poll() is None, "the slow one was to outlive the quick one"
    first = finish()
    assert first.returncode == 0, first.stderr
    assert first.stdout.strip() == quick
    site.assert_nothing_left()


def test_run_from_its_first_start_through_every_kind_of_end(site: Site) -> None:
    """On the same data: SIGTERM, kill -9 of the launcher, of make, of all, of the broker, SIGINT to make alone."""
    first = site.run()
    first.wait_until_up()
    assert first.get("/healthz")[0] == 200
    assert health(first) == {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok"}
    assert f"http://127.0.0.1:{site.port}/" in first.out.read_text()
    assert "Loading demo data" in first.err.read_text()
    site.keep("first")

    # A second one in the same folder is refused and disturbs nothing.
    second = subprocess.run(
        ["make", "run"], cwd=site.root, env=site.environ, capture_output=True, text=True, timeout=60
    )
    assert second.returncode != 0
    assert f"already runs from this folder, at http://127.0.0.1:{site.port}/" in second.stderr
    assert first.get("/healthz")[0] == 200

    # A command uses the servers that are up and leaves them so.
    assert site.python(SINCE_BY_MANAGE) == site.sql(SINCE)[0][0]
    assert first.get("/healthz")[0] == 200

    os.kill(first.make.pid, signal.SIGTERM)
    first.end()
    site.assert_nothing_left()

    begun = time.monotonic()
    again = site.run()
    again.wait_until_up()
    assert time.monotonic() - begun < 30, again.err.read_text()
    assert "data" not in again.err.read_text()
    site.keep("launcher killed")
    again.launcher.kill()
    again.end()

    after_launcher = site.run()
    after_launcher.wait_until_up()
    site.keep("make killed")
    after_launcher.make.kill()
    after_launcher.end()

    after_make = site.run()
    after_make.wait_until_up()
    site.keep("all killed")
    for process in site.processes():
        with suppress(psutil.NoSuchProcess):
            process.kill()
    after_make.end()

    last = site.run()
    last.wait_until_up()
    assert site.kept() == {"first", "launcher killed", "make killed", "all killed"}
    assert health(last)["status"] == "ok"

    # A part that ends is started again; meanwhile the health says what is missing, without waiting for it.
    next(process for process in site.processes() if process.name() == "valkey-server").kill()
    begun = time.monotonic()
    assert last.get("/healthz")[0] == 503
    assert time.monotonic() - begun < 2
    assert health(last)["database"] == "ok"
    assert health(last)["broker"] == "unavailable"
    last.wait_for("valkey ended; starting again.")
    until = time.monotonic() + 60
    while last.get("/healthz")[0] != 200 and time.monotonic() < until:
        time.sleep(0.2)
    assert health(last)["status"] == "ok"

    os.kill(last.make.pid, signal.SIGINT)
    last.end()
    site.assert_nothing_left()


def test_a_taken_port_is_said(site: Site) -> None:
    busy = site.environ["PORT"]
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import socket, time; s = socket.create_server(('127.0.0.1', {busy})); print(flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout
        with holder.stdout as ready:
            ready.readline()
        done = subprocess.run(
            ["make", "run"], cwd=site.root, env=site.environ, capture_output=True, text=True, timeout=60
        )
    finally:
        holder.kill()
        holder.wait()
    assert done.returncode != 0
    assert f"Port {busy} on 127.0.0.1 is taken" in done.stderr
    site.assert_nothing_left()


def test_two_checkouts_have_two_databases(site: Site, workshop: Path) -> None:
    """The second in a folder closed to others, where the database's account cannot go when we are root."""
    closed = workshop / "closed"
    closed.mkdir(mode=0o700)
    other = clone(closed / "second")
    try:
        code = "from django.conf import settings as s; d = s.DATABASES['default']; print(d['PORT'], d['PASSWORD'])"
        port, password = other.python(code).split()
        assert {port, password}.isdisjoint(site.python(code).split())
        outside = (other.root / "var" / "run" / "home").read_text() if AS_ROOT else ""
        assert outside.startswith("/var/lib/dingfen/") is AS_ROOT
        other.assert_nothing_left()
    finally:
        other.remove()


def test_interrupted_while_it_sets_up_it_leaves_nothing(site: Site, workshop: Path) -> None:
    fresh = Site(site.root, extra={"DINGFEN_VAR": str(workshop / "interrupted")})
    running = fresh.run()
    running.wait_for("Migrating the database")
    os.killpg(running.make.pid, signal.SIGINT)
    assert running.end(30) != 0
    fresh.assert_nothing_left()


def test_given_servers_are_used_and_none_is_started(site: Site, workshop: Path) -> None:
    parameters = {key: settings.DATABASES["default"][key.upper()] for key in ("user", "password", "host", "port")}
    administration = psycopg2.connect(dbname="postgres", **parameters)
    administration.autocommit = True
    name = f"given_{os.getpid()}"
    var = workshop / "given"
    try:
        administration.cursor().execute(f"CREATE DATABASE {name}")
        url = "postgres://{user}:{password}@{host}:{port}/".format(**parameters) + name
        code = "from django.db import connection as c; print(c.settings_dict['NAME'])"
        extra = {"DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL, "DINGFEN_VAR": str(var)}
        assert site.python(code, **extra) == name
        assert not (var / "postgres").exists()
        assert not (var / "valkey").exists()
    finally:
        administration.cursor().execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        administration.close()


@pytest.mark.skipif(not AS_ROOT, reason="an ordinary user runs all the other tests already")
def test_an_ordinary_user_can_do_the_same(workshop: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    python = Path(sys.prefix) / "bin" / "python"
    account: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        subprocess.run([str(python), "-c", ""], cwd="/", check=True, **account)
    except PermissionError:
        pytest.skip("the virtual environment, or the Python under it, lies in a folder closed to other accounts")
    theirs = clone(workshop / "theirs", account=account, extra={"HOME": str(workshop / "theirs")})
    shutil.chown(theirs.root, nobody.pw_uid, nobody.pw_gid)
    for path in theirs.root.rglob("*"):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    try:
        running = theirs.run()
        running.wait_until_up()
        assert health(running)["status"] == "ok"
        assert {process.uids().real for process in theirs.processes()} == {nobody.pw_uid}
        os.killpg(running.make.pid, signal.SIGINT)
        running.end()
        theirs.assert_nothing_left()
    finally:
        theirs.remove()
