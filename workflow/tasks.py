"""Celery tasks of the machinery: thin, safe to run twice."""

from celery import shared_task
from django.conf import settings

from accounts.timekeeping import now
from workflow.batch.services import carry_out
from workflow.digest import send_digests
from workflow.ledger import services


@shared_task
def read_ledger(run_id: int) -> None:
    """Read a ledger that was handed in and keep what would become of each row."""
    services.read_run(run_id)


@shared_task
def import_ledger(run_id: int) -> None:
    """Write the rows of a confirmed ledger."""
    services.import_run(run_id)


@shared_task
def carry_out_batch(batch_id: int) -> None:
    """Take a step in the cases of a batch that still wait."""
    carry_out(batch_id)


@shared_task
def morning_digest() -> int:
    """Tell everybody once a day what is due and waits, from the hour set on. Returns how many people were told now."""
    _first, last = settings.REMINDER_HOURS
    return send_digests() if settings.DIGEST_HOUR <= now().hour < last else 0
