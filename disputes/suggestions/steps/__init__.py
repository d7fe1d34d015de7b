"""The steps of a suggestion: from its registration or issue through answer and check to its end.

Each names the states it is open in, who takes it, what must hold, which facts it leaves (and so which clocks start
and stop), whose approval it needs, and its article. docs/steps.md is printed from here.
"""

from disputes.models import Suggestion, SuggestionKind, SuggestionState
from disputes.suggestions import clocks, services
from disputes.suggestions.reading import RECTIFY_CLOCK, REPLY_CLOCKS
from disputes.suggestions.steps import course, keeping
from dossiers.actions import name_values
from dossiers.models import Dossier
from workflow.batch import declared as batches
from workflow.batch.assigning import assigning
from workflow.steps import ProceedingType, declare, register

STEPS = declare([*course.STEPS, *keeping.STEPS])
# The step that is due when a clock runs.
ANSWERS = {**dict.fromkeys(REPLY_CLOCKS, "reply"), RECTIFY_CLOCK: "report_rectification"}


def _load(dossier: Dossier) -> Suggestion:
    return Suggestion.objects.unscoped("the proceeding of a dossier that was reached").get(dossier=dossier)


name_values("to", dict(SuggestionState.choices))
register(
    ProceedingType(
        kind="suggestion",
        steps=STEPS,
        load=_load,
        law_of=lambda suggestion: suggestion.kind,
        stage_of=lambda suggestion: suggestion.state,
        correct_permission="dossier.handle",
        correct_approver="approve.director",
        page="suggestions:detail",
        list_page="suggestions:list",
        state_label=lambda state: SuggestionState(state).label,
        laws=tuple(SuggestionKind.values),
        touched=clocks.clocks_touched_by,
        answers=ANSWERS,
        after=services.after_step,
    )
)
batches.register(assigning("suggestion"))
