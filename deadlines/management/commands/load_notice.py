"""manage.py load_notice: a holiday notice from a file, previewed or carried out."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.actors import SYSTEM
from deadlines.agenda import number_words
from deadlines.changes import services
from deadlines.changes.reading import decoded, read_csv
from deadlines.models import Change, ChangeStatus, MovedDeadline, Phase


class Command(BaseCommand):
    """Loads the whole arrangement of a year, or with --days-only single days; prints what moves.

    With --preview nothing is kept. The notice counts as entered by the system itself.
    """

    help = (
        "Load a holiday notice (CSV with date,kind) and move the running periods; with --preview only say what moves."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument("--year", type=int, required=True, help="The year that the notice arranges.")
        parser.add_argument("--notice", required=True, help="Its name or document number.")
        parser.add_argument("--days-only", action="store_true", help="Single days of a year that is arranged already.")
        parser.add_argument("--preview", action="store_true", help="Write nothing.")
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            notice = read_csv(decoded(options["file"].read_bytes()))
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        wrong = sorted(day for day in notice.days if day.year != options["year"])
        if options["days_only"] and wrong:
            raise CommandError(f"{wrong[0]} is not a day of {options['year']}.")
        year = None if options["days_only"] else options["year"]
        try:
            with transaction.atomic():
                change = services.draw_up_notice(actor=SYSTEM, notice=notice, basis=options["notice"], year=year)
                change = services.work_out(change.pk)
                told = self._told(change, Phase.PREVIEW)
                if options["preview"]:
                    transaction.set_rollback(True)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        if not options["preview"]:
            services.confirm(actor=SYSTEM, change=change, digest=change.digest)
            change = services.carry_out(change.pk)
            if change.status != ChangeStatus.IN_FORCE:
                raise CommandError("A case was changed meanwhile; nothing was carried out. Run the command again.")
            told = self._told(change, Phase.MADE)
        self._print(told | {"preview": options["preview"]}, as_json=options["json"])

    def _told(self, change: Change, phase: str) -> dict[str, Any]:
        moves = MovedDeadline.objects.unscoped("the command tells whoever runs it what moves")
        rows = moves.filter(change=change, phase=phase, alive=True).select_related(
            "dossier", "deadline", "officer", "organ"
        )
        return {
            "change": change.pk,
            "moved": change.moved,
            "no_longer_provisional": change.settled,
            "cases": change.cases,
            "periods": [
                {
                    "case": number_words(move.dossier),
                    "clock": move.deadline.clock,
                    "before": str(move.due_before or move.state_before),
                    "after": str(move.due_after or move.state_after),
                    "provisional_before": move.provisional_before,
                    "officer": str(move.officer or ""),
                    "office": move.organ.office_name,
                }
                for move in rows.order_by("organ", "due_before", "pk")
            ],
        }

    def _print(self, told: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for row in told["periods"]:
            words = f"{row['before']} -> {row['after']}"
            if row["before"] == row["after"]:
                words = f"{row['after']} no longer provisional"
            self.stdout.write(f"{row['office']}  {row['case']}  {row['clock']}  {words}  {row['officer']}")
        self.stdout.write(
            f"{told['moved']} moved, {told['no_longer_provisional']} no longer provisional, in {told['cases']} cases"
            + (" (preview, nothing written)" if told["preview"] else "")
        )
