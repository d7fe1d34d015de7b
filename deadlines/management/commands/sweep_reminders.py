"""manage.py sweep_reminders: the sweep by hand, at any hour."""

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from deadlines.reminders.sweep import sweep


class Command(BaseCommand):
    help = "Write the reminders that are due and were not written yet. Run twice, the second finds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep()
        if options["json"]:
            self.stdout.write(json.dumps(dataclasses.asdict(swept)))
        elif swept.busy:
            self.stdout.write("Another sweep is at work.")
        else:
            self.stdout.write(
                f"{swept.reminders} reminders of {swept.deadlines} deadlines, {swept.overtaken} stages overtaken, "
                f"{swept.messages} messages to be sent"
            )
