"""The one source of now and today.

Every other module asks here, so that a demonstration or a test can stand on another day. The clock can be moved
outside production only: by the setting ``DINGFEN_NOW`` (time flows on from there) or by ``at()`` in tests.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHANGHAI = ZoneInfo("Asia/Shanghai")

_fixed: dt.datetime | None = None
_offset: dt.timedelta | None = None


def _parse(moment: str | dt.date | dt.datetime) -> dt.datetime:
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment)
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(9))
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def now() -> dt.datetime:
    """The present moment, aware, in Asia/Shanghai."""
    global _offset
    if _fixed is not None:
        return _fixed
    real = dt.datetime.now(SHANGHAI)
    if not settings.NOW:
        return real
    if _offset is None:
        _offset = _parse(settings.NOW) - real
    return real + _offset


def today() -> dt.date:
    """The present day in Asia/Shanghai."""
    return now().date()


@contextmanager
def at(moment: str | dt.date | dt.datetime) -> Iterator[None]:
    """Hold the clock at `moment` (ISO text, a day at 09:00, or a moment) for all threads of this process.

    Raises ImproperlyConfigured in production.
    """
    global _fixed
    if settings.PRODUCTION:
        raise ImproperlyConfigured("The clock cannot be set in production.")
    before, _fixed = _fixed, _parse(moment)
    try:
        yield
    finally:
        _fixed = before
