"""The columns of the list of suggestions (workflow.saved.columns); those of one agency stand in exports."""

from html import escape
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disputes.models import Rectified, Subject, TakenUp
from disputes.suggestions.listing import Line
from workflow.saved import cells
from workflow.saved.columns import Column, due_column


def _choice(choices: Any, value: str | None) -> str:
    return str(choices(value).label) if value else ""


def _agencies(line: Line, words: cells.Words) -> str:
    answered = escape(line.answered)
    return (
        f'<span><span class="clamp"{words.lang}>{escape(line.names())}</span><span class="sub">{answered}</span></span>'
    )


def _issuer(line: Line, words: cells.Words) -> str:
    kind = "" if "kind" in words.beside else f'<span class="sub">{escape(line.kind)}</span>'
    return f"<span{words.lang}>{escape(line.row.issuer_name)}{kind}</span>"


def _problem(line: Line, words: cells.Words) -> str:
    what = " · ".join(filter(None, (line.label("cause"), line.label("domain")))) or line.label("matter")
    said = escape(line.row.problem[:60])
    return f'<span><span class="clamp"{words.lang}>{escape(what)}</span><span class="sub">{said}</span></span>'


def _escalation(line: Line) -> str:
    return " · ".join(filter(None, (line.escalation, gettext("the same problem again") if line.recurs else "")))


COLUMNS = (
    Column("number", _("Document number"), lambda line: line.number, usual=True, sort="number"),
    Column("register", _("Number in the register"), lambda line: line.row.register_number, within=True),
    Column("kind", _("Kind of suggestion"), lambda line: line.kind),
    Column("subject", _("Class of the suggestion"), lambda line: _choice(Subject, line.row.subject)),
    Column("issuer", _("Body that makes it"), lambda line: line.row.issuer_name, usual=True, cell=_issuer),
    Column(
        "agency",
        _("Agency to which it is made"),
        lambda line: line.of("name") or line.names(most=50),
        usual=True,
        cell=_agencies,
    ),
    Column("cause", _("Cause of the problem"), lambda line: line.label("cause")),
    Column("domain", _("Domain"), lambda line: line.domain),
    Column("matter", _("Kind of act"), lambda line: line.label("matter")),
    Column("problem", _("Problem"), lambda line: line.row.problem, usual=True, cell=_problem),
    Column("proposal", _("What is suggested"), lambda line: line.row.proposal),
    Column("stage", _("Stage"), lambda line: line.stage, usual=True, cell=cells.stage),
    Column("officer", _("Case officer"), lambda line: line.officer, within=True, usual=True, cell=cells.officer),
    Column("received", _("Issued on"), lambda line: line.row.issued_on, usual=True, sort="received"),
    due_column(_("Next due"), cell=cells.due, filled=lambda line: line.due),
    Column("escalation", _("Escalation"), _escalation, usual=True, filled=_escalation),
    Column("received_on", _("Received on"), lambda line: line.of("received_on")),
    Column("replied_on", _("Answered on"), lambda line: line.of("replied_on")),
    Column("taken_up", _("Taken up"), lambda line: _choice(TakenUp, line.of("taken_up"))),
    Column("measures", _("Measures"), lambda line: line.of("measures")),
    Column("responsible", _("Responsible person"), lambda line: line.of("responsible")),
    Column("done_by", _("To be put right by"), lambda line: line.of("done_by")),
    Column("checked_on", _("Checked on"), lambda line: line.of("checked_on")),
    Column("rectified", _("Rectification"), lambda line: _choice(Rectified, line.of("rectified"))),
    Column("requests", _("Second requests"), lambda line: line.of("requests")),
    Column("reported_up", _("Reported upward on"), lambda line: line.of("reported_up_on"), within=True),
)
