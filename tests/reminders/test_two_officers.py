"""A case with two officers: both are told, and who is second no more is told no more."""

import pytest

from accounts.timekeeping import at
from deadlines.models import Reminder
from deadlines.reminders.sweep import sweep
from notices.models import Message
from tests import factories as make
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def test_what_was_not_sent_to_who_is_second_no_more_is_taken_back(told_by_mail: Office) -> None:
    office = told_by_mail
    office.second.user.email = "second@example.test"
    office.second.user.save(update_fields=["email"])
    with at("2026-03-02"):
        case = office.heard()
    with at("2026-04-29"):
        sweep()
        waiting = Message.objects.filter(recipient=office.second.user, state="waiting")
        assert waiting.count() == 1
        make.take(office.director, case, "assign", officer=office.officer.user, second=office.third.user, reason="调整")
        assert not waiting.exists()
        sweep()
        again = Reminder.objects.unscoped("a test").filter(role="second", withdrawn_at=None, overtaken=False)
        assert [one.user_id for one in again] == [office.third.user.pk]
