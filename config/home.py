"""What the home page tells the system administrator."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from config.status import parts_of_system
from workflow import home


def system(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """Whether database, broker and worker do their work."""
    parts = parts_of_system()
    yield home.Panel(
        "system",
        _("System status"),
        10,
        tiles=[
            {
                "name": part["name"],
                "value": _("Works") if part["up"] else _("Does not answer"),
                "reading": part["note"],
                "tone": "" if part["up"] else "late",
            }
            for part in parts
        ],
        tone="" if all(part["up"] for part in parts) else "late",
        link=reverse("system-status"),
        link_label=_("More"),
    )


home.register("system", "system.status", system)
