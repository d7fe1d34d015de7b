"""The pages of the calendar, for their templates."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import can

register = template.Library()

# Pages of the calendar: label, address, permission.
PAGES = (
    (_("Due dates"), "deadlines:agenda", "agenda.view"),
    (_("Holidays"), "deadlines:calendar", "calendar.view"),
    (_("Statutory periods"), "deadlines:clock-list", "clocks.view"),
    (_("Changes"), "deadlines:change-list", "calendar.view"),
    (_("Subscription"), "deadlines:feed-own", "feed.own"),
)


@register.inclusion_tag("components/views.html", takes_context=True)
def calendar_nav(context: Context) -> dict[str, Any]:
    """The pages of the calendar that are open to who reads, the present one marked."""
    request = context["request"]
    pages = [(label, reverse(name)) for label, name, permission in PAGES if can(request.actor, permission)]
    here = max((url for _label, url in pages if request.path.startswith(url)), key=len, default="")
    return {"views": [{"label": label, "url": url, "count": None, "active": url == here} for label, url in pages]}
