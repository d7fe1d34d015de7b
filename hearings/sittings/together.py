"""One form for all cases of a sitting in which an agency is sued: a step taken in each, with a result per case.

How the court calls the head, what the agency names and reports, what the court makes of it, what the office confirms.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.datastructures import MultiValueDict

from accounts.actors import Actor
from accounts.permissions import can
from accounts.timekeeping import now
from dossiers.models import Dossier
from hearings.forms.appearances import AppearanceForm
from hearings.models import Appearance, AppearanceState, IdentityResult
from hearings.sittings.words import begun
from workflow.batch.services import attempt
from workflow.models import BatchResult
from workflow.steps import proceeding_type

# Whether somebody has a permission in a case.
Known = dict[tuple[str, int], bool]
# What is typed once for all cases of a sitting, with what of an appearance still waits for it.
STEPS: dict[str, Callable[[Appearance], bool]] = {
    # A notice that came is entered while it still calls somebody.
    "call_head": lambda row: row.notice_on is None and not begun(row.case.sitting, now()),
    "nominate_head": lambda row: True,
    "change_head": lambda row: True,
    "hand_in_identity": lambda row: row.identity == IdentityResult.NONE,
    "judge_identity": lambda row: row.identity == IdentityResult.IN,
    "explain_absence": lambda row: row.state in {AppearanceState.AWAITED, AppearanceState.NOMINATED},
    "submit_appearance": lambda row: True,
    "confirm_appearance": lambda row: True,
    "court_appearance": lambda row: row.court_came_id is None,
    "settle_appearance": lambda row: True,
}


def waits_for(row: Appearance, code: str) -> bool:
    """Whether a step is open for an appearance and not done yet."""
    form = cast(type[AppearanceForm], proceeding_type("litigation").steps[code].form)
    return form.bar(row) is None and STEPS[code](row)


def may_enter(actor: Actor, rows: Iterable[Appearance], code: str, known: Known | None = None) -> list[Appearance]:
    """Of some appearances those in whose cases the actor may take a step; `known` keeps what was asked."""
    permission = proceeding_type("litigation").steps[code].permission
    asked = {} if known is None else known
    found = []
    for row in rows:
        key = (permission, row.case.lawsuit_id)
        if key not in asked:
            asked[key] = can(actor, permission, row.case.lawsuit.dossier)
        if asked[key]:
            found.append(row)
    return found


def offers(actor: Actor, rows: Sequence[Appearance]) -> dict[tuple[int, str], list[Appearance]]:
    """What can be typed once for all cases of an agency in a sitting: by agency and step, for which appearances."""
    found: dict[tuple[int, str], list[Appearance]] = {}
    known: Known = {}
    for code in STEPS:
        for row in may_enter(actor, (row for row in rows if waits_for(row, code)), code, known):
            found.setdefault((row.defendant.organisation_id, code), []).append(row)
    return found


@dataclass(frozen=True)
class Result:
    """What became of the step in one case."""

    dossier: Dossier
    result: BatchResult
    reason: str


def take_for_agency(
    actor: Actor,
    rows: Sequence[Appearance],
    step_code: str,
    raw: dict[str, list[str]],
    files: MultiValueDict,
) -> list[Result]:
    """Take a step in the case of each appearance, each in a transaction of its own; a file goes into every case."""
    found = []
    for row in rows:
        own = raw | {"sitting": [str(row.case.sitting_id)], "party": [str(row.defendant.party_id)]}
        for _name, given in files.lists():
            for file in given:
                file.seek(0)
        dossier = Dossier.objects.visible_to(actor).select_related("organ", "officer").get(pk=row.case.lawsuit_id)
        result, reason = attempt(actor, dossier, step_code, own, files=files)
        found.append(Result(dossier, result, reason))
    return found
