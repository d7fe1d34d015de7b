"""The morning overview: once a person and working day, only for those with something to be told, without parties."""

import datetime as dt

import pytest
from django.test import override_settings

from accounts.models import Delegation, Role
from accounts.timekeeping import at
from notices.models import Contact, Message, Notice
from tests import factories as make
from tests.database import forget
from tests.factories import Office
from workflow.digest import send_digests
from workflow.tasks import morning_digest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


@pytest.fixture
def busy(told_by_mail: Office) -> Office:
    """One period overdue on 13 October 2026, one due within the week, one approval that waits for the director."""
    with at("2026-09-28"):
        told_by_mail.register(applicant="周小明")
    with at("2026-10-10"):
        told_by_mail.register(applicant="吴小红")
    with at("2026-10-10"):
        case = told_by_mail.register(applicant="郑小刚")
        told_by_mail.take(case, "decline", reason="decline_reason.out_of_time", explanation="x")
    forget(Notice.objects.all())
    forget(Message.objects.all())
    return told_by_mail


def test_each_person_is_told_once_a_day_by_e_mail(busy: Office) -> None:
    with at("2026-10-13T08:10"):
        assert morning_digest() == 2
        assert morning_digest() == 0
        assert send_digests() == 0
    mails = {message.recipient: message for message in Message.objects.filter(kind="digest")}
    assert set(mails) == {busy.officer.user, busy.director.user}
    assert not Notice.objects.filter(kind="digest").exists()
    text = mails[busy.officer.user].texts["en"]
    assert text.splitlines()[0] == "Overview of 13 October: Overdue 1, Due within 7 days 2"
    assert "a case without number" in text
    assert mails[busy.director.user].texts["en"].splitlines()[0] == (
        "Overview of 13 October: Waiting for my approval 1"
    )
    for message in mails.values():
        assert not any(name in str(message.texts) for name in ("周小明", "吴小红", "郑小刚", "公安局"))


@pytest.mark.parametrize("moment", ["2026-10-13T07:59", "2026-10-13T20:00", "2026-10-17T09:00", "2026-10-03T09:00"])
def test_not_before_the_hour_nor_on_days_off(busy: Office, moment: str) -> None:
    with at(moment):
        assert morning_digest() == 0
    assert not Message.objects.filter(kind="digest").exists()


def test_a_saturday_that_is_worked_is_a_working_day(busy: Office) -> None:
    with at("2026-10-10T08:00"):
        assert morning_digest() == 2


def test_who_wants_none_gets_none_and_who_has_no_address_is_told_inside(busy: Office) -> None:
    Contact.objects.create(user=busy.director.user, digest=False)
    busy.officer.user.email = ""
    busy.officer.user.save()
    with at("2026-10-13T09:00"):
        assert send_digests() == 1
    assert [notice.recipient for notice in Notice.objects.filter(kind="digest")] == [busy.officer.user]
    assert not Message.objects.filter(kind="digest").exists()


def test_deputies_see_the_cases_of_whom_they_stand_in_for(busy: Office) -> None:
    deputy = make.make_user(Role.OFFICER, busy.organ.office, "代理人", email="deputy@example.test")
    Delegation.objects.create(
        principal=busy.officer.user,
        deputy=deputy,
        valid_from=dt.date(2026, 10, 13),
        valid_to=dt.date(2026, 10, 13),
        created_by=busy.officer.user,
    )
    with at("2026-10-13T09:00"):
        assert send_digests() == 3
    assert Message.objects.get(recipient=deputy).texts["en"].startswith("Overview of 13 October: Overdue 1")


def test_an_agency_is_told_what_it_owes(told_by_mail: Office) -> None:
    with at("2026-09-28"):
        case = told_by_mail.register()
        told_by_mail.accept(case)
        told_by_mail.send_copies(case)
    with at("2026-10-13T09:00"):
        send_digests()
    text = Message.objects.get(kind="digest", recipient=told_by_mail.liaison.user).texts["zh-hans"]
    assert case.dossier.number in text
    assert "10月1" in text


def test_many_periods_are_told_in_few_lines(told_by_mail: Office) -> None:
    with at("2026-09-28"):
        for _ in range(12):
            told_by_mail.register()
    with at("2026-10-13T09:00"), override_settings(DIGEST_HOUR=9):
        assert morning_digest() == 1
    text = Message.objects.get(kind="digest").texts["en"]
    assert "and 2 more" in text
    assert len(text.splitlines()) == 14
