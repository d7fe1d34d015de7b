"""Taking a backup: the database in one view, then the files that it names, which are only ever added to."""

import os
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from accounts.timekeeping import now
from config.backup import BackupError
from config.backup.archive import DUMP, FILES, Manifest, Writer, digest_of_names
from config.backup.programs import run
from dossiers.models import StoredFile
from dossiers.seal.anchor import Anchor, head
from dossiers.trail import record
from notices.runs import task_run

BACKUP = "backup"
_NIGHTLY = "dingfen-*.tar"


def back_up(target: Path, *, force: bool = False) -> Manifest:
    """Write a backup to `target`, whole or not at all.

    It is written beside it as ``NAME.part`` and takes its name when it is complete and on the disk. Raises BackupError
    when there is a file of that name already (unless `force`), another backup is being written there, or a file that
    the database names is not in the storage. What came of it is kept as a run and in the trail.
    """
    part = target.with_name(f"{target.name}.part")
    with task_run(BACKUP) as done:
        if target.exists() and not force:
            raise BackupError(_("%(path)s is there already; --force writes over it.") % {"path": target})
        with _new_file(part, force) as out:
            manifest = _write(out, part.parent)
        part.replace(target)
        _sync_folder(target.parent)
        done.counts = {
            "files": manifest.files,
            "bytes": target.stat().st_size,
            "rows": sum(manifest.counts.values()),
        }
        done.detail = {"file": target.name, "dump_sha256": manifest.dump_sha256}
        record(actor=SYSTEM, action="backup.make", detail={"count": manifest.files, "digest": manifest.dump_sha256})
    return manifest


def back_up_nightly(folder: Path, keep: int) -> Path:
    """Write a backup named after the moment into `folder`, then remove the oldest beyond the `keep` newest."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"dingfen-{now():%Y%m%d-%H%M%S}.tar"
    back_up(target)
    for old in sorted(folder.glob(_NIGHTLY), reverse=True)[max(keep, 1) :]:
        old.unlink()
    return target


def program_version() -> str:
    """The version of this program."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as source:
        return str(tomllib.load(source)["project"]["version"])


def tables() -> list[str]:
    """The tables of all apps."""
    models = apps.get_models(include_auto_created=True)
    return sorted(model._meta.db_table for model in models if model._meta.managed)


def row_counts(names: Iterable[str]) -> dict[str, int]:
    """How many rows the tables `names` have."""
    counts = {}
    with connection.cursor() as cursor:
        for table in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            (counts[table],) = cursor.fetchone()
    return counts


def migrations_done() -> list[list[str]]:
    """The migrations that have been carried out, as [app, name]."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted([app, name] for app, name in applied)


@dataclass(frozen=True)
class _View:
    """What the database says in the view that was dumped: of the manifest, and the files as (hash, place, size)."""

    server: str
    migrations: list[list[str]]
    counts: dict[str, int]
    head: Anchor | None
    stored: list[tuple[str, str, int]]


def _write(out: IO[bytes], folder: Path) -> Manifest:
    """Write all parts of a backup."""
    writer = Writer(out)
    with tempfile.TemporaryDirectory(prefix=".dingfen-", dir=folder) as scratch:
        dump = Path(scratch) / DUMP
        view = _dump(dump)
        size = dump.stat().st_size
        with dump.open("rb") as source:
            digest = writer.add(DUMP, source, size)
    for sha256, path, length in view.stored:
        _add_file(writer, sha256, path, length)
    manifest = Manifest(
        version=program_version(),
        made_at=now().isoformat(),
        server=view.server,
        migrations=view.migrations,
        counts=view.counts,
        dump_size=size,
        dump_sha256=digest,
        files=len(view.stored),
        files_size=sum(length for _sha256, _path, length in view.stored),
        files_digest=digest_of_names(sha256 for sha256, _path, _length in view.stored),
        head=view.head.signed() if view.head else None,
    )
    writer.close(manifest)
    return manifest


@transaction.atomic(durable=True)
def _dump(dump: Path) -> _View:
    """Dump the database and read, in the same view of it, what the manifest says and which files there are."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        snapshot, server = cursor.fetchone()
    run("pg_dump", ["--format=custom", f"--snapshot={snapshot}", "--file", dump])
    last = head()
    return _View(
        server=server,
        migrations=migrations_done(),
        counts=row_counts(tables()),
        head=Anchor.of(last) if last else None,
        stored=[(row.sha256, row.path, row.size) for row in StoredFile.objects.order_by("sha256").iterator()],
    )


def _add_file(writer: Writer, sha256: str, path: str, size: int) -> None:
    """Add one file. Raises BackupError when the storage has it not, or not as it was stored."""
    try:
        with default_storage.open(path) as source:
            found = writer.add(FILES + sha256, source, size)
    except FileNotFoundError as error:
        raise BackupError(
            _("The file %(name)s, which the database names, is not in the storage.") % {"name": sha256[:12]}
        ) from error
    if found != sha256:
        raise BackupError(_("The file %(name)s in the storage has been changed.") % {"name": sha256[:12]})


@contextmanager
def _new_file(path: Path, force: bool) -> Iterator[IO[bytes]]:
    """A new file that its owner alone reads; on the disk when the block ends, gone when it fails."""
    if force:
        path.unlink(missing_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupError(
            _("%(path)s is there: another backup is being written, or one was broken off. Delete it, or use --force.")
            % {"path": path}
        ) from error
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror}") from error
    try:
        with open(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Let the new name of a file outlive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
