"""manage.py recount_figures: reckon anew what every case counts, or prove that what is kept equals a full recount."""

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import summaries
from reports.keeping import rebuild, unlike

NAMED = 20


class Command(BaseCommand):
    help = "Reckons anew what every case counts, and the sums by month; with --prove only says what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prove", action="store_true", help="write nothing; fail where what is kept differs")
        parser.add_argument("--sums", action="store_true", help="the sums by month alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where a proof finds a difference."""
        if options["prove"]:
            self._prove(cases=not options["sums"])
            return
        if not options["sums"]:
            self.stdout.write(f"{rebuild()} entries were written.")
        summaries.forget()
        self.stdout.write(f"{summaries.complete()} sums were made.")

    def _prove(self, *, cases: bool) -> None:
        found = []
        if cases:
            for difference in unlike():
                said = [f"kept {entry}" for entry in difference.gone]
                said += [f"counts {counted.measure} {counted.day}" for counted in difference.new]
                found.append(f"case {difference.matter.pk}: {'; '.join(said)}")
        found += summaries.differing()
        for line in islice(found, NAMED):
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} differences from a full recount.")
        self.stdout.write("What is kept equals a full recount.")
