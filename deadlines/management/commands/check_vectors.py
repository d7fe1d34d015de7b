"""manage.py check_vectors: worked examples against the engine and the official calendar alone."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deadlines.engine import DataError, clocks, official_calendar
from deadlines.engine.vectors import check


class Command(BaseCommand):
    """Prints a line for each row whose answer differs, then how many passed and failed; fails if any failed.

    The shipped data alone is used, never the database, which need not be there.
    """

    help = "Check a CSV file of due dates (clock, event, pauses, extension_days, due) against the engine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        passed = failed = 0
        try:
            for verdict in check(file, clocks(), official_calendar()):
                if verdict.passed:
                    passed += 1
                    continue
                failed += 1
                self.stdout.write(
                    f"{verdict.name}: {verdict.clock}: expected {verdict.expected or 'nothing'}, got {verdict.got}"
                )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except DataError as error:
            raise CommandError(str(error)) from error
        if not passed and not failed:
            raise CommandError(f"{file.name} holds no rows.")
        self.stdout.write(f"{passed} passed, {failed} failed")
        if failed:
            sys.exit(1)
