"""The steps of administrative reconsideration: the main line from application to closing.

Each names the states it is open in, who takes it, what must hold, which facts it leaves (and so which clocks start
and stop), whose approval it needs, and its article under each law. docs/steps.md is printed from here.
"""

from cases import services
from cases.clocks import clocks_touched_by
from cases.ending import DEMAND_CLOCKS, LETTER_CLOCKS, PERFORM_CLOCKS, REDO_CLOCKS
from cases.models import Law, ReconsiderationCase, State
from cases.steps import (
    afterwards,
    anew,
    committee,
    conclusion,
    drafting,
    evidence,
    handling,
    hearing,
    intake,
    keeping,
    norms,
    officers,
    performance,
    review,
    suspension,
)
from cases.steps.conditions import DECISION_CLOCKS, REPLY_CLOCKS, REVIEW_CLOCKS, SUPPLEMENT_CLOCKS, lapse_day
from dossiers.actions import name_values
from dossiers.models import Dossier
from workflow.batch import declared as batches
from workflow.batch.assigning import assigning
from workflow.steps import ProceedingType, declare, register

__all__ = ["DECISION_CLOCKS", "REPLY_CLOCKS", "REVIEW_CLOCKS", "STEPS", "SUPPLEMENT_CLOCKS", "lapse_day"]

STEPS = declare(
    [
        *review.STEPS,
        *intake.STEPS,
        *handling.STEPS,
        *evidence.STEPS,
        *hearing.STEPS,
        *committee.STEPS,
        *suspension.STEPS,
        *norms.STEPS,
        *drafting.STEPS,
        *conclusion.STEPS,
        *afterwards.STEPS,
        *anew.STEPS,
        *performance.STEPS,
        *keeping.STEPS,
        *officers.STEPS,
    ]
)

# The step that is due when a clock runs.
ANSWERS = {
    **dict.fromkeys((*REVIEW_CLOCKS, "fy17_review_5wd"), "accept"),
    **dict.fromkeys(SUPPLEMENT_CLOCKS, "supplement_received"),
    **dict.fromkeys(("fy_send_copy_7wd", "fy_send_copy_3wd_simplified", "fy17_send_copy_7wd"), "send_copy"),
    **dict.fromkeys(("fy_reply_10wd", "fy_reply_5wd_simplified", "fy17_reply_10d"), "reply"),
    **dict.fromkeys(DECISION_CLOCKS, "decide"),
    **dict.fromkeys(("fy17_jurisdiction_agree_10d", "fy17_jurisdiction_designate_10d"), "organ_settled"),
    "fy_forward_by_agency_5wd": "forwarded_by_agency",
    "fy_agency_self_correct_5wd": "corrected_by_agency",
    "fy_order_set": "decide",
    "fy17_order_set": "accept",
    "fy_norm_notify_maker_3wd": "notify_maker",
    "fy_norm_maker_reply_10wd": "maker_replied",
    **dict.fromkeys(("fy_norm_forward_7wd", "fy17_norm_7wd"), "forward_norm"),
    **dict.fromkeys(("fy_norm_review_30d", "fy_norm_transferee_60d", "fy17_norm_30d", "fy17_norm_60d"), "norm_result"),
    **dict.fromkeys(("fy_terminate_after_suspension_60d", "fy17_terminate_60d"), "terminate"),
    **dict.fromkeys(LETTER_CLOCKS, "opinion_letter_answer"),
    **dict.fromkeys((*REDO_CLOCKS, *PERFORM_CLOCKS, *DEMAND_CLOCKS), "perform"),
}


def _load(dossier: Dossier) -> ReconsiderationCase:
    return ReconsiderationCase.objects.unscoped("the proceeding of a dossier that was reached").get(dossier=dossier)


name_values("to", dict(State.choices))
register(
    ProceedingType(
        kind="reconsideration",
        steps=STEPS,
        load=_load,
        law_of=lambda case: case.law,
        stage_of=lambda case: case.state,
        correct_permission="dossier.handle",
        correct_approver="approve.director",
        page="cases:detail",
        list_page="cases:list",
        state_label=lambda state: State(state).label,
        laws=(Law.LAW_2023, Law.LAW_2017),
        touched=clocks_touched_by,
        answers=ANSWERS,
        after=services.after_step,
        told=services.acceptance_told,
        settled=("withdraw_before", "terminate", "mediate", "suspend"),
        fixed=services.fixed,
    )
)
batches.register(assigning("reconsideration"))
# What is often done in parallel cases in the same words; each case keeps its own conditions and its own approval.
for code in ("suspend", "resume", "tell", "extend", "close"):
    batches.register(batches.BatchStep("reconsideration", code, STEPS[code].title, "cases.steps_many"))
