"""Prove the trail: walk the chain of seals and name what does not hold."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.templatetags.dates import cn_moment
from dossiers.seal.verifier import Report
from dossiers.tasks import verified


class Command(BaseCommand):
    help = "Walks the chain of seals over the trail. Ends with a status other than 0 when something does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verified()
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(lines(report)))
        if not report.sound:
            raise CommandError(_("The trail is broken."))


def lines(report: Report) -> list[str]:
    """The report in words."""
    found = [ngettext("%(n)s entry is sealed.", "%(n)s entries are sealed.", report.sealed) % {"n": report.sealed}]
    if report.unsealed and report.oldest_unsealed:
        words = ngettext(
            "%(n)s entry waits for its seal, since %(since)s.",
            "%(n)s entries wait for their seal, the oldest since %(since)s.",
            report.unsealed,
        )
        found.append(words % {"n": report.unsealed, "since": cn_moment(report.oldest_unsealed)})
    if not report.anchored:
        found.append(_("The head of the trail is not written down outside the database on this host."))
    found += [broken.words() for broken in report.breaks]
    if report.unnamed:
        found.append(ngettext("… and %(n)s more.", "… and %(n)s more.", report.unnamed) % {"n": report.unnamed})
    if report.sound:
        found.append(_("The trail is whole."))
    return found
