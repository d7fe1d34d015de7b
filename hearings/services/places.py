"""A case's place in a sitting and what is owed for it: let fall, and let stand again."""

from hearings.models import Appearance, AppearanceState, Defendant, Designation, Sitting, SittingCase
from hearings.services.keeping_appearances import keep
from workflow.steps import Execution


def locked_sitting(pk: int) -> Sitting:
    """The sitting, its row locked; asked after the cases are locked. Keys that point to it are not held up."""
    rows = Sitting.objects.unscoped("the caller has reached it and now locks it")
    return rows.select_for_update(no_key=True, of=("self",)).select_related("court", "organ").get(pk=pk)


def revive(ex: Execution, row: SittingCase) -> None:
    """The appearances of a case stand again as what was entered of them says."""
    for one in row.appearances.select_related("case__sitting", "defendant__party"):
        one.state = first_state(one.defendant)
        keep(ex, one)


def first_state(defendant: Defendant) -> str:
    """How the appearance of a defendant begins: of one that was released nothing is awaited."""
    released = defendant.designation == Designation.RELEASED
    return AppearanceState.DROPPED if released else AppearanceState.AWAITED


def drop(ex: Execution, sitting: Sitting) -> None:
    """The appearances of a case at a sitting fall away."""
    Appearance.objects.unscoped("the case at hand").filter(case__sitting=sitting, case__lawsuit=ex.proceeding).update(
        state=AppearanceState.DROPPED
    )
