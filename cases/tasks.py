"""Celery tasks of reconsideration: thin, safe to run twice."""

from celery import shared_task

from accounts.timekeeping import today
from cases.models import ReconsiderationCase
from cases.steps import REVIEW_CLOCKS, lapse_day
from deadlines.models import Deadline
from workflow.services import take_by_clock


@shared_task
def lapse_reviews() -> int:
    """Let every review that has run out end in deemed acceptance. Asked from the state: a missed night is made up.

    Returns how many cases were accepted by the clock.
    """
    lapsed = 0
    overdue = (
        Deadline.objects.unscoped("the clock of every office")
        .filter(clock__in=REVIEW_CLOCKS, state="running", due_on__lt=today(), provisional_year=None)
        .order_by("dossier_id")
        .values_list("dossier_id", flat=True)
    )
    for dossier_id in list(overdue):
        case = (
            ReconsiderationCase.objects.unscoped("the clock of every office")
            .select_related("dossier__organ")
            .get(dossier_id=dossier_id)
        )
        day = lapse_day(case, today())
        if day and take_by_clock(dossier=case.dossier, step_code="deem_accepted", on_date=day):
            lapsed += 1
    return lapsed
