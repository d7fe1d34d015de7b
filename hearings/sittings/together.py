"""One form for all cases of a sitting in which an agency is sued: a step taken in each, with a result per case."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict

from accounts.actors import Actor
from dossiers.models import Dossier
from hearings.models import Appearance
from workflow.batch.services import attempt
from workflow.models import BatchResult

# What is typed once for all cases of a sitting.
STEPS = ("nominate_head", "hand_in_identity", "submit_appearance")


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
