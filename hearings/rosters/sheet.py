"""A roster as a workbook: its columns, what becomes of each row, and the writing of those that are right.

Nothing is kept between the preview and its confirmation but what the person sees, signed; every row is judged anew.
A roster is read and given back by the parts of the ledgers (`workflow.ledger`), and is none of them: its rows make no
cases, have no numbers by which a second import would know them, belong to agencies and not to an organ, and are right
or wrong by what the constraints of the table say of them together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import HeadRank, Organisation, RosterEntry
from accounts.once import new_key
from accounts.text import normalise_name
from hearings.rosters.forms import HeadForm
from hearings.rosters.services import add_head, check
from workflow.ledger.ledgers import CREATED, REFUSED, RowResult
from workflow.ledger.problems import Problem, Unreadable
from workflow.ledger.returned import REASON_HEADINGS, ROW_HEADINGS
from workflow.ledger.workbook import Column, LedgerRow, read_book

COLUMNS = (
    Column("agency", gettext_lazy("Agency"), ("单位", "单位名称", "机关", "Agency")),
    Column("name", gettext_lazy("Person's name"), ("姓名", "负责人", "负责人姓名", "Name")),
    Column("rank", gettext_lazy("Rank"), ("级别", "类别", "职级", "正副职", "Rank")),
    Column("post", gettext_lazy("Administrative post"), ("职务", "行政职务", "Post")),
    Column("party_post", gettext_lazy("Party post"), ("党内职务", "党组职务", "Party post")),
    Column("field", gettext_lazy("Field in charge"), ("分管领域", "分管工作", "分管", "Field in charge")),
    Column("valid_from", gettext_lazy("In post from"), ("任职时间", "任职起", "任职日期", "任职开始", "From")),
    Column("valid_to", gettext_lazy("In post until"), ("离任时间", "任职止", "离任日期", "任职结束", "To")),
    Column("serial", gettext_lazy("Running number"), ("序号", "No."), ignored=True),
    Column("reason", gettext_lazy("Reason for refusal"), REASON_HEADINGS, ignored=True),
    Column("row", gettext_lazy("Row in the ledger"), ROW_HEADINGS, ignored=True),
)
REQUIRED = (("name",), ("rank",), ("post",), ("valid_from",))
RANKS = {
    **dict.fromkeys(("正职", "正职负责人", "主要负责人", "principal"), HeadRank.PRINCIPAL),
    **dict.fromkeys(("副职", "副职负责人", "deputy"), HeadRank.DEPUTY),
    **dict.fromkeys(("其他", "其他负责人", "分管负责人", "参与分管的负责人", "in_charge"), HeadRank.IN_CHARGE),
}
SALT = "hearings.roster"
MOST = 1000


@dataclass
class Judged:
    """A row of a roster: what it says, what is wrong with it, the entry that it would become."""

    number: int
    cells: list[str]
    said: dict[str, str]
    problems: list[str] = field(default_factory=list)
    entry: RosterEntry | None = None

    def result(self) -> RowResult:
        """The row as the workbook of refused rows takes it."""
        return RowResult(
            sheet="",
            row=self.number,
            status=REFUSED if self.problems else CREATED,
            number=self.said.get("name", ""),
            problems=[Problem(words) for words in self.problems],
            cells=self.cells,
        )


def read(file: BinaryIO | File) -> dict[str, Any]:
    """The rows of a workbook as plain values. Raises Unreadable."""
    book = read_book(file, COLUMNS, REQUIRED)
    if len(book) > MOST:
        raise Unreadable("The ledger has more than %(limit)s rows. Divide it into several files.", limit=MOST)
    sheet = book.sheets[0]
    return {"headings": sheet.headings, "rows": [_plain(row) for row in sheet.rows]}


def _plain(row: LedgerRow) -> dict[str, Any]:
    said = {column.key: row.cell(column.key).text for column in COLUMNS if not column.ignored}
    return {"row": row.number, "cells": [cell.kept for cell in row.cells], "said": said}


def seal(read_rows: dict[str, Any]) -> str:
    """What was read, signed, to come back with the confirmation."""
    return signing.dumps(read_rows, salt=SALT, compress=True)


def unseal(text: str) -> dict[str, Any]:
    """What `seal` made. Raises ValidationError for anything else."""
    try:
        return signing.loads(text, salt=SALT, max_age=86400)
    except signing.BadSignature as error:
        raise ValidationError(_("Hand the workbook in again."), code="seal") from error


def judge(rows: Sequence[dict[str, Any]], kept: dict[str, Organisation], usual: Organisation | None) -> list[Judged]:
    """What each row would become. `kept` are the agencies by their normalised names, `usual` that of a row without.

    Rows clash with those above them as with what is there: each is written on trial, and everything taken back.
    """
    found = [Judged(row["row"], row["cells"], row["said"]) for row in rows]
    with transaction.atomic():
        for row in found:
            _judge(row, kept, usual)
        transaction.set_rollback(True)
    return found


def _judge(row: Judged, kept: dict[str, Organisation], usual: Organisation | None) -> None:
    name = row.said.get("agency", "")
    agency = kept.get(normalise_name(name)) if name else usual
    if agency is None:
        row.problems.append(_("“%(name)s” is no agency whose roster you keep.") % {"name": name or "—"})
    rank = RANKS.get(normalise_name(row.said["rank"]).casefold(), row.said["rank"])
    form = HeadForm({**row.said, "rank": rank, "once_key": new_key()})
    for name, messages in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        row.problems += [f"{label}：{message}" if label else str(message) for message in messages]
    if row.problems or agency is None:
        return
    entry = RosterEntry(organisation=agency, name=form.cleaned_data["name"], **form.posts())
    try:
        check(entry)
    except ValidationError as error:
        row.problems += error.messages
        return
    row.entry = entry
    entry.save()
    entry.pk, entry._state.adding = None, True


def write(*, actor: Actor, judged: Sequence[Judged]) -> list[RosterEntry]:
    """Enter the rows that are right, all in one transaction. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        return [
            add_head(
                actor=actor,
                organisation=row.entry.organisation,
                **{name: getattr(row.entry, name) for name in ("name", "rank", "post", "party_post", "field")},
                valid_from=row.entry.valid_from,
                valid_to=row.entry.valid_to,
            )
            for row in judged
            if row.entry is not None
        ]
