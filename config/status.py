"""The status page of the system administrator: what is at work, what ran last and what it found, how much there is."""

import platform
import shutil
from typing import Any

import django
import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.guards import requires
from accounts.models import Organisation, User
from accounts.soundness import invariants
from accounts.templatetags.dates import cn_moment
from config.backup.making import BACKUP, program_version
from config.tasks import CHECK
from deadlines.models import Deadline
from dossiers.actions import action_name, model_name
from dossiers.models import Code, Dossier, DossierFile, TrailEntry
from dossiers.seal.state import seal_state
from notices.models import Message, MessageState
from notices.runs import Last, last_run, last_runs
from notices.tasks import broker, last_heartbeat

_TIMEOUT_SECONDS = 1
# What an installation is for, by its mode (config.settings.MODE).
MODES = {
    "production": gettext_lazy("Production"),
    "local": gettext_lazy("Demonstration and training"),
    "test": gettext_lazy("Automatic tests"),
}
# Of the disk at least this share and so many bytes should be free.
LITTLE_SHARE, LITTLE_BYTES = 0.05, 2 * 1024**3
# What the counts of runs are called.
COUNTS: dict[str, Any] = {
    "entries": gettext_lazy("Entries"),
    "sealed": gettext_lazy("Sealed"),
    "unsealed": gettext_lazy("Not sealed"),
    "breaks": gettext_lazy("Breaks"),
    "rules": gettext_lazy("Rules"),
    "broken": gettext_lazy("Broken"),
    "files": gettext_lazy("Files"),
    "bytes": gettext_lazy("Bytes"),
    "rows": gettext_lazy("Rows"),
    "reminders": gettext_lazy("Reminders"),
    "messages": gettext_lazy("Messages"),
    "overtaken": gettext_lazy("Overtaken"),
}
REASON = "how many there are, without any of their content"


@requires("system.status")
def system_status(request: HttpRequest) -> HttpResponse:
    """How the installation does. It names no case and no party."""
    return render(
        request,
        "config/status.html",
        {
            "parts": parts_of_system(),
            "runs": _runs(),
            "seal": seal_state(),
            "rules": _broken_rules(),
            "counts": _counts(),
            "about": _about(),
        },
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


def _runs() -> list[dict[str, Any]]:
    """What is expected to run regularly: its words, when it last ended, what it came to, and what to say of that."""
    rows = [_run(last) for last in last_runs()]
    if not settings.BACKUP_DIR:
        made = last_run(BACKUP)
        note = cn_moment(made.finished_at) if made else _("none was made yet")
        rows.append(
            {"name": _("Backup"), "tone": "soon", "words": _("No nightly backup is set up"), "note": note, "counts": ""}
        )
    return rows


def _run(last: Last) -> dict[str, Any]:
    ended = last.ended
    counts = " · ".join(f"{COUNTS.get(key, key)} {value}" for key, value in (ended.counts if ended else {}).items())
    if last.overdue:
        tone, words = "late", _("overdue")
    elif last.run is None:
        tone, words = "calm", _("not yet run")
    else:
        tone, words = ("done" if last.sound else "late"), last.run.get_state_display()
    return {
        "name": last.expected.title,
        "tone": tone,
        "words": words,
        "note": cn_moment(ended.finished_at) if ended else "",
        "counts": counts,
    }


def _broken_rules() -> dict[str, Any]:
    """What the last check of the data found: when, and each broken rule in words."""
    run = last_run(CHECK)
    titles = {rule.name: rule.title for rule in invariants()}
    broken = run.detail.get("broken", []) if run else []
    return {
        "at": run.finished_at if run else None,
        "broken": [
            {
                "title": titles.get(found["name"], found["name"]),
                "name": found["name"],
                "count": f"{found['count']}+" if found["more"] else found["count"],
                "rows_of": model_name(found["rows_of"]),
                "ids": ", ".join(found["ids"]),
            }
            for found in broken
        ],
        "count": run.counts.get("rules", 0) if run else 0,
    }


def _disk() -> dict[str, Any]:
    """The room on the disk of the files: what is free, and a warning when that is little."""
    usage = shutil.disk_usage(settings.VAR_DIR if settings.VAR_DIR.exists() else settings.BASE_DIR)
    free = _("%(free)s of %(total)s free") % {"free": filesizeformat(usage.free), "total": filesizeformat(usage.total)}
    little = usage.free < max(usage.total * LITTLE_SHARE, LITTLE_BYTES)
    return {"label": _("Disk"), "value": free, "note": _("Little room is left.") if little else ""}


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
        {"label": _("Messages waiting to go out"), "value": _messages(MessageState.WAITING, MessageState.CLAIMED)},
        {"label": _("Messages not delivered"), "value": _messages(MessageState.FAILED)},
    ]


def _messages(*states: str) -> int:
    return Message.objects.filter(state__in=states).count()


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
        {"label": _("Version"), "value": program_version()},
        _disk(),
        {"label": _("PostgreSQL"), "value": version},
        {"label": _("Python, Django"), "value": f"{platform.python_version()}, {django.get_version()}"},
        {"label": _("Mode"), "value": MODES[settings.MODE]},
        {"label": _("Session ends after"), "value": _("%(n)s minutes") % {"n": settings.SESSION_COOKIE_AGE // 60}},
        {
            "label": _("Last act of the system itself"),
            "value": f"{action_name(last.action)} · {cn_moment(last.at)}" if last else "",
        },
    ]
