"""A drill: what was backed up stands in another place as it was and proves itself; what is damaged is refused."""

import shutil
import tarfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from accounts.actors import SYSTEM
from accounts.models import Organ
from accounts.timekeeping import at, today
from config import tasks
from config.backup import BackupError
from config.backup.archive import DUMP, FILES, MANIFEST, opened
from config.backup.making import back_up, back_up_nightly, row_counts, tables
from config.backup.restoring import restore
from config.stack.installation import Installation
from config.stack.keeper import Servers
from dossiers.models import DossierFile, StoredFile, TrailEntry, TrailSeal
from dossiers.seal import anchor
from dossiers.seal.sealer import seal_trail
from dossiers.seal.verifier import verify_trail
from dossiers.services import add_file
from dossiers.trail import record
from notices.models import RunState, TaskRun
from reports.evaluating import evaluate
from reports.periods import Period
from tests import factories as make
from tests.backup.conftest import Elsewhere
from tests.factories import Office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english", "transactional_db")]


@pytest.fixture
def office() -> Office:
    """An office with cases in several stages, papers, and a sealed trail."""
    office = Office()
    office.decide(office.heard())
    running = office.register(applicant="吴某")
    for number in range(3):
        add_file(actor=office.officer, dossier=running.dossier, file=make.pdf(content=make.PDF + b"%d" % number))
    office.suspend(office.heard(applicant="郑某"))
    seal_trail()
    return office


def figures() -> list[tuple[str, float, float | None]]:
    year = Period(today().replace(month=1, day=1), today())
    rows = evaluate(SYSTEM, Organ.objects.select_related("organisation"), year)
    return [(row.indicator.id, row.numerator, row.denominator) for row in rows]


def content_of(stored: StoredFile) -> bytes:
    with default_storage.open(stored.path) as content:
        return content.read()


def contents() -> dict[str, bytes]:
    return {stored.sha256: content_of(stored) for stored in StoredFile.objects.all()}


# --- the drill -------------------------------------------------------------------------------------------------


def drill(target: Path, there: Callable[[], Any]) -> None:
    """Back up here, restore there; compare everything; go on working there."""
    back_up(target)
    rows, papers, numbers = row_counts(tables()), contents(), figures()
    head = anchor.dropped()
    assert papers
    assert ("accepted", 2, None) in numbers
    with there():
        restored = restore(target)
        assert (restored.sound, restored.differing, restored.broken, restored.lost) == (True, [], [], 0)
        assert restored.trail.sealed == head.position
        # Since the dump: the entries of backup and restore themselves, their runs, and what the checks kept.
        changed = {"dossiers_trailentry", "notices_taskrun"}
        found = row_counts(tables())
        assert {table for table in rows if found[table] != rows[table]} <= changed
        assert contents() == papers
        assert figures() == numbers
        assert DossierFile.objects.unscoped("a test").count() == 3
        # The office goes on: its sealer, its backups.
        record(actor=SYSTEM, action="sign-in")
        assert seal_trail().anchored
        report = verify_trail()
        assert (report.sound, report.unsealed) == (True, 0)
        assert TrailEntry.objects.filter(action="backup.restore").count() == 1
        back_up(target.with_name("second-generation.tar"))


def test_a_backup_stands_in_another_database_as_it_was(office: Office, elsewhere: Elsewhere, tmp_path: Path) -> None:
    drill(tmp_path / "office.tar", elsewhere)
    with opened(tmp_path / "second-generation.tar") as second:
        second.verify()
        assert second.manifest.files == 3


@pytest.fixture
def other_cluster(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """A new cluster of its own, whose transactions begin to be numbered anew; its address as Django takes it."""
    folder = tmp_path_factory.mktemp("cluster")
    for closed in (folder, *folder.parents[:2]):
        closed.chmod(0o755)
    here = Installation.here()
    servers = Servers(Installation(root=here.root, var=folder, venv=here.venv, durable=False))
    servers.installation.make_folders()
    servers.embedded, servers.given = ["postgres"], {"postgres": "", "valkey": ""}
    try:
        servers.join()
        address = urlsplit(servers.database_url)
        yield {
            "NAME": address.path[1:],
            "HOST": address.hostname,
            "PORT": address.port,
            "USER": address.username,
            "PASSWORD": unquote(address.password or ""),
        }
    finally:
        servers.leave()


def transactions_so_far() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return cursor.fetchone()[0]


@pytest.mark.slow
def test_in_a_new_cluster_where_transactions_begin_anew_the_chain_goes_on(
    office: Office, elsewhere: Elsewhere, other_cluster: dict[str, Any], tmp_path: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN FOR n IN 1..3000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$")
    before = transactions_so_far()
    with elsewhere(**other_cluster):
        assert transactions_so_far() < before
    drill(tmp_path / "office.tar", lambda: elsewhere(**other_cluster))
    with elsewhere(**other_cluster):
        assert transactions_so_far() < before


def test_the_commands_do_it_and_say_it(office: Office, elsewhere: Elsewhere, tmp_path: Path) -> None:
    target, out = tmp_path / "office.tar", StringIO()
    call_command("backup", str(target), stdout=out)
    assert "3 files" in out.getvalue()
    assert target.stat().st_mode & 0o077 == 0
    run = TaskRun.objects.get(name="backup")
    assert (run.state, run.counts["files"], run.detail["file"]) == (RunState.DONE, 3, "office.tar")
    assert TrailEntry.objects.filter(action="backup.make").count() == 1
    with elsewhere():
        out = StringIO()
        call_command("restore", str(target), stdout=out)
        assert "Trail and data hold together." in out.getvalue()


def test_it_is_restored_over_what_set_up_puts_there(office: Office, elsewhere: Elsewhere, tmp_path: Path) -> None:
    target = tmp_path / "office.tar"
    back_up(target)
    with elsewhere():
        call_command("migrate", verbosity=0)
        call_command("load_reference", stdout=StringIO())
        seal_trail()
        restored = restore(target)
        assert (restored.sound, restored.lost) == (True, 0)


def test_what_came_after_the_backup_is_said_to_be_lost(office: Office, elsewhere: Elsewhere, tmp_path: Path) -> None:
    target = tmp_path / "office.tar"
    back_up(target)
    for _ in range(4):
        record(actor=SYSTEM, action="sign-in")
    seal_trail()
    head = anchor.dropped()
    with elsewhere():
        anchor.write(head)
        restored = restore(target)
        assert restored.sound
        # Four of ours, and the entry of the backup itself.
        assert restored.lost == 5
        assert list(anchor.path().parent.glob("head-before-*.json"))


# --- what is refused -------------------------------------------------------------------------------------------


def test_nothing_is_written_over(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "office.tar"
    target.write_text("precious")
    with pytest.raises(BackupError, match="there already"):
        back_up(target)
    assert target.read_text() == "precious"
    assert TaskRun.objects.get(name="backup").state == RunState.FAILED
    back_up(target, force=True)
    part = tmp_path / "other.tar.part"
    part.write_text("")
    with pytest.raises(BackupError, match="another backup is being written"):
        back_up(tmp_path / "other.tar")
    back_up(tmp_path / "other.tar", force=True)
    assert sorted(path.name for path in tmp_path.glob("*.tar*")) == ["office.tar", "other.tar"]


@pytest.mark.unsound("a paper is lost")
def test_a_file_that_is_lost_or_changed_stops_the_backup(office: Office, tmp_path: Path) -> None:
    stored = StoredFile.objects.order_by("pk").first()
    content = content_of(stored)
    for damage in (content[:-1], content[:-1] + b"X", None):
        default_storage.delete(stored.path)
        if damage is not None:
            with open(default_storage.path(stored.path), "wb") as out:
                out.write(damage)
        with pytest.raises(BackupError, match=stored.sha256[:12]):
            back_up(tmp_path / "office.tar")
        assert list(tmp_path.glob("*.tar*")) == []


def damaged(source: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """The content of a part changed in place, the archive around it whole."""
    with tarfile.open(source) as tar:
        member = next(found for found in tar.getmembers() if found.name.startswith(name))
    with source.open("r+b") as archive:
        archive.seek(member.offset_data)
        content = archive.read(member.size)
        changed = change(content)
        assert len(changed) == len(content)
        assert changed != content
        archive.seek(member.offset_data)
        archive.write(changed)


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


DAMAGES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a byte of the dump": (lambda path: damaged(path, DUMP, flipped), "dump of the database"),
    "a byte of a file": (lambda path: damaged(path, FILES, flipped), "is not as it was made"),
    "the manifest": (lambda path: damaged(path, MANIFEST, lambda text: text.replace(b"0.1.0", b"0.1.1")), "signature"),
    "the end": (lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3]), "broken off|damaged"),
    "the last blocks": (lambda path: path.write_bytes(path.read_bytes()[:-20_000]), "broken off|damaged"),
    "all of it": (lambda path: path.write_bytes(b"x" * 5000), "not a backup"),
    "nothing in it": (lambda path: path.write_bytes(b""), "not a backup|no manifest"),
    "gone": (lambda path: path.unlink(), "no file"),
}


def test_a_damaged_backup_is_refused_and_nothing_written(office: Office, elsewhere: Elsewhere, tmp_path: Path) -> None:
    whole, target = tmp_path / "whole.tar", tmp_path / "office.tar"
    back_up(whole)
    with elsewhere():
        for what, (damage, words) in DAMAGES.items():
            shutil.copy(whole, target)
            damage(target)
            with pytest.raises(BackupError, match=words):
                restore(target)
            assert connection.introspection.table_names() == [], what
            assert not (tmp_path / "files-2").exists(), what
        with pytest.raises(CommandError, match="no file"):
            call_command("restore", str(target), stdout=StringIO())


def test_files_taken_out_or_put_in_are_noticed(office: Office, tmp_path: Path) -> None:
    target, changed = tmp_path / "office.tar", tmp_path / "changed.tar"
    back_up(target)
    for take_out in (True, False):
        with tarfile.open(target) as old, tarfile.open(changed, "w") as new:
            first = next(member.name for member in old.getmembers() if member.name.startswith(FILES))
            for member in old.getmembers():
                if not (take_out and member.name == first):
                    new.addfile(member, old.extractfile(member))
            if not take_out:
                member = tarfile.TarInfo(f"{FILES}{'0' * 64}")
                new.addfile(member)
        with opened(changed) as backup, pytest.raises(BackupError, match="missing from the backup, or some were added"):
            backup.verify()


def test_without_the_keys_it_is_not_believed(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "office.tar"
    back_up(target)
    with (
        override_settings(TRAIL_KEYS=["another-trail-key-that-is-long-enough"]),
        pytest.raises(BackupError, match="restore the secrets first"),
        opened(target),
    ):
        pass


def test_a_database_in_use_is_left_alone(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "office.tar"
    back_up(target)
    before = row_counts(tables())
    with pytest.raises(BackupError, match="in use"):
        restore(target)
    assert row_counts(tables()) == before


def test_a_backup_of_a_newer_version_is_refused(
    office: Office, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = [["dossiers", "0999_of_the_future"]]
    monkeypatch.setattr("config.backup.making.migrations_done", lambda: done)
    back_up(tmp_path / "office.tar")
    with elsewhere(), pytest.raises(BackupError, match="newer version"):
        restore(tmp_path / "office.tar")


@pytest.mark.unsound("the trail is falsified before it is backed up")
def test_a_restore_fails_where_the_trail_or_the_data_do_not_hold(
    office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    target = tmp_path / "office.tar"
    entry = TrailSeal.objects.get(pk=2).entry_id
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE dossiers_trailentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE dossiers_trailentry SET action = 'x' WHERE id = %s", [entry])
        cursor.execute("UPDATE dossiers_numberseries SET last = last + 1")
    back_up(target)
    with elsewhere():
        out = StringIO()
        with pytest.raises(CommandError, match="does not hold together"):
            call_command("restore", str(target), stdout=out)
        assert f"Entry {entry} is not as it was sealed: action changed" in out.getvalue()
        assert "numbers.counter" in out.getvalue()


# --- each night ------------------------------------------------------------------------------------------------


def test_each_night_one_is_made_and_the_oldest_go(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    (folder / "mine").mkdir(parents=True)
    (folder / "notes.tar").write_text("not ours")
    for day in range(1, 5):
        with at(f"2026-11-0{day}T03:10"):
            back_up_nightly(folder, keep=2)
    assert sorted(path.name for path in folder.iterdir()) == [
        "dingfen-20261103-031000.tar",
        "dingfen-20261104-031000.tar",
        "mine",
        "notes.tar",
    ]


def test_the_task_makes_one_where_a_folder_is_named(office: Office, tmp_path: Path) -> None:
    assert tasks.back_up_nightly() == ""
    with override_settings(BACKUP_DIR=str(tmp_path / "backups")):
        name = tasks.back_up_nightly()
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [name]
