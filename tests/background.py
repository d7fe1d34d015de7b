"""Background tasks in tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from config.celery import app


@contextmanager
def run_at_once() -> Iterator[None]:
    """Let tasks run where they are sent.

    On the application itself: once it has read the settings, it does not look at them again.
    """
    before, app.conf.task_always_eager = app.conf.task_always_eager, True
    try:
        yield
    finally:
        app.conf.task_always_eager = before
