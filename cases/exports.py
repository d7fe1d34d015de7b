"""Cases as rows of a table: the columns, and which of them are open to whom."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.timekeeping import today
from cases.filters import sees_from_within
from cases.listing import Line, agencies, lines, names

# Cases read together.
CHUNK = 500


@dataclass(frozen=True)
class Column:
    """A column of an export. One `within` only is for the office and the organ: left out, or empty, for others."""

    title: Any
    value: Callable[[Line], Any]
    within: bool = False


COLUMNS = (
    Column(_("Case number"), lambda line: line.number),
    Column(_("Received"), lambda line: line.row.received_on),
    Column(_("Applicant"), lambda line: names(line.row.gathered["applicants"], most=50)),
    Column(_("Respondent"), lambda line: agencies(line.row.gathered["respondents"], most=50)),
    Column(_("Act"), lambda line: line.row.act_name),
    Column(_("Document number"), lambda line: line.row.act_number),
    Column(_("Matter"), lambda line: line.matter),
    Column(_("Domain"), lambda line: line.domain),
    Column(_("Law"), lambda line: line.law),
    Column(_("Procedure"), lambda line: line.procedure),
    Column(_("Stage"), lambda line: line.stage),
    Column(_("Status"), lambda line: line.status),
    Column(_("Case officer"), lambda line: line.officer, within=True),
    Column(_("Accepted on"), lambda line: line.row.accepted_on),
    Column(_("Next due"), lambda line: line.due_on),
    Column(_("Which period"), lambda line: line.due_what),
    Column(_("Days left"), lambda line: (line.due_on - line.today).days if line.due_on else None),
    Column(_("Outcome"), lambda line: line.outcome),
    Column(_("Concluded on"), lambda line: line.row.concluded_on),
    Column(_("Number of the decision"), lambda line: line.row.decision_number),
    Column(_("Sued afterwards"), lambda line: gettext("yes") if line.row.sued else gettext("no")),
    Column(_("Where it came from"), lambda line: line.source, within=True),
)


def columns_for(actor: Actor) -> list[Column]:
    """The columns open to an actor."""
    return list(COLUMNS) if sees_from_within(actor) else [column for column in COLUMNS if not column.within]


def rows(ids: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    """The cases `ids` (of a worklist of the actor) as rows, read a chunk at a time."""
    columns, day = columns_for(actor), today()
    for start in range(0, len(ids), CHUNK):
        for line in lines(ids[start : start + CHUNK], actor, day):
            yield [None if column.within and not line.within else column.value(line) for column in columns]
