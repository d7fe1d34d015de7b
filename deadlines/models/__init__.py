from deadlines.models.calendar import CalendarDay, CalendarYear, DayKind
from deadlines.models.changes import HOUSE, Change, ChangeKind, ChangeStatus, MovedDeadline, Phase
from deadlines.models.deadline import Deadline, DeadlineState, Owner
from deadlines.models.feeds import FeedToken
from deadlines.models.reminders import ClockSetting, Reminder, ReminderRole, Withdrawn, reminder_key

__all__ = [
    "HOUSE",
    "CalendarDay",
    "CalendarYear",
    "Change",
    "ChangeKind",
    "ChangeStatus",
    "ClockSetting",
    "DayKind",
    "Deadline",
    "DeadlineState",
    "FeedToken",
    "MovedDeadline",
    "Owner",
    "Phase",
    "Reminder",
    "ReminderRole",
    "Withdrawn",
    "reminder_key",
]
