"""The loading of the demonstration: all its cases go on side by side, as in an office."""

import datetime as dt
import heapq
from collections.abc import Callable

from django.db import transaction
from django.utils import translation

from accounts.timekeeping import SHANGHAI, at, today
from config.demo.assessment import load_assessment
from config.demo.courses import COURSES
from config.demo.courses.acts import Course
from config.demo.days import Days
from config.demo.desk import Desk
from config.demo.people import load_accounts, load_organ
from config.demo.registers import load_registers
from config.demo.study import load_study
from dossiers.models import Dossier

Made = dict[Callable[[Desk], Course], list[int]]


def _run(desk: Desk) -> Made:
    """Let all courses go on side by side, in the order of their days, as in an office; what each of them made."""
    made: Made = {begin: [] for begin in COURSES}
    queue: list[tuple[dt.date, int, Course]] = []
    for order, course in enumerate(begin(desk) for begin in COURSES):
        queue.append((next(course), order, course))
    heapq.heapify(queue)
    while queue:
        day, order, course = heapq.heappop(queue)
        if day > desk.days.today:
            raise ValueError(f"A course would go on to {day}, after {desk.days.today}.")
        before = len(desk.made)
        with at(dt.datetime.combine(day, dt.time(9), SHANGHAI) + dt.timedelta(minutes=order)):
            following = next(course, None)
        made[COURSES[order]] += desk.made[before:]
        if following is not None:
            heapq.heappush(queue, (max(day, following), order, course))
    return made


@transaction.atomic
def load() -> Made:
    """The demonstration's organ, people and cases: the dossiers that each course made, none when they are there."""
    organ = load_organ()
    load_accounts()
    if Dossier.objects.unscoped("whether the demonstration has been loaded").filter(organ=organ).exists():
        return {}
    desk = Desk(organ, Days(today()))
    with translation.override("zh-hans"):
        made = _run(desk)
        load_registers(desk)
        load_study(desk)
        load_assessment(desk)
    return made
