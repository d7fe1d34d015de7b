"""Celery tasks of the changes: thin, safe to run twice."""

from collections.abc import Callable

from celery import shared_task

from deadlines.changes import services
from deadlines.models import Change


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
