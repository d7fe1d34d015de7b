"""The columns of the list of lawsuits (workflow.saved.columns)."""

from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hearings.listing import Line
from workflow.saved import cells
from workflow.saved.columns import Column, due_column


def _yes_no(said: bool) -> str:
    return gettext("yes") if said else gettext("no")


def _court(line: Line, words: cells.Words) -> str:
    instance = "" if "instance" in words.beside else f'<span class="sub">{escape(line.label("instance"))}</span>'
    return f"<span>{escape(line.row.court_name)}{instance}</span>"


def _result(line: Line, words: cells.Words) -> str:
    lost = f'<span class="sub">{escape(line.lost)}</span>' if line.lost and "lost" not in words.beside else ""
    return cells.outcome(line, words) + lost


def _defendants(line: Line, words: cells.Words) -> str:
    own = line.row.government and "government" not in words.beside
    said = escape(gettext("own case")) if own else ""
    mark = f'<span class="sub">{said}</span>' if own else ""
    return f'<span><span class="clamp"{words.lang}>{escape(line.names("respondent"))}</span>{mark}</span>'


def _short(code: str, title: Any, value: Callable[[Line], str]) -> Column:
    return Column(code, title, value, cell=cells.short(value))


COLUMNS = (
    Column("number", _("Case number"), lambda line: line.number, usual=True, sort="number"),
    cells.named("plaintiff", _("Plaintiff"), lambda line: line.names("applicant", most=50), lambda line: line.who),
    Column(
        "defendant",
        _("Defendant"),
        lambda line: line.names("respondent", most=50),
        usual=True,
        cell=_defendants,
    ),
    Column("act", _("Act"), lambda line: line.row.act_name, usual=True, cell=cells.act),
    Column("act_number", _("Document number"), lambda line: line.row.act_number),
    Column("matter", _("Kind of act"), lambda line: line.label("matter")),
    Column("domain", _("Domain"), lambda line: line.domain),
    Column("court", _("Court"), lambda line: line.row.court_name, usual=True, cell=_court),
    _short("instance", _("Instance"), lambda line: line.label("instance")),
    _short("government", _("The government's own case"), lambda line: _yes_no(line.row.government)),
    _short("reconsidered", _("After reconsideration"), lambda line: _yes_no(line.row.reconsidered)),
    Column("major", _("Major case"), lambda line: _yes_no(line.row.major), within=True),
    Column("stage", _("Stage"), lambda line: line.stage, usual=True, cell=cells.stage),
    Column("officer", _("Case officer"), lambda line: line.officer, within=True, usual=True, cell=cells.officer),
    Column("second", _("Second officer"), lambda line: line.second, within=True),
    Column("filed", _("Docketed on"), lambda line: line.row.filed_on),
    Column("received", _("Served on"), lambda line: line.row.served_on, usual=True, sort="received"),
    due_column(_("Next due"), cell=cells.due, filled=lambda line: line.due),
    Column("heard", _("First heard on"), lambda line: line.row.heard_on),
    Column(
        "outcome",
        _("Result"),
        lambda line: line.outcome,
        usual=True,
        cell=_result,
        filled=lambda line: line.row.concluded_on,
    ),
    Column("concluded", _("Judged on"), lambda line: line.row.concluded_on),
    Column("judgment_number", _("Number of the judgment or ruling"), lambda line: line.row.judgment_number),
    Column("effective", _("Effective on"), lambda line: line.row.effective_on),
    _short("lost", _("Lost"), lambda line: line.lost),
)
