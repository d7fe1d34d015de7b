"""Pages of the calendar: due dates, holidays, clocks, changes of them, and the subscription."""

from deadlines.views.agenda import agenda
from deadlines.views.changes import (
    change_confirm,
    change_drop,
    change_list,
    change_page,
    change_progress,
    change_withdraw,
    notice_add,
)
from deadlines.views.clocks import clock_correct, clock_list, clock_page
from deadlines.views.feeds import feed, feed_own, feed_revoke
from deadlines.views.holidays import calendar

__all__ = [
    "agenda",
    "calendar",
    "change_confirm",
    "change_drop",
    "change_list",
    "change_page",
    "change_progress",
    "change_withdraw",
    "clock_correct",
    "clock_list",
    "clock_page",
    "feed",
    "feed_own",
    "feed_revoke",
    "notice_add",
]
