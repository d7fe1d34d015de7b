"""The environment that Django's processes get from the launcher."""

import os

from config.stack.installation import Installation
from config.stack.keeper import Servers

_SECRETS = ("SECRET_KEY", "DINGFEN_FIELD_KEYS", "DINGFEN_BLIND_INDEX_KEY", "DINGFEN_TRAIL_KEYS")


def environment(installation: Installation, servers: Servers, *, mode: str = "local") -> dict[str, str]:
    """What the caller's environment says, filled up: servers, this installation's secrets, and the mode.

    In mode ``local`` the demo accounts and the settable clock are there, unless DINGFEN_DEMO=0.
    """
    found = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "DINGFEN_MODE": mode,
        "DINGFEN_VAR": str(installation.var),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
    secrets = installation.secrets()
    for name in _SECRETS:
        found.setdefault(name, secrets[name])
    if mode == "local":
        found.setdefault("DINGFEN_DEMO", "1")
    return found


def demo_wanted(environ: dict[str, str]) -> bool:
    """Whether DINGFEN_DEMO is on, read as the settings read it."""
    return environ.get("DINGFEN_DEMO", "").strip().lower() in {"1", "true", "yes", "on", "y", "ok", "t"}
