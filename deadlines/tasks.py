"""Celery tasks of deadlines: thin, safe to run twice."""

import datetime as dt
from collections.abc import Callable

from celery import shared_task
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now
from deadlines.changes import services
from deadlines.models import Change
from deadlines.reminders.sweep import sweep
from notices.runs import expect, task_run

SWEEP = "reminders.sweep"

# From the evening to the next morning nothing is swept.
expect(SWEEP, _("Sweep of reminders"), within=dt.timedelta(hours=16))


@shared_task
def work_out_change(change_id: int) -> None:
    """Work out what a change would do."""
    _run(services.work_out, change_id)


@shared_task
def carry_out_change(change_id: int) -> None:
    """Carry out a confirmed change."""
    _run(services.carry_out, change_id)


@shared_task
def withdraw_change(change_id: int) -> None:
    """Withdraw a change."""
    _run(services.withdraw, change_id)


def _run(work: Callable[[int], Change], change_id: int) -> None:
    try:
        work(change_id)
    except Exception:
        # Nothing of it took effect: the page says so and offers to go on, the log has the trace.
        services.break_off(change_id)
        raise


@shared_task
def sweep_reminders() -> int:
    """Write the reminders that are due, within the hours set. Returns how many; outside the hours none."""
    first, last = settings.REMINDER_HOURS
    if not first <= now().hour < last:
        return 0
    with task_run(SWEEP, one_row=True) as run:
        swept = sweep()
        run.counts = {"reminders": swept.reminders, "messages": swept.messages, "overtaken": swept.overtaken}
    return swept.reminders
