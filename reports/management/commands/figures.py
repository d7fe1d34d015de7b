"""manage.py figures --from DAY --to DAY: every indicator in a period, as the pages show it."""

import datetime as dt
import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import SYSTEM
from accounts.models import Organ, Organisation
from accounts.text import normalise_name
from reports.dimensions import DIMENSIONS
from reports.evaluating import evaluate
from reports.indicators import INDICATORS
from reports.periods import Period
from reports.telling import as_json


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day (YYYY-MM-DD).") from error


class Command(BaseCommand):
    help = "Prints the figures of a period, each in its default reading, by the dates of the cases themselves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=_day, required=True, metavar="DATE", help="the first day")
        parser.add_argument("--to", dest="last", type=_day, required=True, metavar="DATE", help="the last day")
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="what was known at the end of this day")
        parser.add_argument("--agency", metavar="NAME", help="only cases in which it is respondent or defendant")
        parser.add_argument("--organ", metavar="NAME", help="the cases of this organ alone; of all organs without it")
        parser.add_argument("--by", metavar="DIMENSION", help=f"cut by one of: {', '.join(DIMENSIONS)}")
        parser.add_argument("--only", metavar="ID,ID", help="these indicators alone")
        parser.add_argument("--reading", metavar="CODE", help="read so where an indicator has this reading")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError for an organisation, dimension or indicator that there is not."""
        if options["first"] > options["last"]:
            raise CommandError("The last day lies before the first day.")
        if options["by"] and options["by"] not in DIMENSIONS:
            raise CommandError(f"There is no dimension {options['by']}; there are: {', '.join(DIMENSIONS)}.")
        only = [part.strip() for part in options["only"].split(",") if part.strip()] if options["only"] else None
        if unknown := set(only or ()) - set(INDICATORS):
            raise CommandError(
                f"There is no indicator {', '.join(sorted(unknown))}; there are: {', '.join(INDICATORS)}."
            )
        organs = Organ.objects.select_related("organisation", "office")
        if options["organ"]:
            organs = organs.filter(organisation=_organisation(options["organ"]))
        rows = evaluate(
            SYSTEM,
            list(organs),
            Period(options["first"], options["last"]),
            as_of=options["as_of"],
            agency=_organisation(options["agency"]) if options["agency"] else None,
            by=options["by"],
            only=only,
            reading=options["reading"],
        )
        if options["json"]:
            figures = [as_json(row, options["by"]) for row in rows]
            self.stdout.write(json.dumps({"figures": figures}, ensure_ascii=False))
            return
        for row in rows:
            of = str(row.numerator) if row.denominator is None else f"{row.numerator} / {row.denominator}"
            value = "—" if row.value is None else row.value
            self.stdout.write(
                "\t".join(str(cell) for cell in (row.indicator.id, row.indicator.title, of, value, row.label))
            )


def _organisation(name: str) -> Organisation:
    found = Organisation.objects.filter(names__normalised=normalise_name(name)).distinct().order_by("pk")
    exact = [organisation for organisation in found if organisation.name == name]
    chosen = exact if len(exact) == 1 else list(found[:2])
    if len(chosen) == 1:
        return chosen[0]
    many = "several organisations are" if chosen else "no organisation is"
    raise CommandError(f"“{name}”: {many} called so.")
