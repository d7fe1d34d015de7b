"""A person's due dates as an iCalendar feed (RFC 5545), by a secret address of which only a digest is kept."""

import datetime as dt
import secrets
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vDuration

from accounts.actors import Actor, actor_for
from accounts.crypto import digest_of
from accounts.permissions import can
from accounts.timekeeping import now, today
from deadlines.agenda import Ask, Entry, entries
from deadlines.models import FeedToken
from dossiers.trail import record

# Requests for one address, or wrong ones from one place, in so many seconds.
WINDOW_SECONDS: Final = 3600
MOST_REQUESTS: Final = 120
MOST_WRONG: Final = 60
# Entries of a feed: a director's office has some hundred.
MOST: Final = 2000
REFRESH: Final = dt.timedelta(hours=1)
# What SEQUENCE counts from, so that it stays a small number.
EPOCH: Final = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


# --- the secret ------------------------------------------------------------------------------------------------


@transaction.atomic
def make_token(*, actor: Actor, alarm_days: int | None) -> str:
    """A new address for who acts, in place of the one there was. Returns its secret, which is kept nowhere.

    Raises PermissionDenied for the system, which has no calendar.
    """
    revoke(actor=actor)
    token = secrets.token_urlsafe(32)
    if actor.user is None:
        raise PermissionDenied("feed.own")
    made = FeedToken.objects.create(user=actor.user, digest=digest_of(token), alarm_days=alarm_days)
    record(actor=actor, action="feed.make", obj=made)
    return token


@transaction.atomic
def revoke(*, actor: Actor) -> bool:
    """Revoke the address of who acts; whether there was one."""
    current = FeedToken.objects.select_for_update().filter(user=actor.user, revoked_at=None).first()
    if current is None:
        return False
    current.revoked_at = now()
    current.save(update_fields=["revoked_at"])
    record(actor=actor, action="feed.revoke", obj=current)
    return True


def find(token: str) -> FeedToken | None:
    """What the secret belongs to; None when it is revoked, unknown or of somebody who may not sign in."""
    found = FeedToken.objects.filter(digest=digest_of(token), revoked_at=None).select_related("user").first()
    return found if found is not None and found.user.is_active else None


def too_often(token: str, place: str) -> bool:
    """Whether this address is asked for too often, or too many unknown ones from one place; counts this request."""
    if _counted(f"feed:{digest_of(token)}", MOST_REQUESTS):
        return True
    if FeedToken.objects.filter(digest=digest_of(token), revoked_at=None).exists():
        return False
    return _counted(f"feed-wrong:{place}", MOST_WRONG)


def _counted(key: str, most: int) -> bool:
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) > most
    except ValueError:
        return False


# --- the calendar ----------------------------------------------------------------------------------------------


def etag_of(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def calendar_of(token: FeedToken, site: str) -> bytes:
    """What the person answers for, by the roles held today, as a calendar; empty for who holds none any more."""
    actor = actor_for(token.user)
    found: list[Entry] = []
    if can(actor, "agenda.view"):
        found = entries(Ask(actor=actor, own=True, most=MOST))
    calendar = Calendar()
    calendar.add("PRODID", "-//Dingfen//Due dates//ZH")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    name = _("Dingfen due dates")
    calendar.add("NAME", name)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("X-WR-TIMEZONE", settings.TIME_ZONE)
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    host = urlsplit(site).hostname or "dingfen"
    for entry in found:
        calendar.add_component(_event(entry, host, site, token.alarm_days))
    if any(entry.starts_at for entry in found):
        calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry: Entry, host: str, site: str, alarm_days: int | None) -> Event:
    event = Event()
    modified = entry.modified.astimezone(dt.UTC).replace(microsecond=0)
    event.add("UID", f"{entry.uid}@{host}")
    event.add("DTSTAMP", modified)
    event.add("LAST-MODIFIED", modified)
    event.add("SEQUENCE", max(int((modified - EPOCH).total_seconds()), 0))
    mark = _(" (provisional)") if entry.provisional else ""
    event.add("SUMMARY", f"{entry.number} {entry.title}{mark}")
    if entry.starts_at is not None:
        event.add("DTSTART", entry.starts_at)
        if entry.ends_at is not None:
            event.add("DTEND", entry.ends_at)
    else:
        event.add("DTSTART", entry.on)
        event.add("DTEND", entry.on + dt.timedelta(days=1))
        event.add("TRANSP", "TRANSPARENT")
        event.add("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE")
    if entry.place:
        event.add("LOCATION", entry.place)
    event.add("CLASS", "PRIVATE")
    event.add("STATUS", "TENTATIVE" if entry.provisional else "CONFIRMED")
    event.add("URL", f"{site.rstrip('/')}{entry.url}")
    if alarm_days is not None and entry.on >= today():
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", entry.title)
        # At nine in the morning, so many days before the day itself begins at midnight.
        alarm.add("TRIGGER", dt.timedelta(hours=9) - dt.timedelta(days=alarm_days))
        event.add_component(alarm)
    return event
