"""Rows of a list of cases, written in one go.

A page of fifty cases has some twelve hundred values and conditions. Evaluated one by one by a template they would cost
more than everything else on the page together; here they are joined as text, each value escaped.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.templatetags.dates import cn_day, cn_short
from accounts.templatetags.ui import data_lang
from workflow.saved.columns import Column

# An address of a case, with this in the place of its id.
PLACE = 0


class Words(NamedTuple):
    """What cells say of what is not there; the columns beside them; the language of what people have entered."""

    suspended: str
    nobody: str
    second: str
    beside: frozenset[str]
    lang: str


# What a cell holds of a line, as HTML.
Content = Callable[[Any, Words], str]


def case_rows(page: str, lines: Iterable[Any], columns: Sequence[Column], selectable: bool = False) -> SafeString:
    """The rows of templates/workflow/saved/table.html, in the order of its headings, `selectable` ones with a box.

    `page` names the address of a case.
    """
    before, _place, after = reverse(page, args=[PLACE]).rpartition(str(PLACE))
    words = Words(
        suspended=escape(_("Suspended")),
        nobody=escape(_("Nobody yet")),
        second=escape(_("I am second officer")),
        beside=frozenset(column.code for column in columns),
        lang=data_lang(),
    )
    no_number, select = escape(_("No number yet")), escape(_("Select"))
    # The first column names the case and heads its row.
    cells = [(column.code, escape(str(column.title)), column.cell or _plain(column)) for column in columns[1:]]
    rows = []
    for line in lines:
        number = escape(line.number) or no_number
        parts = []
        if selectable:
            parts.append(
                f'<td class="tick" role="cell"><input type="checkbox" class="form-check-input" name="case" '
                f'value="{line.pk}" aria-label="{select} {number} {escape(line.who)}"></td>'
            )
        parts.append(
            f'<th scope="row" role="rowheader" class="number"><a href="{before}{line.pk}{after}">{number}</a></th>'
        )
        parts += [
            f'<td role="cell" class="col-{code}" data-label="{label}">{content(line, words)}</td>'
            for code, label, content in cells
        ]
        tone = f' class="row-{line.tone}"' if line.tone else ""
        rows.append(f'<tr role="row"{tone}>{"".join(parts)}</tr>')
    return mark_safe("\n".join(rows))


def _plain(column: Column) -> Content:
    """A cell that holds the column's value: a day short, anything else as its words."""

    def content(line: Any, words: Words) -> str:
        value = None if column.within and not line.within else column.value(line)
        return day(value) if isinstance(value, dt.date) else f"<span>{escape(str(value or ''))}</span>"

    return content


def day(value: dt.date) -> str:
    """A day, short."""
    return f'<time class="nowrap" datetime="{value.isoformat()}">{escape(cn_short(value))}</time>'


def names(value: Callable[[Any], str]) -> Content:
    """What people have entered, cut where it is long."""
    return lambda line, words: f'<span class="clamp"{words.lang}>{escape(value(line))}</span>'


def short(value: Callable[[Any], str]) -> Content:
    """A word or two that stay on one line."""
    return lambda line, words: f'<span class="nowrap">{escape(value(line))}</span>'


def named(code: str, title: Any, value: Callable[[Any], str], shown: Callable[[Any], str]) -> Column:
    """A usual column of names: all of them in an export, the first ones on a page."""
    return Column(code, title, value, usual=True, cell=names(shown))


def act(line: Any, words: Words) -> str:
    """The act, with its domain where that has no column of its own."""
    domain = "" if "domain" in words.beside else f'<span class="sub">{escape(line.domain)}</span>'
    return f'<span><span class="clamp"{words.lang}>{escape(line.row.act_name)}</span>{domain}</span>'


def stage(line: Any, words: Words) -> str:
    """The stage, whether the case is suspended, and its procedure where that has no column of its own."""
    said = escape(line.stage)
    if line.suspended:
        said += f' <span class="lozenge lozenge-paused">{words.suspended}</span>'
    if line.procedure and "procedure" not in words.beside:
        said += f'<span class="sub">{escape(line.procedure)}</span>'
    return f'<span class="nowrap">{said}</span>'


def officer(line: Any, words: Words) -> str:
    """The officer, and whether the reader is the second one."""
    if line.officer:
        mark = f'<span class="sub">{words.second}</span>' if line.as_second else ""
        return f'<span class="nowrap">{escape(line.officer)}{mark}</span>'
    return f'<span class="soft nowrap">{words.nobody}</span>' if line.within else ""


def due(line: Any, words: Words) -> str:
    """What is next due: how long still, on which day, by which period."""
    if line.due is None:
        return ""
    tone, said = line.due
    shown = escape(said)
    if on := line.due_on:
        shown += f'<small><time datetime="{on.isoformat()}">{escape(cn_day(on))}</time></small>'
        shown += f"<small>{escape(line.due_what)}</small>"
    return f'<span class="due due-{tone}">{shown}</span>'


def outcome(line: Any, words: Words) -> str:
    """How the case was concluded, with the day where that has no column of its own."""
    concluded = line.row.concluded_on
    if concluded is None:
        return ""
    on = "" if "concluded" in words.beside else f'<span class="sub nowrap">{escape(cn_short(concluded))}</span>'
    return f"<span>{escape(line.outcome)}{on}</span>"
