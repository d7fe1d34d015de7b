"""Rows of the list of cases and fields of its filters, written in one go.

A page of fifty cases has some twelve hundred values and conditions. Evaluated one by one by a template they would cost
more than everything else on the page together; here they are joined as text, each value escaped.
"""

from collections.abc import Iterable
from html import escape

from django import forms, template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.templatetags.dates import cn_day, cn_short
from cases.listing import Line

register = template.Library()

# An address of a case, with this in the place of its id.
PLACE = 0


@register.simple_tag
def case_rows(lines: Iterable[Line], within: bool, due_shown: bool, concluded: bool) -> SafeString:
    """The rows of templates/cases/list_table.html, in the order of its headings."""
    before, _place, after = reverse("cases:detail", args=[PLACE]).rpartition(str(PLACE))
    labels = {
        name: escape(words)
        for name, words in {
            "applicant": _("Applicant"),
            "respondent": _("Respondent"),
            "act": _("Act and domain"),
            "stage": _("Stage"),
            "officer": _("Case officer"),
            "received": _("Received"),
            "due": _("Next due"),
            "outcome": _("Outcome"),
            "suspended": _("Suspended"),
            "nobody": _("Nobody yet"),
            "no_number": _("No number yet"),
        }.items()
    }

    def cell(name: str, content: str) -> str:
        return f'<td role="cell" class="col-{name}" data-label="{labels[name]}">{content}</td>'

    rows = []
    for line in lines:
        row = line.row
        number = escape(line.number) or labels["no_number"]
        cells = [
            f'<th scope="row" role="rowheader" class="number"><a href="{before}{row.pk}{after}">{number}</a></th>',
            cell("applicant", f'<span class="clamp">{escape(line.applicants)}</span>'),
            cell("respondent", f'<span class="clamp">{escape(line.respondents)}</span>'),
            cell("act", _act(row.act_name, line.domain)),
            cell("stage", _stage(line, labels["suspended"])),
        ]
        if within:
            cells.append(cell("officer", _officer(line, labels["nobody"])))
        day = row.received_on
        cells.append(
            cell("received", f'<time class="nowrap" datetime="{day.isoformat()}">{escape(cn_short(day))}</time>')
        )
        if within or due_shown:
            cells.append(cell("due", _due(line)))
        if concluded:
            cells.append(cell("outcome", _outcome(line)))
        tone = f' class="row-{line.tone}"' if line.tone else ""
        rows.append(f'<tr role="row"{tone}>{"".join(cells)}</tr>')
    return mark_safe("\n".join(rows))


def _act(name: str, domain: str) -> str:
    return f'<span><span class="clamp">{escape(name)}</span><span class="sub">{escape(domain)}</span></span>'


def _stage(line: Line, suspended: str) -> str:
    words = escape(line.stage)
    if line.suspended:
        words += f' <span class="lozenge lozenge-paused">{suspended}</span>'
    if line.procedure:
        words += f'<span class="sub">{escape(line.procedure)}</span>'
    return f'<span class="nowrap">{words}</span>'


def _officer(line: Line, nobody: str) -> str:
    if line.officer:
        return f'<span class="nowrap">{escape(line.officer)}</span>'
    return f'<span class="soft nowrap">{nobody}</span>' if line.within else ""


def _due(line: Line) -> str:
    if line.due is None:
        return ""
    tone, words = line.due
    shown = escape(words)
    if day := line.due_on:
        shown += f'<small><time datetime="{day.isoformat()}">{escape(cn_day(day))}</time></small>'
        shown += f"<small>{escape(line.due_what)}</small>"
    return f'<span class="due due-{tone}">{shown}</span>'


def _outcome(line: Line) -> str:
    day = line.row.concluded_on
    if day is None:
        return ""
    return f'<span>{escape(line.outcome)}<span class="sub nowrap">{escape(cn_short(day))}</span></span>'


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
