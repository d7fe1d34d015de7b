"""Celery tasks of litigation: thin, safe to run twice."""

import logging

from celery import shared_task

from accounts.timekeeping import today
from deadlines.models import Deadline
from dossiers.models import Dossier
from hearings.models import Lawsuit, State
from hearings.reading import APPEAL_CLOCKS
from hearings.services import effect_day
from workflow.services import take_by_clock

logger = logging.getLogger(__name__)


@shared_task
def settle_judgments() -> int:
    """Let every judgment take effect whose last period for appeal has run out. A missed night is made up.

    One case that fails is written to the log and keeps none of the others. Returns how many took effect.
    """
    settled = 0
    over = Deadline.objects.unscoped("the clock of every office").filter(
        clock__in=APPEAL_CLOCKS, state="running", due_on__lt=today(), provisional_year=None
    )
    suits = Lawsuit.objects.unscoped("the clock of every office").filter(
        state=State.JUDGED, pk__in=over.values("dossier_id")
    )
    for pk in list(suits.order_by("pk").values_list("pk", flat=True)):
        dossier = Dossier.objects.unscoped("the clock of every office").get(pk=pk)
        try:
            settled += take_by_clock(dossier=dossier, step_code="take_effect", on_date=effect_day) is not None
        except Exception:
            logger.exception("The judgment in case %s could not take effect by the clock.", pk)
    return settled
