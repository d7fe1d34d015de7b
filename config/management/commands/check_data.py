"""Ask whether the data hold together: every rule that the apps declare."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.soundness import COUNTED, NAMED, Outcome, invariants
from config.tasks import checked


class Command(BaseCommand):
    help = "Asks every rule that must hold of the data. Ends with a status other than 0 when one is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print what was found as JSON")
        parser.add_argument(
            "--only", action="append", metavar="NAME", default=[], help="ask this rule alone (can be repeated)"
        )
        parser.add_argument("--full", action="store_true", help="look at all rows where a sample is taken otherwise")
        parser.add_argument("--list", action="store_true", help="name the rules and ask none")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write("\n".join(f"{rule.name:34}{rule.title}" for rule in invariants()))
            return
        try:
            outcomes = checked(options["only"], full=options["full"])
        except KeyError as error:
            raise CommandError(_("There is no rule named %(name)s; see --list.") % {"name": error.args[0]}) from error
        broken = [outcome for outcome in outcomes if not outcome.holds]
        if options["json"]:
            found = {"sound": not broken, "rules": [outcome.as_json() for outcome in outcomes]}
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join([*map(line, broken), _summary(len(outcomes), len(broken))]))
        if broken:
            raise CommandError(_("The data do not hold together."))


def line(outcome: Outcome) -> str:
    """A broken rule in words, with the first rows that break it."""
    count = str(len(outcome.offenders)) if len(outcome.offenders) <= COUNTED else f"{COUNTED}+"
    ids = ", ".join(map(str, outcome.offenders[:NAMED]))
    rule = outcome.invariant
    broken = _("broken by %(count)s") % {"count": count}
    return f"{rule.name}: {rule.title} – {broken}: {rule.rows_of} {ids}"


def _summary(asked: int, broken: int) -> str:
    words = ngettext("%(n)s rule was asked", "%(n)s rules were asked", asked) % {"n": asked}
    found = ngettext("%(n)s is broken.", "%(n)s are broken.", broken) % {"n": broken} if broken else _("all hold.")
    return _("%(asked)s; %(found)s") % {"asked": words, "found": found}
