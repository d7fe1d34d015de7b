"""The loading of the demonstration: all its cases go on side by side, as in an office."""

import datetime as dt
import heapq

from django.db import transaction
from django.utils import translation

from accounts.timekeeping import SHANGHAI, at, today
from config.demo.courses import COURSES
from config.demo.courses.acts import Course
from config.demo.days import Days
from config.demo.desk import Desk
from config.demo.people import load_accounts, load_organ
from config.demo.registers import load_registers
from dossiers.models import Dossier


def _run(courses: list[Course], last: dt.date) -> None:
    """Let all courses go on side by side, in the order of their days, as in an office."""
    queue: list[tuple[dt.date, int, Course]] = []
    for order, course in enumerate(courses):
        queue.append((next(course), order, course))
    heapq.heapify(queue)
    while queue:
        day, order, course = heapq.heappop(queue)
        if day > last:
            raise ValueError(f"A course would go on to {day}, after {last}.")
        with at(dt.datetime.combine(day, dt.time(9, order), SHANGHAI)):
            following = next(course, None)
        if following is not None:
            heapq.heappush(queue, (max(day, following), order, course))


@transaction.atomic
def load() -> int:
    """The demonstration's organ, people and cases. Returns how many cases were made: none when they are there."""
    organ = load_organ()
    load_accounts()
    if Dossier.objects.unscoped("whether the demonstration has been loaded").filter(organ=organ).exists():
        return 0
    desk = Desk(organ, Days(today()))
    with translation.override("zh-hans"):
        _run([course(desk) for course in COURSES], desk.days.today)
        load_registers(desk)
    return len(COURSES)
