"""The columns of a list of cases: what each says, which are open to whom, which are shown without being chosen.

The page and the exports show the same columns. Whoever sees cases from outside is never offered what is for the office
and the organ, and a choice that names such a column is passed over.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from dossiers.scoping import sees_from_within

if TYPE_CHECKING:
    from workflow.saved.cells import Content

# Of a line of the list (cases.listing.Line, hearings.listing.Line).
Value = Callable[[Any], Any]
UNITS = {"day": _("days"), "working_day": _("working days")}
SEPARATOR = ","


@dataclass(frozen=True)
class Column:
    """A column. One `within` only is for the office and the organ; `usual` is shown to who has chosen nothing.

    `value` is its plain value, `cell` how a page shows it where that is more, `more` what an export holds beside it,
    `sort` the named sort of its heading. A usual column with `filled` is shown when that is true of any line.
    """

    code: str
    title: Any
    value: Value
    within: bool = False
    usual: bool = False
    sort: str = ""
    more: tuple[tuple[Any, Value], ...] = ()
    cell: "Content | None" = None
    filled: Value | None = None


Columns = Sequence[Column]


def open_to(columns: Columns, actor: Actor) -> list[Column]:
    """The columns that an actor may choose from."""
    return [column for column in columns if sees_from_within(actor) or not column.within]


def chosen(columns: Columns, actor: Actor, codes: Iterable[str]) -> list[Column]:
    """The columns that `codes` name and that are open to the actor, in the order of the list; none for no choice.

    The first one names a case, heads its row and cannot be left out.
    """
    wanted = set(codes)
    found = [column for column in open_to(columns, actor) if column.code in wanted]
    return [column for column in open_to(columns, actor) if column in found or column is columns[0]] if found else []


def usual(columns: Columns, actor: Actor, lines: Sequence[Any]) -> list[Column]:
    """The columns for who has chosen none."""
    return [
        column
        for column in open_to(columns, actor)
        if column.usual and (column.filled is None or any(map(column.filled, lines)))
    ]


def read(text: str) -> list[str]:
    """The codes of a choice as an address carries it."""
    return [code for code in text.split(SEPARATOR) if code]


def written(columns: Iterable[Column]) -> str:
    """A choice as an address carries it."""
    return SEPARATOR.join(column.code for column in columns)


def due_column(title: Any, **fields: Any) -> Column:
    """What is next due, with its period and what is left of it."""
    more = (
        (_("Which period"), lambda line: line.due_what),
        (_("Days left"), lambda line: line.left.days if line.left else None),
        (_("Counted in"), lambda line: str(UNITS[line.left.unit]) if line.left else None),
    )
    return Column("due", title, lambda line: line.due_on, usual=True, sort="due", more=more, **fields)
