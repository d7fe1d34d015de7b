"""Lawsuits as rows of a table."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from hearings.listing import Line, lines

# Cases read together.
CHUNK = 500
COLUMNS: tuple[tuple[Any, Callable[[Line], Any]], ...] = (
    (gettext_lazy("Number of the court"), lambda line: line.number),
    (gettext_lazy("Court"), lambda line: line.row.court_name),
    (gettext_lazy("Instance"), lambda line: line.label("instance")),
    (gettext_lazy("Plaintiffs"), lambda line: line.names("applicant", most=50)),
    (gettext_lazy("Defendants"), lambda line: line.names("respondent", most=50)),
    (gettext_lazy("Act sued over"), lambda line: line.row.act_name),
    (gettext_lazy("Document number"), lambda line: line.row.act_number),
    (gettext_lazy("Kind of act"), lambda line: line.label("matter")),
    (gettext_lazy("Domain"), lambda line: line.label("domain")),
    (gettext_lazy("After reconsideration"), lambda line: _("yes") if line.row.reconsidered else _("no")),
    (gettext_lazy("The government's own case"), lambda line: _("yes") if line.row.government else _("no")),
    (gettext_lazy("Stage"), lambda line: line.stage),
    (gettext_lazy("Case officer"), lambda line: line.officer),
    (gettext_lazy("Docketed on"), lambda line: line.row.filed_on),
    (gettext_lazy("Served on"), lambda line: line.row.served_on),
    (gettext_lazy("First heard on"), lambda line: line.row.heard_on),
    (gettext_lazy("Judged on"), lambda line: line.row.concluded_on),
    (gettext_lazy("Result"), lambda line: line.label("outcome")),
    (gettext_lazy("Number of the judgment or ruling"), lambda line: line.row.judgment_number),
    (gettext_lazy("Effective on"), lambda line: line.row.effective_on),
    (gettext_lazy("Lost"), lambda line: line.lost),
    (gettext_lazy("Next due"), lambda line: line.due_on),
    (gettext_lazy("Which period"), lambda line: line.due_what),
)


def header() -> list[str]:
    return [str(title) for title, _value in COLUMNS]


def rows(ids: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    """The lawsuits `ids` (of a worklist of the actor) as rows, read a chunk at a time."""
    day = today()
    for start in range(0, len(ids), CHUNK):
        for line in lines(ids[start : start + CHUNK], actor, day):
            yield [value(line) for _title, value in COLUMNS]
