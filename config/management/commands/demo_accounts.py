"""Print the demo accounts with their password."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo import accounts_table


class Command(BaseCommand):
    help = "Prints the demo accounts and their password. Only where DINGFEN_DEMO is set."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are demo accounts only where DINGFEN_DEMO is set, and never in production.")
        self.stdout.write(accounts_table())
