"""Appearance records from a workbook: a row is what the form of the step takes, judged by that very form."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organ
from dossiers.models import Dossier
from hearings.records.reader import COLUMNS, REQUIRED, STEP, RecordReader
from workflow.ledger.ledgers import Checked, Ledger, register
from workflow.ledger.workbook import LedgerRow
from workflow.services import take


def write_records(*, actor: Actor, organ: Organ, rows: Sequence[tuple[LedgerRow, Checked]]) -> list[Dossier | None]:
    """Hand in the records of some rows, all or none, each by the step that the page takes."""
    written: list[Dossier | None] = []
    for _row, check in rows:
        dossier: Dossier = check.data["dossier"]
        take(actor=actor, dossier=dossier, step_code=STEP, form=check.data["form"])
        written.append(dossier)
    return written


RECORDS = register(
    Ledger(
        kind="appearances",
        title=_("Appearance records"),
        columns=COLUMNS,
        required=REQUIRED,
        reader=RecordReader,
        write=write_records,
        permission="appearances.import",
        page="appearances.enter",
        urls="hearings:record-import",
        shown=(("agency", _("Agency")), ("hearing_on", _("Court hearing")), ("came", _("Who came"))),
        organ_of=lambda book: None,
        by_actor=True,
    )
)
