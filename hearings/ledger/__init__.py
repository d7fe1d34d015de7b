"""The ledger of lawsuits (行政应诉案件台账): its columns, what a row means, how it becomes a case."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organ
from dossiers.models import Dossier
from hearings.ledger.columns import COLUMNS, REQUIRED, SHOWN
from hearings.ledger.reader import LitigationReader
from hearings.services.ledger import LedgerSuit, enter_ledger_suits
from workflow.ledger.ledgers import Checked, Ledger, register
from workflow.ledger.reading import organ_of_agencies
from workflow.ledger.workbook import LedgerRow


def write_suits(*, actor: Actor, organ: Organ, rows: Sequence[tuple[LedgerRow, Checked]]) -> list[Dossier | None]:
    """Write rows as lawsuits, all or none; None for one whose number has been given already."""
    entered = enter_ledger_suits(
        actor=actor,
        organ=organ,
        rows=[LedgerSuit(number=check.number, row=row.kept(), **check.data) for row, check in rows],
    )
    return [suit.dossier if suit is not None else None for suit in entered]


LITIGATION = register(
    Ledger(
        kind="litigation",
        title=_("Ledger of lawsuits"),
        columns=COLUMNS,
        required=REQUIRED,
        reader=LitigationReader,
        write=write_suits,
        permission="suit.import",
        page="suits.import",
        urls="hearings:import",
        shown=SHOWN,
        organ_of=lambda book: organ_of_agencies(book, "defendant"),
    )
)
