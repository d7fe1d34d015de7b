"""The small parts of the launcher, by themselves."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.stack.console import Failure
from config.stack.environment import demo_wanted
from config.stack.installation import Installation
from config.stack.launcher import from_environment
from config.stack.locks import Lock, held_elsewhere
from config.stack.manage import split
from config.stack.processes import Identity, catches, end, end_remembered, remember, spawn, write_json
from config.stack.servers import port_is_free

ROOT = Path(__file__).resolve().parents[2]


def test_a_command_is_split_as_a_shell_would() -> None:
    words = split('import_ledger reconsideration "/tmp/台账 2022.xlsx" --json')
    assert words == ["import_ledger", "reconsideration", "/tmp/台账 2022.xlsx", "--json"]


@pytest.mark.parametrize("command", ["", "   ", "check 'open"])
def test_a_command_that_cannot_be_read_is_refused(command: str) -> None:
    with pytest.raises(Failure) as refused:
        split(command)
    assert refused.value.code == 2


@pytest.mark.parametrize("port", ["0", "65536", "abc", "80a", "-1", "８０００"])
def test_an_impossible_port_is_refused(port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Failure, match="a port is a number"):
        from_environment(Installation(ROOT, tmp_path, tmp_path))


def test_a_lock_is_shared_by_users_and_refused_to_one_who_wants_it_alone(tmp_path: Path) -> None:
    one, two, alone = (Lock(tmp_path / "lock") for _ in range(3))
    assert one.take(shared=True)
    assert two.take(shared=True)
    assert not alone.take()
    one.release()
    two.release()
    assert alone.take()
    assert held_elsewhere(tmp_path / "lock")
    alone.write("running here")
    assert one.read() == "running here"
    alone.release()
    assert not held_elsewhere(tmp_path / "lock")


def test_a_process_is_known_by_its_beginning_too() -> None:
    ours = Identity.of(os.getpid())
    assert ours
    assert ours.alive
    assert not Identity(os.getpid(), "another time").alive


def test_what_a_killed_start_left_is_ended(tmp_path: Path) -> None:
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    identity = Identity.of(left.pid)
    assert identity
    remember(tmp_path / "parts", {"web": identity})
    end_remembered(tmp_path / "parts")
    assert left.wait(5) == -signal.SIGTERM
    assert not (tmp_path / "parts").exists()
    end_remembered(tmp_path / "parts")


def test_what_does_not_stop_is_killed(tmp_path: Path) -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    with (tmp_path / "log").open("wb") as log:
        stubborn = spawn([sys.executable, "-c", code], env=os.environ, cwd=tmp_path, output=log)
    while not (tmp_path / "log").stat().st_size:
        assert stubborn.poll() is None
    end(stubborn, grace=0.2)
    assert stubborn.returncode == -signal.SIGKILL


def test_a_handler_is_seen_from_outside() -> None:
    code = "import signal, time; signal.signal(signal.SIGHUP, lambda *_: 0); print(flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout
    with process.stdout as ready:
        ready.readline()
    assert catches(process.pid, signal.SIGHUP)
    assert not catches(process.pid, signal.SIGUSR1)
    process.kill()
    process.wait()
    assert not catches(process.pid, signal.SIGHUP)


def test_a_taken_port_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not port_is_free(server.getsockname()[1])


def test_secrets_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    installation = Installation(ROOT, tmp_path / "var", tmp_path)
    installation.make_folders()
    first = installation.secrets()
    assert first == installation.secrets()
    assert (tmp_path / "var" / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert installation.log.stat().st_mode & 0o777 == 0o700
    assert len(set(first.values())) == len(first)
    other = Installation(ROOT, tmp_path / "other", tmp_path)
    other.make_folders()
    assert set(first.values()).isdisjoint(other.secrets().values())
    assert installation.key() != other.key()


def test_an_installation_of_an_earlier_version_gets_what_it_has_not(tmp_path: Path) -> None:
    installation = Installation(ROOT, tmp_path, tmp_path)
    installation.make_folders()
    first = installation.secrets()
    earlier = {name: value for name, value in first.items() if name != "DINGFEN_TRAIL_KEYS"}
    write_json(tmp_path / "secrets.json", earlier)
    filled = installation.secrets()
    assert filled == installation.secrets()
    assert {name: filled[name] for name in earlier} == earlier
    assert len(filled["DINGFEN_TRAIL_KEYS"]) >= 32
    assert filled["DINGFEN_TRAIL_KEYS"] != first["DINGFEN_TRAIL_KEYS"]


def test_damaged_secrets_are_said_and_not_replaced(tmp_path: Path) -> None:
    installation = Installation(ROOT, tmp_path, tmp_path)
    installation.make_folders()
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(Failure, match="restore it from a backup"):
        installation.secrets()
    assert (tmp_path / "secrets.json").read_text() == "{"


@pytest.mark.parametrize(("value", "wanted"), [("1", True), ("true", True), ("0", False), ("", False), ("off", False)])
def test_demo_is_read_as_the_settings_read_it(value: str, wanted: bool) -> None:
    assert demo_wanted({"DINGFEN_DEMO": value}) is wanted


def test_no_lock_file_says_where_packages_come_from() -> None:
    """Installation uses the registries that the machine is set up for; tests/architecture looks for their hosts."""
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt", "package-lock.json"):
        text = (ROOT / name).read_text()
        assert "--index-url" not in text
        assert '"resolved"' not in text


def test_every_requirement_is_pinned_with_its_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        lines = (ROOT / name).read_text().replace("\\\n", "").splitlines()
        requirements = [line for line in lines if line and not line.lstrip().startswith("#")]
        assert requirements
        for line in requirements:
            assert "==" in line, line
            assert "--hash=sha256:" in line, line
