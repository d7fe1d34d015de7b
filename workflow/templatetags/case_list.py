"""Rows of the list of cases and fields of its filters, written in one go.

A page of fifty cases has some twelve hundred values and conditions. Evaluated one by one by a template they would cost
more than everything else on the page together; here they are joined as text, each value escaped.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import NamedTuple

from django import forms, template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.templatetags.dates import cn_day, cn_short
from accounts.templatetags.ui import data_lang
from cases.columns import Column
from cases.listing import Line

register = template.Library()

# An address of a case, with this in the place of its id.
PLACE = 0


@register.simple_tag
def case_rows(lines: Iterable[Line], columns: Sequence[Column], selectable: bool = False) -> SafeString:
    """The rows of templates/cases/list_table.html, in the order of its headings, `selectable` ones with a box."""
    before, _place, after = reverse("cases:detail", args=[PLACE]).rpartition(str(PLACE))
    words = _Words(
        suspended=escape(_("Suspended")),
        nobody=escape(_("Nobody yet")),
        second=escape(_("I am second officer")),
        beside=frozenset(column.code for column in columns),
        lang=data_lang(),
    )
    no_number, select = escape(_("No number yet")), escape(_("Select"))
    # The first column names the case and heads its row.
    cells = [
        (column.code, escape(str(column.title)), CELLS.get(column.code) or _plain(column)) for column in columns[1:]
    ]
    rows = []
    for line in lines:
        number = escape(line.number) or no_number
        parts = []
        if selectable:
            parts.append(
                f'<td class="tick" role="cell"><input type="checkbox" class="form-check-input" name="case" '
                f'value="{line.pk}" aria-label="{select} {number} {escape(line.applicants)}"></td>'
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


class _Words(NamedTuple):
    """What cells say of what is not there; the columns beside them; the language of what people have entered."""

    suspended: str
    nobody: str
    second: str
    beside: frozenset[str]
    lang: str


Content = Callable[[Line, _Words], str]


def _plain(column: Column) -> Content:
    """A cell that holds the column's value: a day short, anything else as its words."""

    def content(line: Line, words: _Words) -> str:
        value = None if column.within and not line.within else column.value(line)
        return _day(value) if isinstance(value, dt.date) else f"<span>{escape(str(value or ''))}</span>"

    return content


def _day(day: dt.date) -> str:
    return f'<time class="nowrap" datetime="{day.isoformat()}">{escape(cn_short(day))}</time>'


def _act(line: Line, words: _Words) -> str:
    domain = "" if "domain" in words.beside else f'<span class="sub">{escape(line.domain)}</span>'
    return f'<span><span class="clamp"{words.lang}>{escape(line.row.act_name)}</span>{domain}</span>'


def _stage(line: Line, words: _Words) -> str:
    said = escape(line.stage)
    if line.suspended:
        said += f' <span class="lozenge lozenge-paused">{words.suspended}</span>'
    if line.procedure and "procedure" not in words.beside:
        said += f'<span class="sub">{escape(line.procedure)}</span>'
    return f'<span class="nowrap">{said}</span>'


def _officer(line: Line, words: _Words) -> str:
    if line.officer:
        mark = f'<span class="sub">{words.second}</span>' if line.as_second else ""
        return f'<span class="nowrap">{escape(line.officer)}{mark}</span>'
    return f'<span class="soft nowrap">{words.nobody}</span>' if line.within else ""


def _due(line: Line, _beside: _Words) -> str:
    if line.due is None:
        return ""
    tone, words = line.due
    shown = escape(words)
    if day := line.due_on:
        shown += f'<small><time datetime="{day.isoformat()}">{escape(cn_day(day))}</time></small>'
        shown += f"<small>{escape(line.due_what)}</small>"
    return f'<span class="due due-{tone}">{shown}</span>'


def _outcome(line: Line, words: _Words) -> str:
    day = line.row.concluded_on
    if day is None:
        return ""
    on = "" if "concluded" in words.beside else f'<span class="sub nowrap">{escape(cn_short(day))}</span>'
    return f"<span>{escape(line.outcome)}{on}</span>"


CELLS: dict[str, Content] = {
    "applicant": lambda line, words: f'<span class="clamp"{words.lang}>{escape(line.applicants)}</span>',
    "respondent": lambda line, words: f'<span class="clamp"{words.lang}>{escape(line.respondents)}</span>',
    "act": _act,
    "stage": _stage,
    "officer": _officer,
    "due": _due,
    "outcome": _outcome,
}


@register.simple_tag
def filter_fields(fields: Iterable[forms.BoundField]) -> SafeString:
    """Fields of the filters: label, errors, widget; they have no hints and none is required."""
    return mark_safe(
        "".join(
            f'<div class="field{" has-error" if field.errors else ""}"><label class="form-label" '
            f'for="{field.id_for_label}">{escape(str(field.label))}</label>{field.errors or ""}{field}</div>'
            for field in fields
        )
    )
