"""The status page of the system administrator: database, broker, workers, how much there is, what ran last."""

from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.guards import requires
from accounts.models import Organisation, User
from accounts.templatetags.dates import cn_moment
from deadlines.models import Deadline
from dossiers.actions import action_name
from dossiers.models import Code, Dossier, DossierFile, TrailEntry
from notices.tasks import broker, last_heartbeat

_TIMEOUT_SECONDS = 1
# What an installation is for, by its mode (config.settings.MODE).
MODES = {
    "production": gettext_lazy("Production"),
    "local": gettext_lazy("Demonstration and training"),
    "test": gettext_lazy("Automatic tests"),
}
REASON = "how many there are, without any of their content"


@requires("system.status")
def system_status(request: HttpRequest) -> HttpResponse:
    """How the installation does. It names no case and no party."""
    return render(
        request,
        "config/status.html",
        {"parts": parts_of_system(), "counts": _counts(), "about": _about()},
    )


def parts_of_system() -> list[dict[str, Any]]:
    """Database, broker and worker: `name`, whether it is `up`, and a `note`."""
    worker, waiting, broker_up = None, None, True
    try:
        with broker(_TIMEOUT_SECONDS) as asked:
            worker = last_heartbeat(asked)
            waiting = asked.llen("celery")
    except (redis.RedisError, OSError):
        broker_up = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        (size,) = cursor.fetchone()
    return [
        _part(_("Database"), True, size),
        _part(_("Broker"), broker_up, _("%(n)s tasks waiting") % {"n": waiting} if broker_up else ""),
        _part(
            _("Worker"),
            worker is not None,
            worker or _("No sign of life for %(n)s seconds.") % {"n": settings.WORKER_HEARTBEAT_SECONDS},
        ),
    ]


def _part(name: str, up: bool, note: str) -> dict[str, Any]:
    return {"name": name, "up": up, "note": note}


def _counts() -> list[dict[str, Any]]:
    """Counts as the planner's statistics have them for the large tables, exact ones for the small."""
    return [
        {"label": _("Cases"), "value": _estimate(Dossier)},
        {"label": _("Running periods"), "value": Deadline.objects.unscoped(REASON).alive().count()},
        {"label": _("Papers"), "value": _estimate(DossierFile)},
        {"label": _("Trail entries"), "value": _estimate(TrailEntry)},
        {"label": _("People who may sign in"), "value": User.objects.filter(is_active=True).count()},
        {"label": _("Organisations"), "value": Organisation.objects.count()},
        {"label": _("Values of code lists"), "value": Code.objects.count()},
    ]


def _estimate(model: Any) -> int:
    """The rows of a table: counted up to 10,000, beyond that by the planner's statistics."""
    rows = model.objects.all()
    rows = rows.unscoped(REASON) if hasattr(rows, "unscoped") else rows
    counted = rows.order_by()[:10_001].count()
    if counted <= 10_000:
        return counted
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        (estimate,) = cursor.fetchone()
    return max(estimate, counted)


def _about() -> list[dict[str, Any]]:
    last = TrailEntry.objects.filter(user=None).exclude(action__startswith="sign-in").order_by("-pk").first()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    return [
        {"label": _("PostgreSQL"), "value": version},
        {"label": _("Mode"), "value": MODES[settings.MODE]},
        {"label": _("Session ends after"), "value": _("%(n)s minutes") % {"n": settings.SESSION_COOKIE_AGE // 60}},
        {
            "label": _("Last act of the system itself"),
            "value": f"{action_name(last.action)} · {cn_moment(last.at)}" if last else "",
        },
    ]
