"""Background work on the trail: sealing what was committed, and proving the chain each night."""

import datetime as dt
import logging

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from dossiers.seal.sealer import seal_trail
from dossiers.seal.state import VERIFY
from dossiers.seal.verifier import Report, verify_trail
from notices.models import RunState
from notices.runs import expect, task_run

logger = logging.getLogger(__name__)

SEAL = "trail.seal"

expect(SEAL, _("Sealing of the trail"), within=dt.timedelta(minutes=5))
expect(VERIFY, _("Proof of the trail"), within=dt.timedelta(hours=26))


@shared_task
def seal_entries() -> int:
    """Seal what was committed to the trail. Returns how many entries."""
    with task_run(SEAL, one_row=True) as run:
        sealed = seal_trail()
        run.counts = {"entries": sealed.entries}
        if not sealed.anchored:
            run.state = RunState.PROBLEM
            logger.error("The head of the trail that was written down is not in the database; run verify_trail.")
    return sealed.entries


@shared_task
def prove_trail() -> bool:
    """Walk the chain and keep what was found. Returns whether it is whole."""
    return verified().sound


def verified() -> Report:
    """Walk the chain and keep what was found as a run."""
    with task_run(VERIFY) as run:
        report = verify_trail()
        run.counts = {
            "sealed": report.sealed,
            "unsealed": report.unsealed,
            "breaks": len(report.breaks) + report.unnamed,
        }
        run.detail = report.as_json()
        if not report.sound:
            run.state = RunState.PROBLEM
            logger.error("The trail is broken: %s", report.breaks[0].kind)
    return report
