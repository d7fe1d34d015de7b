"""GET /healthz: whether this installation can work, for load balancers and monitors. No sign-in, no personal data."""

import psycopg2
import redis
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notices.tasks import broker, last_heartbeat

_TIMEOUT_SECONDS = 1


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and a worker answer, else 503; JSON with "ok" or "unavailable" for each and for all.

    Each is asked on a connection of its own with short time-outs, so that the answer comes when one of them hangs.
    """
    broker_up, worker_up = _broker_and_worker()
    parts = {"database": _database(), "broker": broker_up, "worker": worker_up}
    healthy = all(parts.values())
    words = {name: "ok" if up else "unavailable" for name, up in {"status": healthy, **parts}.items()}
    return JsonResponse(words, status=200 if healthy else 503)


def _database() -> bool:
    parameters = connection.get_connection_params()
    given = {
        key: parameters[key] for key in ("dbname", "user", "password", "host", "port", "sslmode") if key in parameters
    }
    try:
        # libpq takes no time-out shorter than 2 seconds.
        asked = psycopg2.connect(**given, connect_timeout=2, options=f"-c statement_timeout={_TIMEOUT_SECONDS * 1000}")
    except psycopg2.Error:
        return False
    try:
        with asked.cursor() as cursor:
            cursor.execute("SELECT 1")
    except psycopg2.Error:
        return False
    finally:
        asked.close()
    return True


def _broker_and_worker() -> tuple[bool, bool]:
    try:
        with broker(_TIMEOUT_SECONDS) as asked:
            return True, last_heartbeat(asked) is not None
    except (redis.RedisError, OSError):
        return False, False
