"""The steps of a dispute before the centre: from its receipt to the closing of the file.

Each names the states it is open in, who takes it, what must hold, which facts it leaves (and so which clocks start
and stop), whose approval it needs, and its article. docs/steps.md is printed from here.
"""

from disputes import clocks, services
from disputes.models import Dispute, State
from disputes.steps import course, intake, joining, keeping, outcome
from disputes.steps.common import LAW
from dossiers.actions import name_values
from dossiers.models import Dossier
from workflow.batch import declared as batches
from workflow.batch.assigning import assigning
from workflow.steps import ProceedingType, declare, register

STEPS = declare([*intake.STEPS, *course.STEPS, *joining.STEPS, *outcome.STEPS, *keeping.STEPS])

# The step that is due when a clock runs.
ANSWERS = {
    "dc_house_screen": "accept_dispute",
    "dc_house_transfer": "transfer",
    "dc_house_sign": "sign_transfer",
    "dc_house_handle": "report_handling",
    "dc_house_overall": "conclude",
    "dc_house_report": "report_back",
    "dc_term_set": "settle_term",
}


def _load(dossier: Dossier) -> Dispute:
    return Dispute.objects.unscoped("the proceeding of a dossier that was reached").get(dossier=dossier)


name_values("to", dict(State.choices))
register(
    ProceedingType(
        kind="dispute",
        steps=STEPS,
        load=_load,
        law_of=lambda dispute: LAW,
        stage_of=lambda dispute: dispute.state,
        correct_permission="dossier.handle",
        correct_approver="approve.director",
        page="disputes:detail",
        list_page="disputes:list",
        state_label=lambda state: State(state).label,
        laws=(LAW,),
        touched=clocks.clocks_touched_by,
        answers=ANSWERS,
        after=services.after_step,
    )
)
batches.register(assigning("dispute"))
