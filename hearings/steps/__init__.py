"""The steps of a lawsuit: from the court's notice to the closing of the file.

Each names the states it is open in, who takes it, what must hold, which facts it leaves (and so which clocks start
and stop), whose approval it needs, and its article. docs/steps.md is printed from here.
"""

from dossiers.actions import name_values
from dossiers.models import Dossier
from hearings import clocks, services
from hearings.closing import ANSWER_CLOCKS
from hearings.models import Lawsuit, State
from hearings.steps import afterwards, answer, appearances, course, keeping, outcome, process, sittings
from hearings.steps.common import LAW
from workflow.batch import declared as batches
from workflow.batch.assigning import assigning
from workflow.steps import ProceedingType, declare, register

STEPS = declare(
    [
        *sittings.STEPS,
        *appearances.STEPS,
        *answer.STEPS,
        *course.STEPS,
        *outcome.STEPS,
        *afterwards.STEPS,
        *process.STEPS,
        *keeping.STEPS,
    ]
)

# The step that is due when a clock runs.
ANSWERS = {
    "ct_house_nomination": "nominate_head",
    "ct_house_identity": "hand_in_identity",
    "ct_house_record": "submit_appearance",
    "ct_house_record_again": "submit_appearance",
    **dict.fromkeys(ANSWER_CLOCKS, "answer"),
    "xs_evidence_after_cause_15d": "answer",
    **dict.fromkeys(("xs_perform_judgment", "xs_info_disclose_judgment_20wd"), "perform_judgment"),
    **dict.fromkeys(("jy_governance_2m", "jy_norm_60d"), "suggestion_answered"),
}


def _load(dossier: Dossier) -> Lawsuit:
    return Lawsuit.objects.unscoped("the proceeding of a dossier that was reached").get(dossier=dossier)


name_values("to", dict(State.choices))
register(
    ProceedingType(
        kind="litigation",
        steps=STEPS,
        load=_load,
        law_of=lambda suit: LAW,
        stage_of=lambda suit: suit.state,
        correct_permission="dossier.handle",
        correct_approver="approve.director",
        page="hearings:detail",
        list_page="hearings:list",
        state_label=lambda state: State(state).label,
        laws=(LAW,),
        touched=clocks.clocks_touched_by,
        answers=ANSWERS,
        after=services.after_step,
        settled=("withdraw_suit", "stay_suit"),
    )
)
batches.register(assigning("litigation"))
