"""The columns of the list of cases: what each says, which are open to whom, which are shown without being chosen.

The page and the exports show the same columns. An agency is never offered what is for the office and the organ, and
a choice that names such a column is passed over.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from cases.listing import Line, agencies, names
from dossiers.scoping import sees_from_within

Value = Callable[[Line], Any]
UNITS = {"day": _("days"), "working_day": _("working days")}


@dataclass(frozen=True)
class Column:
    """A column. One `within` only is for the office and the organ; `usual` is shown to who has chosen nothing.

    `value` is its plain value, `more` what an export holds beside it, `sort` the named sort of its heading.
    """

    code: str
    title: Any
    value: Value
    within: bool = False
    usual: bool = False
    sort: str = ""
    more: tuple[tuple[Any, Value], ...] = ()


COLUMNS = (
    Column("number", _("Case number"), lambda line: line.number, usual=True, sort="number"),
    Column("applicant", _("Applicant"), lambda line: names(line.row.gathered["applicants"], most=50), usual=True),
    Column("respondent", _("Respondent"), lambda line: agencies(line.row.gathered["respondents"], most=50), usual=True),
    Column("act", _("Act"), lambda line: line.row.act_name, usual=True),
    Column("act_number", _("Document number"), lambda line: line.row.act_number),
    Column("matter", _("Matter"), lambda line: line.matter),
    Column("domain", _("Domain"), lambda line: line.domain),
    Column("law", _("Law"), lambda line: line.law),
    Column("procedure", _("Procedure"), lambda line: line.procedure),
    Column("stage", _("Stage"), lambda line: line.stage, usual=True),
    Column("status", _("Status"), lambda line: line.status),
    Column("officer", _("Case officer"), lambda line: line.officer, within=True, usual=True),
    Column("received", _("Received"), lambda line: line.row.received_on, usual=True, sort="received"),
    Column("accepted", _("Accepted on"), lambda line: line.row.accepted_on),
    Column(
        "due",
        _("Next due"),
        lambda line: line.due_on,
        usual=True,
        sort="due",
        more=(
            (_("Which period"), lambda line: line.due_what),
            (_("Days left"), lambda line: line.left.days if line.left else None),
            (_("Counted in"), lambda line: str(UNITS[line.left.unit]) if line.left else None),
        ),
    ),
    Column("outcome", _("Outcome"), lambda line: line.outcome, usual=True),
    Column("concluded", _("Concluded on"), lambda line: line.row.concluded_on),
    Column("decision_number", _("Number of the decision"), lambda line: line.row.decision_number),
    Column("sued", _("Sued afterwards"), lambda line: gettext("yes") if line.row.sued else gettext("no")),
    Column("source", _("Where it came from"), lambda line: line.source, within=True),
)
# What names a case heads its row and cannot be left out.
ALWAYS = "number"
SEPARATOR = ","


def open_to(actor: Actor) -> list[Column]:
    """The columns that an actor may choose from."""
    return [column for column in COLUMNS if sees_from_within(actor) or not column.within]


def chosen(actor: Actor, codes: Iterable[str]) -> list[Column]:
    """The columns that `codes` name and that are open to the actor, in the order of the list; none for no choice."""
    wanted = set(codes)
    found = [column for column in open_to(actor) if column.code in wanted]
    return [column for column in open_to(actor) if column in found or column.code == ALWAYS] if found else []


def usual(actor: Actor, lines: Sequence[Line]) -> list[Column]:
    """The columns for who has chosen none: without outcomes, and from outside due dates, when no line has one."""
    empty = set()
    if not any(line.row.concluded_on for line in lines):
        empty.add("outcome")
    if not sees_from_within(actor) and not any(line.due for line in lines):
        empty.add("due")
    return [column for column in open_to(actor) if column.usual and column.code not in empty]


def read(text: str) -> list[str]:
    """The codes of a choice as an address carries it."""
    return [code for code in text.split(SEPARATOR) if code]


def written(columns: Iterable[Column]) -> str:
    """A choice as an address carries it."""
    return SEPARATOR.join(column.code for column in columns)
