"""Celery tasks of deadlines: thin, safe to run twice."""

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from accounts.timekeeping import now
from deadlines.reminders.sweep import sweep

_LAST_SWEEP = "deadlines:last-sweep"


@shared_task
def sweep_reminders() -> int:
    """Write the reminders that are due, within the hours set. Returns how many; outside the hours none."""
    first, last = settings.REMINDER_HOURS
    if not first <= now().hour < last:
        return 0
    swept = sweep()
    if not swept.busy:
        cache.set(_LAST_SWEEP, now(), timeout=None)
    return swept.reminders


def last_sweep() -> dt.datetime | None:
    """When the sweep last ran to its end; None when that is not known."""
    return cache.get(_LAST_SWEEP)
