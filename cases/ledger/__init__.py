"""The ledger of reconsideration cases (行政复议案件台账): its columns, what a row means, how it becomes a case."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organ
from accounts.text import normalise_case_number
from cases.ledger.columns import COLUMNS, REQUIRED, SHOWN
from cases.ledger.reader import ReconsiderationReader
from cases.services import LedgerCase, enter_ledger_cases
from dossiers.models import Dossier
from dossiers.services import NUMBER
from workflow.ledger.ledgers import Checked, Ledger, register
from workflow.ledger.workbook import Book, LedgerRow


def write_cases(*, actor: Actor, organ: Organ, rows: Sequence[tuple[LedgerRow, Checked]]) -> list[Dossier | None]:
    """Write rows as cases, all or none; None for one whose number has been given already."""
    entered = enter_ledger_cases(
        actor=actor,
        organ=organ,
        rows=[LedgerCase(number=check.number, row=row.kept(), **check.data) for row, check in rows],
    )
    return [case.dossier if case is not None else None for case in entered]


def organ_of_numbers(book: Book) -> Organ | None:
    """The organ of whose series most of the case numbers are, None when no number tells."""
    organs = {organ.number_prefix: organ for organ in Organ.objects.select_related("organisation", "office")}
    matches = (NUMBER.match(normalise_case_number(number)) for number in (row.cell("number").text for row in book.rows))
    prefixes = Counter(found["prefix"] for found in matches if found and found["prefix"] in organs)
    return organs[prefixes.most_common(1)[0][0]] if prefixes else None


RECONSIDERATION = register(
    Ledger(
        kind="reconsideration",
        title=_("Ledger of reconsideration cases"),
        columns=COLUMNS,
        required=REQUIRED,
        reader=ReconsiderationReader,
        write=write_cases,
        permission="case.import",
        page="cases.import",
        urls="cases:import",
        shown=SHOWN,
        organ_of=organ_of_numbers,
    )
)
