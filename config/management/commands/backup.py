"""Write a backup of database and files into one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from config.backup import BackupError
from config.backup.making import back_up


class Command(BaseCommand):
    help = "Writes the database and the files into one file. The secrets are not in it: keep them elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="write over a file of this name")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"].absolute()
        try:
            manifest = back_up(target, force=options["force"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or target}: {error.strerror}") from error
        self.stdout.write(
            _("%(path)s: %(rows)s rows, %(files)s files, %(size)s.")
            % {
                "path": target,
                "rows": sum(manifest.counts.values()),
                "files": manifest.files,
                "size": filesizeformat(target.stat().st_size),
            }
        )
