"""What the person reading may do, for templates."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import can

register = template.Library()

# Pages under Settings: label, address, permission.
SETTINGS = (
    (_("My account"), "accounts:own", "account.own"),
    (_("How I am told"), "notices:contact", "account.own"),
    (_("People and roles"), "accounts:user-list", "users.view"),
    (_("Organisations"), "accounts:organisation-list", "organisations.view"),
    (_("Code lists"), "dossiers:code-lists", "codes.view"),
    (_("Calendar"), "deadlines:calendar", "calendar.view"),
    (_("Reminders"), "deadlines:stages", "stages.view"),
    (_("Groups"), "notices:webhooks", "webhooks.change"),
    (_("Failed messages"), "notices:failed", "messages.failed"),
    (_("Trail"), "dossiers:trail", "trail.read"),
    (_("System status"), "system-status", "system.status"),
)


@register.simple_tag(takes_context=True)
def may(context: Context, permission: str, obj: Any = None) -> bool:
    """Whether who reads the page may do `permission` (on `obj`)."""
    return can(context["request"].actor, permission, obj)


@register.inclusion_tag("components/views.html", takes_context=True)
def settings_nav(context: Context) -> dict[str, Any]:
    """The pages of Settings that are open to who reads, the present one marked."""
    request = context["request"]
    pages = [(label, reverse(name)) for label, name, permission in SETTINGS if can(request.actor, permission)]
    here = max((url for _label, url in pages if request.path.startswith(url)), key=len, default="")
    views = [{"label": label, "url": url, "count": None, "active": url == here} for label, url in pages]
    return {"views": views if len(views) > 1 else []}
