"""Putting a backup into an empty place: first proven whole, then written, then judged by both checks."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from accounts.soundness import Outcome
from accounts.timekeeping import now
from config.backup import BackupError
from config.backup.archive import DUMP, Manifest, Reader, opened
from config.backup.making import row_counts
from config.backup.programs import program, run
from config.tasks import checked
from dossiers.models import StoredFile, TrailSeal
from dossiers.seal import anchor
from dossiers.seal.verifier import Report
from dossiers.tasks import verified
from dossiers.trail import record
from notices.runs import task_run

RESTORE = "restore"

# Tables of which a database that somebody uses has rows. Set-up itself fills others: organisations and code lists.
_USED = ("accounts_user", "dossiers_dossier", "dossiers_storedfile", "notices_notice")


@dataclass(frozen=True)
class Restored:
    """What was restored, and what the checks said of it.

    `differing` are the tables that have not as many rows as the manifest says, `lost` how many seals lie between the
    end of this backup and the head of the trail that this installation had written down before.
    """

    manifest: Manifest
    trail: Report
    broken: list[Outcome]
    differing: list[str]
    lost: int

    @property
    def sound(self) -> bool:
        return self.trail.sound and not self.broken and not self.differing


def restore(source: Path, *, say: Callable[[str], None] = lambda line: None) -> Restored:
    """Restore the backup `source` into this installation, which must be empty.

    The whole backup is read and proven first; up to then nothing is written. Raises BackupError when it is damaged,
    changed, of a newer version, or when the database is in use. The caller judges the checks (`Restored.sound`).
    """
    with opened(source) as backup:
        _refuse_newer(backup.manifest)
        say(_("Proving the backup …"))
        backup.verify()
        _refuse_used()
        say(_("Writing the files …"))
        _write_files(backup)
        say(_("Writing the database …"))
        lost = _left_behind(backup.manifest)
        _write_database(backup)
        differing = _differing(backup.manifest)
        _move_anchor(backup.manifest)
        manifest = backup.manifest
    call_command("migrate", verbosity=0, interactive=False)
    say(_("Checking the trail and the data …"))
    with task_run(RESTORE) as done:
        done.detail = {"file": source.name, "made_at": manifest.made_at, "dump_sha256": manifest.dump_sha256}
        done.counts = {"files": manifest.files, "rows": sum(manifest.counts.values())}
        record(actor=SYSTEM, action="backup.restore", detail={"count": manifest.files, "digest": manifest.dump_sha256})
        trail = verified()
        broken = [outcome for outcome in checked(full=True) if not outcome.holds]
    return Restored(manifest, trail, broken, differing, lost)


def _refuse_newer(manifest: Manifest) -> None:
    """Raises BackupError when the backup has migrations that this program does not know."""
    loader = MigrationLoader(connection)
    ours = {(app, name) for app, name in loader.disk_migrations}
    apps = {app for app, _name in ours}
    unknown = [f"{app}.{name}" for app, name in manifest.migrations if app in apps and (app, name) not in ours]
    if unknown:
        raise BackupError(
            _("The backup was made by a newer version (%(version)s); restore it with that one.")
            % {"version": manifest.version}
        )


def _refuse_used() -> None:
    """Raises BackupError when the database holds people, cases, papers or messages."""
    with connection.cursor() as cursor:
        for table in _USED:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608 - names of this module
            if cursor.fetchone()[0]:
                raise BackupError(
                    _("The database is in use (%(table)s has rows). A backup is restored into an empty one only.")
                    % {"table": table}
                )


def _write_files(backup: Reader) -> None:
    """Put the files into the storage; one that lies there already is left."""
    for name in backup.files:
        path = StoredFile(sha256=name).path
        if not default_storage.exists(path):
            with backup.file(name) as content:
                default_storage.save(path, File(content, name=name))


def _write_database(backup: Reader) -> None:
    """Empty the schema and let pg_restore fill it, in one transaction of its own."""
    with tempfile.TemporaryDirectory(prefix="dingfen-restore-") as scratch:
        dump, contents = Path(scratch) / DUMP, Path(scratch) / "contents"
        backup.extract_dump(dump)
        program("pg_restore")
        run("pg_restore", ["--list", dump], output=contents)
        # The comment of an extension can be set by its owner alone, who may be the server's own.
        lines = contents.read_text(encoding="utf-8").splitlines(keepends=True)
        contents.write_text("".join(line for line in lines if " COMMENT - EXTENSION " not in line), encoding="utf-8")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            # As a new database has it, or a backup of the restored one would name the schema as its own.
            cursor.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")
            cursor.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
        connection.close()
        name = str(connection.get_connection_params()["dbname"])
        run(
            "pg_restore",
            [
                *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
                *("--use-list", contents, "--dbname", name, dump),
            ],
        )


def _differing(manifest: Manifest) -> list[str]:
    """The tables that have not as many rows as were dumped; asked before anything else is written."""
    found = row_counts(manifest.counts)
    return sorted(table for table, count in manifest.counts.items() if found.get(table) != count)


def _left_behind(manifest: Manifest) -> int:
    """How many seals this host had written down beyond the end of the backup; they are lost with what came after it.

    What set-up itself has sealed in the database that is to be emptied does not count.
    """
    try:
        before = anchor.dropped()
    except anchor.AnchorError:
        return 0
    if before is None or (_has_trail() and before.holds()):
        return 0
    return max(before.position - (manifest.head["position"] if manifest.head else 0), 0)


def _has_trail() -> bool:
    return TrailSeal._meta.db_table in connection.introspection.table_names()


def _move_anchor(manifest: Manifest) -> None:
    """Let the anchor of this host be the head that the backup has; the one that lay here is kept beside it."""
    path = anchor.path()
    if path.exists():
        path.replace(path.with_name(f"{path.stem}-before-{now():%Y%m%d-%H%M%S}{path.suffix}"))
    if manifest.head is not None:
        anchor.write(anchor.Anchor.read(manifest.head))
