"""Load what is shipped: organisations, organs and code lists. Safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.reference import ReferenceDataError, load_organisations, load_organs
from dossiers.reference import load_codes

LOADERS = {"organisations": load_organisations, "organs": load_organs, "codes": load_codes}


class Command(BaseCommand):
    help = "Loads the organisations, the reconsideration organs and the code lists. Nothing is ever removed."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for name, load in LOADERS.items():
            try:
                loaded = load()
            except ReferenceDataError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{name}: {loaded}")
