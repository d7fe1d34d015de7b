"""The columns of the list of cases (workflow.saved.columns)."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.listing import agencies, names
from workflow.saved import cells
from workflow.saved.columns import Column, due_column

COLUMNS = (
    Column("number", _("Case number"), lambda line: line.number, usual=True, sort="number"),
    cells.named(
        "applicant",
        _("Applicant"),
        lambda line: names(line.row.gathered["applicants"], most=50),
        lambda line: line.applicants,
    ),
    cells.named(
        "respondent",
        _("Respondent"),
        lambda line: agencies(line.row.gathered["respondents"], most=50),
        lambda line: line.respondents,
    ),
    Column("act", _("Act"), lambda line: line.row.act_name, usual=True, cell=cells.act),
    Column("act_number", _("Document number"), lambda line: line.row.act_number),
    Column("matter", _("Matter"), lambda line: line.matter),
    Column("domain", _("Domain"), lambda line: line.domain),
    Column("law", _("Law"), lambda line: line.law),
    Column("procedure", _("Procedure"), lambda line: line.procedure),
    Column("stage", _("Stage"), lambda line: line.stage, usual=True, cell=cells.stage),
    Column("status", _("Status"), lambda line: line.status),
    Column("officer", _("Case officer"), lambda line: line.officer, within=True, usual=True, cell=cells.officer),
    Column("second", _("Second officer"), lambda line: line.second, within=True),
    Column("received", _("Received"), lambda line: line.row.received_on, usual=True, sort="received"),
    Column("accepted", _("Accepted on"), lambda line: line.row.accepted_on),
    due_column(_("Next due"), cell=cells.due, filled=lambda line: line.within or line.due),
    Column(
        "outcome",
        _("Outcome"),
        lambda line: line.outcome,
        usual=True,
        cell=cells.outcome,
        filled=lambda line: line.row.concluded_on,
    ),
    Column("concluded", _("Concluded on"), lambda line: line.row.concluded_on),
    Column("decision_number", _("Number of the decision"), lambda line: line.row.decision_number),
    Column("sued", _("Sued afterwards"), lambda line: gettext("yes") if line.row.sued else gettext("no")),
    Column(
        "prior",
        _("Prior reconsideration"),
        lambda line: gettext("yes") if line.prior else gettext("no"),
        within=True,
        more=((_("Article on prior reconsideration"), lambda line: line.prior.article if line.prior else ""),),
    ),
    Column("stay", _("Stay of execution"), lambda line: line.stay),
    Column("norm", _("Review of a normative document"), lambda line: line.norm),
    Column("source", _("Where it came from"), lambda line: line.source, within=True),
)
