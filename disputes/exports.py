"""Disputes as rows of a table."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from disputes.listing import Line, lines
from disputes.models import Agreement, Nature, Phase

# Cases read together.
CHUNK = 500
COLUMNS: tuple[tuple[Any, Callable[[Line], Any]], ...] = (
    (_("Case number"), lambda line: line.number),
    (pgettext_lazy("dispute", "Source"), lambda line: line.label("source")),
    (_("Referred by"), lambda line: line.row.referrer_name),
    (_("Number of the referral"), lambda line: line.row.referral_number),
    (_("Party seeking resolution"), lambda line: line.names("applicant", most=50)),
    (_("Agencies concerned"), lambda line: line.names("respondent", most=50)),
    (_("Act or matter in dispute"), lambda line: line.row.act_name),
    (_("Document number"), lambda line: line.row.act_number),
    (pgettext_lazy("dispute", "Nature"), lambda line: Nature(line.row.nature).label),
    (_("Stage of the remedy"), lambda line: Phase(line.row.phase).label if line.row.phase else ""),
    (_("Subject"), lambda line: line.label("subject") or line.label("civil_kind")),
    (_("Domain"), lambda line: line.label("domain")),
    (_("Stage"), lambda line: line.stage),
    (_("Coordinator"), lambda line: line.officer),
    (_("Received on"), lambda line: line.row.received_on),
    (_("Accepted on"), lambda line: line.row.accepted_on),
    (_("Concluded on"), lambda line: line.row.concluded_on),
    (_("Result"), lambda line: line.label("result")),
    (_("Form of the agreement"), lambda line: Agreement(line.row.agreement).label if line.row.agreement else ""),
    (_("Amount agreed (yuan)"), lambda line: line.row.agreed_amount),
    (_("Judicially confirmed on"), lambda line: line.row.confirmed_on),
    (_("Performance"), lambda line: line.performance),
    (_("Reported back on"), lambda line: line.row.reported_on),
    (_("Next due"), lambda line: line.due_on),
    (_("Which period"), lambda line: line.due_what),
)


def header() -> list[str]:
    return [str(title) for title, _value in COLUMNS]


def rows(ids: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    """The disputes `ids` (of a worklist of the actor) as rows, read a chunk at a time."""
    day = today()
    for start in range(0, len(ids), CHUNK):
        for line in lines(ids[start : start + CHUNK], actor, day):
            yield [value(line) for _title, value in COLUMNS]
