"""Background work of this app, and the sign of life of the workers."""

import redis
from celery import Task, shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings

from notices.outbox import deliver_due

_HEARTBEAT = "dingfen:worker-heartbeat"


def broker(timeout: float = 1.0) -> redis.Redis:
    """A connection to the broker that gives up after `timeout` seconds, for those who cannot wait."""
    return redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_connect_timeout=timeout, socket_timeout=timeout, decode_responses=True
    )


def record_heartbeat(worker: str) -> None:
    """Say that `worker` is at work. The broker itself forgets it after WORKER_HEARTBEAT_SECONDS: no clocks compared."""
    with broker() as connection:
        connection.set(_HEARTBEAT, worker, ex=settings.WORKER_HEARTBEAT_SECONDS)


def last_heartbeat(connection: redis.Redis) -> str | None:
    """The name of the worker that was last heard of within WORKER_HEARTBEAT_SECONDS; None when none was.

    Raises redis.RedisError when the broker does not answer.
    """
    name = connection.get(_HEARTBEAT)
    return name if isinstance(name, str) else None


@shared_task(name="notices.tasks.heartbeat", bind=True)
def heartbeat(self: Task) -> None:
    """Sent by beat every few seconds; that it is carried out shows broker, beat and worker to be at work."""
    record_heartbeat(self.request.hostname or "worker")


@worker_ready.connect
def _came_up(sender: object, **kwargs: object) -> None:
    record_heartbeat(getattr(sender, "hostname", "worker"))


@worker_shutting_down.connect
def _goes_down(sender: object, **kwargs: object) -> None:
    """Take the sign of life back, if it is this worker's own."""
    with broker() as connection:
        if last_heartbeat(connection) == str(sender):
            connection.delete(_HEARTBEAT)


@shared_task(name="notices.tasks.deliver")
def deliver() -> dict[str, int]:
    """Send what lies in the outbox. Sent by beat every few seconds; any number of workers share the work."""
    return deliver_due()
