"""Celery tasks of figures: thin, safe to run twice."""

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now
from notices.runs import expect, task_run
from reports import summaries
from reports.keeping import rebuild_where_nothing_is
from reports.returns import due

KEEP = "figures.keep"

expect(KEEP, _("Sums of the figures"), within=dt.timedelta(hours=1))


@shared_task
def keep_figures() -> int:
    """Reckon what was never reckoned, make the sums of new terms, fold those that changed. Returns the rows folded."""
    with task_run(KEEP, one_row=True) as run:
        written = rebuild_where_nothing_is()
        made, folded = summaries.complete(), summaries.fold()
        run.counts = {"entries": written, "sums": made, "rows": folded}
    return folded


@shared_task
def remind_of_returns() -> int:
    """Tell that a return falls due, within the hours set. Returns how many people were told now."""
    first, last = settings.REMINDER_HOURS
    return due.remind() if first <= now().hour < last else 0
