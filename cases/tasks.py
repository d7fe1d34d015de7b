"""Celery tasks of reconsideration: thin, safe to run twice."""

import logging

from celery import shared_task

from accounts.timekeeping import today
from cases.steps import REVIEW_CLOCKS, lapse_day
from deadlines.models import Deadline
from dossiers.models import Dossier
from workflow.services import take_by_clock

logger = logging.getLogger(__name__)


@shared_task
def lapse_reviews() -> int:
    """Let every review that has run out end in deemed acceptance. Asked from the state: a missed night is made up.

    One case that fails is written to the log and keeps none of the others. Returns how many cases were accepted by
    the clock.
    """
    lapsed = 0
    overdue = (
        Deadline.objects.unscoped("the clock of every office")
        .filter(clock__in=REVIEW_CLOCKS, state="running", due_on__lt=today(), provisional_year=None)
        .order_by("dossier_id")
        .values_list("dossier_id", flat=True)
    )
    for dossier_id in list(overdue):
        dossier = Dossier.objects.unscoped("the clock of every office").get(pk=dossier_id)
        try:
            lapsed += take_by_clock(dossier=dossier, step_code="deem_accepted", on_date=lapse_day) is not None
        except Exception:
            logger.exception("The review of case %s could not be ended by the clock.", dossier_id)
    return lapsed
