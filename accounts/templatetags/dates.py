"""Days and moments as a reader of the page's language writes them."""

import datetime as dt

from django import template
from django.utils import formats

from accounts import timekeeping
from accounts.text import chinese_date, chinese_weekday
from accounts.timekeeping import SHANGHAI
from accounts.wording import reads_chinese

register = template.Library()


def _day(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.astimezone(SHANGHAI).date() if value.tzinfo else value.date()
    return value


@register.simple_tag
def today() -> dt.date:
    """The present day by the system's one clock."""
    return timekeeping.today()


@register.filter
def cn_date(value: dt.date | dt.datetime | None) -> str:
    """2026年11月22日; in English 22 November 2026; nothing for None."""
    if not value:
        return ""
    day = _day(value)
    return chinese_date(day) if reads_chinese() else formats.date_format(day, "j F Y")


@register.filter
def cn_weekday(value: dt.date | dt.datetime | None) -> str:
    """周日; in English Sunday."""
    if not value:
        return ""
    day = _day(value)
    return chinese_weekday(day) if reads_chinese() else formats.date_format(day, "l")


@register.filter
def cn_short(value: dt.date | dt.datetime | None) -> str:
    """11月22日, with its year when that is not the current one."""
    if not value:
        return ""
    day = _day(value)
    if day.year != timekeeping.today().year:
        return cn_date(day)
    return f"{day.month}月{day.day}日" if reads_chinese() else formats.date_format(day, "j F")


@register.filter
def cn_day(value: dt.date | dt.datetime | None) -> str:
    """11月22日 周日, with its year when that is not the current one."""
    if not value:
        return ""
    day = _day(value)
    if reads_chinese():
        return f"{cn_short(day)} {chinese_weekday(day)}"
    return f"{formats.date_format(day, 'D')} {cn_short(day)}"


@register.filter
def cn_moment(value: dt.datetime | None) -> str:
    """11月22日 09:20 in Asia/Shanghai, with its year when that is not the current one."""
    if not value:
        return ""
    moment = value.astimezone(SHANGHAI) if value.tzinfo else value
    return f"{cn_short(moment)} {moment:%H:%M}"


@register.filter
def iso(value: dt.date | dt.datetime | None) -> str:
    """What a <time datetime> attribute takes."""
    if not value:
        return ""
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return value.isoformat()
