"""What the pages of circulars show: tables with the way to the cases, what changed since, who has opened it."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.templatetags.dates import cn_date, cn_moment
from reports.circulars import queries
from reports.circulars.drafting import BELOW, HEADING
from reports.circulars.figures import SPANS, Change, Figures, Key, changes, told
from reports.circulars.models import Circular, CircularState
from reports.circulars.paper import paragraphs
from reports.circulars.periods import name_of
from reports.circulars.services import involved, period_of
from reports.circulars.tables import Row, Table, of_text, tables_of
from reports.dashboards.wording import plain
from reports.views.common import cases_named

# So many cases are named beside a figure that changed.
NAMED = 20
TONES = {
    CircularState.DRAFT: "",
    CircularState.SUBMITTED: "soon",
    CircularState.APPROVED: "calm",
    CircularState.ISSUED: "done",
    CircularState.WITHDRAWN: "late",
    CircularState.VOIDED: "",
}
Link = Callable[[Key], str]


def state_of(circular: Circular) -> dict[str, str]:
    """The state of a circular as a badge."""
    return {"badge": circular.get_state_display(), "badge_tone": TONES[CircularState(circular.state)]}


def to_cases(circular: Circular) -> Link:
    """The addresses of the cases behind the numbers of a circular."""
    page = reverse("reports:circular-cases", args=[circular.pk])
    return lambda key: f"{page}?cell={'/'.join(key)}"


def paper(circular: Circular, figures: Figures, link: Link | None) -> dict[str, Any]:
    """The circular as it stands on paper; with `link` its numbers open their cases."""
    return {
        "title": circular.title,
        "number": circular.number,
        "addressed": circular.addressed.rstrip("：:"),
        "paragraphs": [(_kind(line), line) for line in paragraphs(circular.body)],
        "office": circular.organ.office_name,
        "day": cn_date(circular.issued_on) if circular.issued_on else "",
        "tables": [_table(table, link) for table in tables_of(figures)],
    }


def _kind(line: str) -> str:
    if HEADING.match(line):
        return "heading"
    return "below" if BELOW.match(line) else ""


def _table(table: Table, link: Link | None) -> dict[str, Any]:
    return {
        "title": table.title,
        "unit": table.unit,
        "first": table.first,
        "groups": [(heading, len(columns)) for heading, columns in table.groups],
        "columns": [column for _heading, columns in table.groups for column in columns],
        "width": table.width,
        "rows": [_row(table, row, link) for row in table.rows],
    }


def _row(table: Table, row: Row, link: Link | None) -> dict[str, Any]:
    names = [f"{heading} {column}" for heading, columns in table.groups for column in columns]
    cells = [
        {
            "words": cell.words,
            "url": link(cell.key) if link and cell.key else "",
            "label": f"{row.label} {name} {cell.words}",
        }
        for cell, name in zip(row.cells, names, strict=False)
    ]
    return {"label": row.label, "total": row.total, "cells": cells}


def in_text(figures: Figures, link: Link) -> dict[str, Any]:
    """The figures that the text is drafted from, each with the way behind it."""
    return _table(of_text(figures), link)


def changed(actor: Actor, then: Figures, now: Figures) -> list[dict[str, Any]]:
    """What is otherwise now than it was told, each with the cases that came in and fell out."""
    found = list(changes(then, now))
    numbers = cases_named(actor, {case for one in found for case in (*one.came[:NAMED], *one.went[:NAMED])})
    return [
        {
            "label": _label(one),
            "then": f"{plain(one.then.numerator)} / {plain(one.then.denominator)}（{told(one.then)}）",
            "now": f"{plain(one.now.numerator)} / {plain(one.now.denominator)}（{told(one.now)}）",
            "came": [numbers[case] for case in one.came[:NAMED] if case in numbers],
            "went": [numbers[case] for case in one.went[:NAMED] if case in numbers],
        }
        for one in found
    ]


def _label(one: Change) -> str:
    return f"{SPANS[one.span]} · {one.label} · {one.then.indicator.title}"


def course(circular: Circular) -> list[dict[str, Any]]:
    """Who drew a circular up, handed it in, approved, issued and withdrew it, and when."""
    facts = [
        {"label": _("Drawn up"), "value": f"{circular.drawn_up_by.display_name} · {cn_moment(circular.drawn_up_at)}"}
    ]
    if circular.changed_at != circular.drawn_up_at:
        changed_by = f"{circular.changed_by.display_name} · {cn_moment(circular.changed_at)}"
        facts.append({"label": _("Last changed"), "value": changed_by})
    facts.append({"label": _("Figures as of"), "value": cn_moment(circular.counted_at)})
    if circular.submitted_by:
        facts.append({"label": _("Handed in by"), "value": circular.submitted_by.display_name})
    for label, person, moment in (
        (_("Approved by"), circular.approved_by, circular.approved_at),
        (_("Issued by"), circular.issued_by, circular.issued_at),
        (_("Withdrawn by"), circular.withdrawn_by, circular.withdrawn_at),
    ):
        if person is not None:
            facts.append({"label": label, "value": f"{person.display_name} · {cn_moment(moment)}"})
    return facts


def receipts(circular: Circular) -> dict[str, Any]:
    """The agencies to which a circular was issued, those first that have not opened it."""
    rows = queries.receipts(circular)
    read = [row for row in rows if row.opened_at]
    return {
        "read": len(read),
        "unread": len(rows) - len(read),
        "table": {
            "caption": _("Who has opened it"),
            "columns": [{"label": _("Agency")}, {"label": _("Opened")}],
            "rows": [{"cells": [row.organisation.name, _receipt(row)], "tone": ""} for row in rows],
        },
    }


def _receipt(row: Any) -> dict[str, Any]:
    if row.opened_at:
        return {"value": row.opened_by.display_name, "sub": cn_moment(row.opened_at)}
    notes = []
    if not row.liaisons:
        notes.append(_("no liaison has an account"))
    if row.reminded_at:
        notes.append(_("reminded on %(moment)s") % {"moment": cn_moment(row.reminded_at)})
    return {"value": _("not opened"), "tone": "late", "sub": "；".join(notes)}


def listed(actor: Actor, found: list[Any], office: bool) -> dict[str, Any]:
    """The list of circulars: for an agency with whether it has opened each."""
    unread = queries.unread_by(actor, [one.pk for one in found])
    return {
        "caption": _("Circulars"),
        "columns": [
            {"label": _("Circular")},
            {"label": _("Period"), "whole": True},
            {"label": _("State")},
            {"label": _("Date"), "whole": True},
            {"label": _("Opened") if office else _("Issued by")},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "value": one.title,
                        "url": reverse("reports:circular", args=[one.pk]),
                        "sub": one.number or "",
                    },
                    name_of(one.span, period_of(one)),
                    {"badge": _("Not opened yet"), "badge_tone": "soon"} if one.pk in unread else state_of(one),
                    cn_date(one.issued_on),
                    _read(one) if office else one.organ.office_name,
                ]
            }
            for one in found
        ],
        "empty": {
            "title": _("There is no circular yet.") if office else _("No circular was issued to your agency yet.")
        },
    }


def _read(one: Any) -> str:
    return f"{one.read} / {one.agencies}" if one.agencies else ""


def barred(actor: Actor, circular: Circular) -> bool:
    """Whether somebody who might approve does not because they had a hand in the circular."""
    return bool(actor.people & involved(circular))


CHANGED_BEFORE = gettext_lazy("The figures have changed since they were counted")
CHANGED_AFTER = gettext_lazy("Entered or changed after issue")
