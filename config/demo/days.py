"""Days around today on which the demonstration's cases go on."""

import datetime as dt
from dataclasses import dataclass, field

from deadlines.engine import Calendar, clocks, official_calendar, reckon


@dataclass
class Days:
    """Working days around today, and starts of clocks that run out on a wanted day."""

    today: dt.date
    calendar: Calendar = field(default_factory=lambda: official_calendar().assumed)

    def back(self, number: int) -> dt.date:
        """The working day `number` working days before the latest one that is not after today."""
        latest = self._latest(self.today)
        return self.before(latest, number) if number else latest

    def after(self, day: dt.date, number: int) -> dt.date:
        """The `number`-th working day after `day`, but never after today."""
        return min(dt.date.fromordinal(self.calendar.shift(day.toordinal(), number)), self._latest(self.today))

    def ahead(self, number: int) -> dt.date:
        """The `number`-th working day after today."""
        return dt.date.fromordinal(self.calendar.shift(self.today.toordinal(), number))

    def due_from(self, clock: str, day: dt.date) -> dt.date:
        """The earliest working day from which `clock` runs out on `day` or later. `day` is today or lies ahead."""
        start = self._latest(self.today)
        while self._due(clock, self._before(start)) >= day:
            start = self._before(start)
        return start

    def due_by(self, clock: str, day: dt.date) -> dt.date:
        """The latest working day from which `clock` runs out on `day` or earlier."""
        start = self._latest(day)
        while self._due(clock, start) > day:
            start = self._before(start)
        return start

    def before(self, day: dt.date, number: int) -> dt.date:
        """The `number`-th working day before `day`."""
        return dt.date.fromordinal(self.calendar.shift(day.toordinal(), -number))

    def _due(self, clock: str, start: dt.date) -> dt.date:
        due = reckon(clocks()[clock], start, self.calendar).due_on
        if due is None:
            raise ValueError(f"{clock} gives no day from {start}.")
        return due

    def _latest(self, day: dt.date) -> dt.date:
        while not self.calendar.is_working_day(day):
            day -= dt.timedelta(days=1)
        return day

    def _before(self, day: dt.date) -> dt.date:
        return self._latest(day - dt.timedelta(days=1))
