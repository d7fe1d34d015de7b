"""Restore a backup into an empty installation, and prove it there."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.backup import BackupError
from config.backup.restoring import restore
from config.management.commands.check_data import line
from dossiers.management.commands.verify_trail import lines


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty database (with what set-up itself put there) and runs verify_trail and "
        "check_data on it. Ends with a status other than 0 when either finds anything."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore(options["file"].absolute(), say=self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or options['file']}: {error.strerror}") from error
        for said in (*lines(done.trail), *map(line, done.broken)):
            self.stdout.write(said)
        for table in done.differing:
            self.stdout.write(_("%(table)s has not as many rows as were backed up.") % {"table": table})
        if done.lost:
            words = ngettext(
                "The backup is older than what this installation last had: %(n)s entry of the trail came after it.",
                "The backup is older than what this installation last had: %(n)s entries of the trail came after it.",
                done.lost,
            )
            self.stdout.write(words % {"n": done.lost})
        if not done.sound:
            raise CommandError(_("The backup was restored, and what was restored does not hold together."))
        self.stdout.write(
            _("Restored: %(rows)s rows and %(files)s files, as of %(made_at)s. Trail and data hold together.")
            % {
                "rows": sum(done.manifest.counts.values()),
                "files": done.manifest.files,
                "made_at": done.manifest.made_at[:19],
            }
        )
