"""Celery tasks of figures: thin, safe to run twice."""

import datetime as dt

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from notices.runs import expect, task_run
from reports import summaries
from reports.keeping import rebuild_where_nothing_is

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
