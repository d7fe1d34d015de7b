"""A change carried out while people work: with real threads and connections nothing is lost and nothing locks up."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import SYSTEM
from accounts.timekeeping import at
from deadlines import recompute
from deadlines.basis import basis_in_force
from deadlines.changes import services
from deadlines.models import Change, Deadline, MovedDeadline
from deadlines.services import refresh
from dossiers.models import Dossier
from tests import factories as make
from tests.deadlines.test_changes import as_from_facts, draw_up, withdraw
from tests.factories import Office
from tests.invariants import problems
from tests.workflow.test_concurrency import taking, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def day() -> Any:
    with at("2026-12-29"):
        yield


def settled() -> None:
    """Whatever was written at once: everything is as the facts give it by what is in force, and the records agree."""
    as_from_facts()
    assert problems() == []
    for dossier in Dossier.objects.unscoped("a test"):
        assert refresh(dossier) == []


def carried_out(change: Change) -> Change:
    """Carry out, confirming the new preview as often as somebody was faster."""
    for _try in range(5):
        services.confirm(actor=SYSTEM, change=change, digest=change.digest)
        change = services.carry_out(change.pk)
        if change.status == "in_force":
            return change
    raise AssertionError("never carried out")


def test_steps_taken_and_cases_registered_meanwhile_are_neither_lost_nor_left_behind(office: Office) -> None:
    cases = [office.register(applicant=f"申请人{n}") for n in range(6)]
    change = draw_up(SYSTEM)
    results = together(
        lambda: carried_out(change),
        *(taking(office, case, "accept", procedure="ordinary") for case in cases[:3]),
        lambda: make.make_case(office.organ, actor=office.officer, applicant="新来的"),
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    assert not Deadline.objects.unscoped("a test").exclude(provisional_year=None).exists()
    assert Deadline.objects.unscoped("a test").filter(clock="fy_decide_60d").count() == 3
    settled()
    withdraw(SYSTEM, Change.objects.get())
    settled()


def test_a_step_under_way_is_waited_for_and_the_next_waits_for_the_change(office: Office) -> None:
    """The step has read the old calendar and is not committed: the change must not pass it by."""
    case = office.register()
    change = draw_up(SYSTEM)
    services.confirm(actor=SYSTEM, change=change, digest=change.digest)
    read, go = threading.Event(), threading.Event()
    step = taking(office, case, "accept", procedure="ordinary")

    def slow_step() -> Any:
        with transaction.atomic():
            made = step()
            read.set()
            assert go.wait(20)
        return made

    def change_meanwhile() -> Change:
        assert read.wait(20)
        threading.Timer(1, go.set).start()
        return services.carry_out(change.pk)

    step_result, change_result = together(slow_step, change_meanwhile)
    assert not isinstance(step_result, Exception)
    assert (change_result.status, change_result.outdated) == ("ready", True), "the state is another than the preview's"
    assert carried_out(change_result).status == "in_force"
    settled()


def test_two_who_confirm_carry_out_once(office: Office) -> None:
    office.register()
    change = draw_up(SYSTEM)

    def both() -> Any:
        services.confirm(actor=SYSTEM, change=change, digest=change.digest)
        return services.carry_out(change.pk).status

    assert together(both, both, both) == ["in_force"] * 3
    assert Change.objects.get().years.count() == 1
    assert MovedDeadline.objects.unscoped("a test").values("deadline", "phase").distinct().count() == 1
    settled()


def test_two_changes_at_once_go_one_after_the_other(office: Office) -> None:
    for n in range(3):
        office.register(applicant=f"申请人{n}")
    first = draw_up(SYSTEM)
    second = services.draw_up_correction(
        actor=SYSTEM, clock="fy_review_5wd", cells={"length": "6"}, since=dt.date(2026, 12, 1), basis="测试"
    )
    second = services.work_out(second.pk)
    results = together(lambda: carried_out(first), lambda: carried_out(second))
    assert [result.status for result in results] == ["in_force", "in_force"]
    (due,) = set(Deadline.objects.unscoped("a test").values_list("due_on", flat=True))
    assert due == dt.date(2027, 1, 7)
    settled()


def test_a_portion_is_locked_in_the_order_of_its_cases(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute, "PORTION", 2)
    for n in range(5):
        office.register(applicant=f"申请人{n}")
    change = draw_up(SYSTEM)
    portions: list[list[int]] = []
    lock_cases = recompute._lock_cases

    def locking(ids: list[int]) -> None:
        portions.append(list(ids))
        lock_cases(ids)

    monkeypatch.setattr(recompute, "_lock_cases", locking)
    assert carried_out(change).moved == 5
    walked = [pk for portion in portions for pk in portion]
    assert walked == sorted(walked)
    assert [len(portion) for portion in portions] == [2, 2, 1]
    assert basis_in_force().years == (2027,)
