"""Pages of the calendar: due dates, holidays, clocks, changes of them, reminders, and the subscription."""

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
from deadlines.views.reminders import clock_stages, reminder_resend, reminders, stages_of_office

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
    "clock_stages",
    "feed",
    "feed_own",
    "feed_revoke",
    "notice_add",
    "reminder_resend",
    "reminders",
    "stages_of_office",
]
