"""The pages of reminders: why one went or did not, how I am told, groups, what failed, and when an office is told."""

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from accounts.once import new_key
from accounts.timekeeping import at
from deadlines.models import ClockSetting, Deadline, Reminder
from deadlines.reminders.sweep import sweep
from dossiers.models import TrailEntry
from notices.models import Contact, Message, Webhook
from tests import factories as make
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


def signed_in(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def read(client: Client, deadline: Deadline) -> str:
    answer = client.get(reverse("deadlines:reminders", args=[deadline.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def lines(client: Client, deadline: Deadline) -> list[tuple[str, str, str, str]]:
    """(stage, who, state, ways) of each line of the period as it runs now."""
    answer = client.get(reverse("deadlines:reminders", args=[deadline.pk]))
    return [
        (group.stage, line.who, line.words, "; ".join(f"{way.channel} {way.words}".strip() for way in line.ways))
        for group in answer.context["running"]
        for line in group.lines
    ]


def test_a_period_shows_what_was_caught_up_after_a_week_and_what_is_to_come(told_by_mail: Office) -> None:
    office = told_by_mail
    client = signed_in(office.officer.user)
    with at("2026-09-28"):
        case = office.register()
    review = case.dossier.deadlines.get()
    officer, director, leader = (str(getattr(office, name).user) for name in ("officer", "director", "leader"))
    with at("2026-09-29"):
        to_come = [row[:3] for row in lines(client, review)]
        assert to_come == [
            ("2 working days before", officer, "will go on Thu 8 October"),
            ("on the due date", officer, "will go on Sat 10 October"),
            ("1 working day after", officer, "will go on Mon 12 October"),
            ("1 working day after", director, "will go on Mon 12 October"),
            ("5 working days after", officer, "will go on Fri 16 October"),
            ("5 working days after", director, "will go on Fri 16 October"),
            ("5 working days after", leader, "will go on Fri 16 October"),
        ]
        assert lines(client, review)[0][3] == "In the application; E-mail"
    with at("2026-10-13T09:30"):
        assert [row[2] for row in lines(client, review)] == [
            "will not go: a later stage has come up",
            "will not go: a later stage has come up",
            "will go with the next run",
            "will go with the next run",
            *["will go on Fri 16 October"] * 3,
        ]
        sweep()
        told = lines(client, review)
        assert [row[2] for row in told] == [
            "not sent: a later stage had come up already",
            "not sent: a later stage had come up already",
            "told on Tue 13 October",
            "told on Tue 13 October",
            *["will go on Fri 16 October"] * 3,
        ]
        assert told[2][3] == "In the application 13 October 09:30; E-mail on its way"


def test_each_state_of_a_message_is_told_with_its_reason(told_by_mail: Office) -> None:
    office = told_by_mail
    client = signed_in(office.officer.user)
    with at("2026-09-28"):
        case = office.register()
    review = case.dossier.deadlines.get()
    with at("2026-10-10T09:00"):
        sweep()
        message = Message.objects.get(kind="reminder")

        def way() -> str:
            return next(row[3] for row in lines(client, review) if row[0] == "on the due date")

        message.state, message.attempts, message.last_error = "waiting", 2, "unreachable"
        message.save()
        assert "E-mail tried 2 times, next try 10 October 09:00: the other side cannot be reached" in way()
        message.state, message.last_error = "failed", "refused_address"
        message.save()
        assert "E-mail failed: the other side does not know the address" in way()
        url = reverse("deadlines:reminder-resend", args=[message.pk])
        assert url in read(client, review)
        assert client.post(url).status_code == 302
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("waiting", 0)
        assert TrailEntry.objects.get(action="message.resend").user == office.officer.user
        office.accept(case)
        text = read(client, review)
        assert "withdrawn before it went out: the period was met" in text
        assert "The period was met on 10 October 2026" in text
        assert "will go" not in text


def test_an_agency_sees_the_lines_of_its_own_people_alone(told_by_mail: Office, other_office: Office) -> None:
    office = told_by_mail
    with at("2026-09-01"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
    reply = case.dossier.deadlines.get(clock="fy_reply_10wd")
    decision = case.dossier.deadlines.get(clock="fy_decide_60d")
    liaison = signed_in(office.liaison.user)
    with at("2026-09-16"):
        sweep()
        seen = lines(liaison, reply)
        assert {row[1] for row in seen} == {str(office.liaison.user)}
        assert {row[1] for row in lines(signed_in(office.officer.user), reply)} == {
            str(getattr(office, name).user) for name in ("liaison", "officer", "second", "director")
        }
        assert liaison.get(reverse("deadlines:reminders", args=[decision.pk])).status_code == 404
        for stranger in (other_office.officer, other_office.liaison):
            url = reverse("deadlines:reminders", args=[reply.pk])
            assert signed_in(stranger.user).get(url).status_code == 404
        page = liaison.get(reverse("dossier", args=[case.dossier.pk]), follow=True).content.decode()
        assert reverse("deadlines:reminders", args=[reply.pk]) in page
        assert reverse("deadlines:reminders", args=[decision.pk]) not in page


def test_why_a_party_or_an_officer_is_not_told(told_by_mail: Office) -> None:
    office = told_by_mail
    client = signed_in(office.director.user)
    with at("2026-09-01"):
        case = office.register()
        office.take(case, "supplement", matters=["supplement_reason.identity"], served_on="2026-09-01")
        supplement = case.dossier.deadlines.get(clock="fy_supplement_submit_10wd")
        assert lines(client, supplement)[0][2] == "will not go: there is no telephone number"
        with override_settings(SMS_URL=""):
            assert lines(client, supplement)[0][2] == "will not go: text messages are not set up"
        User.objects.filter(pk=office.officer.user.pk).update(is_active=False)
        assert "may no longer sign in: the director is told instead" in read(client, supplement)


def test_the_page_needs_as_many_queries_for_one_person_as_for_thirty(told_by_mail: Office) -> None:
    office = told_by_mail
    client = signed_in(office.officer.user)
    counts = []
    with at("2026-09-28"):
        review = office.register().dossier.deadlines.get()
    for stop in ("2026-10-08", "2026-10-20"):
        with at(stop):
            sweep()
            read(client, review)
            with CaptureQueriesContext(connection) as captured:
                read(client, review)
        counts.append(len(captured))
        for _ in range(15):
            make.make_user(Role.DIRECTOR, office.organ.office, email="d@example.test")
    assert counts[1] <= counts[0] <= 25


# --- how I am told ---------------------------------------------------------------------------------------------


def test_a_person_chooses_how_they_are_told(told_by_mail: Office) -> None:
    user = told_by_mail.officer.user
    client = signed_in(user)
    data = {
        "once_key": new_key(),
        "email": "new@example.test",
        "by_mail": "on",
        "by_text": "on",
        "phone": "138 0000 1111",
        "language": "en",
    }
    assert client.post(reverse("notices:contact"), data).status_code == 302
    user.refresh_from_db()
    assert user.email == "new@example.test"
    contact = Contact.objects.get()
    assert (contact.by_mail, contact.by_text, contact.digest, contact.language) == (True, True, False, "en")
    page = client.get(reverse("notices:contact")).content.decode()
    assert "138****1111" in page
    assert "13800001111" not in page
    entry = TrailEntry.objects.get(action="contact.change")
    assert (entry.user, entry.detail) == (user, {})
    answer = client.post(
        reverse("notices:contact"), {"once_key": new_key(), "no_phone": "on", "by_text": "on", "language": "en"}
    )
    assert answer.status_code == 422
    assert "Text messages need a telephone number." in answer.content.decode()


# --- groups and failures ---------------------------------------------------------------------------------------


def test_an_administrator_enters_a_group_of_their_own_organ_alone(told_by_mail: Office, other_office: Office) -> None:
    office = told_by_mail
    administrator = make.make_user(Role.ADMINISTRATOR, office.organ.organisation)
    client = signed_in(administrator)
    data = {"once_key": new_key(), "organ": office.organ.pk, "name": "复议群", "url": "json://127.0.0.1:1/secret-path"}
    assert client.post(reverse("notices:webhooks"), data).status_code == 302
    webhook = Webhook.objects.get()
    page = client.get(reverse("notices:webhooks")).content.decode()
    assert "json://127.0.0.1/…" in page
    assert "secret-path" not in page
    elsewhere = {**data, "once_key": new_key(), "organ": other_office.organ.pk}
    assert client.post(reverse("notices:webhooks"), elsewhere).status_code == 422
    outside = {**data, "once_key": new_key(), "name": "另一群", "url": "jsons://inside.example/x"}
    assert client.post(reverse("notices:webhooks"), outside).status_code == 422
    assert Webhook.objects.count() == 1
    url = reverse("notices:webhook-test", args=[webhook.pk])
    key = new_key()
    for _ in range(2):
        client.post(url, {"once_key": key})
    assert Message.objects.filter(channel="webhook").count() == 1
    client.post(reverse("notices:webhook-end", args=[webhook.pk]))
    assert client.post(url, {"once_key": new_key()}).status_code == 404
    assert [entry.action for entry in TrailEntry.objects.filter(action__startswith="webhook").order_by("pk")] == [
        "webhook.add",
        "webhook.end",
    ]


def test_an_office_group_is_told_from_the_due_date_on(told_by_mail: Office) -> None:
    Webhook.objects.create(organ=told_by_mail.organ, name="群", url_cipher="x", shown="x")
    with at("2026-09-28"):
        told_by_mail.register()
    counts = []
    for day in ("2026-10-08", "2026-10-10", "2026-10-12"):
        with at(day):
            sweep()
        counts.append(Message.objects.filter(channel="webhook").count())
    assert counts == [0, 1, 2]


def test_failures_are_shown_within_reach_and_sent_again(told_by_mail: Office, other_office: Office) -> None:
    with at("2026-09-28"):
        told_by_mail.register()
    with at("2026-10-10"):
        sweep()
    Message.objects.update(state="failed", last_error="refused_address", attempts=1)
    message = Message.objects.get()
    own, foreign = (
        signed_in(make.make_user(Role.ADMINISTRATOR, office.organ.organisation))
        for office in (told_by_mail, other_office)
    )
    page = own.get(reverse("notices:failed")).content.decode()
    assert str(told_by_mail.officer.user) in page
    assert "the other side does not know the address" in page
    assert "is due" not in page
    assert "Nothing failed" in foreign.get(reverse("notices:failed")).content.decode()
    assert foreign.post(reverse("notices:failed-resend", args=[message.pk])).status_code == 404
    own.post(reverse("notices:failed-resend", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == "waiting"


# --- when an office is told ------------------------------------------------------------------------------------


def test_a_director_sets_the_stages_of_a_clock(told_by_mail: Office) -> None:
    office = told_by_mail
    client = signed_in(office.director.user)
    with at("2026-09-28"):
        office.register()
    assert "Review of the application" in client.get(reverse("deadlines:stages")).content.decode()
    url = reverse("deadlines:clock-stages", args=[office.organ.pk, "fy_review_5wd"])
    wrong = client.post(url, {"once_key": new_key(), "own": "own", "before": "0, x", "after": "1"})
    assert wrong.status_code == 422
    assert client.post(url, {"once_key": new_key(), "own": "own", "before": "４、1", "after": "2"}).status_code == 302
    setting = ClockSetting.objects.get()
    assert (setting.before, setting.after) == ([1, 4], [2])
    assert TrailEntry.objects.get(action="clock.setting").detail["before"] == [1, 4]
    page = client.get(reverse("deadlines:stages")).content.decode()
    assert "4 working days before" in page
    with at("2026-09-29"):
        assert sweep().reminders == 1
    client.post(url, {"once_key": new_key(), "own": "", "before": "4", "after": "2"})
    assert ClockSetting.objects.count() == 0
    assert Reminder.objects.unscoped("a test").get().stage == -4
