"""Celery tasks of deadlines: thin, safe to run twice."""

from celery import shared_task
from django.conf import settings

from accounts.timekeeping import now
from deadlines.reminders.sweep import sweep


@shared_task
def sweep_reminders() -> int:
    """Write the reminders that are due, within the hours set. Returns how many; outside the hours none."""
    first, last = settings.REMINDER_HOURS
    if not first <= now().hour < last:
        return 0
    return sweep().reminders
