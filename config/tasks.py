"""Background work on the installation as a whole: whether the data hold together."""

import datetime as dt
import logging
from collections.abc import Iterable
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.soundness import Outcome, check
from config.backup import making
from config.backup.making import BACKUP
from notices.models import RunState
from notices.runs import expect, task_run

logger = logging.getLogger(__name__)

CHECK = "data.check"

if settings.BACKUP_DIR:
    expect(BACKUP, _("Backup"), within=dt.timedelta(hours=26))
expect(CHECK, _("Check of the data"), within=dt.timedelta(hours=26))


@shared_task
def check_data() -> bool:
    """Ask all rules, each night. Returns whether all hold."""
    return all(outcome.holds for outcome in checked())


@shared_task
def back_up_nightly() -> str:
    """Write a backup into DINGFEN_BACKUP_DIR, if that is set. Returns the name of the file."""
    if not settings.BACKUP_DIR:
        return ""
    return making.back_up_nightly(Path(settings.BACKUP_DIR), settings.BACKUP_KEEP).name


def checked(names: Iterable[str] = (), *, full: bool = False) -> list[Outcome]:
    """Ask the rules `names` (all when there are none); what all of them came to is kept as a run.

    Raises KeyError for a rule that does not exist.
    """
    if names := list(names):
        return check(names, full=full)
    with task_run(CHECK) as run:
        outcomes = check(full=full)
        broken = [outcome for outcome in outcomes if not outcome.holds]
        run.counts = {"rules": len(outcomes), "broken": len(broken)}
        run.detail = {"full": full, "broken": [outcome.as_json() for outcome in broken]}
        if broken:
            run.state = RunState.PROBLEM
            logger.error("The data do not hold together: %s", ", ".join(outcome.invariant.name for outcome in broken))
    return outcomes
