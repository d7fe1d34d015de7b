"""manage.py import_ledger KIND FILE.xlsx: take an office's old ledger in, or say what would become of it."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from accounts.models import Organ
from accounts.text import normalise_name
from workflow.ledger.ledgers import CREATED, DUPLICATE, REFUSED, Ledger, RowResult, kinds, ledger_of
from workflow.ledger.problems import Unreadable
from workflow.ledger.returned import returned_workbook
from workflow.ledger.services import counts, import_now
from workflow.ledger.workbook import Book


class Command(BaseCommand):
    help = "Imports an office's ledger from an Excel workbook. Run twice it creates nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help=f"what the ledger holds: {', '.join(kinds())}")
        parser.add_argument("file", help="the workbook (.xlsx), as the office keeps it")
        parser.add_argument(
            "--organ",
            default="",
            help="code, name or number prefix of the organ; told from the ledger itself without it",
        )
        parser.add_argument("--preview", action="store_true", help="say what would be done and write nothing")
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
        parser.add_argument("--refused", metavar="FILE", help="write the refused rows to this workbook")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was created, what is a duplicate, what is refused. Raises CommandError for an unreadable file."""
        if options["kind"] not in kinds():
            raise CommandError(f"There is no ledger of “{options['kind']}”; there are: {', '.join(kinds())}.")
        ledger = ledger_of(options["kind"])
        try:
            with Path(options["file"]).open("rb") as file:
                book = ledger.read(file)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except Unreadable as error:
            raise CommandError(f"{options['file']}: {error}") from error
        organ = self._organ(options["organ"], ledger, book)
        results = import_now(actor=SYSTEM, ledger=ledger, organ=organ, book=book, preview=options["preview"])
        if options["refused"]:
            sheets = [(sheet.name, sheet.headings) for sheet in book.sheets]
            Path(options["refused"]).write_bytes(returned_workbook(sheets, results))
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(results), ensure_ascii=False))
        else:
            self._tell(organ, book, results, preview=options["preview"])

    def _organ(self, wanted: str, ledger: Ledger, book: Book) -> Organ:
        organs = Organ.objects.select_related("organisation", "office").order_by("pk")
        if wanted:
            named = organs.filter(
                Q(organisation__code=wanted)
                | Q(number_prefix=wanted)
                | Q(office_name=wanted)
                | Q(organisation__names__normalised=normalise_name(wanted))
                | Q(office__names__normalised=normalise_name(wanted))
            ).distinct()
            found = list(named[:2])
            if len(found) == 1:
                return found[0]
        elif organ := ledger.organ_of(book) or _only(list(organs[:2])):
            return organ
        listed = "; ".join(f"{organ.organisation.code} {organ.organisation.name}" for organ in organs)
        problem = f"“{wanted}” is no organ." if wanted else "The ledger does not tell whose it is."
        raise CommandError(f"{problem} Say --organ with one of: {listed or 'none is entered'}.")

    def _tell(self, organ: Organ, book: Book, results: list[RowResult], *, preview: bool) -> None:
        total = counts(Counter(result.status for result in results))
        self.stdout.write(f"{organ.organisation.name} · {', '.join(sheet.name for sheet in book.sheets)}")
        words = (
            _("%(created)s cases would be created, %(duplicates)s rows are duplicates, %(refused)s are refused.")
            if preview
            else _("%(created)s cases were created, %(duplicates)s rows are duplicates, %(refused)s were refused.")
        )
        self.stdout.write(words % total)
        for result in results:
            place = f"{result.sheet} {result.row}".strip()
            if result.status == DUPLICATE:
                duplicate = _("Duplicate")
                self.stdout.write(f"  {place}\t{duplicate}\t{result.number} {result.reason()}".rstrip())
            elif result.status == REFUSED:
                self.stdout.write(f"  {place}\t{_('Refused')}\t{result.number} {result.reason()}")


def _only(organs: list[Organ]) -> Organ | None:
    return organs[0] if len(organs) == 1 else None


def _as_json(results: list[RowResult]) -> dict[str, Any]:
    return {
        "created": sum(result.status == CREATED for result in results),
        "duplicates": [result.number for result in results if result.status == DUPLICATE],
        "refused": [
            {"row": result.row, "reason": f"{result.sheet}：{result.reason()}" if result.sheet else result.reason()}
            for result in results
            if result.status == REFUSED
        ],
    }
