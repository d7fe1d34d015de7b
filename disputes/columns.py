"""The columns of the list of disputes (workflow.saved.columns)."""

from html import escape

from django.utils.translation import gettext_lazy as _

from disputes.listing import Line
from disputes.models import Agreement, Nature, Phase
from workflow.saved import cells
from workflow.saved.columns import Column, due_column


def _source(line: Line, words: cells.Words) -> str:
    referrer = line.row.referrer_name or ""
    mark = f'<span class="sub"{words.lang}>{escape(referrer)}</span>' if "referrer" not in words.beside else ""
    return f"<span>{escape(line.label('source'))}{mark}</span>"


def _result(line: Line, words: cells.Words) -> str:
    said = line.performance if "performance" not in words.beside else ""
    return cells.outcome(line, words) + (f'<span class="sub">{escape(said)}</span>' if said else "")


COLUMNS = (
    Column("number", _("Case number"), lambda line: line.number, usual=True, sort="number"),
    cells.named(
        "applicant",
        _("Party seeking resolution"),
        lambda line: line.names("applicant", most=50),
        lambda line: line.who,
    ),
    cells.named(
        "respondent",
        _("Agency concerned"),
        lambda line: line.names("respondent", most=50),
        lambda line: line.names("respondent"),
    ),
    Column("act", _("Act or matter in dispute"), lambda line: line.row.act_name, usual=True, cell=cells.act),
    Column("act_number", _("Document number"), lambda line: line.row.act_number),
    Column("source", _("Source of the dispute"), lambda line: line.label("source"), usual=True, cell=_source),
    Column("referrer", _("Referred by"), lambda line: line.row.referrer_name),
    Column("referral", _("Number of the referral"), lambda line: line.row.referral_number),
    Column("nature", _("Nature of the dispute"), lambda line: Nature(line.row.nature).label),
    Column("phase", _("Stage of the remedy"), lambda line: Phase(line.row.phase).label if line.row.phase else ""),
    Column("subject", _("Subject"), lambda line: line.label("subject") or line.label("civil_kind")),
    Column("domain", _("Domain"), lambda line: line.domain),
    Column("stage", _("Stage"), lambda line: line.stage, usual=True, cell=cells.stage),
    Column("officer", _("Coordinator"), lambda line: line.officer, within=True, usual=True, cell=cells.officer),
    Column("second", _("Second coordinator"), lambda line: line.second, within=True),
    Column("received", _("Received on"), lambda line: line.row.received_on, usual=True, sort="received"),
    Column("accepted", _("Accepted on"), lambda line: line.row.accepted_on),
    due_column(_("Next due"), cell=cells.due, filled=lambda line: line.due),
    Column(
        "outcome",
        _("Result"),
        lambda line: line.outcome,
        usual=True,
        cell=_result,
        filled=lambda line: line.row.concluded_on,
    ),
    Column("lead", _("Leading dispute"), lambda line: line.row.lead_number or ""),
    Column("concluded", _("Resolution ended on"), lambda line: line.row.concluded_on),
    Column(
        "agreement",
        _("Form of the agreement"),
        lambda line: Agreement(line.row.agreement).label if line.row.agreement else "",
    ),
    Column("amount", _("Amount agreed (yuan)"), lambda line: line.row.agreed_amount),
    Column("confirmed", _("Judicially confirmed on"), lambda line: line.row.confirmed_on),
    Column("performance", _("Performance of the agreement"), lambda line: line.performance),
    Column("reported", _("Reported back on"), lambda line: line.row.reported_on),
)
