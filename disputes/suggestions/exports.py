"""Suggestions as rows of a table: one row for each agency that the reader sees."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from disputes.models import Rectified, Subject, TakenUp
from disputes.suggestions.listing import Line, lines

# Suggestions read together.
CHUNK = 500


def _choice(choices: Any, value: str | None) -> str:
    return str(choices(value).label) if value else ""


COLUMNS: tuple[tuple[Any, Callable[[Line, dict[str, Any]], Any]], ...] = (
    (gettext_lazy("Document number"), lambda line, agency: line.number),
    (gettext_lazy("Kind of suggestion"), lambda line, agency: line.kind),
    (gettext_lazy("What it is about"), lambda line, agency: _choice(Subject, line.row.subject)),
    (gettext_lazy("Issuing body"), lambda line, agency: line.row.issuer_name),
    (gettext_lazy("Issued on"), lambda line, agency: line.row.issued_on),
    (gettext_lazy("Cause of the problem"), lambda line, agency: line.label("cause")),
    (gettext_lazy("Domain"), lambda line, agency: line.label("domain")),
    (gettext_lazy("Kind of act"), lambda line, agency: line.label("matter")),
    (gettext_lazy("Problem"), lambda line, agency: line.row.problem),
    (gettext_lazy("What is suggested"), lambda line, agency: line.row.proposal),
    (gettext_lazy("Agency to which it is made"), lambda line, agency: agency["name"]),
    (gettext_lazy("Received on"), lambda line, agency: agency.get("received_on")),
    (gettext_lazy("Answered on"), lambda line, agency: agency.get("replied_on")),
    (gettext_lazy("Taken up"), lambda line, agency: _choice(TakenUp, agency.get("taken_up"))),
    (gettext_lazy("Measures"), lambda line, agency: agency.get("measures")),
    (gettext_lazy("Responsible person"), lambda line, agency: agency.get("responsible")),
    (gettext_lazy("To be put right by"), lambda line, agency: agency.get("done_by")),
    (gettext_lazy("Checked on"), lambda line, agency: agency.get("checked_on")),
    (gettext_lazy("Rectification"), lambda line, agency: _choice(Rectified, agency.get("rectified"))),
    (gettext_lazy("Second requests"), lambda line, agency: agency.get("requests")),
    (gettext_lazy("Reported upward on"), lambda line, agency: agency.get("reported_up_on") if line.within else ""),
    (gettext_lazy("Stage"), lambda line, agency: line.stage),
    (gettext_lazy("The same problem again"), lambda line, agency: _("yes") if line.recurs else ""),
    (gettext_lazy("Case officer"), lambda line, agency: line.officer),
)


def header() -> list[str]:
    return [str(title) for title, _value in COLUMNS]


def rows(ids: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    """The suggestions `ids` (of a worklist of the actor) as rows, a row for each agency, read a chunk at a time."""
    day = today()
    for start in range(0, len(ids), CHUNK):
        for line in lines(ids[start : start + CHUNK], actor, day):
            for agency in line.agencies:
                yield [value(line, agency) or "" for _title, value in COLUMNS]
