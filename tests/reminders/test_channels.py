"""Every channel against a real server of this machine, and the outbox between them and what is told."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from accounts.actors import actor_for
from accounts.models import Role, User
from accounts.timekeeping import at, now
from notices import channels, outbox
from notices.channels import Undeliverable, plugin_for, send
from notices.models import Channel, Contact, Message, MessageState, Notice, Webhook
from notices.outbox import Letter, claim, deliver, deliver_due, post, recall, resend
from notices.services import add_webhook, end_webhook, notify, set_contact, try_webhook
from tests import factories as make
from tests.factories import Office
from tests.reminders.servers import Server, http_server, mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TEXTS = {"zh-hans": "甲府复〔2026〕1号：今日到期", "en": "甲府复〔2026〕1号 is due today"}


@pytest.fixture
def smtp() -> Iterator[Server]:
    with (
        mail_server() as server,
        override_settings(
            MAIL_ENABLED=True,
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=server.port,
            DEFAULT_FROM_EMAIL="dingfen@example.test",
            PUBLIC_URL="https://dingfen.example",
        ),
    ):
        yield server


@pytest.fixture
def gateway() -> Iterator[Server]:
    with (
        http_server() as server,
        override_settings(SMS_URL=f"http://127.0.0.1:{server.port}/send", SMS_TOKEN="t0ken", CHANNEL_TIMEOUT=2.0),
    ):
        yield server


@pytest.fixture
def messenger() -> Iterator[Server]:
    with http_server() as server, override_settings(WEBHOOK_HOSTS=frozenset({"127.0.0.1"}), CHANNEL_TIMEOUT=2.0):
        yield server


@pytest.fixture
def person(db: None) -> User:
    return make.make_user(email="chen@example.test")


def letter(user: User, key: str = "k", **fields: str) -> Letter:
    return Letter(kind="reminder", texts=TEXTS, key=key, path="/dossiers/1/", user_id=user.pk, **fields)


def only() -> Message:
    return Message.objects.get()


# --- e-mail ----------------------------------------------------------------------------------------------------


def test_an_e_mail_goes_out_once_with_its_key(smtp: Server, person: User) -> None:
    assert post([letter(person), letter(person)]) == 2  # written in one go, the second has no effect
    assert post([letter(person)]) == 1
    assert (Message.objects.count(), Notice.objects.count()) == (1, 1)
    assert deliver_due()["sent"] == 1
    assert deliver_due()["sent"] == 0
    (mail,) = smtp.taken
    assert (mail.to, mail.subject) == ("chen@example.test", TEXTS["zh-hans"])
    assert mail.text.splitlines() == [TEXTS["zh-hans"], "https://dingfen.example/dossiers/1/"]
    assert mail.key == only().idempotency_key
    assert mail.headers["Message-ID"] == f"<{mail.key}@example.test>"
    assert (only().state, only().attempts) == (MessageState.SENT, 1)


def test_a_person_reads_the_language_that_they_chose(smtp: Server, person: User) -> None:
    Contact.objects.create(user=person, language="en")
    post([letter(person)])
    deliver_due()
    assert smtp.taken[0].subject == TEXTS["en"]


def test_an_address_that_nobody_knows_fails_at_once_and_can_be_sent_again(smtp: Server, person: User) -> None:
    User.objects.filter(pk=person.pk).update(email="nobody@example.test")
    post([letter(person)])
    assert deliver_due()["failed"] == 1
    assert (only().state, only().last_error) == (MessageState.FAILED, "refused_address")
    User.objects.filter(pk=person.pk).update(email="chen@example.test")
    actor = make.make_actor(Role.ADMINISTRATOR, make.make_organ())
    assert resend(actor=actor, message=only())
    assert not resend(actor=actor, message=only())
    assert deliver_due()["sent"] == 1
    assert [mail.to for mail in smtp.taken] == ["chen@example.test"]


def test_a_server_that_is_busy_is_tried_again_later_and_later(smtp: Server, person: User) -> None:
    smtp.answer = lambda number: 451 if number < 3 else 200
    post([letter(person)])
    start, waits = now(), []
    with at(start):
        assert deliver_due()["put_off"] == 1
    for _ in range(3):
        message = only()
        assert (message.state, message.last_error) == (MessageState.WAITING, "busy")
        waits.append((message.next_attempt_at - start).total_seconds())
        with at(message.next_attempt_at - dt.timedelta(seconds=1)):
            assert deliver_due() == {"sent": 0, "put_off": 0, "failed": 0, "withdrawn": 0}
        with at(message.next_attempt_at):
            deliver_due()
        start = message.next_attempt_at
    assert waits == [60, 120, 240]
    assert (only().state, only().attempts, len(smtp.taken)) == (MessageState.SENT, 4, 1)


def test_tries_come_to_an_end(smtp: Server, person: User) -> None:
    smtp.answer = lambda number: 451
    post([letter(person)])
    moment = now()
    for _ in range(outbox.settings.OUTBOX_MAX_ATTEMPTS):
        with at(moment):
            deliver_due()
        moment = only().next_attempt_at
    assert (only().state, only().attempts) == (MessageState.FAILED, 10)
    assert outbox.wait_after(10) == dt.timedelta(hours=3)


def test_a_server_that_is_not_there(person: User) -> None:
    with override_settings(
        MAIL_ENABLED=True,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=9,
    ):
        post([letter(person)])
        assert deliver_due()["put_off"] == 1
    assert only().last_error == "unreachable"


def test_who_may_no_longer_sign_in_gets_nothing(smtp: Server, person: User) -> None:
    post([letter(person)])
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert deliver_due()["withdrawn"] == 1
    assert (only().state, only().recalled_because, smtp.taken) == (MessageState.WITHDRAWN, "inactive", [])
    post([letter(person, key="another")])
    assert Message.objects.count() == 1


# --- text messages ---------------------------------------------------------------------------------------------


def test_a_text_message_goes_through_the_gateway(gateway: Server, person: User) -> None:
    set_contact(
        actor=actor_for(person), email="", by_mail=True, by_text=True, digest=True, language="zh-hans",
        phone="13800001111",
    )  # fmt: skip
    post([letter(person)])
    assert [message.channel for message in Message.objects.all()] == ["text"]
    assert deliver_due()["sent"] == 1
    (text,) = gateway.taken
    assert (text.to, text.text, text.key) == ("13800001111", TEXTS["zh-hans"], only().idempotency_key)
    assert text.headers["Authorization"] == "Bearer t0ken"
    assert "13800001111" not in str(Contact.objects.values().get())


@pytest.mark.parametrize(
    ("status", "code", "final"),
    [
        (503, "busy", False),
        (429, "busy", False),
        (401, "refused", False),
        (422, "refused", True),
        (302, "refused", False),
    ],
)
def test_what_a_gateway_answers(gateway: Server, status: int, code: str, final: bool) -> None:
    gateway.answer = lambda number: status
    with pytest.raises(Undeliverable) as caught:
        send(Channel.TEXT, "13800001111", "x", "key")
    assert (caught.value.code, caught.value.final) == (code, final)
    assert gateway.asked == 1  # a redirect is not followed


def test_a_gateway_that_does_not_answer_in_time(gateway: Server) -> None:
    gateway.wait = lambda number: 3.0
    with override_settings(CHANNEL_TIMEOUT=0.3), pytest.raises(Undeliverable, match="unreachable"):
        send(Channel.TEXT, "13800001111", "x", "key")


def test_a_party_is_reached_by_the_number_that_the_case_has_when_it_is_sent(gateway: Server, office: Office) -> None:
    party = office.register().dossier.parties.get(role="applicant")
    party.set_phone("13800001111")
    party.save()
    addressed = {"channel": Channel.TEXT, "address": f"party:{party.pk}"}
    post([Letter(kind="reminder", texts=TEXTS, key=str(number), **addressed) for number in range(2)])
    first, second = Message.objects.order_by("pk")
    claimed = claim(1)
    assert claimed == [first]
    assert deliver(claimed[0]) == "sent"
    party.voided_at, party.void_reason = now(), "误录"
    party.save()
    assert deliver_due()["failed"] == 1
    second.refresh_from_db()
    assert second.last_error == "no_address"
    assert [taken.to for taken in gateway.taken] == ["13800001111"]


# --- groups in a messenger -------------------------------------------------------------------------------------


def test_a_group_is_told_with_the_key_as_header(messenger: Server, office: Office) -> None:
    administrator = make.make_actor(Role.ADMINISTRATOR, office.organ)
    url = f"json://127.0.0.1:{messenger.port}/hook?redirect=yes&rto=60"
    webhook = add_webhook(actor=administrator, organ=office.organ, name="复议群", url=url)
    assert (webhook.shown, "hook" in str(Webhook.objects.values().get())) == ("json://127.0.0.1/…", False)
    assert try_webhook(actor=administrator, webhook=webhook, key="a") == 1
    try_webhook(actor=administrator, webhook=webhook, key="a")
    assert deliver_due()["sent"] == 1
    (group,) = messenger.taken
    assert (group.path, group.key) == ("/hook", only().idempotency_key)
    assert group.text.startswith("定分")
    messenger.answer = lambda number: 302
    try_webhook(actor=administrator, webhook=webhook, key="b")
    assert deliver_due()["put_off"] == 1
    assert messenger.asked == 2  # the redirect that the address asked for was not followed
    end_webhook(actor=administrator, webhook=webhook)
    with at(now() + dt.timedelta(minutes=5)):
        assert deliver_due()["failed"] == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("json://localhost:1/x", "host_not_allowed"),
        ("json://127.0.0.1@inside.example/x", "host_not_allowed"),
        ("jsons://inside.example/x", "host_not_allowed"),
        ("wecombot://abcdef-123456", "host_not_allowed"),
        ("file:///etc/passwd", "scheme_not_allowed"),
        ("mailto://a:b@example.test", "scheme_not_allowed"),
        ("http://127.0.0.1/x", "scheme_not_allowed"),
        ("json://", "senseless_address"),
        ("nothing", "scheme_not_allowed"),
    ],
)
@override_settings(WEBHOOK_HOSTS=frozenset({"127.0.0.1"}))
def test_a_group_cannot_be_an_address_that_is_not_listed(office: Office, url: str, code: str) -> None:
    administrator = make.make_actor(Role.ADMINISTRATOR, office.organ)
    with pytest.raises(ValidationError) as caught:
        add_webhook(actor=administrator, organ=office.organ, name="群", url=url)
    assert caught.value.error_dict["url"][0].code == code
    assert Webhook.objects.count() == 0


@override_settings(
    WEBHOOK_HOSTS=frozenset({"qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.larksuite.com", "open.feishu.cn"})
)
def test_the_messengers_that_offices_use_are_listed() -> None:
    for url in ("wecombot://abcdef-123456", "dingtalk://abcdef123456", "lark://abcdef-1234", "feishu://abcdef1234"):
        plugin = plugin_for(url)
        assert plugin.redirects is False
        assert plugin.socket_read_timeout == channels.settings.CHANNEL_TIMEOUT


# --- the outbox ------------------------------------------------------------------------------------------------


def test_what_is_recalled_does_not_go_and_can_be_told_again(smtp: Server, person: User) -> None:
    post([letter(person)])
    assert recall([only().pk], "met") == 1
    assert deliver_due()["sent"] == 0
    post([letter(person)])
    assert deliver_due()["sent"] == 1
    assert sorted(Message.objects.values_list("state", flat=True)) == ["sent", "withdrawn"]


def test_what_is_recalled_while_it_is_being_sent_is_not_tried_again(smtp: Server, person: User) -> None:
    smtp.answer = lambda number: 451
    post([letter(person)])
    (message,) = claim()
    real = channels.WAYS[Channel.MAIL]

    def slowly(address: str, text: str, key: str) -> None:
        assert recall([message.pk], "met") == 0
        real(address, text, key)

    channels.WAYS[Channel.MAIL] = slowly
    try:
        assert deliver(message) == "withdrawn"
    finally:
        channels.WAYS[Channel.MAIL] = real
    assert only().state == MessageState.WITHDRAWN


def test_a_lease_that_ran_out_is_taken_again_with_the_same_key(smtp: Server, person: User) -> None:
    post([letter(person)])
    moment = now()
    with at(moment):
        (lost,) = claim()
        assert claim() == []
    with at(moment + dt.timedelta(seconds=301)):
        (again,) = claim()
        assert again.idempotency_key == lost.idempotency_key
        # Whoever lost the lease sends nothing any more.
        assert deliver(lost) == ""
        assert deliver(again) == "sent"
    assert (smtp.keys, only().attempts) == ([again.idempotency_key], 2)


def test_a_channel_that_was_turned_off_keeps_what_waits(person: User) -> None:
    with override_settings(MAIL_ENABLED=True):
        post([letter(person)])
    assert deliver_due()["put_off"] == 1
    assert only().last_error == "channel_off"


def test_notify_tells_outside_the_application_too_and_once(smtp: Server, person: User) -> None:
    other = make.make_user()
    for _ in range(2):
        notify(recipients=[person, other], kind="approval", words=lambda: "待您审批", path="/x/", key="a")
    assert Notice.objects.count() == 2
    deliver_due()
    assert [mail.to for mail in smtp.taken] == ["chen@example.test"]


def test_nothing_is_told_outside_where_no_channel_is_set_up(person: User) -> None:
    assert post([letter(person)]) == 0
    assert (Notice.objects.count(), Message.objects.count()) == (1, 0)


def test_text_messages_need_a_number(person: User) -> None:
    given = {"email": "", "by_mail": True, "by_text": True, "digest": True, "language": "en"}
    with pytest.raises(ValidationError, match="telephone"):
        set_contact(actor=actor_for(person), **given)
    set_contact(actor=actor_for(person), **given, phone="13800001111")
    set_contact(actor=actor_for(person), **given)
    assert Contact.objects.get().phone_mask == "138****1111"
    with pytest.raises(ValidationError, match="telephone"):
        set_contact(actor=actor_for(person), **given, phone="")


def test_an_error_of_the_program_is_put_off_and_logged(
    smtp: Server, person: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: str) -> None:
        raise RuntimeError("broken")

    monkeypatch.setitem(channels.WAYS, Channel.MAIL, broken)
    post([letter(person)])
    assert deliver_due()["put_off"] == 1
    assert only().last_error == "program"
    assert str(only().pk) in caplog.text
