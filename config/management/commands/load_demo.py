"""Load the demonstration: a district of its own with its people and cases around today."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo import load


class Command(BaseCommand):
    help = "Loads the demonstration's organ, accounts and cases, once. Only where DINGFEN_DEMO is set."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data are loaded only where DINGFEN_DEMO is set, and never in production.")
        made = sum(map(len, load().values()))
        self.stdout.write(f"{made} cases" if made else "The demo data are there already.")
