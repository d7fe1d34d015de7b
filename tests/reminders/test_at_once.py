"""Two at a barrier, with real threads and connections: nothing is told twice, and nothing of what was met meanwhile."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import override_settings

from accounts.timekeeping import at
from deadlines.models import Reminder
from deadlines.reminders.sweep import sweep, write_due
from notices.models import Message, Notice
from notices.outbox import deliver_due
from tests.factories import Office
from tests.invariants import problems
from tests.reminders.servers import mail_server
from tests.workflow.test_concurrency import taking, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english", "channels")]
CASES = 15


@pytest.fixture
def due(transactional_db: None) -> Iterator[Office]:
    """An office with CASES reviews that are due on 10 October 2026, the day that it is."""
    office = Office()
    office.officer.user.email = "officer@example.test"
    office.officer.user.save()
    with at("2026-09-28"):
        office.cases = [office.register() for _ in range(CASES)]
    with at("2026-10-10"):
        yield office
    assert problems() == []


def assert_told_once() -> None:
    told = Reminder.objects.unscoped("a test").filter(overtaken=False)
    assert told.count() == CASES
    assert Notice.objects.filter(kind="reminder").count() == CASES
    assert Message.objects.filter(kind="reminder").count() == CASES


def test_two_sweeps_at_once(due: Office) -> None:
    swept = together(sweep, sweep, sweep)
    assert sum(one.reminders for one in swept) == CASES
    assert_told_once()
    assert sweep().reminders == 0


def test_without_the_lock_the_ledger_itself_keeps_them_apart(due: Office) -> None:
    swept = together(write_due_in_transaction, write_due_in_transaction)
    assert sum(one.reminders for one in swept) == CASES
    assert_told_once()


def write_due_in_transaction() -> object:
    with transaction.atomic():
        return write_due()


def test_two_workers_share_the_outbox(due: Office) -> None:
    sweep()
    with (
        mail_server() as smtp,
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=smtp.port
        ),
    ):
        done = together(deliver_due, deliver_due, deliver_due)
    assert sum(one["sent"] for one in done) == CASES
    assert len(smtp.keys) == len(set(smtp.keys)) == CASES


def test_a_case_that_is_met_while_the_sweep_runs(due: Office) -> None:
    case = due.cases[0]
    for _ in range(2):
        results = together(sweep, taking(due, case, "accept", procedure="ordinary"))
        assert not [result for result in results if isinstance(result, Exception)]
        review = case.dossier.deadlines.get(clock="fy_review_5wd")
        assert review.state == "met"
        waiting = Message.objects.filter(key__startswith=f"reminder:{review.pk}:", state="waiting")
        assert not waiting.exists()
        case = due.cases[1]
    assert sweep().reminders + Reminder.objects.unscoped("a test").filter(overtaken=False).count() >= CASES - 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM notices_message m JOIN deadlines_reminder r ON m.key LIKE 'reminder:' ||"
            " r.deadline_id || ':%%' JOIN deadlines_deadline d ON d.id = r.deadline_id"
            " WHERE m.state = 'waiting' AND d.state <> 'running'"
        )
        assert cursor.fetchone() == (0,)
