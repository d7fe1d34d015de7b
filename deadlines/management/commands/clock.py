"""manage.py clock: one due date and how it comes about, by the official calendar."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deadlines.engine import UnknownClock, clocks, explain, official_calendar, reckon
from deadlines.engine.vectors import parse_day, parse_pause


class Command(BaseCommand):
    """Prints the answer and a line for each step of its derivation, or all of it as JSON.

    The shipped data alone is used, never the database, which need not be there.
    """

    help = "Print a due date and its derivation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("clock", metavar="CLOCK_ID")
        parser.add_argument("--event", required=True, metavar="DATE", help="The day of the clock's event.")
        parser.add_argument(
            "--pause",
            action="append",
            default=[],
            metavar="START/END",
            help="Time that does not count; without END while it lasts. May be given more than once.",
        )
        parser.add_argument("--extension", type=int, metavar="DAYS", help="Days of an extension.")
        parser.add_argument("--json", action="store_true", help="Print JSON.")
        parser.add_argument("--lang", choices=["zh-hans", "en"], default="zh-hans", help="Language of the wording.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            clock = clocks()[options["clock"]]
            pauses = [parse_pause(text) for text in options["pause"]]
            event = parse_day(options["event"])
            result = reckon(clock, event, official_calendar(), pauses, options["extension"])
        except (UnknownClock, ValueError) as error:
            raise CommandError(str(error)) from error
        lines = explain(result, options["lang"])
        if options["json"]:
            value = {**result.as_json(), "explanation": [list(line) for line in lines]}
            self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))
            return
        self.stdout.write(result.answer)
        if result.provisional_on is not None:
            said = "provisionally" if options["lang"] == "en" else "暂定"
            self.stdout.write(f"{said} {result.provisional_on}")
        for label, text in lines:
            self.stdout.write(f"  {label}  {text}")
